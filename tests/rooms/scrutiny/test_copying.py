"""D3 and D8: the same text again; what everybody is told to write weighs nothing."""

import random
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rooms.scrutiny.told import (
    DAY,
    EVENING,
    GROUNDS,
    HERE,
    RULES,
    THERE,
    branch,
    held,
    population,
)
from zhibu.scrutiny.detectors import copying, grams, sweep

CHANCE = random.Random(7)
LETTERS = "".join(chr(code) for code in range(0x5000, 0x5800))


def passage(letters=120):
    """Return a text that nobody else wrote."""
    return "".join(CHANCE.choices(LETTERS, k=letters))


DICTATED = passage()
FEW = grams.corpus_of([LETTERS[:40], passage(20), passage(20)]).weights
# A crowd whose texts share the superior's wording, so that there is something usual.
CROWD = [
    branch(*(held(number * 50 + n, text=DICTATED + passage()) for n in range(5)),
           uid=f"o_{number:026}")
    for number in range(50)
]  # fmt: skip


def among(*branches):
    return population(*CROWD, *branches)


def seen(rule, *branches):
    found = sweep.find(among(*branches), GROUNDS, only=(rule,))
    return [one for one in found if one.unit in {HERE, THERE}]


def repeated(text, times, *, apart=30, first=900, own=0):
    return [
        held(first + n, held_on=DAY + timedelta(days=apart * n), text=text + passage(own),
             entered_at=EVENING + timedelta(days=apart * n))
        for n in range(times)
    ]  # fmt: skip


def test_three_copies_are_three_pairs():
    (found,) = seen("D3", branch(*repeated(DICTATED + passage(), 3), uid=HERE))
    assert found.figures == {"pairs": 3, "records": 3, "most": 100}


def test_a_copy_of_any_text_is_told_as_whole():
    weights = grams.corpus_of(DICTATED + passage() for _ in range(250)).weights
    for letters in range(100):
        pieces = grams.grams_of(DICTATED[:letters] + passage(100 - letters // 2))
        assert grams.percent(float(grams.overlaps([pieces] * 2, weights)[0, 1])) == 100


def test_what_is_not_whole_is_never_told_as_whole():
    assert [grams.percent(share) for share in (0.9999, 0.995, 0.5, 0.0)] == [99, 99, 50, 0]


def test_two_copies_are_one_pair_and_pass():
    assert seen("D3", branch(*repeated(passage(), 2), uid=HERE)) == []


def test_what_the_superior_dictates_is_nobodys_copy():
    assert seen("D3", branch(*repeated(DICTATED, 12, own=120), uid=HERE)) == []


def test_two_groups_in_one_week_may_tell_the_same():
    assert seen("D3", branch(*repeated(passage(), 4, apart=1), uid=HERE)) == []


def test_a_short_text_is_never_compared():
    assert seen("D3", branch(*repeated(passage(79), 5), uid=HERE)) == []
    assert len(seen("D3", branch(*repeated(passage(80), 5), uid=HERE))) == 1


def test_dates_digits_and_marks_hide_no_copy():
    text = passage()
    changed = [
        held(900 + n, held_on=DAY + timedelta(days=30 * n), text=f"{n} 月 {n}：" + "，".join(text))
        for n in range(3)
    ]
    assert len(seen("D3", branch(*changed, uid=HERE))) == 1


def test_exactly_six_tenths_are_not_more_than_six_tenths():
    weights = np.ones(grams.BUCKETS, dtype=np.float32)
    # Sixty pieces in both, twenty in each alone: 60 of 100.
    one, other = np.arange(80), np.arange(20, 100)
    assert grams.overlap(one, other, weights) == pytest.approx(0.6)
    assert not grams.overlaps([one, other], weights)[0, 1] * 100 > RULES.reuse.overlap_percent
    assert grams.overlaps([one, np.arange(19, 99)], weights)[0, 1] * 100 > 60


def test_too_few_texts_in_all_tell_nothing_of_what_is_usual():
    few = population(branch(*repeated(passage(), 12), uid=HERE))
    assert sweep.find(few, GROUNDS, only=("D3", "D8")) == []


@settings(max_examples=40, deadline=None)
@given(st.text(LETTERS[:40], max_size=60), st.text(LETTERS[:40], max_size=60))
def test_overlap_is_a_share_the_same_both_ways(one, other):
    weights = FEW
    a, b = grams.grams_of(one), grams.grams_of(other)
    found = grams.overlap(a, b, weights)
    assert 0 <= found <= 1
    assert found == pytest.approx(grams.overlap(b, a, weights), abs=1e-6)
    if len(a) and float(weights[a].sum()):
        assert grams.overlap(a, a, weights) == pytest.approx(1)


def test_the_later_branch_is_seen_and_never_the_one_it_took_from():
    texts = [passage() for _ in range(3)]
    first = [
        held(900 + n, text=DICTATED + text, entered_at=EVENING) for n, text in enumerate(texts)
    ]
    second = [
        held(950 + n, text=DICTATED + text, held_on=DAY + timedelta(days=9),
             entered_at=EVENING + timedelta(days=9))
        for n, text in enumerate(texts)
    ]  # fmt: skip

    (found,) = seen("D8", branch(*first, uid=THERE), branch(*second, uid=HERE))

    assert found.unit == HERE
    assert found.figures["records"] == 3
    assert set(found.others) == {one.rec for one in first}


def test_a_joint_meeting_of_one_day_is_no_copy():
    texts = [passage() for _ in range(4)]
    both = [
        branch(*(held(start + n, text=text, entered_at=EVENING + timedelta(days=start))
                 for n, text in enumerate(texts)), uid=uid)
        for start, uid in ((900, HERE), (950, THERE))
    ]  # fmt: skip
    assert seen("D8", *both) == []


def test_two_records_alike_are_too_few():
    texts = [passage() for _ in range(2)]
    first = [held(900 + n, text=text, entered_at=EVENING) for n, text in enumerate(texts)]
    second = [held(950 + n, text=text, held_on=DAY + timedelta(days=9),
                   entered_at=EVENING + timedelta(days=9)) for n, text in enumerate(texts)]  # fmt: skip
    assert seen("D8", branch(*first, uid=THERE), branch(*second, uid=HERE)) == []


def test_what_a_twentieth_of_all_branches_have_was_handed_out():
    handed = [passage() for _ in range(3)]
    many = [
        branch(*(held(2000 + 10 * b + n, text=text, held_on=DAY + timedelta(days=b),
                      entered_at=EVENING + timedelta(days=b)) for n, text in enumerate(handed)),
               uid=f"o_{b:02}{'m' * 24}")
        for b in range(6)
    ]  # fmt: skip
    assert sweep.find(among(*many), GROUNDS, only=("D8",)) == []


def test_the_work_grows_with_the_texts_and_not_with_their_square():
    texts = [copying._Text(f"o_{n}", held(n), grams.grams_of(DICTATED)) for n in range(400)]
    pairs = sum(1 for _ in copying._meeting(texts))
    assert pairs <= 2 * len(texts)
