"""Whose year: a member is in exactly one return, that of the superior's approval (党内统计口径)."""

from datetime import date

import pytest

from tests.people import SmallCommittee, at, card, hand
from tests.rooms.admission.walking import Walk
from zhibu.mobility import actions as mobility
from zhibu.returns import actions
from zhibu.returns.actions import CannotSubmit
from zhibu.returns.counted import Counted, count, count_and_join
from zhibu.returns.spans import Every, Span


def year(here: SmallCommittee, number: int) -> Counted:
    found = count(here.committee, Span(Every.YEAR, date(number, 12, 31)))
    assert found.closes, [one for one in found.checks if not one.holds]
    return found


def walked(here: SmallCommittee, step: str) -> Walk:
    walk = Walk(here)
    walk.apply()
    walk.until(step)
    return walk


def test_who_is_admitted_in_december_and_approved_in_february_counts_next_year(
    here: SmallCommittee,
) -> None:
    walk = walked(here, "admission_form")
    walk.do("admission_meeting", on=date(2027, 12, 20))
    handed_in = year(here, 2027).numbers
    walk.do("superior_talk", on=date(2028, 1, 10))
    walk.do("admission_approval", on=date(2028, 2, 1))

    first, second = year(here, 2027).numbers, year(here, 2028).numbers
    assert first == handed_in
    assert (first["members"], first["admitted"]) == (16, 0)
    assert (second["start"], second["members"], second["admitted"]) == (16, 17, 1)
    assert second["increase.admitted"] == second["increase"] == 1
    assert year(here, 2029).numbers["admitted"] == 0


def test_a_conversion_counts_when_it_is_approved(here: SmallCommittee) -> None:
    walk = walked(here, "conversion_meeting")
    walk.do("conversion_approval", on=date(2029, 1, 4))

    first, second = year(here, 2028).numbers, year(here, 2029).numbers
    assert (first["converted"], second["converted"]) == (0, 1)
    assert first["standing.probationary"] - second["standing.probationary"] == 1


@pytest.mark.parametrize("joined_on", [date(2026, 1, 20), date(2019, 7, 1)])
def test_who_comes_from_outside_was_admitted_there(here: SmallCommittee, joined_on: date) -> None:
    mobility.arrive(
        branch=here.refining, card=card("钱来", joined_on=joined_on, converted_on=None),
        from_name="外省某支部", letter_number="9号", received_on=date(2026, 3, 12),
        hand=hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 12)),
    )  # fmt: skip

    numbers = year(here, 2026).numbers
    assert (numbers["admitted"], numbers["increase.transferred"]) == (0, 1)


def test_a_year_starts_where_the_return_of_the_last_one_ended(here: SmallCommittee) -> None:
    mine = hand(here.accounts.officer, role="officer", at=at(2027, 1, 5))
    actions.submit(here.committee, every="year", as_of=date(2026, 12, 31), hand=mine)
    span = Span(Every.QUARTER, date(2027, 3, 31))
    assert count_and_join(here.committee, span).closes

    mobility.arrive(
        branch=here.refining, card=card("钱来"), from_name="外省某支部", letter_number="9号",
        received_on=date(2026, 12, 30),
        hand=hand(here.accounts.secretary, role="secretary", at=at(2027, 1, 8)),
    )  # fmt: skip
    later = hand(here.accounts.officer, role="officer", at=at(2027, 4, 5))

    check = count_and_join(here.committee, span).checks[-1]
    assert (check.left, check.right, check.holds) == (17, 16, False)
    with pytest.raises(CannotSubmit, match="报送的期末数"):
        actions.submit(here.committee, every="quarter", as_of=span.on, hand=later)
    actions.submit(here.committee, every="year", as_of=date(2026, 12, 31), hand=later)
    actions.submit(here.committee, every="quarter", as_of=span.on, hand=later)
