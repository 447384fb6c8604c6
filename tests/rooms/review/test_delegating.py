"""Who may judge is what the top committee declared, from a day until a day."""

from datetime import date

import pytest

from tests.people import SmallCommittee, at, hand
from tests.rooms.review import scenes
from tests.rooms.review.scenes import judge
from zhibu.journal import log
from zhibu.review import actions, judges
from zhibu.review.actions import CannotDelegate, CannotJudge
from zhibu.review.models import Delegation
from zhibu.review.records import Opened

JUNE = date(2026, 6, 10)


def delegate(here: SmallCommittee, *occasions: str, **told) -> Delegation:
    usual = {
        "organization": here.committee, "committee": here.general_branch, "occasions": occasions,
        "from_on": date(2026, 4, 1), "until_on": None,
    }  # fmt: skip
    by = hand(here.accounts.officer, at=at(2026, 3, 20))
    return Delegation.objects.get(rec=actions.delegate(**{**usual, **told}, hand=by).rec)


@pytest.fixture
def below(here):
    return scenes.assessor(here, "xujing", over=here.general_branch)


def test_without_a_delegation_only_the_tops_assessors_judge(here, first, below):
    with pytest.raises(CannotJudge, match="声明"):
        judge(here, below, 100, 75, 75, 50, 100, occasion="daily", on=JUNE)
    judge(here, first, 100, 75, 75, 50, 100, occasion="daily", on=JUNE)


def test_what_is_delegated_is_judged_below_and_the_year_end_by_the_company(here, first, below):
    delegate(here, "daily")
    judge(here, below, 100, 75, 75, 50, 100, occasion="daily", on=JUNE)
    with pytest.raises(CannotJudge):
        judge(here, first, 100, 75, 75, 50, 100, occasion="daily", on=JUNE)
    with pytest.raises(CannotJudge):
        judge(here, below, 100, 75, 75, 50, 100)
    judge(here, first, 100, 75, 75, 50, 100)


def test_a_sheet_speaks_for_the_rater_whom_the_item_declares(here, first, second, below):
    delegate(here, "daily")
    other = scenes.assessor(here, "heping2", over=here.general_branch)
    judge(here, below, 100, 75, 75, 50, 100, occasion="daily", on=JUNE)
    judge(here, other, 60, 75, 75, 50, 100, occasion="daily", on=JUNE)
    judge(here, first, 100, 75, 75, 50, 100)
    judge(here, second, 100, 75, 75, 50, 100)
    found = [log.record_of(leaf) for leaf in log.leaves_about([here.refining.uid],
                                                              named="review.opened")]  # fmt: skip
    raters = {(one.occasion, rated.item): rated.rater for one in found for rated in one.rated}
    assert isinstance(found[0], Opened)
    assert raters["daily", "J1"] == "second_level"
    assert raters["year_end", "J1"] == "company"
    assert raters["daily", "J2"] == raters["year_end", "J2"] == "assessor"


def test_a_delegation_begins_and_ends_on_its_days(here, first):
    row = delegate(here, "daily", until_on=date(2026, 6, 30))
    over = [judges.delegations_over(here.refining, day) for day in
            (date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1))]  # fmt: skip
    assert over == [(), (row,), (row,), ()]


def test_a_delegation_is_taken_back_with_a_reason(here, first):
    row = delegate(here, "daily")
    by = hand(here.accounts.officer, at=at(2026, 5, 6))
    with pytest.raises(log.NoReason):
        actions.withdraw_delegation(row, reason=" ", hand=by)
    actions.withdraw_delegation(row, reason="改由党委考核", hand=by)
    judge(here, first, 100, 75, 75, 50, 100, occasion="daily", on=JUNE)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"organization": "general_branch"}, "最上级党委"),
        ({"committee": "refining"}, "不能委托给党支部"),
        ({"committee": "committee"}, "不能委托给党支部"),
        ({"until_on": date(2026, 3, 1)}, "早于开始"),
    ],
)
def test_what_cannot_be_delegated_is_refused(here, told, words):
    told = {key: getattr(here, it) if isinstance(it, str) else it for key, it in told.items()}
    with pytest.raises(CannotDelegate, match=words):
        delegate(here, "daily", **told)


def test_at_least_one_occasion_is_named(here):
    with pytest.raises(CannotDelegate, match="至少选一种"):
        delegate(here)
