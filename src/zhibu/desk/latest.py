"""The latest records of a branch, as its own page lists them."""

from dataclasses import dataclass

from zhibu.journal import kinds, log
from zhibu.journal.log import Leaf, Op
from zhibu.meetings import regulation
from zhibu.meetings.models import Meeting
from zhibu.party.models import Organization
from zhibu.procedures import naming
from zhibu.procedures.naming import Called

HELD = "meetings.held"
VERSIONS = frozenset({Op.CREATE, Op.CORRECT, Op.WITHDRAW})
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a list: what it is, when it happened, how late it was entered."""

    leaf: Leaf
    title: str
    note: str

    @property
    def withdrawn(self) -> bool:
        return self.leaf.op is Op.WITHDRAW

    @property
    def corrected(self) -> bool:
        return self.leaf.op is Op.CORRECT


def latest_of(branch: Organization, *, private: bool) -> tuple[Line, ...]:
    """Return a branch's latest records, each once; others see no more than what was held."""
    named = None if private else [HELD]
    leaves = log.leaves_of(branch.uid, named=named, limit=SHOWN * 3)
    newest: dict[str, Leaf] = {}
    for leaf in (one for one in leaves if one.op in VERSIONS):
        if leaf.rec not in newest or leaf.at > newest[leaf.rec].at:
            newest[leaf.rec] = leaf
    shown = list(newest.values())[:SHOWN]
    meetings = Meeting.objects.in_bulk([leaf.rec for leaf in shown if leaf.kind == HELD])
    called = naming.called(shown)
    return tuple(
        _of_procedure(leaf, called[leaf.rec])
        if leaf.rec in called
        else _line(leaf, meetings.get(leaf.rec), private=private)
        for leaf in shown
    )


def _of_procedure(leaf: Leaf, called: Called) -> Line:
    return Line(leaf, called.title, called.case)


def _line(leaf: Leaf, meeting: Meeting | None, *, private: bool) -> Line:
    if meeting is None:
        return Line(leaf, str(kinds.latest(leaf.kind).title), "")
    form = regulation.forms()[meeting.form]
    if not private and regulation.is_private(form):
        return Line(leaf, str(kinds.latest(leaf.kind).title), "")
    return Line(leaf, str(form.label), meeting.summary if private else "")
