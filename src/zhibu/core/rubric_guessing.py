"""Guesses by which rule a line of a rubric may be measured, and says by which words.

A guess is the part of an item that says how it gets its points. The last one is always that people
judge it, with the line's own words as the rubric: nothing a committee wrote is beyond saying.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from zhibu.core import rubric_amounts as amounts
from zhibu.core.rubric_sheets import Line
from zhibu.core.rubric_words import Sign, Words
from zhibu.core.rubric_writing import Tree

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
CADENCE_OF = {1: "month", 3: "quarter", 6: "half", 12: "year"}
YEAR = 12
WHOLE = 100
LONGEST_RUBRIC, LONGEST_TITLE = 1_000, 80
MECHANISM = (
    "code", "rule", "parts", "auto", "grades", "raters", "rubric", "applies_when", "at_most",
    "at_least", "cases",
)  # fmt: skip
_CEILING = re.compile(
    r"(?:最多|最高|至多|上限|不超过)(?:可)?(?:加|得)?(?:到)?\s*([0-9]{1,4}(?:\.[0-9]{1,2})?)\s*分"
)
_WEIGHED = re.compile(
    r"([\u4e00-\u9fff]{2,8}?)(?:评价|评分|测评|评议|打分)?[占为:：]?\s*([0-9]{1,3})%"
)
_NOTHING = re.compile(r"(?:不得分|不计分|全扣|扣完|得0分|记0分|为0分|计0分)")


@dataclass(frozen=True, slots=True)
class Guess:
    """How an item gets its points: ``told`` are its keys, ``reason`` and ``quote`` say why.

    ``sure`` is false where a person should be asked.
    """

    told: dict[str, Tree]
    reason: str
    quote: str
    sure: bool
    facts: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return str(self.told["code"])


@dataclass(frozen=True, slots=True)
class Asked:
    """A line's words and the points it is worth, in hundredths."""

    demand: str
    deduction: str
    cadence: str
    whole: str
    points: int
    rater: str = ""
    open: bool = False

    @property
    def text(self) -> str:
        return f"{self.demand}。{self.cadence}。{self.deduction}"


def asked_of(line: Line, points: int, *, is_open: bool = False) -> Asked:
    """Return what a line asks for, in the places where guesses look for it."""
    demand = "：".join(filter(None, (line.says("project"), line.says("demand"))))
    deduction = "；".join(filter(None, (line.says("deduction"), line.says("gain"))))
    parts = "；".join(f"{part.says('demand')} {part.says('deduction')}" for part in line.parts)
    said = "；".join(
        filter(None, (demand, line.says("cadence"), deduction, parts, line.says("remark")))
    )
    return Asked(demand, deduction, line.says("cadence"), said, points, line.says("rater"), is_open)


def guesses_of(asked: Asked, words: Words, known: Iterable[str]) -> tuple[Guess, ...]:
    """Return how an item may be measured, the best first, and last that people judge it.

    What nothing states yet is never sure, and stands behind people's judgement.
    """
    stated = frozenset(known)
    found = list(_machine(asked, words))
    measured = [guess for guess in found if set(guess.facts) <= stated]
    waiting = [replace(guess, sure=False) for guess in found if not set(guess.facts) <= stated]
    by_people = judged(asked, words)
    if by_people.told.get("grades"):
        return (by_people, *measured, *waiting)
    if not measured:
        return (replace(by_people, sure=not waiting), *waiting)
    return (*measured, by_people, *waiting)


def judged(asked: Asked, words: Words) -> Guess:
    """Return that people judge a line: by its grades if it names any, else in its own words."""
    told: dict[str, Tree] = {"code": "J", "auto": "J"}
    grades = amounts.grades_in(asked.deduction or asked.demand, words.lists["grade_words"])
    reason, quote = "people", ""
    if grades and asked.points and grades[0][1] <= asked.points:
        told["grades"] = [
            {"title": title or amounts.spelled(worth), "share": _share(worth, asked.points)}
            for title, worth in grades
        ]
        reason, quote = (
            "graded",
            "、".join(f"{title}{amounts.spelled(worth)}" for title, worth in grades),
        )
    raters = raters_in(asked.rater, words)
    if raters:
        told["raters"] = dict(raters)
    told["rubric"] = asked.whole[:LONGEST_RUBRIC]
    return Guess(told, reason, quote, sure=True)


def raters_in(text: str, words: Words) -> dict[str, str]:
    """Return who rates with which weight: 上级60%、群众40%. Empty where it names nobody."""
    found: dict[str, str] = {}
    for said, percent in _WEIGHED.findall(text):
        name = _rater(said, words)
        if name:
            found[name] = str(int(found.get(name, 0)) + int(percent))
    if sum(map(int, found.values())) == WHOLE:
        return found
    alone = _rater(text, words)
    return {alone: str(WHOLE)} if alone and not found else {}


def _rater(said: str, words: Words) -> str | None:
    return next(
        (name for name, known in words.raters.items() if any(word in said for word in known)), None
    )


def _machine(asked: Asked, words: Words) -> Iterator[Guess]:
    teller: Callable[[Asked, Words], Guess | None]
    for teller in (_ratio, _state, _periodic, _timely, _document, _event):
        guess = teller(asked, words)
        if guess is not None:
            yield guess


def _ratio(asked: Asked, words: Words) -> Guess | None:
    found = words.sign("ratios", asked.text)
    target = amounts.target_of(asked.demand) or amounts.target_of(asked.deduction)
    if found is None or target is None or not asked.points:
        return None
    sign, word = found
    fall, rise = amounts.fall_of(asked.deduction), amounts.rise_of(asked.deduction)
    share: dict[str, Tree] = {
        "numerator": sign.told["numerator"],
        "denominator": sign.told["denominator"],
        "target": str(target[0]),
        "months": sign.told["months"],
    }
    rule: dict[str, Tree] = {"shares": [share]}
    told: dict[str, Tree] = {"code": "R", "rule": rule, "auto": "A"}
    exact = True
    if fall:
        rule |= {"step": str(fall[0]), "costs": _cost(fall[1], asked.points)}
    if rise:
        rule |= {"above": "yes", "gain": _cost(rise[1], asked.points)}
        exact = not fall or fall[0] == rise[0]
        if not asked.open:
            told["at_most"] = _most(asked, target[0], rise)
    reason = "both_ways" if rise else "ratio"
    facts = (sign.told["numerator"], sign.told["denominator"])
    return Guess(told, reason, fall[2] if fall else word, sure=bool(fall) and exact, facts=facts)


def _most(asked: Asked, target: int, rise: tuple[int, int, str]) -> str:
    """Return the ceiling: what the text names, or what all of 100 % would win."""
    named = _CEILING.search(asked.deduction)
    steps = (WHOLE - target) // rise[0]
    found = amounts.cents(named[1]) if named else asked.points + steps * rise[1]
    return amounts.spelled(
        max(found, asked.points + (found if named and found < asked.points else 0))
    )


def _periodic(asked: Asked, words: Words) -> Guess | None:
    signs = list(words.signs_in("acts", asked.demand)) or list(words.signs_in("acts", asked.text))
    cost = amounts.cost_each(asked.deduction) or amounts.cost_each(asked.demand)
    often = words.cadence(asked.cadence) or words.cadence(asked.demand)
    if not signs or (cost is None and (often is None or often[0] not in MONTHS)):
        return None
    if len(signs) > 1:
        return _several(asked, signs, words)
    sign, word = signs[0]
    months, least, certain = _often(asked, sign, often)
    quote = "，".join(filter(None, (often[1] if often else "", cost[1] if cost else ""))) or word
    demand = _demand(sign, months, least)
    told: dict[str, Tree] = {"code": "P", "rule": {"demands": [demand]}, "auto": "A"}
    if "applies" in sign.told:
        told["applies_when"] = {"fact": sign.told["applies"], "at_least": "1"}
    owed = YEAR // months * least
    facts = _facts(demand)
    if cost and cost[0] <= asked.points and not _close(cost[0] * owed, asked.points, owed):
        told["rule"] = {"demands": [demand], "miss": _in_points(cost[0])}
    return Guess(told, "periodic", quote, sure=certain, facts=facts)


def _often(asked: Asked, sign: Sign, often: tuple[str, str] | None) -> tuple[int, int, bool]:
    """Return months of a period, how often in it, and whether the words settle both."""
    months = MONTHS.get(often[0], 0) if often else 0
    times = amounts.times_of(asked.cadence) or amounts.times_of(asked.demand) or 1
    if not months:
        return int(sign.told["months"]), 1, False
    return months, times, True


def _several(asked: Asked, signs: list[tuple[Sign, str]], words: Words) -> Guess | None:
    """Several kinds of acts in one line: each has an equal part of the points."""
    each = asked.points // len(signs)
    if not each:
        return None
    parts: list[Tree] = []
    facts: tuple[str, ...] = ()
    for place, (sign, word) in enumerate(signs):
        worth = asked.points - each * (len(signs) - 1) if place == 0 else each
        told = words.cadence(_clause(asked.text, word))
        months = MONTHS.get(told[0], 0) if told else 0
        demand = _demand(sign, months or int(sign.told["months"]), 1)
        facts += _facts(demand)
        parts.append(
            {
                "title": word,
                "code": "P",
                "rule": {"demands": [demand]},
                "points": amounts.spelled(worth),
            }
        )
    quote = "、".join(word for _, word in signs)
    return Guess(
        {"code": "P", "parts": parts, "auto": "A"}, "several", quote, sure=False, facts=facts
    )


def _clause(text: str, word: str) -> str:
    """Return the clause in which a word stands, for its own cadence."""
    return next((each for each in re.split("[，,；;。、\n]", text) if word in each), "")


def _demand(sign: Sign, months: int, least: int) -> dict[str, Tree]:
    demand: dict[str, Tree] = {"fact": sign.told["fact"], "months": str(months)}
    if least > 1:
        demand["at_least"] = str(least)
    if "per" in sign.told:
        demand["per"] = sign.told["per"]
    return demand


def _facts(demand: dict[str, Tree]) -> tuple[str, ...]:
    return tuple(str(demand[key]) for key in ("fact", "per") if key in demand)


def _state(asked: Asked, words: Words) -> Guess | None:
    found = words.sign("states", asked.text)
    if found is None:
        return None
    sign, word = found
    rule: dict[str, Tree] = {"standing": sign.told["standing"], "breach": sign.told["breach"]}
    told: dict[str, Tree] = {"code": "C", "rule": rule, "auto": "A"}
    if "applies" in sign.told:
        told["applies_when"] = {"fact": sign.told["applies"], "at_least": "1"}
    exact = _cost_into(rule, "month", asked)
    facts = (sign.told["standing"], sign.told["breach"])
    return Guess(told, "state", word, sure=exact, facts=facts)


def _timely(asked: Asked, words: Words) -> Guess | None:
    late = words.word_of("late_words", asked.text)
    found = words.sign("matters", asked.text)
    if late is None or found is None:
        return None
    matter = found[0].told["matter"]
    facts = (f"{matter}.due", f"{matter}.done_in_time", f"{matter}.done_late")
    rule: dict[str, Tree] = dict(zip(("due", "in_time", "late"), facts, strict=True))
    exact = _cost_into(rule, "late_costs", asked)
    told: dict[str, Tree] = {"code": "T", "rule": rule, "auto": "A"}
    return Guess(told, "timely", f"{found[1]}，{late}", sure=exact, facts=facts)


def _document(asked: Asked, words: Words) -> Guess | None:
    missing = words.word_of("document_words", asked.deduction)
    signs = list(words.signs_in("documents", asked.demand))
    if missing is None or not signs:
        return None
    documents: list[Tree] = []
    for sign, _ in signs:
        kept = ("made", "complete", "until")
        documents.append({key: sign.told[key] for key in kept if key in sign.told})
    facts = tuple(
        sign.told[key] for sign, _ in signs for key in ("made", "complete") if key in sign.told
    )
    told: dict[str, Tree] = {"code": "D", "rule": {"documents": documents}, "auto": "A"}
    quote = "、".join(word for _, word in signs)
    return Guess(told, "document", f"{quote}，{missing}", sure=True, facts=facts)


def _event(asked: Asked, words: Words) -> Guess | None:
    found = words.sign("events", asked.text)
    nothing = _NOTHING.search(asked.deduction)
    if found is None or not (nothing or amounts.first_cost(asked.deduction)):
        return None
    fact = found[0].told["fact"]
    rule: dict[str, Tree] = {"fact": fact}
    if nothing and not amounts.first_cost(asked.deduction):
        told: dict[str, Tree] = {"code": "V", "rule": rule, "auto": "A"}
        return Guess(told, "event_all", f"{found[1]}，{nothing[0]}", sure=True, facts=(fact,))
    exact = _cost_into(rule, "each", asked)
    return Guess(
        {"code": "E", "rule": rule, "auto": "A"}, "event", found[1], sure=exact, facts=(fact,)
    )


def _cost_into(rule: dict[str, Tree], key: str, asked: Asked) -> bool:
    """Write what one case costs, as a percentage of the item or else in points; tell if it fits."""
    cost = amounts.cost_each(asked.deduction) or amounts.first_cost(asked.deduction)
    if cost is None or not asked.points:
        return cost is None
    rule[key] = _cost(cost[0], asked.points)
    return cost[0] <= asked.points


def _in_points(cost: int) -> str:
    return f"{amounts.spelled(cost)}分"


def _cost(cost: int, points: int) -> str:
    """Spell a cost as a whole percentage where it is one, else in points; all points at most."""
    cost = min(cost, points)
    percent, rest = divmod(WHOLE * cost, points)
    return _in_points(cost) if rest or not percent else str(percent)


def _close(one: int, other: int, slack: int) -> bool:
    """Say whether two sums are the same but for rounding each of so many shares."""
    return abs(one - other) <= slack


def _share(worth: int, points: int) -> str:
    return amounts.spelled((2 * WHOLE * WHOLE * worth + points) // (2 * points))
