"""The ages and terms that membership rests on are data: nobody writes them a second time."""

from datetime import date

import pytest

from zhibu import standards
from zhibu.core import procedure
from zhibu.party import membership


@pytest.fixture
def other_numbers(monkeypatch):
    """Have other numbers stand in the data."""
    shipped = standards.text(membership.FILE)
    told = shipped.replace("years: 18", "years: 20").replace("months: 12", "months: 18")
    monkeypatch.setattr(standards, "text", lambda _name: told.replace("years: 5", "years: 4"))
    membership.in_force.cache_clear()
    yield
    membership.in_force.cache_clear()


def test_sun_xiaomei_may_apply_on_her_eighteenth_birthday():
    assert membership.grown_up_on(date(1999, 11, 20)) == date(2017, 11, 20)


def test_probation_ends_a_year_after_the_meeting_and_later_when_extended():
    assert membership.probation_over_on(date(2024, 2, 29)) == date(2025, 2, 28)
    assert membership.probation_over_on(date(2024, 2, 29), longer=6) == date(2025, 8, 29)


def test_other_numbers_in_the_data_are_other_days(other_numbers):
    assert membership.grown_up_on(date(1999, 11, 20)) == date(2019, 11, 20)
    assert membership.probation_over_on(date(2024, 2, 29)) == date(2025, 8, 29)
    assert membership.longest_term_until(date(2025, 3, 10)) == date(2029, 3, 10)


@pytest.mark.parametrize("name", ["admission_2014_25", "admission_2026_20", "admission_2026_25"])
def test_every_procedure_of_admission_means_the_same_probation(name):
    text = standards.text(f"procedures/{name}.yaml")
    steps = procedure.load(text, filename=name).steps.values()
    from_the_meeting = [
        rule.span.months
        for step in steps
        for rule in step.rules
        if step.id.startswith("conversion") and rule.id in {"one_year", "applied_after"}
    ]
    assert set(from_the_meeting) == {membership.in_force().probation.number}
