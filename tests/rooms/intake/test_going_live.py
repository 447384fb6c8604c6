"""The branches a batch brought go live together, from its page."""

import pytest
from django.urls import reverse

from tests.rooms.intake.test_pages import LEDGER, browser, fields_of, upload
from zhibu.intake.models import Batch
from zhibu.party.models import Organization

pytestmark = pytest.mark.django_db
__all__ = ["browser"]


@pytest.fixture
def ethylene(here):
    """The branch of the ledger, not live yet."""
    Organization.objects.filter(name="乙烯裂解党支部").update(live_on=None, counted_from=None)
    return Organization.objects.get(name="乙烯裂解党支部")


def test_all_branches_of_a_batch_go_live_with_one_button(browser, ethylene):
    draft = upload(browser, LEDGER)
    browser.post(draft.url, fields_of(browser.get(draft.url)) | {"enter": "1"})
    batch = Batch.objects.get()

    page = browser.get(reverse("intake:batch", args=[batch.rec]))
    assert "今天起全部启用" in page.content.decode()
    browser.post(reverse("intake:go-live", args=[batch.rec]))

    ethylene.refresh_from_db()
    assert ethylene.counted_from.isoformat() == "2026-01-01"
    assert ethylene.live_on is not None
    assert (
        "今天起全部启用"
        not in browser.get(reverse("intake:batch", args=[batch.rec])).content.decode()
    )
