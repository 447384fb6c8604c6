"""A case's page reads as paragraphs: what is required, how, by when; each exception by itself."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.test_admission import sign_in
from tests.people import SmallCommittee
from tests.rooms.admission.walking import Walk

pytestmark = pytest.mark.usefixtures("in_june")
LEAST = 4  # px between two paragraphs
GAPS = """parts => parts.slice(1).map((one, place) =>
    one.getBoundingClientRect().top - parts[place].getBoundingClientRect().bottom)"""


def test_paragraphs_of_a_case_stand_apart(page: Page, here: SmallCommittee):
    case = Walk(here).apply()
    sign_in(page, "chenke").goto(reverse("procedures:case", args=[case.rec]))

    said = page.locator("#now-first_talk .turn > p").evaluate_all(GAPS)
    exits = page.locator(".exit").evaluate_all(GAPS)

    assert len(said) > 1
    assert len(exits) > 0
    assert min(said) >= LEAST
    assert min(exits) >= LEAST
