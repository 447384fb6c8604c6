"""The same text again: D3 within a branch, D8 across branches."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from zhibu.scrutiny.detectors import grams
from zhibu.scrutiny.detectors.grams import BITS, BUCKETS, Corpus, Grams
from zhibu.scrutiny.detectors.thresholds import Across, Reuse
from zhibu.scrutiny.detectors.told import Branch, Finding, Held, Population

MOST_COMPARED = 600  # of one branch, the latest: the matrix of pairs stays small
KEYS = 12  # smallest pieces by which two alike texts meet
_SHUFFLE = np.int64(0x9E3779B1 | 1)  # odd, so that no two buckets fall on one another


def is_long_enough(held: Held, letters: int) -> bool:
    """Say whether there is enough to compare. Nothing else is ever made of a text's length."""
    return len(grams.letters_of(held.text)) >= letters


def copied_within(branch: Branch, rule: Reuse, corpus: Corpus) -> Iterator[Finding]:
    """Find records of a branch whose texts are alike beyond what everybody writes."""
    if corpus.texts < rule.least_corpus:
        return
    long = [held for held in branch.held if is_long_enough(held, rule.least_letters)]
    compared = sorted(long, key=lambda held: (held.held_on, held.rec))[-MOST_COMPARED:]
    if not compared:
        return
    alike = grams.overlaps([grams.grams_of(held.text) for held in compared], corpus.weights)
    pairs = [
        (first, second)
        for first, second in np.argwhere(np.triu(alike * 100 > rule.overlap_percent, 1))
        if (compared[second].held_on - compared[first].held_on).days >= rule.apart_days
    ]
    if len(pairs) < rule.least_pairs:
        return
    records = sorted({place for pair in pairs for place in pair})
    most = max(float(alike[first, second]) for first, second in pairs)
    yield Finding(
        "D3", branch.uid, tuple(compared[place].rec for place in records),
        {"pairs": len(pairs), "records": len(records), "most": grams.percent(most)},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Text:
    """A record's pieces after what many branches have was taken out."""

    unit: str
    held: Held
    grams: Grams


def copied_across(
    population: Population, rule: Across, corpus: Corpus, *, spent: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """Find branches whose records are alike to what another branch entered before them.

    ``spent`` are records that were asked about already: they stay what others may have copied.
    """
    if len(population.branches) < rule.least_branches:
        return
    texts = _own_texts(population, rule)
    copied: dict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
    for first, second in _meeting(texts):
        early, late = sorted((first, second), key=lambda one: (one.held.entered_at, one.held.rec))
        if abs((early.held.held_on - late.held.held_on).days) < rule.apart_days:
            continue
        found = grams.overlap(early.grams, late.grams, corpus.weights)
        if found * 100 > rule.overlap_percent and late.held.rec not in spent.get(late.unit, ()):
            known = copied[late.unit].get(late.held.rec, (0.0, ""))
            copied[late.unit][late.held.rec] = max(known, (found, early.held.rec))
    for unit, those in sorted(copied.items()):
        if len(those) >= rule.least_pairs:
            yield _copied(unit, those)


def _copied(unit: str, those: Mapping[str, tuple[float, str]]) -> Finding:
    others = tuple(sorted({other for _, other in those.values()}))
    figures = {"records": len(those), "most": grams.percent(max(those.values())[0])}
    return Finding("D8", unit, tuple(sorted(those)), figures, others=others)


def _own_texts(population: Population, rule: Across) -> list[_Text]:
    common = _common(population, rule.common_percent)
    texts = []
    for branch, held in population.held():
        if is_long_enough(held, rule.least_letters):
            found = grams.grams_of(held.text)
            own = found[~common[found]]
            if len(own) >= rule.least_letters // 2:
                texts.append(_Text(branch.uid, held, own))
    return texts


def _common(population: Population, percent: int) -> NDArray[np.bool_]:
    """Return which pieces more than a share of branches have: the superior's wording."""
    holding = np.zeros(BUCKETS, dtype=np.int32)
    for branch in population.branches:
        found = [grams.grams_of(held.text) for held in branch.held]
        if found:
            holding[np.unique(np.concatenate(found))] += 1
    return holding * 100 > percent * len(population.branches)


def _meeting(texts: list[_Text]) -> Iterator[tuple[_Text, _Text]]:
    """Yield pairs of two branches that share one of their smallest pieces, each pair once.

    Each text meets the first and the one before it at a piece, not all of them, so that the work
    grows with the number of texts and not with its square.
    """
    first: dict[int, int] = {}
    before: dict[int, int] = {}
    for place, text in enumerate(texts):
        met = set()
        for key in _keys(text.grams):
            met |= {first.setdefault(key, place), before.get(key, place)}
            before[key] = place
        for other in sorted(met - {place}):
            if texts[other].unit != text.unit:
                yield texts[other], text


def _keys(found: Grams) -> Iterator[int]:
    shuffled = np.sort((found * _SHUFFLE) & np.int64((1 << BITS) - 1))
    return islice(shuffled.tolist(), KEYS)
