"""Who is named in a meeting answers: I was there, or I was not."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import PASSWORD, at, hand
from tests.rooms.meetings.facts import facts_of
from zhibu.journal import log, replay
from zhibu.journal.log import Op
from zhibu.meetings import actions, answers, queries
from zhibu.meetings.actions import CannotAnswer, Ledger, answer_attendance, from_history
from zhibu.meetings.models import Answer, Meeting
from zhibu.meetings.records import Attendance, AttendanceConfirmed, AttendanceDisputed, State
from zhibu.meetings.told import Away
from zhibu.party import actions as party

TODAY = date(2026, 3, 21)


@pytest.fixture
def held(here, chen_ke, general_meeting):
    away = {here.member("赵兰").uid: Away(State.EXCUSED, "陪护家人")}
    return actions.hold_meeting(branch=here.refining, told=general_meeting(away=away), hand=chen_ke)


@pytest.fixture
def wang(here):
    """Return the own hand of 王立新, a member without any office in the books."""
    return hand(here.accounts.member, role="member", at=at(2026, 3, 21))


def says(here, held, name, *, there, by, **more):
    member = here.member(name).uid
    return answer_attendance(rec=held.rec, member=member, there=there, hand=by, **more)


def corrected(held, told, chen_ke):
    return actions.correct_meeting(rec=held.rec, told=told, reason="签到漏记", hand=chen_ke)


def test_who_was_there_and_says_so_confirms(here, held, wang):
    leaf = says(here, held, "王立新", there=True, by=wang)

    said = log.record_of(leaf)
    assert (leaf.kind, leaf.op, leaf.prev) == ("meetings.confirmed", Op.CONFIRM, held.lh)
    assert isinstance(said, AttendanceConfirmed)
    assert (said.listed, said.there, said.held_on) == (State.PRESENT, True, date(2026, 3, 18))
    assert answers.counted(held.rec) == answers.Counted(confirmed=1, disputed=0)


@pytest.mark.parametrize(
    ("name", "there", "kind"),
    [
        ("王立新", False, AttendanceDisputed),  # listed present, and was not there
        ("赵兰", True, AttendanceDisputed),  # listed excused, and was there
        ("赵兰", False, AttendanceConfirmed),
    ],
)
def test_a_line_is_right_or_wrong_whatever_it_says(here, held, wang, name, there, kind):
    leaf = says(here, held, name, there=there, by=wang)

    assert isinstance(log.record_of(leaf), kind)


def test_an_answer_is_neither_a_version_of_the_meeting_nor_a_fact(here, held, wang):
    before = facts_of(here.refining.uid)
    says(here, held, "王立新", there=False, by=wang)

    assert len(log.versions_of(held.rec)) == 1
    assert log.leaf_of_record(held.rec).lh == held.lh
    assert facts_of(here.refining.uid) == before


def test_the_same_answer_twice_is_one_record(here, held, wang):
    first = says(here, held, "王立新", there=True, by=wang)
    second = says(here, held, "王立新", there=True, by=wang)

    assert first.lh == second.lh


def test_of_two_answers_the_later_counts_and_the_earlier_stays_in_the_journal(here, held, wang):
    first = says(here, held, "王立新", there=False, by=wang)
    second = says(here, held, "王立新", there=True, by=wang)

    assert answers.counted(held.rec) == answers.Counted(1, 0)
    assert queries.disputes([here.refining.uid]) == []
    assert log.record_of(first).there is False
    assert second.lh != first.lh


def test_a_correction_elsewhere_leaves_the_answer_and_one_of_the_own_line_asks_anew(
    here, held, wang, chen_ke, general_meeting
):
    away = {here.member("赵兰").uid: Away(State.EXCUSED, "陪护家人")}
    says(here, held, "王立新", there=False, by=wang)
    corrected(held, general_meeting(away=away, place="礼堂"), chen_ke)
    assert [one.name for one in queries.disputes([here.refining.uid])] == ["王立新"]

    corrected(held, general_meeting(away=away | {here.member("王立新").uid: Away(State.ABSENT)}),
              chen_ke)  # fmt: skip

    assert queries.disputes([here.refining.uid]) == []
    (asked,) = answers.waiting_for(here.member("王立新").uid, today=TODAY)
    assert (asked.listed, asked.there) == (State.ABSENT, None)


def test_a_corrected_day_asks_everybody_anew(here, held, wang, chen_ke, general_meeting):
    says(here, held, "王立新", there=True, by=wang)
    corrected(held, general_meeting(held_on=date(2026, 3, 17)), chen_ke)

    assert answers.counted(held.rec) == answers.Counted(0, 0)
    assert answers.own_line(held.rec, here.member("王立新").uid).there is None


def test_a_meeting_that_was_answered_to_waits_no_more(here, held, wang):
    member = here.member("王立新").uid
    assert [one.rec for one in answers.waiting_for(member, today=TODAY)] == [held.rec]

    says(here, held, "王立新", there=True, by=wang)

    assert answers.waiting_for(member, today=TODAY) == []


def test_nobody_is_asked_of_old_papers_of_what_is_long_past_or_of_the_own_entry(
    here, held, chen_ke, django_assert_num_queries
):
    member, secretary = here.member("王立新").uid, here.accounts.secretary
    old = Ledger(form="party_day", held_on=date(2026, 3, 2), expected=8, present=7,
                 away=(Attendance(member, State.ABSENT),))  # fmt: skip
    with log.act(here.refining.uid):
        log.append_many([log.Entry(record=from_history(here.refining.uid, old),
                                   unit=here.refining.uid, hand=chen_ke, history=True)])  # fmt: skip

    with django_assert_num_queries(1):
        assert [one.rec for one in answers.waiting_for(member, today=TODAY)] == [held.rec]
    assert answers.waiting_for(member, today=date(2026, 6, 1)) == []
    assert answers.waiting_for(secretary.member_id, today=TODAY, but_not_by=secretary.uid) == []


def test_a_withdrawn_meeting_takes_no_answer_and_its_disputes_end(here, held, wang, chen_ke):
    says(here, held, "王立新", there=False, by=wang)
    actions.withdraw_meeting(rec=held.rec, reason="重复录入", hand=chen_ke)

    assert queries.disputes([here.refining.uid]) == []
    with pytest.raises(CannotAnswer, match="已经撤回"):
        says(here, held, "王立新", there=True, by=wang)


def test_who_read_an_older_line_is_shown_the_new_one_first(
    here, held, wang, chen_ke, general_meeting
):
    right = general_meeting(away={here.member("王立新").uid: Away(State.ABSENT)})
    corrected(held, right, chen_ke)

    with pytest.raises(CannotAnswer, match="那一行变了"):
        says(here, held, "王立新", there=True, by=wang, seen=held.lh.hex())
    assert not Answer.objects.exists()


def test_an_unchanged_line_read_in_an_older_version_may_be_answered(
    here, held, wang, chen_ke, general_meeting
):
    away = {here.member("赵兰").uid: Away(State.EXCUSED, "陪护家人")}
    latest = corrected(held, general_meeting(away=away, place="礼堂"), chen_ke)

    leaf = says(here, held, "王立新", there=True, by=wang, seen=held.lh.hex())

    assert leaf.prev == latest.lh


def test_who_is_not_named_cannot_answer(here, held, wang):
    with pytest.raises(Meeting.DoesNotExist):
        says(here, held, "周建国", there=True, by=wang)


def test_disputes_tell_whom_when_and_against_what(here, held, wang, django_assert_num_queries):
    says(here, held, "赵兰", there=True, by=wang)
    leaf = says(here, held, "王立新", there=False, by=wang)
    says(here, held, "单国栋", there=True, by=wang)

    with django_assert_num_queries(1):
        found = queries.disputes([here.refining.uid, here.cracking.uid])

    told = {(one.name, one.held_on, one.there, one.listed) for one in found}
    assert told == {
        ("王立新", date(2026, 3, 18), False, State.PRESENT),
        ("赵兰", date(2026, 3, 18), True, State.EXCUSED),
    }
    assert leaf.lh in {one.leaf for one in found}
    assert queries.disputes([here.refining.uid], first=date(2026, 3, 19)) == []
    assert queries.disputes([here.cracking.uid]) == []


def test_a_replay_gives_the_same_answers(here, held, wang, chen_ke, general_meeting):
    says(here, held, "王立新", there=True, by=wang)
    corrected(held, general_meeting(place="礼堂"), chen_ke)
    says(here, held, "王立新", there=False, by=wang)
    says(here, held, "赵兰", there=True, by=wang)
    before = list(Answer.objects.order_by("member_id").values())

    replay.replay("meetings")

    assert list(Answer.objects.order_by("member_id").values()) == before


# The page


def sign_in(client, account):
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    return client


def answer(client, held, there="yes", **more):
    return client.post(reverse("meetings:answer", args=[held.rec]), {"there": there} | more)


def test_a_member_sees_the_own_line_and_nothing_of_the_minutes(client, here, held):
    page = sign_in(client, here.accounts.member).get(reverse("desk:record", args=[held.rec]))

    shown = page.content.decode()
    for own in ("支部党员大会", "三楼党员活动室", "记录写您", "我在场", "我不在场", "不计分"):
        assert own in shown
    for private in ("一季度工作报告", "赵兰"):
        assert private not in shown


def test_one_tap_answers_and_leads_back_to_where_it_was_asked(client, here, held):
    sign_in(client, here.accounts.member)

    assert answer(client, held).url == reverse("desk:record", args=[held.rec])
    assert answer(client, held, "no", at="home").url == reverse("desk:home")
    assert Answer.objects.get().there is False


@pytest.mark.parametrize("account", ["stranger", "officer", "administrator"])
def test_for_who_is_not_named_there_is_nothing_to_answer(client, here, held, account):
    assert answer(sign_in(client, getattr(here.accounts, account)), held).status_code == 404
    assert not Answer.objects.exists()


def test_nobody_answers_for_another(client, here, held):
    answer(sign_in(client, here.accounts.secretary), held, member=here.member("王立新").uid)

    assert Answer.objects.get().member_id == here.member("陈可").uid


@pytest.mark.parametrize("there", ["", "maybe", "True"])
def test_neither_yes_nor_no_is_no_answer(client, here, held, there):
    assert answer(sign_in(client, here.accounts.member), held, there).status_code == 400


def test_an_answer_is_given_by_post_alone(client, here, held):
    sign_in(client, here.accounts.member)

    assert client.get(reverse("meetings:answer", args=[held.rec])).status_code == 405


def test_the_secretary_reads_first_who_disputes_and_the_member_does_not_read_of_others(
    client, here, held, wang
):
    says(here, held, "赵兰", there=True, by=wang)
    record = reverse("desk:record", args=[held.rec])

    assert "赵兰说“我在场”" in sign_in(client, here.accounts.secretary).get(record).content.decode()
    assert "赵兰" not in sign_in(client, here.accounts.member).get(record).content.decode()


def test_a_talk_is_answered_by_both_and_neither_learns_what_the_other_said(
    client, here, chen_ke, general_meeting, wang
):
    pair = (here.member("王立新").uid, here.member("赵兰").uid)
    talk = actions.hold_meeting(
        branch=here.refining, hand=chen_ke,
        told=general_meeting(form="talk", circle="", attending=pair, topics=(), recorder=""),
    )  # fmt: skip
    says(here, talk, "赵兰", there=False, by=wang)

    page = sign_in(client, here.accounts.member).get(reverse("desk:record", args=[talk.rec]))

    assert "我在场" in page.content.decode()
    assert "异议" not in page.content.decode()


def test_somebody_without_an_account_before_answers_with_the_first_one(client, here, held):
    account = party.create_account(
        username="zhaolan", password=PASSWORD, display_name="赵兰", member=here.member("赵兰")
    )

    assert answer(sign_in(client, account), held, "yes").status_code == 302
    assert queries.disputes([here.refining.uid])[0].name == "赵兰"
