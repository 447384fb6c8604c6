"""Notices as their pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.journal import kinds, log
from zhibu.journal.log import Leaf
from zhibu.notices import drafting, queries, rules, stages
from zhibu.notices.models import Notice, State
from zhibu.notices.queries import Told
from zhibu.notices.records import Issued, Rechecked, Way
from zhibu.notices.stages import Stage
from zhibu.party.models import Account

TONES = {
    State.ISSUED: "gold", State.RECEIPTED: "gold", State.REPLIED: "gold", State.PASSED: "green",
    State.NOT_PASSED: "red", State.ESCALATED: "red", State.CLOSED: "green", State.WITHDRAWN: "",
}  # fmt: skip
ACTS = {
    "receipt": gettext_lazy("支部签收"), "reply": gettext_lazy("支部答复"),
    "recheck": gettext_lazy("组织部门复查"), "close": gettext_lazy("组织部门销号"),
    "": gettext_lazy("已办结"),
}  # fmt: skip
CENTS = 100
FEW = 2  # titles in a list; the notice itself has all of them


@dataclass(frozen=True, slots=True)
class Row:
    """A notice in a list."""

    notice: Notice
    number: str
    titles: str
    state: str
    tone: str
    stage: Stage
    next_act: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A record that is cited."""

    rec: str
    label: str
    on: date


@dataclass(frozen=True, slots=True)
class FindingShown:
    """One finding with its cited records, and how it stands today where that is asked."""

    code: str
    title: str
    basis: str
    required: str
    why: str
    lost: float
    by_machine: bool
    links: tuple[Link, ...]
    restored: bool | None


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the time line."""

    told: Told
    title: str
    by: str
    words: str
    result: str
    until: date | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A notice with all that was recorded about it."""

    row: Row
    issued: Issued
    leaf: Leaf
    findings: tuple[FindingShown, ...]
    events: tuple[Event, ...]
    lost: float
    provisional: bool

    @property
    def unrestored(self) -> str:
        """The items that a machine can re-check and that still lack points."""
        lacking = [one.code for one in self.findings if one.by_machine and one.restored is False]
        return _("、").join(lacking)


def rows_of(notices: Iterable[Notice], today: date) -> list[Row]:
    """Return notices as lists show them. No queries."""
    return [_row(one, today) for one in notices]


def _row(notice: Notice, today: date) -> Row:
    state, stage = State(notice.state), stages.stage_of(notice, today)
    return Row(
        notice=notice,
        number=rules.number_of(notice.year, notice.number),
        titles=_("、").join(notice.titles[:FEW]) + ("……" if len(notice.titles) > FEW else ""),
        state=str(state.label),
        tone=TONES[state],
        stage=stage,
        next_act=str(ACTS[stage.act]),
        provisional=rules.is_provisional(notice.issued_on, stage.by or notice.reply_by),
    )


def page_of(notice: Notice, today: date) -> Page:
    """Return a notice with its findings as they stand today and its time line."""
    told = queries.told_of(notice)
    issued: Issued = told[0].record
    links = links_to(
        {rec for one in issued.findings for rec in one.records}
        | {rec for one in told for rec in getattr(one.record, "records", ())}
    )
    hands = _hands(one.leaf for one in told)
    return Page(
        row=_row(notice, today),
        issued=issued,
        leaf=told[0].leaf,
        findings=_findings(notice, issued, links, today=today),
        events=tuple(_event(one, hands, links) for one in told),
        lost=notice.lost / CENTS,
        provisional=rules.is_provisional(
            notice.issued_on, max(notice.reply_by, notice.recheck_by or notice.reply_by)
        ),
    )


def _findings(
    notice: Notice, issued: Issued, links: Mapping[str, Link], *, today: date
) -> tuple[FindingShown, ...]:
    short: set[str] | None = None
    if not notice.over:
        codes = [one.code for one in issued.findings]
        found = drafting.still_short(notice.branch, codes, year=notice.scored_year, today=today)
        short = set(found)
    return tuple(
        FindingShown(
            code=one.code, title=one.title, basis=one.basis, required=one.required, why=one.why,
            lost=one.lost / CENTS, by_machine=one.by_machine,
            links=tuple(links[rec] for rec in one.records if rec in links),
            restored=None if short is None else one.code not in short,
        )
        for one in issued.findings
    )  # fmt: skip


def links_to(recs: Iterable[str]) -> dict[str, Link]:
    """Return records as links, by record. A portion at a time."""
    return {
        rec: Link(rec, str(kinds.latest(leaf.kind).title), leaf.on)
        for rec, leaf in log.latest_of(sorted(recs)).items()
    }


def _hands(leaves: Iterable[Leaf]) -> dict[str, str]:
    found = Account.objects.filter(pk__in={leaf.actor for leaf in leaves})
    return dict(found.values_list("uid", "display_name"))


def _event(told: Told, hands: Mapping[str, str], links: Mapping[str, Link]) -> Event:
    record: Any = told.record
    words = next(
        (getattr(record, name) for name in ("demand", "measures", "words", "why")
         if hasattr(record, name)),
        "",
    )  # fmt: skip
    recs = getattr(record, "records", ()) if told.leaf.kind == "notices.replied" else ()
    return Event(
        told=told,
        title=str(kinds.latest(told.leaf.kind).title),
        by=hands.get(told.leaf.actor, _("系统")),
        words=words,
        result=_result(record),
        until=getattr(record, "reply_by", None),
        links=tuple(links[rec] for rec in recs if rec in links),
    )


def _result(record: Any) -> str:
    if not isinstance(record, Rechecked):
        return ""
    way = _("机器复核") if record.way is Way.MACHINE else _("人工复查")
    return f"{way} · {_('已整改') if record.passed else _('还没有整改好')}"


@dataclass(frozen=True, slots=True)
class Cause:
    """How many open notices speak of an item."""

    code: str
    title: str
    count: int


def causes_of(notices: Iterable[Notice]) -> list[Cause]:
    """Return the items that open notices speak of, in the order of the standard's codes."""
    counted: dict[tuple[str, str], int] = {}
    for one in notices:
        for key in zip(one.codes, one.titles, strict=True):
            counted[key] = counted.get(key, 0) + (not one.over)
    return [Cause(code, title, n) for (code, title), n in sorted(counted.items()) if n]
