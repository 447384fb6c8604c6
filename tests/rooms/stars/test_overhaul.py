"""Two stars or fewer: a plan within thirty days, visits, an exit test after half a year."""

from datetime import date

import pytest

from tests.people import at
from tests.rooms.stars import scenes
from zhibu.journal import replay
from zhibu.stars import actions, clock, queries
from zhibu.stars.actions import CannotOverhaul, CannotRate, Exit
from zhibu.stars.models import Demonstration, Outcome, Overhaul

EXIT = at(2027, 7, 20)


def end(here, overhaul, won="ABC", outcome=Outcome.PASSED, when=EXIT):
    told = Exit(tuple(won), len(won), outcome, "复评意见。")
    return actions.end_overhaul(overhaul, told=told, hand=scenes.officer(here, when))


def visit(here, overhaul, *mended: int, on: date = date(2027, 3, 5)):
    return actions.visit(
        overhaul, words="看了会议记录。", mended=mended, on=on,
        hand=scenes.officer(here, at(on.year, on.month, on.day)),
    )  # fmt: skip


def test_two_stars_start_the_clock_and_three_do_not(here):
    scenes.given(here.refining, "A", "B")
    rating = scenes.rate(here)
    assert queries.is_owed(rating, None)
    assert clock.turn_of_rating(rating, date(2027, 2, 9)).overdue == 0
    assert clock.turn_of_rating(rating, date(2027, 2, 10)).overdue == 1
    actions.withdraw_rating(rating, reason="重评。", hand=scenes.officer(here))
    better = scenes.rate(here, "ABC", reason="核实。")
    assert not queries.is_owed(better, None)
    with pytest.raises(CannotOverhaul, match="不需要"):
        actions.open_overhaul(better, told=scenes.plan(here), hand=scenes.officer(here))


def test_a_plan_names_people_of_the_branch_and_days_to_come(here):
    scenes.given(here.refining, "A", "B")
    rating = scenes.rate(here)
    for told, words in (
        (scenes.plan(here, scenes.line(here, "周建国")), "不是本支部"),
        (scenes.plan(here, scenes.line(here, by=date(2026, 12, 1))), "已经过去"),
        (scenes.plan(here, helper=here.refining.uid), "不能是本支部"),
    ):
        with pytest.raises(CannotOverhaul, match=words):
            actions.open_overhaul(rating, told=told, hand=scenes.officer(here))
    assert not Overhaul.objects.exists()


def test_from_plan_over_visit_to_exit(here):
    overhaul = scenes.overhauled(here)
    assert overhaul.exit_from == date(2027, 7, 20)
    assert clock.turn_of(overhaul, date(2027, 3, 1)).act == "visit"
    assert clock.turn_of(overhaul, date(2027, 3, 22)).overdue == 1
    visit(here, overhaul, 1)
    overhaul.refresh_from_db()
    assert (overhaul.mended, overhaul.visited_on) == ([1], date(2027, 3, 5))
    with pytest.raises(CannotOverhaul, match="才能复评"):
        end(here, overhaul, when=at(2027, 7, 19))
    assert clock.turn_of(overhaul, date(2027, 7, 20)).act == "retest"
    end(here, overhaul)
    overhaul.refresh_from_db()
    assert overhaul.ended_on == date(2027, 7, 20)
    latest = queries.ratings_of(here.refining).first()
    assert (latest.level, latest.exit_test, latest.as_of) == (3, True, date(2027, 7, 20))
    assert queries.open_overhaul_of(here.refining) is None
    assert queries.weak_waiting([here.refining.uid]) == []
    with pytest.raises(CannotOverhaul, match="已经结束"):
        visit(here, overhaul, 1, on=date(2027, 7, 20))


def test_two_stars_again_do_not_pass_but_prolong(here):
    overhaul = scenes.overhauled(here)
    with pytest.raises(CannotOverhaul, match="仍在整转范围"):
        end(here, overhaul, "AB")
    assert queries.ratings_of(here.refining).count() == 1
    end(here, overhaul, "AB", Outcome.PROLONGED)
    overhaul.refresh_from_db()
    assert (overhaul.ended_on, overhaul.exit_from) == (None, date(2027, 10, 20))
    assert not queries.weak_waiting([here.refining.uid])


def test_a_rating_that_an_overhaul_leans_on_stays(here):
    overhaul = scenes.overhauled(here)
    rating = queries.ratings_of(here.refining).get(rec=overhaul.rating)
    with pytest.raises(CannotRate, match="不能撤回"):
        actions.withdraw_rating(rating, reason="改。", hand=scenes.officer(here))


def test_a_visit_knows_the_lines_of_the_plan_and_its_day(here):
    overhaul = scenes.overhauled(here)
    with pytest.raises(CannotOverhaul, match="不在方案里"):
        visit(here, overhaul, 2)
    with pytest.raises(CannotOverhaul, match="走访日期"):
        visit(here, overhaul, 1, on=date(2027, 1, 19))


def name(here, until=date(2027, 12, 31)):
    return actions.name_demonstration(
        committee=here.committee, branch=here.cracking, title="示范党支部", reason="成效明显。",
        until_on=until, hand=scenes.officer(here),
    )  # fmt: skip


def test_an_example_expires_by_itself_and_is_named_once(here):
    name(here)
    assert queries.demonstrations(here.committee, date(2027, 12, 31)).count() == 1
    assert queries.demonstrations(here.committee, date(2028, 1, 1)).count() == 0
    with pytest.raises(CannotRate, match="到期或撤销"):
        name(here)
    actions.withdraw_demonstration(
        Demonstration.objects.get(), reason="整改不力。", hand=scenes.officer(here)
    )
    with pytest.raises(CannotRate, match="有效期"):
        name(here, until=date(2031, 1, 1))
    assert queries.demonstrations(here.committee, date(2027, 2, 1)).count() == 0
    assert Demonstration.objects.get().withdrawn_on == date(2027, 1, 10)


def rows():
    return [sorted(m.objects.values(), key=str) for m in replay.projections_of("stars")]


def test_the_tables_can_be_told_again(here):
    overhaul = scenes.overhauled(here)
    visit(here, overhaul, 1)
    end(here, overhaul, "AB", Outcome.PROLONGED)
    name(here)
    actions.withdraw_demonstration(
        Demonstration.objects.get(), reason="整改不力。", hand=scenes.officer(here)
    )
    before = rows()
    assert any(before)
    replay.replay("stars")
    assert rows() == before
