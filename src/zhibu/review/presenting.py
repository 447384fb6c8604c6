"""Judgement as its pages show it: sheets to fill in, sheets opened, gaps between two views."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment.values import Line
from zhibu.core.standard import Item
from zhibu.journal import log
from zhibu.party.models import Organization
from zhibu.review import measure, rules, sittings
from zhibu.review.models import Appeal, Decision, Occasion, Sheet
from zhibu.review.queries import OpenSitting, Own, names_of
from zhibu.review.records import Answered, Appealed, OwnMark
from zhibu.review.sittings import Sitting

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Question:
    """An item as it stands on a sheet, with what lies beside it."""

    item: Item
    line: Line | None
    own: OwnMark | None

    @property
    def points(self) -> float:
        return self.item.points / HUNDREDTHS

    @property
    def done(self) -> str:
        """What was done of what was asked, as a clause."""
        done, slash, owed = (self.line.actual if self.line else "").partition(" / ")
        if not slash:
            return _("完成情况：%(done)s") % {"done": done}
        return _("应 %(owed)s 次、做 %(done)s 次") % {"owed": owed, "done": done}

    @property
    def own_points(self) -> float | None:
        return None if self.own is None else self.own.points / HUNDREDTHS


@dataclass(frozen=True, slots=True)
class Given:
    """What the opened sheets give an item, sheet by sheet."""

    code: str
    title: str
    marks: tuple[tuple[str, float, str, str], ...]
    spread: float
    apart: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A sitting that was opened, ready to be shown."""

    title: str
    on: date
    rec: str
    by: tuple[str, ...]
    given: tuple[Given, ...]
    apart: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """An item of which branch and organization think differently."""

    code: str
    title: str
    own: float
    organization: float
    words: str

    @property
    def more(self) -> bool:
        """Whether the branch gives itself more."""
        return self.own > self.organization


@dataclass(frozen=True, slots=True)
class State:
    """How one occasion of one branch stands for the person who looks."""

    title: str
    occasion: str
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Told:
    """An appeal with what was said in it, and how it was answered."""

    appeal: Appeal
    said: Appealed
    answer: Answered | None
    by: str
    state: str
    tone: str
    overdue: bool

    @property
    def points(self) -> float:
        return self.answer.adjust / HUNDREDTHS if self.answer else 0

    @property
    def share(self) -> float | None:
        anew = self.answer.share if self.answer else None
        return None if anew is None else anew / HUNDREDTHS

    @property
    def points_then(self) -> float:
        return self.said.points / HUNDREDTHS


def questions_of(
    items: Sequence[Item], lines: Mapping[str, Line], own: Own
) -> tuple[Question, ...]:
    """Return items with how they stand and what the branch says of itself."""
    return tuple(Question(item, lines.get(item.id), own.marks.get(item.id)) for item in items)


def period_named(occasion: str, year: int, place: int) -> str:
    """Name an occasion's period: 2026 年度 · 日常考核（第 2 期）."""
    when = rules.in_force().occasions[occasion]
    told = {"year": year, "title": _(when.title), "n": place + 1}
    if when.months == 12:  # noqa: PLR2004 - a year has no second one
        return _("%(year)d 年度 · %(title)s") % told
    return _("%(year)d 年度 · %(title)s（第 %(n)d 期）") % told


def opened_shown(found: Sequence[OpenSitting], titles: Mapping[str, str]) -> tuple[Opened, ...]:
    """Return opened sittings as pages show them."""
    most = rules.in_force()["spread_percent"]
    return tuple(_opened(one, titles, most) for one in found)


def _opened(found: OpenSitting, titles: Mapping[str, str], most: int) -> Opened:
    row = found.opening
    given = tuple(_given(found, titles, most))
    return Opened(
        title=period_named(row.occasion, row.year, row.place),
        on=row.opened_on,
        rec=row.rec,
        by=tuple(sheet.by for sheet in found.sheets),
        given=given,
        apart=any(one.apart for one in given),
    )


def _given(found: OpenSitting, titles: Mapping[str, str], most: int) -> Iterator[Given]:
    for code in dict.fromkeys(one.item for one in found.told.rated):
        marks = tuple(
            (sheet.by, mark.share / HUNDREDTHS, mark.grade, mark.words)
            for sheet in found.sheets
            for mark in sheet.told.marks
            if mark.item == code
        )
        spread = max(one.spread for one in found.told.rated if one.item == code) / HUNDREDTHS
        yield Given(code, titles.get(code, code), marks, spread, apart=spread > most)


def gaps_of(own: Own, lines: Mapping[str, Line]) -> tuple[Gap, ...]:
    """Return the items of which the two views differ, and no others."""
    found = []
    for code, mark in own.marks.items():
        line = lines.get(code)
        points = measure.cents(line.points) if line and line.state not in _NOTHING else None
        if line and points is not None and points != mark.points:
            told = (mark.points / HUNDREDTHS, points / HUNDREDTHS)
            found.append(Gap(code, line.title, *told, words=mark.words))
    return tuple(found)


_NOTHING = ("unmeasured", "na", "waiting")


def states_of(found: Mapping[str, Sitting], person: str) -> tuple[State, ...]:
    """Return how each occasion stands for somebody: never what another's sheet says."""
    return tuple(
        _state(Occasion(occasion), sitting, sitting.sheet_of(person))
        for occasion, sitting in found.items()
    )


def _state(occasion: Occasion, sitting: Sitting, own: Sheet | None) -> State:
    title = str(occasion.label)
    sealed = sitting.sealed
    told = {"n": sealed.count, "needed": sealed.needed}
    if sealed.apart and sealed.wants_more:
        return State(title, occasion, _("分歧大，请第三位或面谈"), "red")
    if sitting.opening is not None:
        return State(title, occasion, _("已开封"), "green")
    if own is not None:
        return State(title, occasion, _("本人已交，等其他人"), "gold")
    return State(title, occasion, _("已交 %(n)d / %(needed)d") % told, "")


def told_of(asked: Appeal, today: date) -> Told:
    """Return an appeal with its words and its answer. Six queries at most."""
    answer_leaf = log.leaf_of_record(asked.answer) if asked.answer else None
    answer: Answered | None = log.record_of(answer_leaf) if answer_leaf else None
    by = names_of([answer_leaf.actor]).get(answer_leaf.actor, "") if answer_leaf else ""
    state, tone = _stand(asked, today)
    return Told(
        appeal=asked,
        said=log.record_of(log.leaf_of(asked.leaf_id)),
        answer=answer,
        by=by,
        state=state,
        tone=tone,
        overdue=is_overdue(asked, today),
    )


def is_overdue(asked: Appeal, today: date) -> bool:
    """Say whether an appeal waits for its answer longer than it may."""
    return asked.open and asked.answer_by < today


def _stand(asked: Appeal, today: date) -> tuple[str, str]:
    if asked.withdrawn:
        return _("已撤回"), ""
    if asked.decision:
        granted = asked.decision == Decision.GRANTED
        return str(Decision(asked.decision).label), "green" if granted else ""
    if is_overdue(asked, today):
        return _("答复超期"), "red"
    return _("待答复"), "gold"


def rows_of(found: Iterable[Appeal], today: date) -> list[tuple[Appeal, str, str]]:
    """Return appeals for lists, each with its state and tone."""
    return [(one, *_stand(one, today)) for one in found]


def sitting_for(branch: Organization, *, year: int, occasion: str, on: date) -> Sitting:
    """Return the sitting that a sheet handed in on a day belongs to."""
    standard = measure.standard_of(branch.uid, year)
    return sittings.sitting_of(branch, sittings.when_of(year, occasion, standard.id, on=on))
