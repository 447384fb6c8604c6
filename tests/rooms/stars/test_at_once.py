"""Two officers at once: a branch is rated once a period, and overhauled once."""

import pytest

from tests.rooms.meetings.test_at_once import together
from tests.rooms.stars import scenes
from zhibu.core.refusal import Refusal
from zhibu.stars import actions
from zhibu.stars.models import Overhaul, Rating

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_officers_rate_a_branch_at_once(monkeypatch, here):
    scenes.adopt(monkeypatch)
    scenes.given(here.refining, "A", "B")

    found = together(lambda: scenes.rate(here), lambda: scenes.rate(here))

    assert sum(isinstance(one, Refusal) for one in found) == 1
    assert Rating.objects.count() == 1


def test_two_officers_open_an_overhaul_at_once(monkeypatch, here):
    scenes.adopt(monkeypatch)
    scenes.given(here.refining, "A", "B")
    rating, told = scenes.rate(here), scenes.plan(here)

    def act():
        return actions.open_overhaul(rating, told=told, hand=scenes.officer(here))

    found = together(act, act)

    assert sum(isinstance(one, Refusal) for one in found) == 1
    assert Overhaul.objects.count() == 1
