"""What the demonstration shows of people's judgement: sheets, how far apart they are, a bonus."""

import pytest
from django.test import Client
from django.urls import reverse

from zhibu.grading.models import Claim
from zhibu.party.models import Account, Organization
from zhibu.review.models import Opening, Sheet

pytestmark = [pytest.mark.demo, pytest.mark.django_db(transaction=True)]


def test_two_assessors_judged_two_branches_and_differ_about_one():
    openings = {one.branch.name: one for one in Opening.objects.select_related("branch")}

    assert set(openings) == {"销售中心党支部", "后勤服务党支部"}
    assert openings["销售中心党支部"].spread == 2500
    assert openings["后勤服务党支部"].spread == 5000
    assert Sheet.objects.values("person").distinct().count() == 2


def test_a_bonus_was_claimed_judged_and_decided():
    claim = Claim.objects.get()

    assert (claim.decision, claim.points) == ("accepted", 275)


def test_the_second_assessor_reads_the_opened_sheets():
    client = Client()
    client.force_login(Account.objects.get(username="assessor2"))
    branch = Organization.objects.get(name="后勤服务党支部")

    page = client.get(reverse("review:branch", args=(branch.uid,))).content.decode()

    assert "党员作用发挥" in page
    assert "有的项目分歧较大" in page
    committee = Organization.objects.get(level="committee")
    overview = client.get(reverse("desk:overview", args=(committee.uid,)))
    assert overview.status_code == 200
