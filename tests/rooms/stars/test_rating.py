"""Ratings: reckoned from records, decided by people, with a reason where they differ."""

from datetime import date

import pytest

from tests.people import at
from tests.rooms.stars import scenes
from zhibu.journal import tallies
from zhibu.stars import actions, measure, periods, presenting, queries
from zhibu.stars.actions import CannotRate, Decision
from zhibu.stars.models import By, Every, Rating

WHOLE = dict.fromkeys(scenes.SECTIONS, 10_000)


def reckoned(here, *, by: str = "stars", period=scenes.YEAR_2026):
    return measure.reckon([here.refining.uid], period, by=by)[here.refining.uid]


def declare(here, by: By = By.STARS, every: Every = Every.YEAR, year: int = 2026):
    return actions.declare_mode(
        committee=here.committee, by=by, every=every, from_year=year, reason="党委会议定。",
        hand=scenes.officer(here, at(2026, 3, 1)),
    )  # fmt: skip


def test_a_star_is_won_at_85_percent_and_not_a_hundredth_below(here):
    scenes.sheets(here.refining, **WHOLE | {"A": 8_500, "B": 8_495})
    found = {star.section: star for star in reckoned(here).stars}
    assert (found["A"].points, found["A"].won) == (1_700, True)
    assert (found["B"].points, found["B"].won) == (1_699, False)
    assert reckoned(here).level == 4
    assert measure.missing(found["B"], 85) == 1


def test_a_failed_result_item_takes_the_growth_star_whatever_the_points(here):
    scenes.sheets(here.refining, **WHOLE)
    assert reckoned(here).level == 5
    scenes.state(here.refining, scenes.ACCIDENT, 1)
    found = {star.section: star for star in reckoned(here).stars}
    assert (found["D"].won, found["D"].failed_item) == (False, "D3")
    assert reckoned(here).level == 4


def test_while_somebody_owes_a_sheet_there_is_no_level(here):
    scenes.sheets(here.refining, A=10_000, B=10_000, C=10_000, D=10_000)
    assert reckoned(here).level is None
    assert [one.code for one in reckoned(here).short if one.waiting] == ["E1"]


def test_a_rating_stands_in_the_history_of_its_branch_with_rises_and_falls(here):
    declare(here, every=Every.HALF)
    scenes.given(here.refining, "A", "B", "C", month=202605)
    rated = scenes.rate(here, "ABC", when=at(2026, 7, 3))
    assert (rated.year, rated.half, rated.as_of) == (2026, 1, date(2026, 6, 30))
    scenes.given(here.refining, "A", "B", "C", month=202609)
    state = measure.reckon([here.refining.uid], scenes.YEAR_2026, by="stars")
    won = state[here.refining.uid].won
    scenes.rate(here, won[:2], reason="下半年有两项没有坚持。")
    history = presenting.history_of(here.refining)
    assert [past.move for past in history] == [-1, 0]
    assert history[0].move_words == "降 1 星"
    assert history[0].rated.reason == "下半年有两项没有坚持。"


def test_half_years_are_reckoned_as_of_their_last_days(here):
    declare(here, every=Every.HALF)
    modes = periods.Modes()
    assert [one.as_of for one in periods.periods_of(modes.of(here.committee, 2026), 2026)] == [
        date(2026, 6, 30), date(2026, 12, 31),
    ]  # fmt: skip
    among = periods.open_periods(modes, here.committee, date(2026, 6, 29))
    assert date(2026, 6, 30) not in [one.as_of for one in among]
    among = periods.open_periods(modes, here.committee, date(2026, 6, 30))
    assert among[0].key == "2026-1"


def test_two_years_are_rated_together_after_the_second(here):
    declare(here, every=Every.TWO_YEARS)
    mode = periods.Modes().of(here.committee, 2027)
    assert list(periods.periods_of(mode, 2026)) == []
    (period,) = periods.periods_of(mode, 2027)
    assert [year for year, _as_of in period.years] == [2026, 2027]
    tallies.open_years(date(2027, 1, 1))
    scenes.sheets(here.refining, **WHOLE, month=202611)
    scenes.sheets(here.refining, **WHOLE | {"A": 6_900}, month=202711)
    found = reckoned(here, period=period)
    assert {star.section: star.won for star in found.stars}["A"] is False
    assert (found.stars[0].points, found.stars[0].out_of) == (3_380, 4_000)
    assert found.level == 4


def test_by_total_the_bands_give_the_level(here):
    declare(here, by=By.TOTAL)
    for share, level in ((9_000, 5), (8_980, 4), (7_000, 3), (5_900, 1)):
        scenes.sheets(here.refining, **dict.fromkeys("ABCE", share))
        # D is 15 judged points and 5 for no accident: as many lost there as the others lose.
        scenes.sheets(here.refining, D=(share * 20 - 50_000) // 15)
        assert reckoned(here, by="total").level == level
    (leaf,) = actions.rate(
        committee=here.committee, period=scenes.YEAR_2026,
        decisions=[Decision(here.refining, level=1)], hand=scenes.officer(here),
    )  # fmt: skip
    assert Rating.objects.get(rec=leaf.rec).level == 1


def test_deciding_otherwise_than_reckoned_needs_a_reason(here):
    scenes.given(here.refining, "A", "B")
    with pytest.raises(CannotRate, match="理由"):
        scenes.rate(here, "ABC")
    rating = scenes.rate(here, "ABC", reason="现场核实，机制星应得。")
    assert (rating.level, rating.computed) == (3, 2)
    assert queries.record_of(rating).reason == "现场核实，机制星应得。"


def test_nothing_is_rated_before_its_day_and_nothing_twice(here):
    scenes.given(here.refining, "A", "B")
    with pytest.raises(CannotRate, match="还没有结束"):
        scenes.rate(here, when=at(2026, 12, 30), period=scenes.YEAR_2026)
    scenes.rate(here)
    with pytest.raises(CannotRate, match="已经评定过"):
        scenes.rate(here)


def test_a_withdrawn_rating_makes_room_for_another(here):
    scenes.given(here.refining, "A", "B", "C")
    rating = scenes.rate(here, "ABC")
    actions.withdraw_rating(rating, reason="看错了支部。", hand=scenes.officer(here))
    assert queries.latest_of([here.refining.uid]) == {}
    with pytest.raises(CannotRate, match="撤回过"):
        actions.withdraw_rating(rating, reason="再撤。", hand=scenes.officer(here))
    assert scenes.rate(here, "ABC").level == 3


def test_a_mode_holds_from_its_year_for_all_below(here):
    with pytest.raises(CannotRate, match="起用"):
        declare(here, year=2025)
    declare(here, every=Every.HALF, year=2027)
    modes = periods.Modes()
    assert modes.of(here.refining, 2026).every == "year"
    assert modes.of(here.refining, 2027).every == "half"


def test_a_mode_is_not_changed_for_a_year_that_was_rated(here):
    declare(here, every=Every.HALF)
    scenes.given(here.refining, "A", "B", "C", month=202605)
    scenes.rate(here, "ABC", when=at(2026, 7, 3))
    with pytest.raises(CannotRate, match="已经评定过"):
        actions.declare_mode(
            committee=here.committee, by=By.TOTAL, every=Every.YEAR, from_year=2026,
            reason="改。", hand=scenes.officer(here, at(2026, 8, 1)),
        )  # fmt: skip


def test_a_star_the_standard_lacks_is_not_given(here):
    scenes.given(here.refining, "A", "B")
    with pytest.raises(CannotRate, match="不在现行"):
        scenes.rate(here, ("A", "Z"), reason="试。")


def test_a_branch_of_which_nothing_is_known_has_no_level(here):
    of_2025 = periods.Period(2025, 0, date(2025, 12, 31), ((2025, date(2025, 12, 31)),))
    found = reckoned(here, period=of_2025)
    assert {star.won for star in found.stars} == {None}
    assert found.level is None
    with pytest.raises(CannotRate, match="理由"):
        scenes.rate(here, (), when=at(2026, 2, 10))
