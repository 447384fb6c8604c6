"""A spot check drawn by a head that the notary published, from announcement to page."""

import base64

import pytest
from django.test import Client
from django.urls import reverse

from tests.notary import scenes as notary
from tests.people import at, hand, small_committee
from zhibu.core import sampling
from zhibu.core.checkpoint import Checkpoint
from zhibu.journal import tree
from zhibu.notary import checkpoints
from zhibu.review import actions
from zhibu.review.actions import CannotSpotCheck
from zhibu.review.actions.spot_checking import SpotTold
from zhibu.review.models import SpotCheck


@pytest.mark.django_db(transaction=True)
def test_the_head_that_is_published_next_decides_and_a_member_draws_again(client: Client):
    notary.open_journal()
    here = small_committee(at=at(2026, 3, 9, 10))
    notary.number()
    checkpoints.publish(at(2026, 3, 9, 12), checkpoints.Why.DAILY)
    by = hand(here.accounts.assessor, role="assessor", at=at(2026, 3, 10))
    told = SpotTold("三月抽查", 1, 2)
    spot = SpotCheck.objects.get(
        rec=actions.announce(organization=here.committee, year=2026, told=told, hand=by).rec
    )
    notary.number()
    with pytest.raises(CannotSpotCheck, match="还没有公布"):
        actions.draw(spot, hand=by)
    note = checkpoints.publish(at(2026, 3, 10, 12), checkpoints.Why.DAILY)

    actions.draw(spot, hand=by)

    spot.refresh_from_db()
    head = Checkpoint.parse(note.text)
    assert base64.b64decode(spot.root) == head.root == tree.root(head.size)
    assert spot.seed == sampling.seed_of(head.root, "三月抽查")
    client.force_login(here.accounts.member)
    page = client.get(reverse("review:spot", args=[spot.rec])).content.decode()
    assert spot.seed in page
    assert spot.root.replace("+", "&#x2B;") in page or spot.root in page
    assert "记结果" not in page
