"""Branches that never were: honest habits and planted cheats, for the detectors to be tried on.

Every branch holds 36 meetings in a year: a committee meeting, a group meeting and a Party day in
each month. Their texts are put together from what a superior dictates to everybody, from a habit
of the branch's own, and from what was new that day. No text is anybody's real minutes.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from zhibu.scrutiny.detectors.told import Branch, Held, Population

YEAR = 2025
HONEST = ("prompt", "weekly", "monthly", "slow", "template")
CHEATS = (
    "quarter_backfill", "year_backfill", "copied", "copied_edited", "cloned", "nearly_cloned",
)  # fmt: skip
# Honest as well, and beyond what the attendance rule can tell from a clone: reported apart.
DEVOTED = ("everybody_comes",)
MILD = tuple(f"mild_{name}" for name in ("backfill", "copied", "cloned"))
CHEATS_SHARE = 0.15  # about as many as in the prototype
_NEW_YEAR = datetime(YEAR, 1, 1, tzinfo=UTC)
LATE_AFTER = 7  # calendar days, about five working days
_WORN = 0.5  # how much of what is told that day are phrases that everybody uses
_USUAL, _DEVOTED = (0.04, 0.18), (0.002, 0.015)  # how often somebody stays away
_CLASSES = ("production", "auxiliary", "support", "office")
# Characters in the order of no dictionary: invented words, so that nothing real is quoted.
_LETTERS = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 3_000))


@dataclass(frozen=True, slots=True)
class Planted:
    """A population, and what habit or cheat each branch was given."""

    population: Population
    habits: dict[str, str]

    def having(self, *habits: str) -> list[str]:
        """Return the branches with one of some habits."""
        return [uid for uid, habit in self.habits.items() if habit in habits]


def planted(branches: int, seed: int) -> Planted:
    """Return a population of so many branches, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same population in every run
    tongue = Tongue(chance)
    habits = {f"o_{seed}_{number:05}": _habit(chance) for number in range(branches)}
    found = tuple(_branch(uid, habit, (chance, tongue)) for uid, habit in habits.items())
    return Planted(Population(found), habits)


def _habit(chance: random.Random) -> str:
    if chance.random() >= CHEATS_SHARE:
        return chance.choice(HONEST)
    return chance.choice((*CHEATS, *MILD, *DEVOTED))


class Tongue:
    """What branches write with: a vocabulary, sentences everybody is told, and themes."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.words = ["".join(chance.choices(_LETTERS, k=chance.choice((2, 2, 3, 4)))) for _ in
                      range(6_000)]  # fmt: skip
        self.dictated = [
            [self.sentence(chance, 14) for _ in range(3)] for _ in range(12)
        ]  # the superior's wording of each month
        self.phrases = [self.sentence(chance, 6) for _ in range(400)]  # what everybody says anyway

    def sentence(self, chance: random.Random, words: int) -> str:
        return "".join(chance.choices(self.words, k=words)) + "。"

    def passage(self, chance: random.Random, sentences: int) -> str:
        """Return what was new that day: half of it common phrases, as minutes are."""
        return "".join(
            chance.choice(self.phrases) if chance.random() < _WORN else self.sentence(chance, 9)
            for _ in range(sentences)
        )


def _branch(uid: str, habit: str, by: tuple[random.Random, Tongue]) -> Branch:
    chance, tongue = by
    people = tuple(f"{uid}_m{number}" for number in range(chance.randint(7, 30)))
    absence = chance.uniform(*(_DEVOTED if habit == "everybody_comes" else _USUAL))
    own = "".join(tongue.sentence(chance, 9) for _ in range(3 if habit != "template" else 14))
    held = tuple(_held(people, absence, (chance, tongue, own)))
    held = tuple(_entered(held, chance, _ENTERING.get(habit, _promptly)))
    if habit in _CHEATING:
        held = tuple(_CHEATING[habit](held, chance, tongue))
    return Branch(uid, chance.choice(_CLASSES), held, date(2004, 5, 1))


Told = tuple[random.Random, Tongue, str]


def _held(people: tuple[str, ...], absence: float, told: Told) -> Iterator[Held]:
    chance, tongue, own = told
    leads = people[: max(3, len(people) // 6)]
    for number in range(36):
        month = number // 3
        day = date(YEAR, month + 1, chance.randint(3, 26))
        circle = leads if number % 3 == 0 else people
        away = tuple(one for one in circle if chance.random() < absence)
        text = "".join(chance.sample(tongue.dictated[month], 2)) + own
        yield Held(
            rec=f"{people[0]}_r{number:02}", held_on=day, entered_at=_NEW_YEAR,
            text=text + tongue.passage(chance, 8), absent=away,
            present=tuple(one for one in circle if one not in away),
        )  # fmt: skip


Entering = Callable[[date, random.Random], date]


def _promptly(day: date, chance: random.Random) -> date:
    return day + timedelta(days=chance.choice((0, 0, 1, 1, 2, 3)))


def _on_fridays(day: date, _: random.Random) -> date:
    return day + timedelta(days=(4 - day.weekday()) % 7)


def _at_month_end(day: date, _: random.Random) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _slowly(day: date, chance: random.Random) -> date:
    return day + timedelta(days=chance.randint(4, 28))


_ENTERING: dict[str, Entering] = {
    "weekly": _on_fridays, "monthly": _at_month_end, "slow": _slowly,
}  # fmt: skip


def _entered(held: tuple[Held, ...], chance: random.Random, when: Entering) -> Iterator[Held]:
    """Give each meeting the time at which it was entered; of one day they follow in minutes."""
    hours: dict[date, datetime] = {}
    for one in sorted(held, key=lambda held: held.held_on):
        day = when(one.held_on, chance)
        at = hours.get(day) or _morning(day, chance)
        hours[day] = at + timedelta(minutes=chance.randint(3, 20))
        yield replace(one, entered_at=at, late=(day - one.held_on).days > LATE_AFTER)


def _morning(day: date, chance: random.Random) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(
        minutes=chance.randint(0, 400)
    )


Cheat = Callable[[tuple[Held, ...], random.Random, Tongue], Iterator[Held]]


def _backfilled(months: int, share: float) -> Cheat:
    """Enter a share of the meetings of so many months in one sitting after their end."""

    def cheat(held: tuple[Held, ...], chance: random.Random, _: Tongue) -> Iterator[Held]:
        late = {one.rec for one in held if chance.random() < share}
        closes = {one.rec: (one.held_on.month - 1) // months * months + months for one in held}
        yield from (one for one in held if one.rec not in late)
        for close in sorted(set(closes.values())):
            those = tuple(one for one in held if one.rec in late and closes[one.rec] == close)
            day = date(YEAR + close // 12, close % 12 + 1, 4)
            yield from _entered(those, chance, lambda _, __, day=day: day)

    return cheat


def _copied(share: float, edited: float) -> Cheat:
    """Replace the text of a share of the meetings by an earlier one's, up to so much changed."""

    def cheat(held: tuple[Held, ...], chance: random.Random, tongue: Tongue) -> Iterator[Held]:
        first = min(held, key=lambda one: one.held_on)
        for one in held:
            if one is first or chance.random() >= share:
                yield one
                continue
            share_edited = chance.uniform(0, edited)
            yield replace(one, text=_edit(first.text, share_edited, (chance, tongue)))

    return cheat


def _edit(text: str, share: float, told: tuple[random.Random, Tongue]) -> str:
    chance, tongue = told
    sentences = text.removesuffix("。").split("。")
    return "".join(
        tongue.sentence(chance, 8) if chance.random() < share else f"{one}。" for one in sentences
    )


def _cloned(share: float, absence: float) -> Cheat:
    """Have everybody present at a share of the meetings, but for very few."""

    def cheat(held: tuple[Held, ...], chance: random.Random, _: Tongue) -> Iterator[Held]:
        for one in held:
            if chance.random() >= share:
                yield one
                continue
            everybody = one.present + one.absent
            away = tuple(p for p in everybody if chance.random() < absence)
            here = tuple(p for p in everybody if p not in away)
            yield replace(one, present=here, absent=away)

    return cheat


_CHEATING: dict[str, Cheat] = {
    "quarter_backfill": _backfilled(3, 1.0),
    "year_backfill": _backfilled(12, 1.0),
    "copied": _copied(0.8, 0.0),
    "copied_edited": _copied(0.8, 0.5),
    "cloned": _cloned(1.0, 0.0),
    "nearly_cloned": _cloned(1.0, 0.006),
    "mild_backfill": _backfilled(3, 0.2),
    "mild_copied": _copied(0.2, 0.5),
    "mild_cloned": _cloned(0.2, 0.0),
}
