"""What people decide, item by item and in sum: ratings, adjustments, parts, bonus, peers, vetoes."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.rubrics import (
    MEMBERS,
    QUARTERLY,
    SANCTION,
    SETTLED,
    SHARE,
    STUDY,
    TALK,
    VETO,
    item,
    judged,
    made,
)
from tests.core.tellers import lines_of, scores_of
from zhibu.core.explanation import Rating, Standing
from zhibu.core.scoring import Result

pytestmark = pytest.mark.once
ALL_YEAR = {TALK: "1 5 8 11"}
TWO = "[{id: A, title: 甲, points: 10}, {id: B, title: 乙, points: 10}]"
OPEN = "[{id: A, title: 甲, points: 10, open: yes}]"
BOTH = "{superior: 60, masses: 40}"
ONE = made(judged())
PANEL = made(judged(raters=BOTH))
SURE = made(item(worth=0, **QUARTERLY))
PARTED = made(
    item(
        worth=0,
        parts=f"[{{title: 谈话, code: P, points: 8, rule: {QUARTERLY['rule']}}}, "
        f"{{title: 收缴, code: R, points: 4, rule: {{shares: [{SHARE}]}}}}, "
        f"{{title: 学习, code: P, points: 6, rule: {{demands: [{{fact: {STUDY}, months: 12}}]}}}}]",
    )
)


def sheet(awarded, sheets=1, *, rater="assessor", on="i1", month=12):
    names = [f"rated.one.i{on}.{rater}.{part}" for part in ("awarded", "offered")]
    return {names[0]: f"{month}x{awarded}", names[1]: f"{month}x{sheets * 10_000}"}


def moved(by, on="i1", month=12):
    return {f"adjusted.one.i{on}": f"{month}x{by}"}


def points(standard, told, **more):
    return int(scores_of(standard, told, **more).points[0, 0])


def one_line(standard, told, **more):
    return next(iter(lines_of(standard, told, **more).values()))


def test_what_nobody_rated_waits_and_has_no_result():
    scores = scores_of(ONE, {}, sheet(7_500))
    assert scores.waiting.tolist() == [1_000, 0]
    assert scores.total_out_of.tolist() == [0, 1_000]
    assert [scores.result(unit, "production") for unit in (0, 1)] == [
        None,
        Result.BELOW_STANDARD,
    ]
    assert one_line(ONE, {}).standing is Standing.WAITING
    assert one_line(ONE, {"party.counted": ""}).standing is Standing.NOT_APPLICABLE


def test_several_sheets_add_up_to_their_mean():
    assert points(ONE, sheet(15_000, 2)) == 750
    assert points(ONE, sheet(2 * 6_667 + 1, 2)) == 667
    assert points(ONE, sheet(-3)) == 0
    assert points(ONE, sheet(12_000)) == 1_000


def test_kinds_of_raters_weigh_as_the_item_says():
    superior, masses = sheet(10_000, rater="superior"), sheet(250_000, 50, rater="masses")
    assert points(PANEL, superior | masses) == 800
    assert points(PANEL, superior) == 1_000
    line = one_line(PANEL, superior | masses)
    assert line.ratings == (Rating("superior", 60, 1, 10_000), Rating("masses", 40, 50, 5_000))
    assert (line.by_rule, line.fraction, line.occasions) == (800, (200_000, 1_000_000), ())


def test_a_rating_counts_from_its_month_on():
    told = sheet(5_000, month=3)
    assert points(ONE, told, as_of=date(2026, 2, 28)) == 0
    assert points(ONE, told, as_of=date(2026, 3, 1)) == 500


def test_people_move_a_machines_points_within_floor_and_ceiling():
    half = {TALK: "1 5"}
    assert [points(SURE, half | moved(by)) for by in (125, -700, 900)] == [625, 0, 1_000]
    line = one_line(SURE, half | moved(125))
    assert (line.by_rule, line.adjusted, line.points, line.lost) == (500, 125, 625, 375)
    assert points(SURE, {"party.counted": ""} | moved(125)) == 0
    deep = made(item(worth=0, at_least=-3, **QUARTERLY))
    assert points(deep, moved(-500)) == -300
    assert scores_of(deep, moved(-500)).final[0] == -300


def test_a_bonus_item_gives_and_never_takes():
    both = made(item(worth=0, **QUARTERLY), judged("b", 0, code="B", at_most=4), sections=OPEN)
    scores = scores_of(both, ALL_YEAR, ALL_YEAR | sheet(5_000, on="b"))
    assert scores.total.tolist() == [1_000, 1_200]
    assert scores.total_out_of.tolist() == [1_000, 1_000]
    assert scores.waiting.tolist() == [0, 0]


def test_a_shut_section_gives_no_more_than_its_whole():
    words = (item(worth=0, **QUARTERLY), judged("b", 0, code="B", at_most=4))
    extra = sheet(10_000, on="b")
    shut = made(*words)
    assert scores_of(shut, ALL_YEAR | extra).total[0] == 1_000
    assert scores_of(shut, {TALK: "1 5 8"} | extra).total[0] == 1_000
    assert scores_of(shut, {TALK: "1 5"} | extra).total[0] == 900


def test_above_target_wins_step_by_step():
    rule = f"{{shares: [{SHARE}], above: yes}}"
    ratio = made(item(worth="na", at_most=13, code="R", rule=rule))
    found = [points(ratio, {MEMBERS: "0x100", SETTLED: f"6x{n}"}) for n in (79, 80, 84, 85, 95, 99)]
    assert found == [900, 1_000, 1_000, 1_100, 1_300, 1_300]
    line = one_line(ratio, {MEMBERS: "0x100", SETTLED: "6x95"})
    assert (line.points, line.lost, line.restores) == (1_300, 0, ())
    endless = made(item(worth="na", code="R", rule=rule), sections=OPEN)
    assert points(endless, {MEMBERS: "0x100", SETTLED: "6x200"}) == 3_400
    at_stake = one_line(ratio, {MEMBERS: "0x100", SETTLED: "6x20"}, as_of=date(2026, 7, 1))
    assert [each.at_stake for each in at_stake.restores] == [True]


def test_parts_deduct_and_say_what_they_cost():
    told = {TALK: "1 5", MEMBERS: "0x100", SETTLED: "6x74", STUDY: "3"}
    line = one_line(PARTED, told)
    assert [each.deducted for each in line.parts] == [400, 80, 0]
    assert (line.points, line.out_of) == (520, 1_000)
    assert [each.applicable for each in line.parts] == [True] * 3
    assert points(PARTED, {}) == 0
    missed = [each for each in line.restores if not each.at_stake]
    assert missed == []
    early = one_line(PARTED, {TALK: "1"}, as_of=date(2026, 5, 1))
    assert {(each.fact, each.points) for each in early.restores} == {(TALK, 200), (STUDY, 600)}
    nobody = one_line(PARTED, {"party.counted": ""})
    assert (nobody.standing, nobody.parts[0].applicable) == (Standing.NOT_APPLICABLE, False)


def test_a_part_that_does_not_apply_costs_nothing():
    assert [each.applicable for each in one_line(PARTED, ALL_YEAR).parts] == [True, False, True]
    assert points(PARTED, ALL_YEAR) == 400


def test_weights_are_renormalised_and_rounded_once():
    weighed = made(
        item("a", worth=0, **QUARTERLY),
        judged("b", section="B"),
        sections=TWO,
        total=20,
        weights="{A: 120, B: 80}",
    )
    scores = scores_of(weighed, ALL_YEAR | sheet(5_000, on="b"), {TALK: "1 5"} | sheet(1, on="b"))
    assert scores.total.tolist() == [1_500, 500]
    exact = Fraction(2_000) * (1_000 * 120 + 500 * 80) / (1_000 * 200)
    assert scores.weighted_total.tolist() == [int(exact + Fraction(1, 2)), 600]
    assert scores.percent.tolist() == [8_000, 3_000]


def test_peers_weigh_once_there_are_any():
    mixed = made(item(worth=0, **QUARTERLY), peer_weight=20)
    peers = {"peers.awarded": "12x35000", "peers.offered": "12x50000"}
    scores = scores_of(mixed, ALL_YEAR, ALL_YEAR | peers)
    assert scores.final.tolist() == [1_000, 940]
    assert (scores.peers.tolist(), scores.peer.tolist()) == ([False, True], [0, 7_000])


LADDER = f"[{{fact: {STUDY}, at: 3, points: 1}}, {{fact: {STUDY}, at: 5, points: 2.5}}]"


@pytest.mark.parametrize(
    ("told", "bonus"),
    [
        ({}, 0),
        ({"bonus.awarded": "6x500 7x-200"}, 300),
        ({"bonus.awarded": "6x5000"}, 1_000),
        ({"bonus.awarded": "6x-5"}, 0),
        ({STUDY: "1 2"}, 0),
        ({STUDY: "1 2x2"}, 100),
        ({STUDY: "1 2x9", "bonus.awarded": "3x100"}, 350),
    ],
)
def test_bonus_is_what_people_award_and_the_highest_rung(told, bonus):
    standard = made(item(worth=0, **QUARTERLY), bonus=f"{{each: 5, cap: 10, ladder: {LADDER}}}")
    scores = scores_of(standard, ALL_YEAR | told)
    assert (scores.bonus[0], scores.final[0]) == (bonus, 1_000 + bonus)


def test_a_ladder_of_what_nobody_states_gives_nothing():
    standard = made(
        item(worth=0, **QUARTERLY),
        bonus=f"{{each: 5, cap: 10, ladder: {LADDER}}}",
        known=(TALK,),
    )
    assert scores_of(standard, ALL_YEAR | {STUDY: "1x9"}).bonus[0] == 0


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ({}, False),
        ({SANCTION: "3"}, True),
        ({"veto.one.v1": "5"}, True),
        ({"veto.one.v1": "5 7x-1"}, False),
        ({SANCTION: "3", "veto.one.v1": "7x-1"}, False),
        ({"veto.one.v2": "5"}, True),
        ({"veto.one.v1": "7x-1", "veto.one.v2": "5"}, True),
    ],
)
def test_a_veto_stands_until_an_appeal_lifts_it(told, stands):
    vetoes = f"[{{id: V1, title: 受处分, fact: {SANCTION}}}, {{id: V2, title: 弄虚作假}}]"
    scores = scores_of(made(item(worth=0, **QUARTERLY), vetoes=vetoes), ALL_YEAR | told)
    assert bool(scores.vetoed[0]) is stands
    result = Result.BELOW_STANDARD if stands else Result.ADVANCED
    assert scores.result(0, "production") is result


STARS = made(
    item("a", worth=0, **QUARTERLY),
    item("v", 4, section="B", worth=4, **VETO),
    judged("b", 6, section="B"),
    total=20,
    sections=TWO,
    stars="{won_at: 85, result_items: [v]}",
)


def test_stars_are_won_by_section_and_lost_by_a_result_item():
    good = ALL_YEAR | sheet(9_000, on="b")
    told = (good, ALL_YEAR, good | {SANCTION: "3"}, sheet(9_000, on="b"), {SANCTION: "3"})
    scores = scores_of(STARS, *told)
    assert [[star.won for star in scores.stars(n).each] for n in range(5)] == [
        [True, True],
        [True, None],
        [True, False],
        [False, True],
        [False, False],
    ]
    assert [scores.stars(n).level for n in range(5)] == [2, None, 1, 1, 0]
    assert scores.star_levels.tolist() == [2, 1, 1, 1, 0]
    star = scores.stars(2).each[1]
    assert (star.section, star.points, star.out_of, star.failed_item) == ("B", 540, 1_000, "v")


def test_a_standard_without_stars_has_none():
    with pytest.raises(ValueError, match="no stars"):
        scores_of(SURE, ALL_YEAR).stars(0)


MIX = made(
    item("a", at_least=-2, worth=0, **QUARTERLY),
    item(
        "r",
        section="B",
        at_most=12,
        worth="na",
        code="R",
        rule=f"{{shares: [{SHARE}], above: yes}}",
    ),
    judged("j", raters=BOTH),
    judged("b", 0, code="B", at_most=5, section="B"),
    total=30,
    sections="[{id: A, title: 甲, points: 20}, {id: B, title: 乙, points: 10, open: yes}]",
    weights="{A: 130}",
    peer_weight=20,
    vetoes="[{id: V1, title: 弄虚作假}]",
)
FACTS = (
    TALK, SETTLED, "rated.one.ij.superior.awarded", "rated.one.ij.masses.awarded",
    "rated.one.ib.assessor.awarded", "adjusted.one.ia", "adjusted.one.ir", "bonus.awarded",
    "peers.awarded", "veto.one.v1",
)  # fmt: skip
ENTRIES = st.dictionaries(
    st.sampled_from(FACTS),
    st.lists(st.tuples(st.integers(1, 12), st.integers(-2, 9_000)), max_size=3),
    max_size=6,
)


def spelled(entries):
    """Tell entries as a branch's year; every sheet awarded was also offered."""
    told = {fact: " ".join(f"{m}x{n}" for m, n in each) for fact, each in entries.items()}
    for fact, each in entries.items():
        if fact.endswith(".awarded") and fact != "bonus.awarded":
            offered = fact.removesuffix("awarded") + "offered"
            told[offered] = " ".join(f"{month}x10000" for month, _ in each)
    return {MEMBERS: "0x20", **told}


NUMBERS = ("points", "out_of", "applicable", "vetoes", "unrated")
TOTALS = ("total", "percent", "weighted_total", "final", "bonus", "peer", "waiting", "vetoed")


@given(st.lists(ENTRIES, min_size=2, max_size=3), st.dates(date(2026, 1, 1), date(2027, 3, 1)))
@settings(max_examples=60, deadline=None)
def test_many_units_at_once_are_as_each_alone(years, as_of):
    wide = scores_of(MIX, *map(spelled, years), as_of=as_of)
    for place, entries in enumerate(years):
        alone = scores_of(MIX, spelled(entries), as_of=as_of)
        for name in NUMBERS:
            assert (getattr(wide, name)[:, place] == getattr(alone, name)[:, 0]).all(), name
        for name in TOTALS:
            assert getattr(wide, name)[place] == getattr(alone, name)[0], name
        assert wide.result(place, "office") == alone.result(0, "office")


@given(ENTRIES, ENTRIES, st.dates(date(2026, 1, 1), date(2027, 3, 1)))
@settings(max_examples=60, deadline=None)
def test_a_correction_is_as_never_having_erred(entries, error, as_of):
    taken_back = {
        fact: [*each, *((month, -value) for month, value in each)] for fact, each in error.items()
    }
    wrong = spelled(entries)
    for fact, each in taken_back.items():
        wrong[fact] = wrong.get(fact, "") + "".join(f" {m}x{n}" for m, n in each)
    right, mended = (scores_of(MIX, told, as_of=as_of) for told in (spelled(entries), wrong))
    for name in (*NUMBERS, *TOTALS):
        assert (getattr(right, name) == getattr(mended, name)).all(), name


@given(ENTRIES)
@settings(max_examples=40, deadline=None)
def test_the_order_in_which_things_were_told_never_matters(entries):
    forth = spelled(entries)
    back = {fact: " ".join(reversed(told.split())) for fact, told in reversed(list(forth.items()))}
    there, here = scores_of(MIX, forth), scores_of(MIX, back)
    for name in (*NUMBERS, *TOTALS):
        assert (getattr(there, name) == getattr(here, name)).all(), name


@given(ENTRIES, st.dates(date(2026, 1, 1), date(2027, 3, 1)))
@settings(max_examples=60, deadline=None)
def test_points_stay_between_floor_and_ceiling(entries, as_of):
    scores = scores_of(MIX, spelled(entries), as_of=as_of)
    for place, each in enumerate(MIX.items):
        assert each.at_least <= scores.points[place, 0] <= each.at_most, each.id
    assert 0 <= scores.bonus[0] <= MIX.bonus_cap
    assert (scores.section_points[0] <= scores.section_out_of[0]).all()


@given(ENTRIES, st.sampled_from((TALK, SETTLED)), st.integers(1, 12), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_more_work_never_lowers_an_item(entries, fact, month, more):
    less = spelled(entries)
    then = less | {fact: f"{less.get(fact, '')} {month}x{more}"}
    before, after = (scores_of(MIX, told) for told in (less, then))
    assert (after.points[:2] >= before.points[:2]).all()


@given(ENTRIES)
@settings(max_examples=40, deadline=None)
def test_an_auditor_can_redo_each_line_by_hand(entries):
    for line in lines_of(MIX, spelled(entries)).values():
        lost, whole = line.fraction
        if line.standing is not Standing.MEASURED:
            continue
        left = Fraction(line.item.scale) * (whole - lost) / whole + Fraction(1, 2)
        assert line.by_rule == left.__floor__()
        cut = min(max(line.by_rule + line.adjusted, line.item.at_least), line.item.at_most)
        assert line.points == cut
        if line.ratings:
            told = [(each.weight, each.mean) for each in line.ratings if each.sheets]
            assert whole - lost == sum(weight * mean for weight, mean in told)
