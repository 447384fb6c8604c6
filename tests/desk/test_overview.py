"""The committee's overview: a picture of gaps, never a ranking, at a constant price."""

import re
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import FOUNDED_ON, hand
from zhibu.assessment import engine
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
    assert few <= 16


def test_the_overview_narrows_to_a_class_and_says_what_to_do(client, here):
    found(here, 3)
    engine.assess_all(year=2026, as_of=date(2026, 11, 22))
    client.force_login(here.accounts.officer)
    page = f"{reverse('desk:overview', args=[here.committee.uid])}?year=2026"

    everybody = client.get(page).context["overview"]
    few = client.get(f"{page}&class=auxiliary").context["overview"]

    names = {row.name for group in few.groups for row in group.rows}
    assert "第0党支部" in names
    assert here.refining.name not in names
    assert {one.key for one in few.classes} == {one.key for one in everybody.classes}
    assert everybody.needs
    assert all(cause.hint for cause in everybody.needs)
    assert sum(one.missing for one in everybody.by_month)


def test_only_who_may_issue_notices_is_offered_to_draft_them(client, here):
    button = "按缺口起草整改通知书"

    assert button in overview(client, here.accounts.officer, here.committee).text
    assert button not in overview(client, here.accounts.member, here.committee).text
