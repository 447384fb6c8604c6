"""The pages: an application is entered, rosters shown, and what was typed stays."""

import pytest
from django.urls import reverse

from tests.rooms.admission.walking import LIN_XIA
from zhibu.admission.models import Applicant


@pytest.fixture
def chen_ke(here, client):
    client.force_login(here.accounts.secretary)
    return client


def typed(**changes):
    told = {"name": "林夏", "id_number": LIN_XIA.id_number, "received_on": "2026-05-20",
            "education": "20", "work": "中控室操作员",
            "letter_at": "支部资料盒"}  # fmt: skip
    return told | changes


def test_chen_ke_enters_an_application_and_stands_before_the_case(here, chen_ke):
    page = chen_ke.post(reverse("admission:new", args=[here.refining.uid]), typed())

    assert page.status_code == 302
    assert "/procedures/" in page["Location"]
    assert Applicant.objects.get().name == "林夏"


def test_a_wrong_number_is_named_at_its_field_and_the_rest_stays(here, chen_ke):
    wrong = typed(id_number="11010119990308002")

    page = chen_ke.post(reverse("admission:new", args=[here.refining.uid]), wrong)

    assert page.status_code == 422
    told = page.content.decode()
    assert "应为18位" in told
    assert "中控室操作员" in told


def test_the_rosters_name_the_next_step_and_its_day(here, walk, chen_ke):
    told = chen_ke.get(reverse("admission:branch", args=[here.refining.uid])).content.decode()

    assert "林夏" in told
    assert "党组织派人谈话" in told
    assert LIN_XIA.id_number not in told


def test_a_roster_of_many_costs_no_more_queries(here, walk, chen_ke, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        chen_ke.get(reverse("admission:branch", args=[here.refining.uid]))
