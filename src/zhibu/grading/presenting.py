"""Grading as its pages show it: results in words, what may be published, a class compared."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.assessment import engine, standing
from zhibu.assessment import queries as assessment
from zhibu.core.results import Why
from zhibu.core.scores import Result
from zhibu.core.standard import AssessmentClass, Standard
from zhibu.grading import disclosure, queries, rules, standings
from zhibu.grading.disclosure import Bands
from zhibu.grading.models import BranchResult, Claim, VetoCase, VetoState
from zhibu.grading.panel import Panel
from zhibu.grading.standings import Proposal
from zhibu.journal import log
from zhibu.party.models import Organization

RESULTS = {
    Result.ADVANCED: gettext_lazy("先进"),
    Result.QUALIFIED: gettext_lazy("达标"),
    Result.BELOW_STANDARD: gettext_lazy("未达标"),
}
TONES = {Result.ADVANCED: "green", Result.QUALIFIED: "", Result.BELOW_STANDARD: "red"}
_WHYS = {
    Why.NO_CLASS: gettext_lazy("支部还没有分类"),
    Why.NOT_MEASURED: gettext_lazy("标准里还有没有数据的项目"),
    Why.NOTHING_APPLIES: gettext_lazy("没有适用的项目"),
    Why.WAITING: gettext_lazy("还有待评判的项目"),
    Why.VETOED: gettext_lazy("一票否决"),
    Why.BELOW: gettext_lazy("没有到本类的达标线"),
    Why.QUALIFIED: gettext_lazy("到了本类的达标线"),
    Why.ADVANCED: gettext_lazy("到了本类的先进线"),
    Why.OUTSIDE_QUOTA: gettext_lazy("到了先进线，先进名额已满"),
}
_TIES = {
    "lower_threshold": gettext_lazy("同分，照顾门槛较低的类别"),
    "smaller_unit": gettext_lazy("同分，照顾人数较少的支部"),
}
_VETO_TONES = {
    VetoState.FOUND: "gold", VetoState.APPEALED: "gold", VetoState.UPHELD: "red",
    VetoState.GRANTED: "green",
}  # fmt: skip
TENTHS, HUNDREDTHS = 10, 100


@dataclass(frozen=True, slots=True)
class Told:
    """A branch's result for a page: computed and decided beside each other."""

    branch: Organization
    class_title: str
    computed: str
    computed_tone: str
    why: str
    decided: str
    decided_tone: str
    reasons: str
    consequences: tuple[str, ...]
    sealed: bool

    @property
    def deviates(self) -> bool:
        return bool(self.reasons)


@dataclass(frozen=True, slots=True)
class PublicClass:
    """A class as it is published: its advanced branches by name, all else as counts or not."""

    key: str
    title: str
    branches: int
    bands: Bands | None
    advanced: tuple[Organization, ...]


@dataclass(frozen=True, slots=True)
class Tenth:
    words: str
    branches: int


@dataclass(frozen=True, slots=True)
class Own:
    """Where one's own branch stands: a band, and within how many points it says nothing."""

    branch: Organization
    band: str
    members: int
    swing: int


@dataclass(frozen=True, slots=True)
class SizeBand:
    """How many branches of a class have about so many members; None where so few are hidden."""

    title: str
    swing: int
    branches: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A class side by side, without names and ranks. ``tenths`` is empty where it is hidden."""

    key: str
    title: str
    qualified_at: float
    advanced_at: float
    branches: int
    tenths: tuple[Tenth, ...]
    median: str
    sizes: tuple[SizeBand, ...]
    own: tuple[Own, ...]


def why_of(why: str, tie: str = "") -> str:
    """Return in words why a branch has its result."""
    words = str(_WHYS[Why(why)])
    if not tie:
        return words
    favoured = _TIES.get(tie) or _("同分，照顾%(class)s") % {"class": queries.class_title(tie)}
    return f"{words}；{favoured}"


def result_words(result: str) -> str:
    """Return a result in words, or that there is none yet."""
    return str(RESULTS[Result(result)]) if result else _("暂无结果")


def tone_of(result: str) -> str:
    return TONES[Result(result)] if result else ""


def veto_tone(case: VetoCase) -> str:
    return _VETO_TONES[VetoState(case.state)]


def veto_title(standard: Standard, veto: str) -> str:
    """Return what a veto of a standard says."""
    return next((one.title for one in standard.vetoes if one.id == veto), veto)


def proposed(one: Proposal) -> Told:
    """Return a computed result for the page of the committee."""
    words, tone = result_words(one.computed), tone_of(one.computed)
    why = why_of(one.verdict.why.value, one.verdict.tie)
    return Told(
        one.branch, one.class_title, words, tone, why, words, tone, "", (), sealed=bool(one.seal)
    )


def decided(line: BranchResult) -> Told:
    """Return a decided result with what was computed."""
    entailed = rules.in_force().consequences
    return Told(
        branch=line.branch, class_title=queries.class_title(line.in_class),
        computed=result_words(line.computed), computed_tone=tone_of(line.computed),
        why=why_of(line.why, line.tie), decided=result_words(line.decided),
        decided_tone=tone_of(line.decided), reasons=line.reasons,
        consequences=tuple(entailed[key].words for key in line.consequences if key in entailed),
        sealed=not line.results.provisional,
    )  # fmt: skip


def published(lines: Sequence[BranchResult]) -> tuple[PublicClass, ...]:
    """Return what everybody may see of a year's results, class by class."""
    counts: dict[str, Counter[str]] = {}
    for line in lines:
        counts.setdefault(line.in_class, Counter())[line.decided] += 1
    sizes = {key: sum(each.values()) for key, each in counts.items()}
    hidden = disclosure.hidden_of(sizes)
    return tuple(
        PublicClass(
            key=key,
            title=queries.class_title(key) or _("未分类"),
            branches=sizes[key],
            bands=None if key in hidden else disclosure.bands_of(counts[key]),
            advanced=tuple(_advanced(lines, key)),
        )
        for key in sorted(counts)
    )


def compared(
    scope: Organization, key: str, *, year: int, on: date, own: Iterable[Organization]
) -> Compared | None:
    """Return a class's distribution below an organization; None for a class not in the standard.

    A class whose counts would point at somebody is told without them.
    """
    standard = engine.standard_for(scope.uid, year)
    bounds = standard.classes.get(key)
    if bounds is None:
        return None
    sizes = queries.class_sizes(scope)
    hidden = key in disclosure.hidden_of(sizes)
    found = None if hidden else assessment.class_distribution(scope, year, key)
    members = standings.sizes_of(scope, on)
    return Compared(
        key=key, title=bounds.title, qualified_at=bounds.qualified_at / HUNDREDTHS,
        advanced_at=bounds.advanced_at / HUNDREDTHS, branches=sizes.get(key, 0),
        tenths=tuple(_tenths(found.by_tenth)) if found else (),
        median=_median(found.by_tenth) if found else "",
        sizes=_size_bands(scope, key, members),
        own=tuple(_own([one for one in own if one.branch_class == key], standard, year, members)),
    )  # fmt: skip


def own_results(branch: Organization) -> list[tuple[BranchResult, Told]]:
    """Return a branch's own results of all years with what was computed. One query."""
    found = list(queries.results_of_branch(branch))
    for line in found:
        line.branch = branch
    return [(line, decided(line)) for line in found]


def classes_of(
    organization: Organization, standard: Standard
) -> list[tuple[str, AssessmentClass, int]]:
    """Return the classes of a standard with how many branches are in each. One query."""
    sizes = queries.class_sizes(organization)
    return [(key, one, sizes.get(key, 0)) for key, one in standard.classes.items()]


def said_in(lh: bytes) -> Any:
    """Return what a record says."""
    return log.record_of(log.leaf_of(lh))


def level_title(claim: Claim, standard: Standard) -> str:
    """Return the level of award that a claim names."""
    return next((one.title for one in standard.bonus_table if one.id == claim.level), "")


def panel_words(found: Panel) -> str:
    """Return how far a panel is, telling nothing of what it gives before that is open."""
    sealed = found.sealed
    if not sealed.full:
        n = {"in": sealed.count, "of": sealed.needed}
        return _("独立评判：已交 %(in)d 份，共需 %(of)d 份。交齐以前，谁也看不到别人的评判。") % n
    if sealed.wants_more:
        return _("两份评判相差 %(n)g 分，请第三人评判；交齐以前不公开各份分数。") % {
            "n": (found.spread or 0) / HUNDREDTHS
        }
    return _("评判已交齐，最大相差 %(n)g 分。") % {"n": (found.spread or 0) / HUNDREDTHS}


def _advanced(lines: Sequence[BranchResult], key: str) -> Iterable[Organization]:
    return (
        line.branch for line in lines if line.in_class == key and line.decided == Result.ADVANCED
    )


def _band(tenth: int) -> str:
    return f"{tenth * TENTHS}%–{(tenth + 1) * TENTHS}%"


def _tenths(by_tenth: Sequence[int]) -> Iterable[Tenth]:
    return (Tenth(_band(at), many) for at, many in enumerate(by_tenth))


def _median(by_tenth: Sequence[int]) -> str:
    """Return the band or bands in which the middle lies: never a branch's own number."""
    places = [at for at, many in enumerate(by_tenth) for _ in range(many)]
    low, high = places[(len(places) - 1) // 2], places[len(places) // 2]
    return _band(low) if low == high else f"{low * TENTHS}%–{(high + 1) * TENTHS}%"


def _size_bands(scope: Organization, key: str, members: Mapping[str, int]) -> tuple[SizeBand, ...]:
    uids = queries.branches_in(scope, key)
    told = rules.in_force()
    counts = Counter(told.size_of(members.get(uid, 0)).title for uid in uids)
    hidden = disclosure.hidden_of(counts)
    return tuple(
        SizeBand(one.words, one.swing, None if one.title in hidden else counts[one.title])
        for one in told.sizes
    )


def _own(  # noqa: PLR0917 - whose, by what, when, how many
    own: Sequence[Organization], standard: Standard, year: int, members: Mapping[str, int]
) -> Iterable[Own]:
    stored = standing.standings_of(
        [one.uid for one in own], standard=standing.named(standard), year=year
    )
    for one in own:
        found = stored.get(one.uid)
        if found is not None and found.out_of:
            many = members.get(one.uid, 0)
            tenth = min(max(found.percent * TENTHS // 10_000, 0), TENTHS - 1)
            yield Own(one, _band(tenth), many, rules.in_force().size_of(many).swing)
