"""People whose margins are the bulletin's, put together so that each of them is plausible.

Margins are exact. What goes together is ours [P]: the old joined early and are retired, students
are young, the young and the employed went to college more often. Two strata, those admitted in
the year and all others, each with margins of its own.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhibu.returns.population.margins import Bulletin, Parts, apportion, within

BANDS = {
    "to_30": (20, 30), "31_35": (31, 35), "36_40": (36, 40), "41_45": (41, 45),
    "46_50": (46, 50), "51_55": (51, 55), "56_60": (56, 60), "from_61": (61, 90),
}  # fmt: skip
PERIODS = {
    "before_1949": (date(1945, 1, 1), date(1949, 9, 30)),
    "to_1978": (date(1949, 10, 1), date(1978, 12, 31)),
    "to_2012": (date(1979, 1, 1), date(2012, 10, 31)),
}
ADULT = 18  # 《中国共产党章程》第一条
_VETERANS, _OLD = (95, 98), (66, 93)  # at the end of 2025: eighteen by 1949, and by 1978
_STUDIED = {"students": 45, "government": 35, "professionals": 40, "managers": 30,
            "workers": -10, "farmers": -40}  # fmt: skip
_COLLEGE = {"20": 55, "30": 33, "14": 10, "11": 2}
_SCHOOL = {"60": 40, "40": 20, "70": 33, "80": 7}
_ADMITTED_AGES = {"yes": {"to_30": 80, "31_35": 20}, "no": {"36_40": 70, "41_45": 30}}


@dataclass(slots=True)
class Somebody:
    """Nobody: a row of a roster."""

    age: int
    born: date
    joined: date
    joining: str
    sex: str = ""
    minority: str = ""
    college: str = ""
    occupation: str = ""
    education: str = ""
    admitted: bool = False


def people(bulletin: Bulletin, members: int, seed: int) -> list[Somebody]:
    """Return so many people; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same population for the same seed
    whole = {name: apportion(members, parts) for name, parts in bulletin.margins.items()}
    number = round(members * bulletin.admitted_members / bulletin.members)
    new = {
        name: within(apportion(number, bulletin.admitted[name]), whole[name])
        for name in ("sex", "minority", "college", "occupation")
    }
    new["age"] = within(_ages_of_new(apportion(number, bulletin.admitted["young"])), whole["age"])
    rest = {name: _less(whole[name], new[name]) for name in new}
    rest["joining"] = _less(whole["joining"], {"since_2012": number})
    others = _settled(bulletin, rest, chance)
    fresh = _fresh(bulletin, new["age"], chance)
    for group, margins in ((others, rest), (fresh, new)):
        _characterize(group, margins, chance)
    found = others + fresh
    chance.shuffle(found)
    return found


def _less(whole: Parts, part: Parts) -> Parts:
    return {key: many - part.get(key, 0) for key, many in whole.items()}


def _ages_of_new(young: Parts) -> Parts:
    found = dict.fromkeys(BANDS, 0)
    for key, bands in _ADMITTED_AGES.items():
        found |= apportion(young[key], bands)
    return found


def _born(age: int, as_of: date, chance: random.Random) -> date:
    return date(as_of.year - age, 1, 1) + timedelta(days=chance.randrange(365))


def _fresh(bulletin: Bulletin, ages: Parts, chance: random.Random) -> list[Somebody]:
    """Return those admitted in the year."""
    found = []
    days = (bulletin.as_of - bulletin.year_from).days + 1
    for band, many in ages.items():
        for _ in range(many):
            age = chance.randint(*BANDS[band])
            joined = bulletin.year_from + timedelta(days=chance.randrange(days))
            born = _born(age, bulletin.as_of, chance)
            found.append(Somebody(age, born, joined, "since_2012", admitted=True))
    return found


def _settled(
    bulletin: Bulletin, margins: dict[str, Parts], chance: random.Random
) -> list[Somebody]:
    """Return those who were members before the year began: first their ages, then when they joined.

    The oldest joined first. Nobody joins before eighteen.
    """
    joining = margins["joining"]
    found: list[Somebody] = []
    for band, many in margins["age"].items():
        ages = _ages(band, many, joining, chance=chance)
        found += [Somebody(age, _born(age, bulletin.as_of, chance), date.min, "") for age in ages]
    found.sort(key=lambda one: one.born)
    first, second = joining["before_1949"], joining["before_1949"] + joining["to_1978"]
    later = sorted(found[second:], key=lambda one: _lateness(one, chance))
    periods = [
        ("before_1949", found[:first]), ("to_1978", found[first:second]),
        ("since_2012", later[: joining["since_2012"]]),
        ("to_2012", later[joining["since_2012"] :]),
    ]  # fmt: skip
    last = bulletin.year_from - timedelta(days=1)
    for period, those in periods:
        since, until = PERIODS.get(period, (date(2012, 11, 1), last))
        for one in those:
            one.joining, one.joined = period, _joined(one, since, until, chance=chance)
    return found


def _ages(band: str, many: int, joining: Parts, *, chance: random.Random) -> list[int]:
    low, high = BANDS[band]
    if band != "from_61":
        return [chance.randint(low, high) for _ in range(many)]
    veterans = min(many, joining["before_1949"])
    old = min(many - veterans, joining["to_1978"])
    ages = [chance.randint(*_VETERANS) for _ in range(veterans)]
    ages += [int(chance.triangular(*_OLD, _OLD[0])) for _ in range(old)]
    left = many - len(ages)
    return ages + [int(chance.triangular(low, _OLD[0], low)) for _ in range(left)]


def _lateness(one: Somebody, chance: random.Random) -> float:
    """Return what orders people by how late they joined; who was too young before comes first."""
    too_young = _adult(one.born) > PERIODS["to_2012"][1]
    return -1.0 if too_young else max(0.0, one.age + chance.gauss(0, 9))


def _adult(born: date) -> date:
    try:
        return born.replace(year=born.year + ADULT)
    except ValueError:
        return date(born.year + ADULT, 3, 1)


def _joined(one: Somebody, since: date, until: date, *, chance: random.Random) -> date:
    first = max(since, _adult(one.born))
    days = (until - first).days
    return first + timedelta(days=int(chance.triangular(0, days, min(days, 1_500))))


def _characterize(group: list[Somebody], margins: dict[str, Parts], chance: random.Random) -> None:
    """Give everybody sex, minority, occupation, college, as often as the margins say."""
    lean: Callable[[Somebody], float] = lambda one: one.age + chance.gauss(0, 40)  # noqa: E731
    _give("sex", ("female", "male"), group, margins, lean)
    _give("minority", ("yes", "no"), group, margins, lambda _: chance.random())
    _employ(group, margins["occupation"], chance)
    _give("college", ("yes", "no"), group, margins, lambda one: _unschooled(one, chance))
    for one in group:
        kinds = _COLLEGE if one.college == "yes" else _SCHOOL
        one.education = chance.choices(list(kinds), weights=list(kinds.values()))[0]


def _give(  # noqa: PLR0917 - an item, its values in order, of whom, how many, by what
    item: str, values: Sequence[str], group: list[Somebody], margins: dict[str, Parts],
    order: Callable[[Somebody], float],
) -> None:  # fmt: skip
    ranked = sorted(group, key=order)
    at = 0
    for value in values:
        many = margins[item][value]
        for one in ranked[at : at + many]:
            setattr(one, item, value)
        at += many


def _employ(group: list[Somebody], many: Parts, chance: random.Random) -> None:
    """Retire the oldest (women five years earlier), let the youngest study, mix the others."""

    def age(one: Somebody) -> float:
        return one.age + (5 if one.sex == "female" else 0) + chance.gauss(0, 2)

    ranked = sorted(group, key=age, reverse=True)
    kinds = [kind for kind in many if kind not in {"retired", "students"}]
    middle = [kind for kind in kinds for _ in range(many[kind])]
    chance.shuffle(middle)
    jobs = ["retired"] * many["retired"] + middle + ["students"] * many["students"]
    for one, job in zip(ranked, jobs, strict=True):
        one.occupation = job


def _unschooled(one: Somebody, chance: random.Random) -> float:
    return one.age * 0.9 - _STUDIED.get(one.occupation, 0) + chance.gauss(0, 15)
