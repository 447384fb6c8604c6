"""Ballots (民主测评、满意度测评): what may be answered, how it is counted, when it may be told.

A ballot is a random identity and an answer to each question; nothing in it says whose it is.
Fewer than five give no result, and no group does whose numbers would follow from another's
(journal specification 4.2, 4.3).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zhibu.core import canonical, merkle
from zhibu.core.evaluation import LEAST_SHEETS, WHOLE, hidden, rounded

ABSTAINED = -1
LEAST = LEAST_SHEETS
Counts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer, what it is worth in 1/10,000, and whether it counts as satisfied."""

    title: str
    share: int
    satisfied: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and between what one may choose."""

    words: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Ballot:
    """One voter's answers, by their places; -1 where none was given. ``uid`` is random."""

    uid: str
    group: int
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A count of paper ballots: handed out, returned, valid, and the answers to each question.

    The last number of each question counts those who left it empty.
    """

    issued: int
    returned: int
    valid: int
    counts: Counts


class MiscountError(ValueError):
    """A count that cannot be: ``args[0]`` says which number, ``args[1]`` of which question."""


def are_answers(questions: Sequence[Question], answers: Sequence[int]) -> bool:
    """Say whether answers fit the questions: each a choice of its own, or none given."""
    return len(questions) == len(answers) and all(
        ABSTAINED <= answer < len(question.choices)
        for question, answer in zip(questions, answers, strict=True)
    )


def count(questions: Sequence[Question], ballots: Iterable[Ballot]) -> Counts:
    """Return how often each choice was made; the last number of a question counts no answer."""
    counts = [[0] * (len(question.choices) + 1) for question in questions]
    for ballot in ballots:
        for place, answer in enumerate(ballot.answers):
            counts[place][answer] += 1
    return tuple(map(tuple, counts))


def add(questions: Sequence[Question], several: Iterable[Counts]) -> Counts:
    """Return counts added up, question by question and choice by choice."""
    found = [[0] * (len(question.choices) + 1) for question in questions]
    for counts in several:
        for place, numbers in enumerate(counts):
            found[place] = [a + b for a, b in zip(found[place], numbers, strict=True)]
    return tuple(map(tuple, found))


def check_paper(questions: Sequence[Question], paper: Paper) -> None:
    """Refuse a count that cannot be.

    Raises MiscountError: ``returned`` above what was issued, ``valid`` above what was returned,
    ``counts`` of a question that do not add up to the valid ballots, ``negative`` numbers.
    """
    numbers = (paper.issued, paper.returned, paper.valid, *(n for row in paper.counts for n in row))
    if min(numbers) < 0:
        raise MiscountError("negative", 0)
    if paper.returned > paper.issued:
        raise MiscountError("returned", 0)
    if paper.valid > paper.returned:
        raise MiscountError("valid", 0)
    shape = [len(question.choices) + 1 for question in questions]
    if [len(row) for row in paper.counts] != shape:
        raise MiscountError("shape", 0)
    for place, row in enumerate(paper.counts):
        if sum(row) != paper.valid:
            raise MiscountError("counts", place)


def root_of(ballots: Iterable[Ballot]) -> bytes:
    """Return the tree head over all ballots in the order of their spelling.

    Their identities are random, so that nobody finds a few ballots by trying answers.
    """
    spelled = sorted(canonical.encode([b.uid, b.group, list(b.answers)]) for b in ballots)
    return merkle.root([merkle.leaf_hash(one) for one in spelled])


def worth(questions: Sequence[Question], counts: Counts) -> int | None:
    """Return the mean worth of all answers given; None where nobody gave one."""
    given = sum(sum(row[:-1]) for row in counts)
    if not given:
        return None
    total = sum(
        choice.share * number
        for question, row in zip(questions, counts, strict=True)
        for choice, number in zip(question.choices, row, strict=False)
    )
    return min(rounded(Fraction(total, given)), WHOLE)


def satisfied(questions: Sequence[Question], counts: Counts) -> tuple[int, int]:
    """Return how many answers were given, and how many of them are satisfied."""
    given = sum(sum(row[:-1]) for row in counts)
    content = sum(
        number
        for question, row in zip(questions, counts, strict=True)
        for choice, number in zip(question.choices, row, strict=False)
        if choice.satisfied
    )
    return given, content


def tellable(by_group: Mapping[int, Counts]) -> dict[int, Counts]:
    """Return the counts of the groups that may be shown: none small, none that others give away."""
    sizes = {str(group): sum(counts[0]) for group, counts in by_group.items()}
    gone = hidden(sizes, LEAST)
    return {
        group: counts
        for group, counts in by_group.items()
        if str(group) not in gone and sizes[str(group)]
    }
