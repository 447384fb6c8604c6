"""Texts as weighted three-letter pieces: what everybody writes weighs nothing.

A piece is known by one of a fixed number of buckets, so memory is bounded whatever the number of
records; two pieces in one bucket make a piece look commoner than it is, never rarer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BITS = 22
BUCKETS = 1 << BITS
_LENGTH = 3
_HAIR = 1e-3  # of a percent: far above what rounding loses, far below what a reader sees
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
Grams = NDArray[np.int64]
Weights = NDArray[np.float32]


def letters_of(text: str) -> str:
    """Return a text's letters: digits, dates, marks and spaces are what a copy changes first."""
    return "".join(filter(str.isalpha, text))


def grams_of(text: str) -> Grams:
    """Return the buckets of a text's three-letter pieces, each once, in order."""
    codes = np.frombuffer(letters_of(text).encode("utf-32-le"), dtype=np.uint32)
    if len(codes) < _LENGTH:
        return np.empty(0, dtype=np.int64)
    wide = codes.astype(np.uint64)
    mixed = wide[:-2] * _MIX[0] + wide[1:-1] * _MIX[1] + wide[2:] * _MIX[2]
    found = np.sort((mixed >> np.uint64(64 - BITS)).astype(np.int64))
    return found[np.concatenate(([True], found[1:] != found[:-1]))]


@dataclass(frozen=True, slots=True)
class Corpus:
    """How much each piece weighs among all texts: log(N / how many texts hold it)."""

    texts: int
    weights: Weights


def corpus_of(texts: Iterable[str]) -> Corpus:
    """Return the weights of pieces among some texts, read once."""
    holding = np.zeros(BUCKETS, dtype=np.int32)
    count = 0
    for text in texts:
        holding[grams_of(text)] += 1
        count += 1
    weights = np.log(np.float32(max(count, 1)) / np.maximum(holding, 1)).astype(np.float32)
    return Corpus(count, weights)


def overlaps(grams: Sequence[Grams], weights: Weights) -> NDArray[np.float64]:
    """Return for each two texts the weight of what both hold over that of what either holds."""
    owners = np.repeat(np.arange(len(grams)), [len(found) for found in grams])
    known, places, counts = np.unique(
        np.concatenate(grams), return_inverse=True, return_counts=True
    )
    shared = counts > 1  # what one text alone holds is in no pair
    columns = np.cumsum(shared) - 1
    holds = np.zeros((len(grams), int(shared.sum())), dtype=np.float32)
    meant = shared[places]
    holds[owners[meant], columns[places[meant]]] = 1
    # Not a matrix product: its threads wait for one another where others use the processor.
    both = np.einsum("ik,jk->ij", holds * weights[known[shared]], holds).astype(np.float64)
    each = np.array([float(weights[found].sum()) for found in grams])
    either = each[:, None] + each[None, :] - both
    return np.where(either > 0, both / np.where(either > 0, either, 1), 0)


def overlap(a: Grams, b: Grams, weights: Weights) -> float:
    """Return the weight of what two texts both hold over that of what either holds."""
    both = float(weights[np.intersect1d(a, b, assume_unique=True)].sum())
    either = float(weights[a].sum()) + float(weights[b].sum()) - both
    return both / either if either > 0 else 0.0


def percent(share: float) -> int:
    """Return a share as whole percents, rounded down; 100 only for texts of the same pieces.

    Weights are summed in single precision and in another order each time: the same text twice
    may come out a hair below one, which must not read as 99 %.
    """
    return int(share * 100 + _HAIR)
