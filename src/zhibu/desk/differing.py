"""What changed between two texts, for people: which words went, which came, and who is meant.

Chinese is compared sign by sign, numbers and Latin words as a whole. Where little stayed the same
the old and the new stand side by side, since scattered letters tell nobody anything.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

LITTLE = 0.5  # below this likeness two texts are told as one for the other
LIKE = 0.6  # from this likeness two entries of a list are taken for one that changed
A_NAME = 8  # what is shorter may be a name, and two people are not one who changed
SHORTEST = 2  # fewer signs between two changes are no thread to follow
MOST = 1_000_000  # pairs of signs compared one by one; beyond, sentence by sentence
ARROW = " → "
_SIGNS = re.compile(r"[A-Za-z0-9]+(?:[.:%-][A-Za-z0-9]+)*|.", re.DOTALL)
_SENTENCES = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")
_HEAD = "，"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a line: kept, taken out (``del``) or put in (``ins``)."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a field: as it was (no mark), put in, taken out, or ``changed`` within."""

    mark: str
    pieces: tuple[Piece, ...]


def rows_of(lines: Sequence[tuple[str, str]]) -> tuple[Row, ...]:
    """Return marked lines with each old line beside the new one that took its place.

    ``lines`` are text and mark, what was taken out before all else. What has no counterpart
    stands first if it went, and in its place if it came.
    """
    old = [text for text, mark in lines if mark == "del"]
    new = [text for text, mark in lines if mark == "ins"]
    partners = _pair(old, new)
    gone = [one for n, one in enumerate(old) if n not in partners.values()]
    rows = [Row("del", (Piece(text, "del"),)) for text in gone]
    came = iter(range(len(new)))
    for text, mark in lines:
        if mark == "del":
            continue
        position = next(came) if mark == "ins" else -1
        if position in partners:
            rows.append(Row("changed", pieces(old[partners[position]], text)))
        else:
            rows.append(Row(mark, (Piece(text, mark),)))
    return tuple(rows)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return one text that shows both, or the old and the new one with an arrow between."""
    found = tuple(_joined(_compared(old, new)))
    kept = sum(len(one.text) for one in found if not one.mark)
    if 2 * kept < LITTLE * (len(old) + len(new)) or _is_number(old) or _is_number(new):
        return (Piece(old, "del"), Piece(ARROW), Piece(new, "ins"))
    return found


def _pair(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Return which old line each new one replaces: of the same person or topic, else the likest."""
    if len(old) == len(new) == 1:
        return {0: 0}
    free = set(range(len(old)))
    found: dict[int, int] = {}
    for position, text in enumerate(new):
        same = [n for n in sorted(free) if _head(old[n]) == _head(text)]
        if same:
            found[position] = same[0]
            free.discard(same[0])
    for position, text in enumerate(new):
        likest = max(sorted(free), key=lambda n: _likeness(old[n], text), default=None)
        if position not in found and likest is not None and _likeness(old[likest], text) >= LIKE:
            found[position] = likest
            free.discard(likest)
    return found


def _head(line: str) -> str:
    """Return whom or what a line is about: the name or title before the first comma."""
    return line.split(_HEAD, 1)[0]


def _likeness(old: str, new: str) -> float:
    """Return how alike two heads are; of two names nothing."""
    first, second = _head(old), _head(new)
    if min(len(first), len(second)) < A_NAME:
        return 0.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= LIKE else 0.0


def _is_number(text: str) -> bool:
    return text.replace(".", "").replace("-", "").isdigit()


def _compared(old: str, new: str) -> Iterator[tuple[str, str, str]]:
    """Yield runs in order: how they changed, what stood there, what stands there now."""
    first, second = _SIGNS.findall(old), _SIGNS.findall(new)
    if len(first) * len(second) > MOST:
        first, second = _SENTENCES.findall(old), _SENTENCES.findall(new)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for change, i, j, k, m in matcher.get_opcodes():
        yield change, "".join(first[i:j]), "".join(second[k:m])


def _joined(runs: Iterator[tuple[str, str, str]]) -> Iterator[Piece]:
    """Yield the runs as pieces, a kept sign or two between changes told as changed."""
    waiting = list(runs)
    out, into = "", ""
    for n, (change, old, new) in enumerate(waiting):
        between = 0 < n < len(waiting) - 1 and len(old) < SHORTEST
        if change == "equal" and not (between and (out or into)):
            yield from _flushed(out, into)
            out, into = "", ""
            yield Piece(old)
        else:
            out, into = out + old, into + new
    yield from _flushed(out, into)


def _flushed(out: str, into: str) -> Iterator[Piece]:
    if out:
        yield Piece(out, "del")
    if into:
        yield Piece(into, "ins")
