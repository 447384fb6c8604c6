"""Where a branch's year begins late, ends early, or is taken back."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.people import at, hand
from zhibu.assessment import queries
from zhibu.journal import log
from zhibu.party import actions
from zhibu.party.actions import CannotGoLive
from zhibu.party.models import Organization

SPRING = date(2027, 3, 20)


@pytest.fixture
def newly_founded(here):
    """Return 检修党支部, founded on 10 May 2026, live and counted from that day, of no members."""
    mine = hand(at=at(2026, 5, 11))
    branch = actions.found_organization(
        name="检修党支部", level="branch", superior=here.general_branch,
        founded_on=date(2026, 5, 10), branch_class="auxiliary", hand=mine,
    )  # fmt: skip
    actions.go_live(
        branch=branch, live_on=date(2026, 5, 10), counted_from=date(2026, 5, 10), hand=mine
    )
    return Organization.objects.get(pk=branch.pk)


def item(branch, code, *, year=2026):
    return queries.live_score_of(branch.uid, year=year).items.get(code)


def test_a_branch_founded_in_may_owes_from_june(newly_founded):
    call_command("nightly", today=SPRING, verbosity=0)

    assert (item(newly_founded, "C3").owed, item(newly_founded, "C1").owed) == (7, 2)
    assert item(newly_founded, "C3", year=2027).owed == 12


def test_a_branch_without_members_owes_no_share_of_them(newly_founded):
    call_command("nightly", today=SPRING, verbosity=0)

    assert (item(newly_founded, "C7"), item(newly_founded, "C13")) == (None, None)


def test_nobody_is_counted_from_before_the_founding(here):
    branch = actions.found_organization(
        name="检修党支部", level="branch", superior=here.general_branch,
        founded_on=date(2026, 1, 10), branch_class="auxiliary", hand=hand(),
    )  # fmt: skip

    with pytest.raises(CannotGoLive, match="早于支部成立") as refused:
        actions.go_live(
            branch=branch, live_on=date(2026, 2, 1), counted_from=date(2026, 1, 1), hand=hand()
        )
    assert refused.value.field == "counted_from"


def test_going_live_taken_back_leaves_nothing_owed_and_may_be_done_again(here):
    [live] = log.leaves_of(here.refining.uid, named=["party.went_live"])
    mine = hand(at=at(2026, 3, 2))
    with transaction.atomic():
        log.withdraw(live.lh, unit=here.refining.uid, reason="启用日期有误", **mine.told)
    assert queries.live_score_of(here.refining.uid, year=2026).out_of == 0

    actions.go_live(
        branch=here.refining, live_on=date(2026, 3, 1), counted_from=date(2026, 3, 1), hand=mine
    )
    assert item(here.refining, "C3").owed == 10


def test_what_is_entered_in_january_still_scores_december(here, hold):
    hold("party_day", date(2026, 12, 30), entered=at(2027, 1, 4))

    stored = queries.live_score_of(here.refining.uid, year=2026)
    assert stored.as_of == date(2027, 1, 4)
    assert stored.states["C3"].endswith("o")
    assert item(here.refining, "C3", year=2027).done == 0


def test_a_dissolved_branch_is_on_no_overview_of_later_days(newly_founded, here):
    mine = hand(at=at(2026, 9, 15))
    actions.dissolve_organization(
        organization=newly_founded, dissolved_on=date(2026, 9, 10), hand=mine
    )
    call_command("nightly", today=date(2026, 12, 1), verbosity=0)

    seen = queries.overview_of(here.committee, year=2026, as_of=date(2026, 12, 1))
    assert newly_founded.name not in {row.name for group in seen.groups for row in group.rows}
    assert item(newly_founded, "C3").owed == 3


def test_a_branch_classed_anew_stands_on_the_strip_of_its_new_class(here, hold):
    hold("party_day", date(2026, 3, 10))
    actions.change_organization(
        organization=here.refining, changed_on=date(2026, 3, 11), branch_class="office",
        hand=hand(at=at(2026, 3, 11)),
    )  # fmt: skip

    seen = queries.overview_of(here.committee, year=2026, as_of=date(2026, 3, 12))
    assert [(strip.key, strip.branches) for strip in seen.strips] == [("office", 1)]
