"""The committee's view: gaps first, never a ranking, and the same few queries for any size."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import COUNTED_FROM, LIVE_ON, hand
from zhibu.assessment import engine, queries
from zhibu.party import actions

JUNE = date(2026, 6, 20)


@pytest.fixture
def overview(here, hold):
    for month in (2, 3, 5):
        hold("party_day", date(2026, month, 10))
    engine.assess_all(year=2026, as_of=JUNE)
    return queries.overview_of(here.committee, year=2026, as_of=JUNE)


def test_rows_are_grouped_by_superior_and_show_gaps_first(overview):
    (group,) = overview.groups

    assert group.superior == "炼油系统党总支"
    assert [row.name for row in group.rows] == ["炼油一车间党支部", "乙烯裂解党支部"]
    assert group.rows[0].gaps > group.rows[1].gaps == 0


def test_a_month_shows_the_gravest_of_its_states(overview):
    cells = overview.groups[0].rows[0].cells

    assert [cell.state for cell in cells[:4]] == ["missing"] * 4
    assert [cell.state for cell in cells[6:]] == ["na"] * 6
    assert cells[3].words == "4 月：缺 召开支委会、召开党小组会、开展主题党日"


def test_needs_are_grouped_by_cause_and_say_how_long(overview):
    cause = next(cause for cause in overview.needs if cause.item == "C3")

    (need,) = cause.lines
    assert need.what == "1 月、4 月：开展主题党日没有按期记录"
    assert need.overdue_days == (JUNE - date(2026, 4, 30)).days
    assert need.basis == "《中国共产党支部工作条例（试行）》第十六条"


def test_a_mark_on_the_strip_has_no_name_and_no_verdict(overview):
    (strip,) = overview.strips

    assert (strip.branches, strip.qualified_x, strip.advanced_x) == (1, 800, 900)
    assert {mark.tone for mark in strip.marks} == {""}


def test_three_queries_for_two_branches_and_for_twelve(here, overview):
    few = asked(here)
    for number in range(10):
        branch = actions.found_organization(
            name=f"第{number + 1}作业区党支部", level="branch", superior=here.general_branch,
            founded_on=date(2010, 7, 1), branch_class="support", hand=hand(),
        )  # fmt: skip
        actions.go_live(branch=branch, live_on=LIVE_ON, counted_from=COUNTED_FROM, hand=hand())
    engine.assess_all(year=2026, as_of=JUNE)

    assert asked(here) == few == 3


def asked(here):
    with CaptureQueriesContext(connection) as queries_asked:
        queries.overview_of(here.committee, year=2026, as_of=JUNE)
    return len(queries_asked)


def test_scoring_all_asks_as_often_for_many_as_for_one(here, overview):
    def asked_by(units):
        with CaptureQueriesContext(connection) as found:
            engine.assess_all(year=2026, as_of=JUNE, units=units)
        return len(found)

    assert asked_by([here.refining.uid]) == asked_by([here.refining.uid, here.cracking.uid])
