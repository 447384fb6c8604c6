"""Stars as the pages show them: a branch's, with what is lacking, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.journal import kinds
from zhibu.party import queries as party
from zhibu.party.models import Account, Member, Organization
from zhibu.stars import clock, hints, measure, needs, periods, queries, rules
from zhibu.stars.clock import Turn
from zhibu.stars.hints import Hint
from zhibu.stars.measure import Reckoned
from zhibu.stars.models import Demonstration, Every, Overhaul, Rating
from zhibu.stars.needs import StarNeed
from zhibu.stars.periods import Mode
from zhibu.stars.queries import Told
from zhibu.stars.records import PlanLine, Rated

HISTORY = 12


@dataclass(frozen=True, slots=True)
class Past:
    """One rating of the past: what it was of, and how it moved."""

    rating: Rating
    rated: Rated
    title: str
    titles: str
    move: int

    @property
    def move_words(self) -> str:
        if self.move > 0:
            return _("升 %(n)d 星") % {"n": self.move}
        return _("降 %(n)d 星") % {"n": -self.move} if self.move < 0 else _("不变")

    @property
    def differs(self) -> bool:
        return self.rating.computed != self.rating.level


@dataclass(frozen=True, slots=True)
class BranchPage:
    """A branch's stars on a day."""

    reckoned: Reckoned
    mode: Mode
    needs: tuple[StarNeed, ...]
    latest: Past | None
    history: list[Past]
    overhaul: Overhaul | None
    turn: Turn | None
    owed: Turn | None
    example: Demonstration | None

    @property
    def percent(self) -> str:
        return f"{self.reckoned.percent / 100:.2f}"

    @property
    def won(self) -> int:
        return len(self.reckoned.won)


def branch_page(branch: Organization, today: date) -> BranchPage:
    """Return a branch's stars as of a day. A constant number of queries."""
    mode = periods.Modes().of(branch, today.year)
    reckoned = measure.reckon([branch.uid], periods.today_of(today), by=mode.by)[branch.uid]
    history = history_of(branch)
    overhaul = queries.open_overhaul_of(branch)
    latest = history[0] if history else None
    owed = latest is not None and queries.is_owed(latest.rating, overhaul)
    return BranchPage(
        reckoned=reckoned,
        mode=mode,
        needs=needs.needs_of(branch, reckoned, today),
        latest=latest,
        history=history,
        overhaul=overhaul,
        turn=clock.turn_of(overhaul, today) if overhaul else None,
        owed=clock.turn_of_rating(latest.rating, today) if latest and owed else None,
        example=queries.demonstrations(branch, today).first(),
    )


def history_of(branch: Organization) -> list[Past]:
    """Return a branch's ratings with rises and falls, the latest first."""
    ratings = list(queries.ratings_of(branch)[: HISTORY + 1])
    found = []
    for place, (one, rated) in enumerate(zip(ratings, queries.records_of(ratings), strict=True)):
        before = ratings[place + 1].level if place + 1 < len(ratings) else one.level
        found.append(past_of(one, rated, before))
    return found[:HISTORY]


def past_of(rating: Rating, rated: Rated, before: int) -> Past:
    """Return one rating beside the level before it."""
    titles = _("、").join(star.title for star in rated.stars if star.section in rated.won)
    title = _("整转复评") if rating.exit_test else periods.title_of(rating.year, rating.half)
    return Past(rating, rated, title, titles, rating.level - before)


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One branch that lacks a star, and what costs it."""

    branch: Organization
    missing: float
    items: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """The branches that lack one star, in the order of the tree."""

    section: str
    title: str
    rows: list[NeedRow]


@dataclass(frozen=True, slots=True)
class Spread:
    """How many branches have so many stars: as rated last, and by today's records."""

    title: str
    rated: int
    reckoned: int
    guide: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A branch whose overhaul waits for a step."""

    branch: Organization
    turn: Turn
    rating: Rating | None = None
    overhaul: Overhaul | None = None


@dataclass(frozen=True, slots=True)
class CommitteePage:
    """A committee's branches by what they need."""

    mode: Mode
    count: int
    groups: list[NeedGroup]
    spread: list[Spread]
    undecided: int
    clocks: list[Clock]
    hinted: list[tuple[Organization, list[Hint]]]


def committee_page(organization: Organization, today: date) -> CommitteePage:
    """Return the branches below on a day, grouped by what they need; never ranked.

    Constant queries, and some for each 500 branches and each standard.
    """
    branches = {one.uid: one for one in party.branches_under(organization)}
    mode = periods.Modes().of(organization, today.year)
    reckoned = measure.reckon(list(branches), periods.today_of(today), by=mode.by)
    latest = queries.latest_of(branches)
    hinted = hints.hints_of(list(branches.values()), today)
    return CommitteePage(
        mode=mode,
        count=len(branches),
        groups=_groups(branches, reckoned),
        spread=_spread(mode, latest, reckoned),
        undecided=sum(one.level is None for one in reckoned.values()),
        clocks=_clocks(branches, today),
        hinted=[(branches[uid], hinted[uid]) for uid in branches if uid in hinted],
    )


def _groups(branches: dict[str, Organization], reckoned: dict[str, Reckoned]) -> list[NeedGroup]:
    found: dict[str, NeedGroup] = {}
    for uid, branch in branches.items():
        one = reckoned.get(uid)
        for star in one.stars if one else ():
            if one and not star.won:
                group = found.setdefault(star.section, NeedGroup(star.section, star.title, []))
                rule = one.standard.stars
                lacking = measure.missing(star, rule.won_at if rule else 100)
                short = [each for each in one.short if each.section == star.section]
                items = _("、").join(each.title for each in short)
                group.rows.append(NeedRow(branch, lacking / 100, items, star.won is None))
    return [found[section] for section in sorted(found)]


def _spread(mode: Mode, latest: dict[str, Rating], reckoned: dict[str, Reckoned]) -> list[Spread]:
    guides = {band.level: f"{band.guide}%" for band in rules.in_force().bands}
    by_total = mode.by == "total"
    return [
        Spread(
            _("%(n)d 星") % {"n": level},
            sum(one.level == level for one in latest.values()),
            sum(one.level == level for one in reckoned.values()),
            guides.get(level, "") if by_total else "",
        )
        for level in range(5, -1, -1)
    ]


def _clocks(branches: dict[str, Organization], today: date) -> list[Clock]:
    """Return what waits: plans not opened, visits and exit tests, those over their day first."""
    found = [
        Clock(branches[one.branch_id], clock.turn_of_rating(one, today), rating=one)
        for one in queries.weak_waiting(branches)
    ]
    for uid, overhaul in queries.open_overhauls(branches).items():
        if turn := clock.turn_of(overhaul, today):
            found.append(Clock(branches[uid], turn, overhaul=overhaul))
    return sorted(found, key=lambda one: (one.turn.by, one.branch.path))


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line of a plan with its person's name, and whether it is mended or late."""

    number: int
    line: PlanLine
    name: str
    mended: bool
    late: bool


@dataclass(frozen=True, slots=True)
class OverhaulPage:
    """An overhaul with plan, helper and time line."""

    overhaul: Overhaul
    rows: list[PlanRow]
    helper: str
    events: list[tuple[Told, str, str]]
    turn: Turn | None


def overhaul_page(overhaul: Overhaul, today: date) -> OverhaulPage:
    """Return an overhaul as of a day."""
    told = queries.told_of(overhaul)
    lines: Sequence[PlanLine] = told[0].record.lines
    names = dict(
        Member.objects.filter(pk__in={one.member for one in lines}).values_list("uid", "name")
    )
    hands = dict(
        Account.objects.filter(
            pk__in={overhaul.helper, *(one.leaf.actor for one in told)}
        ).values_list("uid", "display_name")
    )  # fmt: skip
    rows = []
    for number, one in enumerate(lines, 1):
        mended = number in overhaul.mended
        rows.append(PlanRow(number, one, names.get(one.member, ""), mended,
                            not mended and one.by < today))  # fmt: skip
    return OverhaulPage(
        overhaul=overhaul,
        rows=rows,
        helper=hands.get(overhaul.helper) or _name_of(overhaul.helper),
        events=[
            (one, str(kinds.latest(one.leaf.kind).title), hands.get(one.leaf.actor, _("系统")))
            for one in told
        ],
        turn=clock.turn_of(overhaul, today),
    )


def _name_of(uid: str) -> str:
    found = Organization.objects.filter(pk=uid).values_list("name", flat=True).first()
    return found or ""


def mode_words(mode: Mode) -> str:
    """Put a way of rating into words."""
    shipped = rules.in_force()
    return _("%(by)s · %(every)s") % {
        "by": _(shipped.ways[mode.by].title), "every": Every(mode.every).label,
    }  # fmt: skip
