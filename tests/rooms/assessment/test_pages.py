"""The pages: open to every member, while what was said at a meeting stays with the branch."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


@pytest.fixture
def year(here, hold, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2026, 8, 3))
    hold("party_day", date(2026, 3, 10))
    return here


def page(client, account, name, *args, **asked):
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse(name, args=args), asked)


@pytest.mark.parametrize("who", ["secretary", "member", "officer", "stranger", "auditor"])
def test_the_scorecard_is_open_to_everybody_inside(client, year, who):
    account = getattr(year.accounts, who)

    answer = page(client, account, "assessment:scorecard", year.refining.uid)

    assert answer.status_code == 200
    assert "主题党日每月开展" in answer.text


def test_nobody_sees_it_without_signing_in(client, year):
    answer = client.get(reverse("assessment:scorecard", args=[year.refining.uid]))

    assert answer.status_code == 302


@pytest.mark.parametrize(("who", "links"), [("secretary", True), ("stranger", False)])
def test_only_who_may_read_the_branch_is_led_to_its_records(client, year, who, links):
    account = getattr(year.accounts, who)

    answer = page(client, account, "assessment:item", year.refining.uid, "C3")

    assert answer.status_code == 200
    assert "3 月 10 日" in answer.text
    assert ("/records/r_" in answer.text) is links


@pytest.mark.parametrize("code", ["C99", "x", "%00"])
def test_an_item_that_is_not_in_the_standard_is_not_found(client, year, code):
    answer = page(client, year.accounts.secretary, "assessment:item", year.refining.uid, code)

    assert answer.status_code == 404


@pytest.mark.parametrize("asked", ["", "1", "9999", "二〇二六", "2026'", "20260"])
def test_a_strange_year_is_this_year(client, year, asked):
    answer = page(
        client, year.accounts.secretary, "assessment:scorecard", year.refining.uid, year=asked
    )

    assert answer.context["card"].year == 2026


def test_the_standard_shows_every_item_and_what_is_not_counted(client, year):
    answer = page(client, year.accounts.member, "assessment:standard")

    assert answer.text.count('<tr id="') == 41
    assert "不统计登录" in answer.text


def test_the_scorecard_asks_no_more_for_a_full_year_than_for_an_empty_one(client, year, hold):
    def asked():
        with CaptureQueriesContext(connection) as found:
            page(client, year.accounts.secretary, "assessment:scorecard", year.refining.uid)
        return len(found)

    asked()
    few = asked()
    for month in (2, 4, 5, 6, 7):
        hold("party_day", date(2026, month, 10))

    assert asked() == few


def test_assess_prints_a_line_for_each_branch(year):
    told = StringIO()

    call_command("assess", year=2026, as_of=date(2026, 8, 3), json=True, stdout=told)

    lines = [json.loads(line) for line in told.getvalue().splitlines()]
    percents = {line["name"]: line["percent"] for line in lines}
    assert percents["炼油一车间党支部"]
    assert percents["乙烯裂解党支部"] == ""


def test_assess_refuses_a_branch_that_does_not_exist(year):
    with pytest.raises(CommandError, match="没有标识为 nobody 的党支部"):
        call_command("assess", branch="nobody")
