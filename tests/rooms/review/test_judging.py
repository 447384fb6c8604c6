"""Sheets of assessors: independent until opened, then open, added up and corrected."""

from datetime import date

import pytest

from tests.people import SmallCommittee, at, hand
from tests.rooms.review import scenes
from tests.rooms.review.scenes import JUDGED, judge
from zhibu.assessment import queries as assessment
from zhibu.core.lag import Lag
from zhibu.journal import log, replay
from zhibu.journal.models import Measure, StatedFact, Tally
from zhibu.party import actions as party
from zhibu.party.models import Account
from zhibu.review import actions, measure, sittings
from zhibu.review.actions import CannotJudge, ConfirmationTold, MarkTold
from zhibu.review.models import Confirmation, Opening, Sheet

YEAR_END = date(2026, 12, 20)


def points(here: SmallCommittee, on: date = YEAR_END) -> dict[str, str]:
    card = assessment.scorecard_of(here.refining, year=2026, as_of=on)
    return {line.code: line.points for part in card.sections for line in part.lines}


def sums() -> dict[tuple[str, int], int]:
    """Return the sums of what people decided, by fact and month."""
    rows = Tally.objects.filter(fact_no__in=named().keys()).exclude(sum=0)
    found: dict[tuple[str, int], int] = {}
    for row in rows:
        key = named()[row.fact_no], row.month
        found[key] = found.get(key, 0) + row.sum
    return {key: value for key, value in found.items() if value}


def named() -> dict[int, str]:
    rows = Measure.objects.filter(name__regex=r"^(rated|adjusted)\.")
    return dict(rows.values_list("no", "name"))


def test_one_sheet_alone_tells_nobody_anything(here, first):
    judge(here, first, 100, 75, 75, 50, 100)

    assert Opening.objects.count() == 0
    assert not StatedFact.objects.filter(measure__name__startswith="rated.").exists()
    leaf = log.leaf_of_record(Sheet.objects.get().rec)
    assert leaf.unit is None, "the branch's list of records would show it"
    assert leaf.lh not in {one.lh for one in log.leaves_of(here.refining.uid)}
    assert set(points(here)).isdisjoint(JUDGED) or all(points(here)[j] == "0.00" for j in JUDGED)


def test_two_sheets_are_opened_together_and_count_as_their_mean(here, first, second):
    judge(here, first, 100, 75, 75, 50, 100)
    judge(here, second, 80, 75, 50, 50, 75)

    opening = Opening.objects.get()
    assert opening.spread == 2_500
    found = points(here)
    assert [found[code] for code in JUDGED] == ["13.50", "11.25", "9.38", "7.50", "13.13"]


def test_the_day_counts_in_the_assessed_year_also_when_judged_later(here, first, second):
    judge(here, first, 100, 75, 75, 50, 100, on=date(2027, 1, 12))
    judge(here, second, 100, 75, 75, 50, 100, on=date(2027, 1, 13))

    assert {month for _, month in sums()} == {202612}
    assert points(here, date(2027, 1, 13))["J1"] == "15.00"


def test_a_corrected_sheet_adds_up_as_if_nobody_had_erred(here, first, second):
    judge(here, first, 100, 75, 75, 50, 100)
    judge(here, second, 30, 75, 50, 50, 75)
    judge(here, second, 80, 75, 50, 50, 75, reason="看错了一栏")

    told = {f"rated.zb_t.ij{n}": awarded for n, awarded in
            zip(range(1, 6), (18_000, 15_000, 12_500, 10_000, 17_500), strict=True)}  # fmt: skip
    by_item = {fact.rpartition(".awarded")[0].rpartition(".")[0]: value
               for (fact, _), value in sums().items() if fact.endswith("awarded")}  # fmt: skip
    assert by_item == told
    assert {v for (fact, _), v in sums().items() if fact.endswith("offered")} == {20_000}
    assert points(here)["J1"] == "13.50"
    assert len(log.versions_of(Opening.objects.get().rec)) == 2


def test_a_correction_says_why(here, first):
    judge(here, first, 100, 75, 75, 50, 100)
    with pytest.raises(log.NoReason):
        judge(here, first, 80, 75, 75, 50, 100)
    judge(here, first, 80, 75, 75, 50, 100, reason="看了述职材料")
    assert len(log.versions_of(Sheet.objects.get().rec)) == 2


def test_sheets_far_apart_ask_for_a_third_and_sheets_close_together_take_none(
    here, first, second, third
):
    judge(here, first, 100, 100, 75, 50, 100)
    judge(here, second, 80, 0, 75, 50, 100)
    when = sittings.when_of(2026, "year_end", "zb-t", on=YEAR_END)
    sitting = sittings.sitting_of(here.refining, when)
    assert sitting.sealed.apart
    assert sitting.sealed.wants_more

    judge(here, third, 100, 75, 75, 50, 100)
    assert set(Opening.objects.get().sheets) == {row.rec for row in Sheet.objects.all()}
    assert points(here)["J2"] == "8.75"
    with pytest.raises(CannotJudge, match="不用再评"):
        judge(here, scenes.assessor(here, "fourth"), 100, 75, 75, 50, 100)


def test_two_that_agree_need_no_third(here, first, second, third):
    judge(here, first, 100, 75, 75, 50, 100)
    judge(here, second, 100, 75, 75, 50, 75)
    with pytest.raises(CannotJudge, match="不用再评"):
        judge(here, third, 100, 75, 75, 50, 100)


def test_a_talk_that_ends_in_corrected_sheets_needs_no_third(here, first, second):
    judge(here, first, 100, 100, 75, 50, 100)
    judge(here, second, 80, 0, 75, 50, 100)
    judge(here, second, 80, 75, 75, 50, 100, reason="面谈后看法一致")
    when = sittings.when_of(2026, "year_end", "zb-t", on=YEAR_END)
    assert not sittings.sitting_of(here.refining, when).sealed.apart


def test_two_accounts_of_one_member_are_one_assessor(here):
    one = scenes.assessor(here, "wujing", member="吴静")
    judge(here, one, 100, 75, 75, 50, 100)
    assert Sheet.objects.get().person == here.member("吴静").uid


@pytest.mark.parametrize("name", ["单国栋", "赵兰"])
def test_nobody_judges_the_own_branch(here, name):
    insider = scenes.assessor(here, "insider")
    Account.objects.filter(pk=insider.pk).update(member=here.member(name))
    insider.refresh_from_db()
    with pytest.raises(CannotJudge, match="本人所在的支部"):
        judge(here, insider, 100, 75, 75, 50, 100)
    judge(here, insider, 100, 75, 75, 50, 100, branch=here.cracking)


def test_a_secretary_who_is_an_assessor_too_does_not_judge_the_own_branch(here):
    keeper = scenes.assessor(here, "keeper")
    giver = hand(here.accounts.administrator, role="administrator")
    party.grant_role(account=keeper, role="secretary", organization=here.refining, hand=giver)
    with pytest.raises(CannotJudge, match="本人所在的支部"):
        judge(here, keeper, 100, 75, 75, 50, 100)


@pytest.mark.parametrize("who", ["officer", "auditor", "secretary", "member", "administrator"])
def test_only_assessors_judge(here, who):
    with pytest.raises(CannotJudge):
        judge(here, getattr(here.accounts, who), 100, 75, 75, 50, 100, branch=here.cracking)


def test_a_sheet_leaves_nothing_out_and_knows_only_the_grades(here, first):
    half = dict(list(scenes.shares(100, 75, 75, 50, 100).items())[:3])
    told = {"branch": here.refining, "year": 2026, "occasion": "year_end", "who": scenes.by(first),
            "hand": hand(first, role="assessor", at=at(2026, 12, 20))}  # fmt: skip
    with pytest.raises(CannotJudge, match="还有 2 项没有评（J4、J5）"):
        actions.judge(**told, marks=half)
    odd = scenes.shares(100, 75, 75, 50, 100) | {"J2": MarkTold(7_600)}
    with pytest.raises(CannotJudge, match="等次"):
        actions.judge(**told, marks=odd)
    assert Sheet.objects.count() == 0


def test_a_year_that_has_not_begun_and_an_occasion_nobody_knows(here, first):
    with pytest.raises(CannotJudge):
        judge(here, first, 100, 75, 75, 50, 100, year=2027)
    with pytest.raises(CannotJudge):
        judge(here, first, 100, 75, 75, 50, 100, occasion="by_night")


def test_daily_judging_happens_once_a_quarter_and_both_count(here, first, second):
    for month in (3, 6):
        judge(here, first, 100, 75, 75, 50, 100, occasion="daily", on=date(2026, month, 20))
        judge(here, second, 100, 75, 75, 50, 100, occasion="daily", on=date(2026, month, 21))
    assert [row.place for row in Opening.objects.order_by("place")] == [0, 1]
    assert {v for (f, _), v in sums().items() if f.endswith("offered")} == {20_000}
    assert {month for _, month in sums()} == {202603, 202606}


def confirm(here, account, adjust, words="", on=YEAR_END):
    return actions.confirm(
        branch=here.refining, year=2026, told={"S1": ConfirmationTold(adjust, words)},
        who=scenes.by(account), hand=hand(account, role="assessor", at=at(on.year, on.month, on.day)),
    )  # fmt: skip


def test_a_machines_hint_is_confirmed_as_it_is(here, first):
    confirm(here, first, 0)
    assert Confirmation.objects.get().adjust == 0
    assert points(here)["S1"] == "10.00"
    assert sums() == {}


def test_an_adjustment_moves_the_points_and_its_correction_moves_them_back(here, first):
    confirm(here, first, -250, "一项没有表决")
    assert points(here)["S1"] == "7.50"
    confirm(here, first, 0)
    assert points(here)["S1"] == "10.00"
    assert sums() == {}


def test_an_adjustment_needs_a_reason_and_stays_within_the_item(here, first):
    with pytest.raises(CannotJudge, match="理由"):
        confirm(here, first, -250)
    with pytest.raises(CannotJudge, match="不能超过"):
        confirm(here, first, -1_001, "太多")
    with pytest.raises(CannotJudge, match="不是由人确认"):
        actions.confirm(
            branch=here.refining, year=2026, told={"P1": ConfirmationTold(100, "补")},
            who=scenes.by(first), hand=hand(first, role="assessor", at=at(2026, 12, 20)),
        )  # fmt: skip


def test_the_room_is_told_again_from_the_journal(here, first, second, third):
    judge(here, first, 100, 100, 75, 50, 100)
    judge(here, second, 80, 0, 75, 50, 100)
    judge(here, third, 100, 75, 75, 50, 100)
    judge(here, second, 80, 50, 75, 50, 100, reason="面谈")
    confirm(here, first, -250, "一项没有表决")
    before = rows()
    replay.replay("review")
    assert rows() == before


def rows() -> list[list[dict[str, object]]]:
    return [sorted(m.objects.values(), key=str) for m in replay.projections_of("review")]


def test_what_is_seen_of_an_item_is_not_a_lag(here, first, second):
    """Judging late in the next year is no lateness of the branch."""
    judge(here, first, 100, 75, 75, 50, 100, on=date(2027, 2, 26))
    judge(here, second, 100, 75, 75, 50, 100, on=date(2027, 2, 26))
    assert {fact.lag for fact in StatedFact.objects.filter(measure__name__startswith="rated.")} == {
        Lag.LATER
    }
    assert points(here, date(2027, 2, 26))["J1"] == "15.00"
    assert measure.counted_on(date(2027, 2, 26), 2026) == date(2026, 12, 31)
