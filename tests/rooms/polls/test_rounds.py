"""A round of mutual evaluation: fixed before it begins, sealed until it closes."""

from datetime import date

import pytest

from tests.people import at
from tests.rooms.polls.conftest import (
    CLOSED_AT,
    CRITERIA,
    enlarge,
    keeper,
    officer,
    plan,
    rate,
    rate_all,
    round_told,
)
from zhibu.core import canonical
from zhibu.core.evaluation import Criterion, Grade
from zhibu.core.pairing import PairKind
from zhibu.journal import log, models, reading
from zhibu.polls.actions import evaluating
from zhibu.polls.actions.evaluating import CannotHold, CannotLink, CannotRate
from zhibu.polls.models import Assignment, BusinessLink, PeerResult, Round, Sheet
from zhibu.polls.queries import rounds

pytestmark = pytest.mark.django_db


def close(here, held, when=CLOSED_AT):
    evaluating.close_round(held, hand=officer(here, when))
    return Round.objects.get(rec=held.rec)


def pair_of(held, place=0):
    return rounds.matrix_of(held)[place]


def test_the_matrix_stands_in_the_journal_before_anybody_may_begin(here):
    enlarge(here)
    planned = plan(here)

    said = log.record_of(log.leaf_of(planned.leaf_id))
    told = {(rater, row.rated) for row in said.rows for rater in row.raters}
    assert told == {(a.rater_id, a.rated_id) for a in Assignment.objects.all()}
    assert all(len(row.raters) == 5 for row in said.rows)
    with pytest.raises(CannotRate, match="没有开始"):
        rate(planned, pair_of(planned))


def test_anybody_can_work_out_the_matrix_again(here, held):
    from zhibu.core import pairing

    again = pairing.assign(rounds.units_under(here.committee), seed=held.seed)

    assert {(p.rater, p.rated) for p in again} == {
        (a.rater_id, a.rated_id) for a in Assignment.objects.all()
    }


def test_partners_are_entered_and_taken_back_by_records(here):
    enlarge(here)
    link = evaluating.link_units(
        here.committee, one=here.refining.uid, other=here.cracking.uid, words="上下游",
        hand=officer(here),
    )  # fmt: skip
    assert log.record_of(link).words == "上下游"
    planned = plan(here)
    pairs = Assignment.objects.filter(round=planned, kind=PairKind.LINKED)
    assert {frozenset((a.rater_id, a.rated_id)) for a in pairs} == {
        frozenset((here.refining.uid, here.cracking.uid))
    }
    with pytest.raises(CannotLink, match="已经登记"):
        evaluating.link_units(
            here.committee, one=here.cracking.uid, other=here.refining.uid, words="",
            hand=officer(here),
        )  # fmt: skip
    evaluating.unlink_units(BusinessLink.objects.get(), reason="不再往来", hand=officer(here))
    assert not BusinessLink.objects.exists()


@pytest.mark.parametrize("other", ["self", "general", "none"])
def test_partners_are_two_branches_below(here, other):
    others = {"self": here.refining.uid, "general": here.general_branch.uid, "none": "x"}
    with pytest.raises(CannotLink, match="两个不同的支部"):
        evaluating.link_units(
            here.committee, one=here.refining.uid, other=others[other], words="",
            hand=officer(here),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"closes_on": date(2026, 11, 2)}, "closes_on"),
        ({"year": 2027}, "year"),
        ({"year": 2024}, "year"),
        ({"criteria": ()}, "criteria"),
        ({"criteria": CRITERIA * 6}, "criteria"),
        ({"criteria": (Criterion("", 10),)}, "criteria"),
        ({"criteria": (Criterion("x", 0),)}, "criteria"),
        ({"criteria": (Criterion("x", 10, (Grade("好", 10_000),)),)}, "criteria"),
        ({"criteria": (Criterion("x", 10, (Grade("好", 10_001), Grade("差", 0))),)}, "criteria"),
        ({"weights": dict.fromkeys(PairKind, 0)}, "note"),
        ({"seed": " "}, "seed"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(here, told, field):
    enlarge(here)
    with pytest.raises(CannotHold) as refused:
        evaluating.plan_round(here.committee, told=round_told(**told), hand=officer(here))
    assert refused.value.field == field
    assert not Round.objects.exists()


def test_too_few_branches_cannot_hide_who_said_what(here):
    with pytest.raises(CannotHold, match="会看出是谁评的"):
        plan(here)


def test_a_round_is_opened_once_and_before_its_last_day(here, held):
    with pytest.raises(CannotHold, match="已经开始"):
        evaluating.open_round(held, hand=officer(here))
    late = plan(here)
    with pytest.raises(CannotHold, match="已经过了"):
        evaluating.open_round(late, hand=officer(here, CLOSED_AT))


def test_a_sheet_leaves_nothing_but_a_commitment(held):
    leaf = rate(held, pair_of(held))

    row = models.LeafRow.objects.get(payload_id=leaf.lh)
    assert (row.unit, row.kind, row.actor) == ("", "restricted", "")
    spelled = (
        canonical.decode(bytes(models.Entry.objects.get(lh=leaf.lh).leaf))
        if (models.Entry.objects.filter(lh=leaf.lh).exists())
        else canonical.decode(bytes(models.Pending.objects.get(lh=leaf.lh).leaf))
    )
    assert set(spelled) == {"at", "kind", "op", "pc", "rec", "v"}
    names = {field.name for field in Sheet._meta.get_fields()}
    assert names == {"rec", "leaf", "round", "rater", "rated"}
    assert reading.stated_of(leaf.lh) == []


def test_a_rater_changes_its_sheet_until_the_round_closes(here, held):
    pair = pair_of(held)
    first = rate(held, pair, (0, 0))
    second = rate(held, pair, (3, 3), at(2026, 11, 19))

    assert second.prev == first.lh
    assert rounds.filled_in(Sheet.objects.get()).marks == (3, 3)
    with pytest.raises(CannotRate, match="截止日期已经过了"):
        rate(held, pair, (0, 0), at(2026, 11, 21))
    close(here, held)
    with pytest.raises(CannotRate, match="已经结束"):
        rate(held, pair, (0, 0))


def test_nobody_rates_whom_they_were_not_given(held):
    rater = pair_of(held).rater
    given = {a.rated_id for a in Assignment.objects.filter(rater=rater)}
    strangers = {a.rated_id for a in Assignment.objects.all()} - given
    for rated in strangers:
        with pytest.raises(CannotRate, match="没有安排"):
            evaluating.fill_sheet(held, rater=rater, rated=rated, marks=(0, 0), hand=keeper())
    assert rater.uid in strangers


@pytest.mark.parametrize("marks", [(), (0,), (0, 4), (-1, 0), (0, 0, 0)])
def test_marks_that_are_not_all_there_are_refused(held, marks):
    with pytest.raises(CannotRate, match="每一项"):
        rate(held, pair_of(held), marks)


def test_declining_needs_a_word_and_counts_for_nothing(here, held):
    pair = pair_of(held)
    with pytest.raises(CannotRate, match="写一句原因"):
        evaluating.decline(held, rater=pair.rater, rated=pair.rated_id, words=" ", hand=keeper())
    with pytest.raises(CannotRate, match="写得短些"):
        evaluating.decline(
            held, rater=pair.rater, rated=pair.rated_id, words="不" * 201, hand=keeper()
        )
    evaluating.decline(held, rater=pair.rater, rated=pair.rated_id, words="不了解", hand=keeper())

    closed = close(here, held)
    assert (closed.sheets, closed.declined) == (0, 1)
    assert rounds.oddities_of(closed).declined == ((pair.rater_id, pair.rated_id, "不了解"),)


def test_a_round_is_not_closed_before_its_last_day_nor_twice(here, held):
    with pytest.raises(CannotHold, match="不能提前"):
        close(here, held, at(2026, 11, 19))
    close(here, held)
    with pytest.raises(CannotHold, match="已经结束"):
        close(here, held)


def test_nobody_sees_into_a_round_that_is_open(held):
    with pytest.raises(RuntimeError, match="before it is closed"):
        rounds.oddities_of(held)


def test_a_closed_round_awards_each_branch_what_the_middle_thinks(here, held):
    for pair, marks in zip(
        Assignment.objects.filter(rated=here.refining).select_related("rater"),
        [(0, 0), (1, 1), (1, 1), (2, 2), (3, 3)],
        strict=True,
    ):
        rate(held, pair, marks)
    closed = close(here, held)

    assert closed.sheets == 5
    assert PeerResult.objects.get(unit=here.refining).awarded == (8_000 + 8_000 + 6_000) // 3
    leaf = log.leaf_of(PeerResult.objects.get(unit=here.refining).leaf_id)
    stated = {one.fact.name: one.fact.value for one in reading.stated_of(leaf.lh)}
    assert stated == {"peers.awarded": 7_333, "peers.offered": 10_000}
    assert {r.awarded for r in PeerResult.objects.exclude(unit=here.refining)} == {None}


def test_four_sheets_give_no_result_and_state_nothing(here, held):
    for pair in Assignment.objects.filter(rated=here.refining).select_related("rater")[:4]:
        rate(held, pair)
    close(here, held)

    result = PeerResult.objects.get(unit=here.refining)
    assert result.awarded is None
    assert reading.stated_of(result.leaf_id) == []


def test_a_result_of_last_year_counts_on_its_last_day(here):
    enlarge(here)
    planned = plan(here, year=2025)
    evaluating.open_round(planned, hand=officer(here))
    rate_all(Round.objects.get())
    close(here, planned)

    leaf = log.leaf_of(PeerResult.objects.first().leaf_id)
    assert {one.fact.on for one in reading.stated_of(leaf.lh)} == {date(2025, 12, 31)}


def test_the_closing_proves_which_sheets_counted(here, held):
    from zhibu.core import merkle

    rate_all(held)
    closed = close(here, held)

    leaves = sorted(bytes(one.leaf_id) for one in Sheet.objects.all())
    assert bytes(closed.sheets_root) == merkle.root(leaves)


def test_a_class_of_few_units_has_no_mean_nor_what_would_give_it_away(here, held):
    rate_all(held)
    close(here, held)

    means = rounds.class_means(rounds.results_of(held))
    assert [one.mean for one in means] == [None] * 4


def test_the_committee_sees_who_is_careless_or_far_from_all_others(here, held):
    same = pair_of(held).rater
    for pair in Assignment.objects.filter(round=held).select_related("rater"):
        rate(held, pair, (3, 3) if pair.rater == same else (0, 1))
    closed = close(here, held)

    odd = rounds.oddities_of(closed)
    assert same.uid in odd.constant
    assert [bias.rater for bias in odd.biased] == [same.uid]
    assert odd.biased[0].by < -5_000
    assert odd.rescaled


def test_replay_tells_rounds_and_results_again(here, held):
    from django.forms.models import model_to_dict

    from zhibu.journal.replay import projections_of, replay

    rate_all(held)
    close(here, held)
    evaluating.link_units(
        here.committee, one=here.refining.uid, other=here.cracking.uid, words="",
        hand=officer(here),
    )  # fmt: skip

    def all_rows():
        return {
            model.__name__: sorted(
                str(model_to_dict(one) | {"pk": one.pk}) for one in model.objects.all()
            )
            for model in projections_of("polls")
        }

    before = all_rows()
    replay("polls")
    assert all_rows() == before
    assert all(before[name] for name in ("Round", "Assignment", "Sheet", "PeerResult"))
