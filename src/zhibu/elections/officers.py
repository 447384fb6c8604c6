"""The structure of officers: posts filled and vacant, mean age, age bands, long vacancies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zhibu.core.periods import add_months
from zhibu.elections import rules
from zhibu.party.models import Organization, PostHeld, Term
from zhibu.party.models.validity import holds_on
from zhibu.party.sets import COMMITTEE_POSTS, Post

# A committee has these for certain; further members and a deputy are as it needs.
WITH_COMMITTEE = (Post.SECRETARY, Post.ORGANIZATION, Post.PUBLICITY, Post.DISCIPLINE)
SMALL_COMMITTEE = (Post.SECRETARY, Post.ORGANIZATION, Post.PUBLICITY)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post nobody holds, since when if somebody held it before, and whether that is too long."""

    branch: Organization
    post: Post
    since: date | None
    too_long: bool


@dataclass(frozen=True, slots=True)
class BranchLine:
    """One branch's officers: how many posts are held, which are vacant."""

    branch: Organization
    filled: int
    vacancies: tuple[Vacancy, ...]


@dataclass(frozen=True, slots=True)
class BandCount:
    """How many officers are of an age band, and their share in percent."""

    title: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Structure:
    """The officers of a committee's branches. Somebody in two posts is one person."""

    branches: tuple[BranchLine, ...]
    people: int
    filled: int
    vacant: int
    too_long: int
    mean_tenths: int | None
    bands: tuple[BandCount, ...]
    unknown: int

    @property
    def mean(self) -> str:
        """Return the mean age with one decimal, or a dash."""
        if self.mean_tenths is None:
            return "–"
        return f"{self.mean_tenths // 10}.{self.mean_tenths % 10}"


def structure_of(branches: Sequence[Organization], on: date) -> Structure:
    """Return the structure of officers of some branches on a day. Three queries for any number."""
    held: dict[str, list[PostHeld]] = defaultdict(list)
    ended: dict[tuple[str, str], date] = {}
    posts = PostHeld.objects.filter(organization__in=branches, post__in=COMMITTEE_POSTS)
    for one in posts.filter(holds_on(on)).select_related("member"):
        held[one.organization_id].append(one)
    for gone in posts.filter(until_on__lte=on).order_by("until_on"):
        if gone.until_on:
            ended[gone.organization_id, gone.post] = gone.until_on
    committee = _with_committee(branches, on)
    lines = tuple(
        _line(one, held[one.uid], ended, committee=one.uid in committee, on=on) for one in branches
    )
    return _summed(lines, [one for several in held.values() for one in several], on)


def _with_committee(branches: Iterable[Organization], on: date) -> set[str]:
    found = Term.objects.filter(organization__in=list(branches), starts_on__lte=on)
    latest = dict(found.order_by("starts_on").values_list("organization_id", "has_committee"))
    return {uid for uid, has in latest.items() if has}


def _line(
    branch: Organization, held: Sequence[PostHeld], ended: dict[tuple[str, str], date], *,
    committee: bool, on: date,
) -> BranchLine:  # fmt: skip
    wanted = _wanted(held) if committee else (Post.SECRETARY,)
    present = {one.post for one in held}
    vacancies = tuple(
        _vacancy(branch, post, ended.get((branch.uid, post)), on=on)
        for post in wanted
        if post not in present
    )
    return BranchLine(branch, len(held), vacancies)


def _wanted(held: Sequence[PostHeld]) -> tuple[Post, ...]:
    """Return the posts a committee fills; one of three members shares them out."""
    return SMALL_COMMITTEE if len({one.member_id for one in held}) <= 3 else WITH_COMMITTEE  # noqa: PLR2004 - the least a committee has


def _vacancy(branch: Organization, post: Post, since: date | None, *, on: date) -> Vacancy:
    months = rules.in_force().clocks["vacancy"].number
    return Vacancy(branch, post, since, since is not None and on > add_months(since, months))


def _summed(lines: tuple[BranchLine, ...], held: Sequence[PostHeld], on: date) -> Structure:
    people = {one.member_id: one.member for one in held}
    ages = [years_on(one.birth_on, on) for one in people.values() if one.birth_on]
    vacancies = [vacancy for line in lines for vacancy in line.vacancies]
    return Structure(
        branches=lines,
        people=len(people),
        filled=len(held),
        vacant=len(vacancies),
        too_long=sum(one.too_long for one in vacancies),
        mean_tenths=(20 * sum(ages) + len(ages)) // (2 * len(ages)) if ages else None,
        bands=tuple(_bands(ages)),
        unknown=len(people) - len(ages),
    )


def _bands(ages: Sequence[int]) -> Iterable[BandCount]:
    told = rules.in_force()
    for band in told.bands:
        count = sum(told.band_of(years) == band for years in ages)
        yield BandCount(band.title, count, 100 * count // len(ages) if ages else 0)


def years_on(birth_on: date, on: date) -> int:
    """Return how old somebody is on a day, in full years."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))
