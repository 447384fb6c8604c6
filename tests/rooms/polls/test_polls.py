"""Polls of persons: who may answer, once; nothing before the end; nothing of the few."""

from datetime import date

import pytest

from tests.people import PASSWORD, REFINING, at, hand
from tests.rooms.polls.conftest import (
    ASKED,
    CLOSED_AT,
    CLOSES_ON,
    answer_all,
    officer,
    poll_in,
    poll_told,
)
from zhibu.core.ballots import Choice, Question, root_of
from zhibu.core.leaf import spell_bytes
from zhibu.journal import log, reading
from zhibu.journal.models import LeafRow
from zhibu.party import actions as party
from zhibu.polls.actions import boxes, counting, polling
from zhibu.polls.actions.polling import CannotAnswer, CannotPoll
from zhibu.polls.models import Ballot, BallotBox, Participation, Poll, PollResult, Ticket
from zhibu.polls.queries import polls

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 3)


def close(here, poll, when=CLOSED_AT):
    polling.close_poll(poll, hand=officer(here, when))
    return PollResult.objects.get(poll=poll)


def facts_in(result) -> dict[str, int]:
    return {one.fact.name: one.fact.value for one in reading.stated_of(bytes(result.leaf_id))}


def test_opening_is_journaled_with_roll_and_questions_and_voting_is_not(here, poll):
    said = log.record_of(log.leaf_of(poll.leaf_id))
    assert (said.roll_size, said.questions) == (8, ASKED)
    before = LeafRow.objects.count()

    answer_all(here, poll)

    assert LeafRow.objects.count() == before
    assert polls.turnout_of(poll) == 8


def test_everybody_answers_once(here, poll):
    member = here.member("王立新").uid
    polling.answer(poll, member=member, answers=(0, 0), today=TODAY)
    with pytest.raises(CannotAnswer, match="一人一次"):
        polling.answer(poll, member=member, answers=(1, 1), today=TODAY)
    assert polls.turnout_of(poll) == 1


def test_only_who_belonged_when_it_opened_may_answer(here, poll):
    for member in (here.member("周建国").uid, None, "m_" + "z" * 26):
        with pytest.raises(CannotAnswer, match="不在这次测评"):
            polling.answer(poll, member=member, answers=(0, 0), today=TODAY)


@pytest.mark.parametrize("answers", [(), (0,), (0, 3), (-2, 0), (0, 0, 0)])
def test_answers_that_do_not_fit_are_refused(here, poll, answers):
    with pytest.raises(CannotAnswer, match="不在选项里"):
        polling.answer(poll, member=here.member("王立新").uid, answers=answers, today=TODAY)
    assert not Participation.objects.exists()


def test_no_ballot_is_taken_after_the_last_day_or_the_end(here, poll):
    member = here.member("王立新").uid
    with pytest.raises(CannotAnswer, match="已经结束"):
        polling.answer(poll, member=member, answers=(0, 0), today=date(2026, 11, 21))
    close(here, poll)
    with pytest.raises(CannotAnswer, match="已经结束"):
        polling.answer(poll, member=member, answers=(0, 0), today=TODAY)


def test_the_result_counts_all_and_proves_which_ballots(here, poll):
    answer_all(here, poll, (0, 1), [row[0] for row in REFINING[:5]])
    answer_all(here, poll, (2, -1), [row[0] for row in REFINING[5:]])
    result = close(here, poll)

    assert (result.participants, result.ballots) == (8, 8)
    assert result.counts == [[5, 0, 3, 0], [0, 5, 0, 3]]
    kept = boxes.kept_of(poll.rec)
    assert bytes(result.root) == root_of(kept)
    assert log.record_of(log.leaf_of(result.leaf_id)).root == spell_bytes(root_of(kept))
    assert sorted(one.answers for one in kept) == [(0, 1)] * 5 + [(2, -1)] * 3


def test_four_ballots_give_no_result(here, poll):
    answer_all(here, poll, names=[row[0] for row in REFINING[:4]])
    result = close(here, poll)

    assert (result.participants, result.ballots, result.counts) == (4, 4, [])
    said = log.record_of(log.leaf_of(result.leaf_id))
    assert (said.counts, said.groups) == ((), ())
    assert facts_in(result) == {}


def test_who_took_part_is_forgotten_when_it_closes(here, poll):
    answer_all(here, poll)
    close(here, poll)

    assert not Participation.objects.exists()
    assert not BallotBox.objects.exists()
    assert Ballot.objects.count() == 8


def test_nothing_of_a_result_is_known_before_the_last_day(here, poll):
    answer_all(here, poll)
    with pytest.raises(CannotPoll, match="中间结果"):
        close(here, poll, at(2026, 11, 19))
    assert not PollResult.objects.exists()
    close(here, poll)
    with pytest.raises(CannotPoll, match="已经结束"):
        polling.close_poll(poll, hand=officer(here, CLOSED_AT))


def test_satisfaction_becomes_facts_of_the_branch(here):
    poll = poll_in(here, feeds="surveys")
    answer_all(here, poll, (0, 1), [row[0] for row in REFINING[:6]])
    answer_all(here, poll, (2, -1), [row[0] for row in REFINING[6:]])
    result = close(here, poll)

    assert facts_in(result) == {"surveys.answers": 14, "surveys.satisfied": 12}
    assert log.leaf_of(result.leaf_id).unit == here.refining.uid


def test_a_poll_may_rate_an_item_of_a_standard(here):
    poll = poll_in(here, feeds="rated.zb_41.ia1.masses")
    answer_all(here, poll, (0, 1))

    assert facts_in(close(here, poll)) == {
        "rated.zb_41.ia1.masses.awarded": 8_500, "rated.zb_41.ia1.masses.offered": 10_000,
    }  # fmt: skip


def test_a_poll_that_everybody_left_empty_rates_nothing(here):
    poll = poll_in(here, feeds="rated.zb_41.ia1.masses")
    answer_all(here, poll, (-1, -1))

    assert facts_in(close(here, poll)) == {}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"closes_on": date(2026, 11, 2)}, "closes_on"),
        ({"year": 2027}, "year"),
        ({"questions": ()}, "questions"),
        ({"questions": (Question("", ASKED[0].choices),)}, "questions"),
        ({"questions": (Question("x", (Choice("好", 1),)),)}, "questions"),
        ({"level": "open"}, "level"),
        ({"invited": -1}, "invited"),
        ({"feeds": "rated.zb_41.masses"}, "feeds"),
        ({"feeds": "meetings.expected"}, "feeds"),
        ({"members": False, "invited": 4}, "members"),
    ],
)
def test_a_poll_that_makes_no_sense_is_refused(here, told, field):
    with pytest.raises(CannotPoll) as refused:
        polling.open_poll(here.refining, told=poll_told(**told), hand=officer(here))
    assert refused.value.field == field


def test_the_same_poll_with_one_person_changed_is_refused(here, poll):
    party.register_member(
        branch=here.refining, since=date(2026, 11, 3), hand=hand(here.accounts.officer,
        at=at(2026, 11, 4)), card=_card("新来者"),
    )  # fmt: skip
    with pytest.raises(CannotPoll, match="只差几个人"):
        polling.open_poll(
            here.refining, told=poll_told(closes_on=date(2026, 12, 1)),
            hand=officer(here, at(2026, 11, 5)),
        )  # fmt: skip


def _card(name):
    from tests.people import card

    return card(name, "1", birth_on=date(1990, 1, 1))


def test_invited_persons_answer_once_with_a_code(here):
    poll = poll_in(here, members=False, invited=6)
    codes = polling.hand_out(poll)
    assert len({*codes}) == 6
    assert not Ticket.objects.filter(digest__in=[code.encode() for code in codes]).exists()

    for code in codes:
        typed = f"{code[:4].lower()}-{code[4:8]} {code[8:]}"
        assert polling.poll_for(typed) == poll
        polling.answer_by_code(typed, answers=(0, 0), today=TODAY)
    for code in (codes[0], "", "A" * 12, "x" * 5_000):
        with pytest.raises(CannotAnswer, match="填写码"):
            polling.answer_by_code(code, answers=(0, 0), today=TODAY)
    with pytest.raises(CannotPoll, match="已经生成过"):
        polling.hand_out(poll)
    result = close(here, poll)
    assert (result.participants, result.ballots) == (6, 6)
    assert not Ticket.objects.exists()
    with pytest.raises(CannotPoll, match="不发填写码"):
        polling.hand_out(poll)


def test_a_small_group_is_hidden_and_the_other_with_it(here):
    poll = poll_in(here, invited=5)
    codes = polling.hand_out(poll)
    answer_all(here, poll)
    for code in codes[:3]:
        polling.answer_by_code(code, answers=(2, 2), today=TODAY)
    result = close(here, poll)

    assert result.counts[0] == [8, 0, 3, 0]
    assert result.groups == {}


def test_two_groups_that_are_large_enough_are_shown(here):
    poll = poll_in(here, invited=5)
    codes = polling.hand_out(poll)
    answer_all(here, poll)
    for code in codes:
        polling.answer_by_code(code, answers=(2, 2), today=TODAY)
    result = close(here, poll)

    assert result.groups["0"][0] == [8, 0, 0, 0]
    assert result.groups["1"][0] == [0, 0, 5, 0]


COUNT = ((5, 1, 1, 0), (6, 0, 0, 1))


def paper(**told):
    return counting.Paper(**{"issued": 8, "returned": 7, "valid": 7, "counts": COUNT, **told})


def count_it(here, poll, who="officer", **told):
    by = hand(getattr(here.accounts, who), at=CLOSED_AT)
    return counting.enter_count(poll, group=0, paper=paper(**told), hand=by)


def test_two_persons_count_paper_and_only_then_it_stands(here):
    poll = poll_in(here, level="paper")
    with pytest.raises(CannotPoll, match="还没有录入"):
        close(here, poll)
    count_it(here, poll, returned=8)
    count_it(here, poll)
    with pytest.raises(CannotPoll, match="第二人"):
        close(here, poll)
    with pytest.raises(CannotPoll, match="不一致"):
        count_it(here, poll, "assessor", returned=8)
    count_it(here, poll, "assessor")
    with pytest.raises(CannotPoll, match="不能再改"):
        count_it(here, poll)
    result = close(here, poll)

    assert (result.participants, result.ballots, result.papers) == (7, 7, [8, 7, 7])
    assert result.counts == [list(row) for row in COUNT]
    with pytest.raises(CannotPoll, match="已经结束"):
        count_it(here, poll)


def test_one_person_with_two_accounts_is_no_second_person(here):
    poll = poll_in(here, level="paper")
    count_it(here, poll, "secretary")
    second = party.create_account(
        username="chenke2", password=PASSWORD, display_name="陈可", member=None
    )
    counting.enter_count(poll, group=0, paper=paper(), hand=hand(second, at=CLOSED_AT))

    with pytest.raises(CannotPoll, match="第二人"):
        close(here, poll)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"returned": 9}, "多于发出"),
        ({"issued": 9, "returned": 9}, "应参加"),
        ({"valid": 8}, "多于收回"),
        ({"valid": 6}, "加起来不等于"),
        ({"counts": (COUNT[0],)}, "每个选项"),
        ({"counts": ((-1, 4, 4, 0), COUNT[1])}, "负数"),
    ],
)
def test_a_paper_count_that_cannot_be_is_refused(here, told, words):
    poll = poll_in(here, level="paper")
    with pytest.raises(CannotPoll, match=words):
        count_it(here, poll, **told)


def test_paper_is_counted_for_paper_polls_and_known_groups(here, poll):
    with pytest.raises(CannotPoll, match="没有纸质票"):
        count_it(here, poll)
    on_paper = poll_in(here, level="paper", questions=ASKED[:1])
    with pytest.raises(CannotPoll, match="哪一组"):
        counting.enter_count(on_paper, group=2, paper=paper(), hand=officer(here))
    with pytest.raises(CannotAnswer, match="不在这里"):
        polling.answer(on_paper, member=here.member("陈可").uid, answers=(0,), today=TODAY)


def test_replay_tells_polls_again_and_leaves_ballots_alone(here, poll):
    from django.forms.models import model_to_dict

    from zhibu.journal.replay import projections_of, replay

    answer_all(here, poll)
    close(here, poll)
    on_paper = poll_in(here, level="paper", questions=ASKED[:1])
    counting.enter_count(
        on_paper, group=0, paper=paper(counts=COUNT[:1]), hand=officer(here, CLOSED_AT)
    )

    def all_rows():
        return {
            model.__name__: sorted(str(model_to_dict(one)) for one in model.objects.all())
            for model in (*projections_of("polls"), Ballot)
        }

    before = all_rows()
    replay("polls")
    assert all_rows() == before
    assert Poll.objects.count() == 2
    assert Poll.objects.first().closes_on == CLOSES_ON
