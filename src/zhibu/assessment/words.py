"""How periods, shortfalls and numbers are put into words."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core.periods import Period
from zhibu.core.scoring import Result
from zhibu.core.standard import AssessmentClass, Item
from zhibu.journal import facts
from zhibu.party.models import Organization
from zhibu.party.sets import BranchClass

_QUARTERS = (
    gettext_lazy("第一季度"), gettext_lazy("第二季度"),
    gettext_lazy("第三季度"), gettext_lazy("第四季度"),
)  # fmt: skip
RESULTS = {
    Result.ADVANCED: gettext_lazy("先进"),
    Result.QUALIFIED: gettext_lazy("达标"),
    Result.BELOW_STANDARD: gettext_lazy("不达标"),
}
_HALVES = (gettext_lazy("上半年"), gettext_lazy("下半年"))


def spell(cents: int) -> str:
    """Write hundredths of a point: 2315 as ``23.15``."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def signed(cents: int) -> str:
    """Write hundredths of a point that are added or taken: 50 as ``+0.50``."""
    return f"+{spell(cents)}" if cents >= 0 else f"−{spell(-cents)}"


def per_cent(per_mille: int | None) -> str:
    """Write thousandths as a percentage without its sign, or nothing where there are none."""
    return "" if per_mille is None else f"{per_mille / 10:.1f}".removesuffix(".0")


def period_name(place: int, months: int) -> str:
    """Return the name of a year's period: 4 月, 第二季度, 上半年, 全年."""
    if months == 1:
        return _("%(month)d 月") % {"month": place + 1}
    if months == 3:  # noqa: PLR2004 - a quarter
        return str(_QUARTERS[place])
    if months == 6:  # noqa: PLR2004 - a half
        return str(_HALVES[place])
    if months == 12:  # noqa: PLR2004 - a year
        return _("全年")
    return _("%(first)d 至 %(last)d 月") % {
        "first": place * months + 1,
        "last": (place + 1) * months,
    }


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence would: 4 月、6 月."""
    return _("、").join(names)


def act_named(fact: str) -> str:
    """Return what the catalogue calls a fact, or what a coverage counts: 开展主题党日."""
    known = facts.known()
    counted = {each.fact: each.counts for each in known.coverages}.get(fact, fact)
    return _(known[counted].title) if counted in known else counted


def periods_named(places: Sequence[int], months: int) -> str:
    """Name periods, a run of three or more months from its first to its last: 1–4 月、6 月."""
    if months != 1:
        return listed([period_name(place, months) for place in places])
    return listed([_run_named(run) for run in _runs(sorted(places))])


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for place in places:
        if run and place != run[-1] + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _run_named(run: Sequence[int]) -> str:
    if len(run) < 3:  # noqa: PLR2004 - two months are named one by one
        return listed([period_name(place, 1) for place in run])
    return _("%(first)d–%(last)d 月") % {"first": run[0] + 1, "last": run[-1] + 1}


def class_short(organization: Organization) -> str:
    """Return a branch's class as a mark beside its name: 一类; empty where it has none."""
    key = organization.branch_class
    return str(BranchClass(key).label) if key in BranchClass.values else ""


def class_named(assessed: AssessmentClass) -> str:
    """Return a class with its meaning: 一类 主要生产."""
    label = str(BranchClass(assessed.id).label) if assessed.id in BranchClass.values else ""
    return assessed.title if assessed.title.startswith(label) else f"{label} {assessed.title}"


def basis_of(item: Item) -> str:
    """Return the article behind an item, said to be unconfirmed unless it was read itself."""
    if item.basis.confidence == "A" or _("待确认") in item.basis.text:
        return item.basis.text
    return _("%(basis)s（默认值，待确认）") % {"basis": item.basis.text}


def unrecorded(act: str) -> str:
    """Say that nothing tells of an act in time."""
    return _("%(act)s没有按期记录") % {"act": act}


def short_of(title: str) -> str:
    """Say that an item's target was not reached."""
    return _("未达到“%(title)s”") % {"title": title}


def in_periods(periods: str, what: str) -> str:
    """Put the periods before what is said of them."""
    return _("%(periods)s：%(what)s") % {"periods": periods, "what": what}


def name_of(period: Period) -> str:
    """Return a period's name: 4 月, 第二季度, 上半年, 全年."""
    months = len(period.months)
    return period_name((period.last.month - 1) // months, months)


def day(on: date) -> str:
    """Write a day: 11 月 30 日."""
    return _("%(month)d 月 %(day)d 日") % {"month": on.month, "day": on.day}
