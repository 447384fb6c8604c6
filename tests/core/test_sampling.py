"""Draws by a public seed, done again by hand with coreutils."""

import base64
import hashlib
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.core import sampling

ROOT = hashlib.sha256(b"a head").digest()
TEXT = "2026 年 3 月现场抽查"
NAMES = st.sets(st.text("abcdef0123456789", min_size=1, max_size=8), max_size=30)
BASH = shutil.which("bash")


@pytest.mark.skipif(BASH is None or not shutil.which("sha256sum"), reason="needs coreutils")
def test_a_draw_is_done_again_with_a_shell():
    names = [f"o_{n:02}" for n in range(20)]
    seed = sampling.seed_of(ROOT, TEXT)
    recipe = f"""
        seed=$( (printf '%s' '{base64.b64encode(ROOT).decode()}' | base64 -d; printf '%s' '{TEXT}') \
          | sha256sum | cut -c1-64)
        for name in {" ".join(names)}; do
          printf '%s %s\\n' "$(printf '%s' "$seed:$name" | sha256sum | cut -c1-64)" "$name"
        done | LC_ALL=C sort | head -n 3 | cut -d' ' -f2
    """
    by_hand = subprocess.run([BASH, "-c", recipe], capture_output=True, text=True, check=True)
    assert tuple(by_hand.stdout.split()) == sampling.draw(seed, names, 3)


@given(names=NAMES, count=st.integers(0, 40))
def test_the_order_of_the_list_does_not_matter_and_more_names_are_drawn_in_the_same_order(
    names, count
):
    seed = sampling.seed_of(ROOT, TEXT)
    drawn = sampling.draw(seed, names, count)
    assert drawn == sampling.draw(seed, sorted(names, reverse=True), count)
    assert len(drawn) == min(count, len(names))
    assert set(drawn) <= names
    assert sampling.draw(seed, names, count + 1)[: len(drawn)] == drawn


def test_every_name_is_as_likely_as_another():
    names, drawn = [f"o_{n}" for n in range(10)], dict.fromkeys(range(10), 0)
    for turn in range(3_000):
        seed = sampling.seed_of(ROOT, str(turn))
        drawn[int(sampling.draw(seed, names, 1)[0][2:])] += 1
    chi = sum((count - 300) ** 2 / 300 for count in drawn.values())
    assert chi < 27.88  # nine degrees of freedom, one in a thousand; the seeds are fixed


def test_another_text_or_another_head_is_another_draw():
    seed = sampling.seed_of(ROOT, TEXT)
    assert seed != sampling.seed_of(ROOT, TEXT + "。")
    assert seed != sampling.seed_of(hashlib.sha256(b"another").digest(), TEXT)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        sampling.seed_of(b"short", TEXT)
    with pytest.raises(ValueError, match="fewer than none"):
        sampling.draw("", ["a"], -1)


def test_the_pool_has_one_digest_in_whatever_order():
    assert sampling.pool_digest(["b", "a"]) == sampling.pool_digest(["a", "b", "a"])
    assert sampling.pool_digest(["a"]) != sampling.pool_digest(["a", "b"])
