"""A line of a rubric → items of a standard, with what is to be asked about them.

A line may be one item, several (its numbered requirements say points of their own), a veto, or
lines of the bonus table.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from zhibu.core import rubric_amounts as amounts
from zhibu.core.rubric_guessing import (
    CADENCE_OF,
    LONGEST_TITLE,
    MONTHS,
    Asked,
    Guess,
    asked_of,
    guesses_of,
    judged,
)
from zhibu.core.rubric_sheets import Line
from zhibu.core.rubric_words import Words, plain
from zhibu.core.rubric_writing import Tree

MOST_CHOICES = 4
LONGEST_BASIS, LONGEST_EVIDENCE = 120, 120
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Drafted:
    """An item before it has an id: its keys, its points, and the guesses at how it is measured."""

    line: Line
    title: str
    points: int | None
    guesses: tuple[Guess, ...]
    told: dict[str, Tree] = field(default_factory=dict)

    @property
    def unsure(self) -> bool:
        return not self.guesses[0].sure and len(self.guesses) > 1


@dataclass(frozen=True, slots=True)
class Extra:
    """What a line adds beside items: a veto, a line of the bonus table, a rung of its ladder."""

    kind: str
    title: str
    points: int = 0
    fact: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """All that a line became."""

    items: tuple[Drafted, ...] = ()
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Wits:
    """What lines are read with: the words, and the facts that something states."""

    words: Words
    known: frozenset[str]
    open: bool = False

    def guesses(self, asked: Asked) -> tuple[Guess, ...]:
        """Return the guesses at one requirement."""
        return guesses_of(asked, self.words, self.known)


def taken(line: Line, wits: Wits) -> Taken:
    """Take a line apart. What gives no points of its own is a veto or a bonus."""
    words = wits.words
    if words.word_of("vetoes", line.text) and points_of(line) is None:
        return Taken(extras=(_veto(line, wits),))
    if _is_bonus(line, words):
        return Taken(extras=tuple(_bonuses(line, words)))
    beside = tuple(_bonuses(line, words)) if line.says("gain") else ()
    return Taken(tuple(_items(line, wits)), beside)


def points_of(line: Line) -> int | None:
    """Return a line's points: of its column, or as its words say in brackets."""
    amount = amounts.amount_of(plain(line.says("points")))
    if amount is not None and amount.sign in {"", "±"}:
        return amount.cents
    for name in ("demand", "project"):
        found = amounts.points_within(line.says(name))
        if found is not None:
            return found
    return None


def _is_bonus(line: Line, words: Words) -> bool:
    amount = amounts.amount_of(plain(line.says("points")))
    if amount and amount.sign == "+":
        return True
    heads = (line.section, line.says("project"))
    headed = any(word in head for head in heads for word in words.lists["bonus_sections"])
    costs = amounts.first_cost(line.text)
    gains = amounts.awards_in(line.text) or amounts.gain_of(line.text)
    return bool(headed and gains) or (points_of(line) is None and bool(gains) and costs is None)


def _bonuses(line: Line, words: Words) -> Iterator[Extra]:
    """Yield the lines of the bonus table or the rungs of its ladder."""
    said = line.says("gain") or line.says("deduction") or line.says("demand")
    topic = amounts.without_points(line.says("demand") or line.says("project"))
    fact = words.sign("acts", line.text)
    rungs = amounts.rungs_in(said)
    if rungs:
        for at, points in rungs:
            title = f"{topic}（{at}次以上）"[:LONGEST_TITLE]
            yield Extra("rung", title, points, fact[0].told["fact"] if fact else "", at)
        return
    awards = amounts.awards_in(said)
    for title, points in awards:
        named = title if not topic or topic in title else f"{topic}：{title}"
        yield Extra("award", named[:LONGEST_TITLE], points)
    if not awards:
        amount = amounts.amount_of(plain(line.says("points")))
        points = amounts.gain_of(said) or (amount.cents if amount else HUNDRED)
        yield Extra("award", (topic or said)[:LONGEST_TITLE], points)


def _veto(line: Line, wits: Wits) -> Extra:
    found = wits.words.sign("events", line.text)
    fact = found[0].told["fact"] if found else ""
    title = line.says("demand") or line.says("project") or line.says("deduction")
    return Extra("veto", title[:LONGEST_TITLE], fact=fact if fact in wits.known else "")


def _items(line: Line, wits: Wits) -> Iterator[Drafted]:
    points = points_of(line)
    asked = asked_of(line, points or 0, is_open=wits.open)
    single = Drafted(line, _title(line, wits.words), points, wits.guesses(asked))
    pieces = _pieces(line)
    if not pieces:
        yield single
        return
    own = [amounts.points_within(text) or _leading(text) for text, _ in pieces]
    if points is not None and None not in own and sum(filter(None, own)) == points:
        for piece, worth in zip(pieces, own, strict=True):
            yield _apart(line, piece, worth or 0, wits=wits)
        return
    yield replace(single, guesses=_parted(asked, pieces, single, wits=wits))


def _apart(line: Line, piece: tuple[str, str], worth: int, *, wits: Wits) -> Drafted:
    text, cost = piece
    said = "；".join(filter(None, (text, cost)))
    asked = Asked(text, cost or line.says("deduction"), line.says("cadence"), said, worth)
    title = amounts.without_points(text)[:LONGEST_TITLE] or text[:LONGEST_TITLE]
    return Drafted(line, title, worth, wits.guesses(asked))


def _leading(text: str) -> int | None:
    """Return the points that end a sub-requirement: 有学习计划 2分."""
    found = text.rstrip("。；; ")
    number = found.removesuffix("分")
    digits = ""
    while number and (number[-1].isdigit() or number[-1] == "."):
        digits, number = number[-1] + digits, number[:-1]
    wanted = found.endswith("分") and digits and not number.endswith(("扣", "减", "加"))
    return amounts.cents(digits) if wanted and amounts.amount_of(digits) else None


def _pieces(line: Line) -> tuple[tuple[str, str], ...]:
    """Return the sub-requirements of a line, each with the deduction that goes with it."""
    if line.parts:
        return tuple(
            (row.says("demand") or row.says("project"), row.says("deduction"))
            for row in (line, *line.parts)
        )
    demands = amounts.parts_of(line.says("demand"))
    costs = amounts.parts_of(line.says("deduction"))
    if len(demands) == len(costs):
        return tuple(zip(demands, costs, strict=True))
    if demands:
        return tuple((text, "") for text in demands)
    return tuple((text, text) for text in costs)


def _parted(
    asked: Asked, pieces: tuple[tuple[str, str], ...], single: Drafted, *, wits: Wits
) -> tuple[Guess, ...]:
    """One item of parts where a machine can measure each of them; else people judge the whole."""
    by_people = judged(asked, wits.words)
    parts: list[Tree] = []
    facts: tuple[str, ...] = ()
    for text, cost in pieces:
        worth = _worth(text, asked.points, len(pieces))
        best = wits.guesses(replace(asked, demand=text, deduction=cost, points=worth))[0]
        if "rule" not in best.told or not worth:
            return (by_people,)
        part: dict[str, Tree] = {"title": text[:LONGEST_TITLE], "code": best.code}
        parts.append(part | {"rule": best.told["rule"], "points": amounts.spelled(worth)})
        facts += best.facts
    told: dict[str, Tree] = {"code": str(best.code), "parts": parts, "auto": "A"}
    quote = "、".join(text[:12] for text, _ in pieces)
    return (Guess(told, "parts", quote, sure=False, facts=facts), by_people, *single.guesses[:1])


def _worth(text: str, points: int, among: int) -> int:
    """Return what a part may deduct: its own points, or an equal share of the item's."""
    own = amounts.points_within(text) or _leading(text)
    return min(own or points // among, points)


def _title(line: Line, words: Words) -> str:
    demand, project = line.says("demand"), line.says("project")
    lead = amounts.lead_of(demand) or demand
    if line.parts and project:
        lead = project
    named = lead if not project or project in lead else f"{project}：{lead}"
    title = amounts.without_points(named) or line.says("deduction") or words.unsaid["section"]
    return " ".join(title.split())[:LONGEST_TITLE]


def item_told(drafted: Drafted, words: Words, *, item_id: str, section: str) -> dict[str, Tree]:
    """Return the keys of an item but for how it gets its points."""
    line, code = drafted.line, drafted.guesses[0].code
    hint = words.hints.get(code, words.hints["J"])
    return {
        "id": item_id,
        "section": section,
        "title": drafted.title,
        "evidence": (line.says("evidence") or words.unsaid["evidence"])[:LONGEST_EVIDENCE],
        "points": amounts.spelled(drafted.points or 0),
        "cadence": cadence_of(line, drafted.guesses[0], words),
        "basis": basis_of(line, words),
        "hint": dict(hint),
    }


def basis_of(line: Line, words: Words) -> dict[str, Tree]:
    """Return the article a line cites, unconfirmed as everything that was not read itself."""
    said = " ".join(line.says("basis").split())[:LONGEST_BASIS]
    sure = "K" if said else "P"
    return {"text": said or words.unsaid["basis"], "source": "—", "confidence": sure}


def cadence_of(line: Line, guess: Guess, words: Words) -> str:
    """Return how often a line is asked: as its rule has it, or as its words say."""
    rule = guess.told.get("rule")
    if guess.code == "P" and isinstance(rule, dict):
        demands = rule["demands"]
        first = demands[0] if isinstance(demands, list) else {}
        months = str(first.get("months", "")) if isinstance(first, dict) else ""
        return CADENCE_OF.get(int(months or 12), "year")
    found = words.cadence(line.says("cadence")) or words.cadence(line.says("demand"))
    if guess.code == "C":
        return "continuous"
    return found[0] if found and found[0] in {*MONTHS, "continuous", "each", "term"} else "year"
