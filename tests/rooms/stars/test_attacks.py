"""Whoever rates, names or observes without the right to: refused, nothing written."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import PASSWORD, at, hand
from tests.rooms.stars import scenes
from tests.rooms.stars.test_circles import compose, observe, third
from zhibu.party import actions as party
from zhibu.party.models import Account
from zhibu.stars import actions
from zhibu.stars.actions import CannotObserve, CannotRate
from zhibu.stars.models import Observation, Rating

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Have it be 3 February, for pages too."""
    monkeypatch.setattr(timezone, "now", lambda: at(2027, 2, 3))


def join(here, account, name="赵兰"):
    """Let an account be that of a member of 炼油一车间."""
    Account.objects.filter(pk=account.pk).update(member=here.member(name))


def test_a_lower_officer_does_not_take_back_what_the_committee_said_of_a_branch(here, client):
    scenes.given(here.refining, "A", "B")
    rating = scenes.rate(here)
    named = actions.name_demonstration(
        committee=here.committee, branch=here.refining, title="示范", reason="样样在前",
        until_on=at(2027, 12, 1).date(), hand=scenes.officer(here),
    )  # fmt: skip
    lower = party.create_account(username="xiaohan", password=PASSWORD, display_name="韩梅")
    giver = hand(here.accounts.administrator, role="administrator")
    party.grant_role(account=lower, organization=here.general_branch, role="officer", hand=giver)
    client.force_login(lower, BACKEND)
    for address in (
        reverse("stars:withdraw-rating", args=[rating.rec]),
        reverse("stars:withdraw-example", args=[named.rec]),
    ):
        assert client.post(address, {"reason": "评高了"}).status_code == 403
    client.force_login(here.accounts.officer, BACKEND)
    client.post(reverse("stars:withdraw-rating", args=[rating.rec]), {"reason": "评高了"})
    assert Rating.objects.get(rec=rating.rec).withdrawn


def test_nobody_gives_the_own_branch_other_stars_than_reckoned(here):
    scenes.given(here.refining, "A", "B")
    join(here, here.accounts.officer)
    with pytest.raises(CannotRate, match="您所在的支部"):
        scenes.rate(here, ("A", "B", "C"), reason="平时做得好")
    assert scenes.rate(here, ("A", "B")).level == 2


def test_nobody_observes_the_own_branch_in_the_committee_s_name(here):
    circle = compose(here, here.cracking, third(here), here.refining)
    join(here, here.accounts.stranger)
    with pytest.raises(CannotObserve, match="本人所在"):
        observe(here, circle, here.refining, here.committee)
    assert not Observation.objects.exists()


def test_a_branch_that_went_elsewhere_is_not_observed_by_its_old_circle(here):
    circle = compose(here, here.cracking, third(here), here.refining)
    mine = hand(here.accounts.officer)
    other = party.found_organization(
        name="海南分公司党委", level="committee", superior=None,
        founded_on=here.committee.founded_on, hand=mine,
    )  # fmt: skip
    party.change_organization(
        organization=here.refining, superior=other, changed_on=at(2027, 2, 1).date(),
        hand=hand(here.accounts.officer, at=at(2027, 2, 1)),
    )  # fmt: skip
    with pytest.raises(CannotObserve, match="不在组织这一组"):
        observe(here, circle, here.refining, here.committee)
