"""What was decided is taken back by who may decide; what was typed stays where it was refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.people import at, hand
from zhibu.funds import actions
from zhibu.funds.models import Application


@pytest.fixture
def decided(here):
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 2))
    actions.receive(
        organization=here.refining, source="returned_dues", amount=Decimal(1000),
        on=date(2026, 3, 1), words="", hand=mine,
    )  # fmt: skip
    leaf = actions.apply(
        organization=here.refining, line="training", amount=Decimal(300), purpose="购书", hand=mine
    )
    asked = Application.objects.get(rec=leaf.rec)
    officers = hand(here.accounts.officer, role="officer", at=at(2026, 3, 3))
    actions.decide(application=asked, approved=False, words="请先列清单", hand=officers)
    asked.refresh_from_db()
    return asked


def test_an_officer_takes_a_decision_back_and_the_application_waits_again(here, client, decided):
    place = reverse("funds:withdraw", args=[decided.decided_rec])
    client.force_login(here.accounts.secretary)
    assert client.get(place).status_code == 403
    client.force_login(here.accounts.officer)
    page = reverse("funds:application", args=[decided.rec])
    assert place in client.get(page).content.decode()
    assert client.post(place, {"reason": " "}).status_code == 422
    assert client.post(place, {"reason": "点错了"}).url == page

    decided.refresh_from_db()
    assert (decided.state, decided.decided_rec, decided.approver) == ("open", "", "")


def test_the_applicant_reads_why_it_was_not_approved(here, client, decided):
    client.force_login(here.accounts.secretary)
    page = client.get(reverse("funds:application", args=[decided.rec]))

    assert "请先列清单" in page.content.decode()


def test_who_applied_comes_to_the_application(here, client):
    client.force_login(here.accounts.secretary)
    told = {"line": "training", "amount": "300", "purpose": "购书"}
    answer = client.post(reverse("funds:apply", args=[here.refining.uid]), told)

    assert answer.url == reverse("funds:application", args=[Application.objects.get().rec])
