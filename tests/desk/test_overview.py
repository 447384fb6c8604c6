"""The committee's overview: a picture of gaps, never a ranking, at a constant price."""

import re
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import FOUNDED_ON, hand
from zhibu.party import actions


def overview(client, account, org):
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("desk:overview", args=[org.uid]))


def found(here, count):
    for n in range(count):
        actions.found_organization(
            name=f"第{n}党支部", level="branch", superior=here.general_branch,
            founded_on=FOUNDED_ON, branch_class="auxiliary", hand=hand(),
        )  # fmt: skip
        branch = here.general_branch.subordinates.get(name=f"第{n}党支部")
        actions.go_live(
            branch=branch, live_on=date(2026, 2, 1), counted_from=date(2026, 1, 1), hand=hand()
        )


def test_every_live_branch_has_its_line_and_every_month_a_state(client, here):
    shown = overview(client, here.accounts.officer, here.committee).content.decode()

    assert here.refining.name in shown
    assert len(re.findall(r'<td class="c (?:on_time|late|missing|due|na)"', shown)) >= 12


def test_scores_are_open_to_a_member_of_any_branch(client, here):
    assert overview(client, here.accounts.member, here.committee).status_code == 200


def test_a_committee_that_does_not_exist_is_not_found(client, here):
    here.committee.uid = "o_" + "z" * 26

    assert overview(client, here.accounts.officer, here.committee).status_code == 404


def test_a_year_that_makes_no_sense_is_this_year(client, here):
    client.force_login(here.accounts.officer)
    page = reverse("desk:overview", args=[here.committee.uid])

    for year in ("9999", "x", "²⁰²⁶", "-1", ""):
        assert client.get(page, {"year": year}).status_code == 200


def test_more_branches_cost_no_more_queries(client, here):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            overview(client, here.accounts.officer, here.committee)
        return len([q for q in asked if "session" not in q["sql"]])

    overview(client, here.accounts.officer, here.committee)
    few = count()
    found(here, 15)

    assert count() == few
    assert few <= 12
