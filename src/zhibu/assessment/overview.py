"""A committee's branches at a glance: read from what is stored, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment import engine, gaps, matrix, standing, words
from zhibu.assessment.gaps import Track
from zhibu.assessment.sights import (
    Card,
    Cause,
    ClassChoice,
    Group,
    Mark,
    MonthDone,
    Need,
    Overview,
    Row,
    Strip,
)
from zhibu.assessment.standing import Counted, Standing
from zhibu.assessment.states import State
from zhibu.core import burden
from zhibu.core.rules import Ratio, Valid
from zhibu.core.standard import AssessmentClass, Item, Standard
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.party.sets import BranchClass

PASS = 60
DONE = frozenset({State.ON_TIME, State.HISTORY, State.LATE})


@dataclass(frozen=True, slots=True)
class Measure:
    """A standard and the demands of it whose periods have states."""

    standard: Standard
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything an overview is made of."""

    standard: Standard
    year: int
    as_of: date
    branches: tuple[Organization, ...]
    standings: Mapping[str, Standing]
    measures: Mapping[str, Measure]

    @property
    def measures_used(self) -> tuple[Measure, ...]:
        """What the branches are scored by, the committee's own standard first."""
        used = {id(one.standard): one for one in self.measures.values()}
        own = used.pop(id(self.standard), None)
        return (*([own] if own else ()), *used.values())

    def tracks_of(self, branch: Organization) -> tuple[Track, ...]:
        return self.measures[branch.uid].tracks

    @property
    def begun(self) -> int:
        """The months of the year that have begun."""
        return min(max((self.as_of.year - self.year) * 12 + self.as_of.month, 0), 12)

    @property
    def is_over(self) -> bool:
        """Whether the year has ended: nobody has a result before that."""
        return self.as_of >= date(self.year, 12, 31)

    def standing_of(self, branch: Organization) -> Standing | None:
        return self.standings.get(branch.uid)

    def scored(self) -> Iterator[tuple[Organization, Standing]]:
        """Yield the branches that have a score, in the order of the tree."""
        for branch in self.branches:
            found = self.standing_of(branch)
            if found is not None and found.out_of:
                yield branch, found


def overview_of(scope: Organization, *, year: int, as_of: date, class_id: str = "") -> Overview:
    """Return what a committee's page shows of the branches at or below an organization.

    Three queries, for one branch as for a thousand, and one for each further standard. Rows with
    gaps come first, then by name: never by score. ``class_id`` narrows it to one class.
    """
    whole = _look(scope, year, as_of)
    sight = _of_class(whole, class_id)
    needs = tuple(_needs(sight))
    return Overview(
        scope=scope.uid,
        name=scope.name,
        year=year,
        as_of=as_of,
        standard=standing.note_of(sight.standard),
        cards=tuple(_cards(sight)),
        months=tuple(range(1, 13)),
        groups=tuple(_groups(sight)),
        needs=needs,
        needs_total=sum(len(cause.lines) for cause in needs),
        strips=tuple(_strips(sight)),
        by_month=tuple(_by_month(sight)),
        classes=tuple(_classes(whole, class_id)),
        burden=_burden(sight.standard),
        waiting=sum(1 for _branch, found in sight.scored() if found.waiting),
        vetoed=tuple(_row(branch, sight) for branch, found in sight.scored() if found.vetoed),
    )


def _of_class(sight: Sight, class_id: str) -> Sight:
    if class_id not in BranchClass.values:
        return sight
    kept = tuple(one for one in sight.branches if one.branch_class == class_id)
    return replace(sight, branches=kept)


def _classes(sight: Sight, class_id: str) -> Iterator[ClassChoice]:
    counts = Counter(branch.branch_class for branch in sight.branches)
    for key, label in BranchClass.choices:
        if counts[key]:
            yield ClassChoice(key, str(label), counts[key], key == class_id)


def _burden(standard: Standard) -> str:
    asked = burden.burden_of(standard)
    return _("本标准要求一个普通支部一年约录入 %(entries)d 次、%(minutes)d 分钟") % {
        "entries": asked.entries, "minutes": asked.minutes,
    }  # fmt: skip


def _by_month(sight: Sight) -> Iterator[MonthDone]:
    """Count what fell due in each month begun, over all branches and kinds of life."""
    found: list[Counter[str]] = [Counter() for _month in range(13)]
    for branch, stored in sight.scored():
        for track in sight.tracks_of(branch):
            if track.of_life:
                for place, letter in enumerate(stored.states.get(track.key, "")):
                    found[(place + 1) * track.months][letter] += 1
    for month in range(1, sight.begun + 1):
        told = found[month]
        late = told[State.LATE] + told[State.HISTORY]
        yield MonthDone(month, told[State.ON_TIME], late, told[State.MISSING])


def _look(scope: Organization, year: int, as_of: date) -> Sight:
    branches = tuple(party.branches_under(scope).select_related("superior"))
    measures: dict[str, Measure] = {}
    stored: dict[str, Standing] = {}
    everybody = [scope.uid, *(branch.uid for branch in branches)]
    for one, units in engine.units_by_standard(everybody, year).items():
        measures |= dict.fromkeys(units, Measure(one, gaps.tracks_of(one)))
        stored |= standing.standings_of(units, standard=standing.named(one), year=year)
    own = measures[scope.uid].standard
    return Sight(own, year, as_of, branches, stored, measures)


def _cards(sight: Sight) -> Iterator[Card]:
    classes = Counter(words.class_short(branch) for branch in sight.branches)
    names = [str(label) for label in BranchClass.labels]
    told = [
        _("%(name)s %(count)d 个") % {"name": name, "count": classes[name]}
        for name in names
        if classes[name]
    ]
    yield Card(_("支部"), str(len(sight.branches)), _("个"), " · ".join(told))
    done, owed = _done_this_month(sight)
    note = _("%(done)s / %(owed)s 项") % {"done": f"{done:,}", "owed": f"{owed:,}"}
    share = words.per_cent((2000 * done + owed) // (2 * owed)) if owed else "–"
    yield Card(_("本月应办已办"), share, "%" if owed else "", note)
    scored = list(sight.scored())
    whole = sum(1 for _branch, found in scored if not _has_gaps(found))
    yield Card(
        _("无缺项支部"),
        str(whole),
        _("个"),
        _("共 %(count)d 个支部在考核") % {"count": len(scored)},
    )
    measured = [item for item in sight.standard.items if item.measured]
    points = words.spell(sum(item.points for item in measured)).removesuffix(".00")
    yield Card(
        _("已测分值"), points, _("分"),
        _("41 项中已测 %(measured)d 项，测齐前不定等次") % {"measured": len(measured)}
        if len(sight.standard.items) == 41  # noqa: PLR2004 - the words say so
        else _("已测 %(measured)d 项，测齐前不定等次") % {"measured": len(measured)},
    )  # fmt: skip


def _done_this_month(sight: Sight) -> tuple[int, int]:
    """Count what fell due in the month of the day, and how much of it is done."""
    done = owed = 0
    for branch, found in sight.scored():
        for track in sight.tracks_of(branch):
            if not track.of_life or not sight.begun or sight.begun % track.months:
                continue
            state = found.state_in(track.key, sight.begun // track.months - 1)
            if state not in (State.NA, State.AHEAD):
                owed += 1
                done += state in DONE
    return done, owed


def _has_gaps(found: Standing) -> bool:
    return any(letters.count(State.MISSING) for letters in found.states.values())


def _groups(sight: Sight) -> Iterator[Group]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for branch in sight.branches:
        superior = branch.superior.name if branch.superior else ""
        grouped[superior].append(_row(branch, sight))
    for superior, rows in grouped.items():
        yield Group(superior, tuple(sorted(rows, key=lambda row: (-row.gaps, row.name))))


def _row(branch: Organization, sight: Sight) -> Row:
    found = sight.standing_of(branch)
    cells = matrix.cells_of(found, sight.tracks_of(branch), begun=sight.begun)
    return Row(
        uid=branch.uid,
        name=branch.name,
        class_title=words.class_short(branch),
        cells=cells,
        percent=words.per_cent(found.per_mille) if found else "",
        gaps=sum(1 for cell in cells if cell.state == "missing"),
    )


def _needs(sight: Sight) -> Iterator[Cause]:
    found: dict[int, list[Need]] = defaultdict(list)
    for branch, stored in sight.scored():
        for item, need in _needs_of(branch, stored, sight):
            found[id(item)].append(need)
    for item in (item for one in sight.measures_used for item in one.standard.items):
        if lines := found.get(id(item)):
            lines.sort(key=lambda need: (-need.overdue_days, need.branch))
            branches = len({need.uid for need in lines})
            yield Cause(
                item.id, item.title, "red", branches, tuple(lines),
                item.hint.words, item.hint.minutes,
            )  # fmt: skip


def _needs_of(branch: Organization, stored: Standing, sight: Sight) -> Iterator[tuple[Item, Need]]:
    tracked = set()
    for track in sight.tracks_of(branch):
        tracked.add(track.item.id)
        if places := gaps.missed_in(stored, track):
            by = track.periods(sight.year)[places[-1]].last_day
            said = gaps.said(track, places)
            yield track.item, _need(branch, track.item, what=said, by=by, as_of=sight.as_of)
    for item in sight.measures[branch.uid].standard.items:
        counted = stored.items.get(item.id)
        if counted and item.id not in tracked and _falls_short(item, counted):
            said = _said_now(item, counted)
            yield item, _need(branch, item, what=said, by=sight.as_of, as_of=sight.as_of)


def _falls_short(item: Item, counted: Counted) -> bool:
    """Say whether a branch needs help with an item: something is missed, or it was rated low."""
    low = item.judged and counted.points * 100 < counted.out_of * PASS
    return counted.missed > 0 or low


def _said_now(item: Item, counted: Counted) -> str:
    missed = counted.missed
    if item.judged:
        share = counted.points * 100 // counted.out_of
        return _("评定得分率 %(share)d%%") % {"share": share}
    if isinstance(item.rule, Valid):
        return _("%(count)d 次不合规：%(title)s") % {"count": missed, "title": item.title}
    if isinstance(item.rule, Ratio):
        return _("还差 %(count)d：%(title)s") % {"count": missed, "title": item.title}
    return words.short_of(item.title)


def _need(branch: Organization, item: Item, *, what: str, by: date, as_of: date) -> Need:
    overdue = max((as_of - by).days, 0)
    return Need(branch.uid, branch.name, item.id, what, words.basis_of(item), by, overdue)


def _strips(sight: Sight) -> Iterator[Strip]:
    marks: dict[tuple[int, str], list[tuple[int, bool]]] = defaultdict(list)
    for branch, found in sight.scored():
        standard = sight.measures[branch.uid].standard
        marks[id(standard), branch.branch_class].append(
            (found.per_mille or 0, sight.is_over and standard.complete and not found.waiting)
        )
    for measure in sight.measures_used:
        for key, assessed in measure.standard.classes.items():
            if told := marks.get((id(measure.standard), key)):
                yield _strip(assessed, sorted(told), measure.standard)


def _strip(
    assessed: AssessmentClass, marks: Sequence[tuple[int, bool]], standard: Standard
) -> Strip:
    qualified, advanced = (
        at * 1000 // standard.out_of for at in (assessed.qualified_at, assessed.advanced_at)
    )

    def tone_of(mark: int, *, ready: bool) -> str:
        # Coloured only after the year, where every item is measured and rated.
        if not ready:
            return ""
        return "green" if mark >= advanced else "red" if mark < qualified else ""

    return Strip(
        key=assessed.id,
        title=words.class_named(assessed),
        branches=len(marks),
        marks=tuple(Mark(mark * 98 // 100, tone_of(mark, ready=ready)) for mark, ready in marks),
        qualified_at=words.spell(assessed.qualified_at).removesuffix(".00"),
        advanced_at=words.spell(assessed.advanced_at).removesuffix(".00"),
        qualified_x=qualified,
        advanced_x=advanced,
        words=_("%(count)d 个支部，最低 %(least)s%%，最高 %(most)s%%")
        % {
            "count": len(marks),
            "least": words.per_cent(marks[0][0]),
            "most": words.per_cent(marks[-1][0]),
        },
    )
