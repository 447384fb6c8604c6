"""What the scorecard says to 陈可: what was asked, what happened, why, and what to do."""

from datetime import date

import pytest

from tests.people import at, hand
from zhibu.assessment import queries
from zhibu.core.periods import Month
from zhibu.worklog import actions as worklog
from zhibu.worklog.actions import WorkTold

AUGUST = date(2026, 8, 3)


@pytest.fixture
def year(here, hold):
    for month in (2, 3, 4, 5, 7):
        hold("party_day", date(2026, month, 10))
        late = at(2026, 7, 1) if month == 4 else None
        hold("committee_meeting", date(2026, month, 11), entered=late)
    hold("lecture", date(2026, 2, 20))
    hold("general_meeting", date(2026, 3, 20))
    return here


@pytest.fixture
def card(year):
    return queries.scorecard_of(year.refining, year=2026, as_of=AUGUST)


def line(card, code):
    return next(line for part in card.sections for line in part.lines if line.code == code)


@pytest.mark.parametrize(
    ("code", "required", "actual", "why"),
    [
        (
            "A4",
            "每月 ≥ 1 次",
            "4 / 7",
            "1 月、6 月缺 2 次，4 月超过期限才录入，扣 0.75 分；8 月待办",
        ),
        ("A6", "每月 ≥ 1 次", "0 / 6", "1–6 月缺 6 次，扣 1.00 分；7 月、8 月待办"),
        (
            "B3",
            "每季度上党课 ≥ 1 次；每年书记讲党课 ≥ 1 次",
            "1 / 2",
            "第二季度没有上党课，扣 0.75 分；第三季度待办",
        ),
        ("C1", "每季度 ≥ 1 次", "1 / 2", "第二季度缺 1 次，扣 1.00 分；第三季度待办"),
        ("C2", "每个党小组每月 ≥ 1 次", "0 / 12", "1–6 月缺 12 次，扣 1.50 分；7 月、8 月待办"),
        ("C13", "不低于 100%", "100%", ""),
        ("A5", "没有不合规的事项", "无", ""),
    ],
)
def test_every_item_answers_for_itself(card, code, required, actual, why):
    found = line(card, code)

    assert (found.required, found.actual, found.why) == (required, actual, why)


def test_the_page_says_how_much_is_measured_and_gives_no_result_within_the_year(card):
    assert card.measured_items < card.items == 41
    assert float(card.out_of) < float(card.out_of_total) == 100
    assert not card.complete
    assert card.result == ""


def test_what_is_due_fits_into_five_lines_overdue_first(year):
    dues = queries.due_of(year.refining, as_of=AUGUST)

    assert len(dues) == 5
    assert [bool(due.overdue_days) for due in dues] == sorted(
        (bool(due.overdue_days) for due in dues), reverse=True
    )
    groups = dues[0]
    assert groups.what == "7 月：召开党小组会，还差 2 次"
    assert groups.why == "期限已过 3 天；会后 10 个工作日内录入才算，最迟 8 月 16 日，约 45 分钟"
    assert (groups.form, groups.item, groups.points) == ("group_meeting", "C2", "0.25")
    assert all(due.basis for due in dues)


def test_an_item_shows_its_sum_its_periods_and_its_records(year):
    account = queries.account_of(year.refining, "A4", year=2026, as_of=AUGUST)

    assert account.worked == "全年应 12 次，已缺 3 次：3.00 − 3.00 × 3 ÷ 12 = 2.25"
    assert [each.state for each in account.periods] == [
        "missing", "on_time", "on_time", "late", "on_time", "missing", "on_time", "due",
    ]  # fmt: skip
    assert [each.on for each in account.evidence] == [
        date(2026, month, 11) for month in (7, 5, 4, 3, 2)
    ]
    late = next(each for each in account.evidence if each.on == date(2026, 4, 11))
    assert (late.late, late.lag) == (True, "迟录：22 个工作日以后")


def test_the_trend_goes_down_when_nothing_is_done(card):
    told = [point.per_mille for point in card.trend]

    assert [point.month for point in card.trend] == list(range(1, 9))
    assert told[0] > told[-1]


def test_a_basis_nobody_confirmed_says_so():
    shown = queries.standard_shown()
    items = {item.code: item for section in shown.sections for item in section.items}

    assert items["C1"].basis == "《中国共产党支部工作条例（试行）》第十一条"
    assert "待确认" in items["A6"].basis
    assert len(items) == 41


def test_of_two_targets_the_one_that_was_missed_is_named(year):
    told = WorkTold("test", date(2026, 7, 3), "上半年学习测试", month=Month(2026, 4),
                    numbers=(8, 8, 5))  # fmt: skip
    mine = hand(year.accounts.secretary, role="secretary", at=at(2026, 7, 3, 16))
    worklog.record_work(branch=year.refining, told=told, hand=mine)

    card = queries.scorecard_of(year.refining, year=2026, as_of=AUGUST)

    assert line(card, "B7").why.startswith("测试及格人次应达 7，实际 5，扣 ")
