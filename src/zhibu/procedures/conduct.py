"""What an upper room adds to the machine for its own procedures.

    conduct.register("admission", Conduct(start="admission:new", on_done=register_member))

Called once, when the apps are ready. Everything but the family may be left out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from zhibu.core.case import Done, Obstacle
from zhibu.journal.leaves import Hand, Leaf
from zhibu.paper.document import Document
from zhibu.procedures.models import Case

if TYPE_CHECKING:  # the file of a case asks the conduct for its context
    from zhibu.procedures.queries import File

Values = Mapping[str, Any]
Panel = tuple[str, Mapping[str, Any]]


def _no_context(_case: Case) -> Values:
    return {}


def _no_checks(_file: "File", _attempt: Done) -> Iterable[Obstacle]:
    return ()


def _nothing_more(_case: Case, _done: Done, _hand: Hand, _leaf: Leaf) -> None:
    return None


def _not_ended(_case: Case, _on: date | None, _hand: Hand, _leaf: Leaf) -> None:
    return None


def _not_corrected(_case: Case, _told: tuple[Done, Done], _hand: Hand, _leaf: Leaf) -> None:
    return None


def _nothing_carried(_file: "File") -> Mapping[str, object]:
    return {}


def _as_told(_case: Case, _step: str, told: Values) -> Values:
    return told


def _no_panel(_file: "File", _today: date) -> Panel | None:
    return None


def _no_defaults(_file: "File", _step: str, _today: date) -> Values:
    return {}


def _anything(_file: "File", _step: str, _field: str, _on: date) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Conduct:
    """What a family does besides.

    ``context`` gives dates and numbers of the case that rules ask for as ``case.name``, on top of
    what was given when it was opened. ``checks`` gives obstacles the definition cannot know, from
    the file as it stood before the step. ``carried`` says what steps, by their ids, have written
    into the Party's tables: a correction that contradicts it is refused. ``audits`` says that the
    checks tell the same of a day long past, so that the audit asks them too.
    ``on_done`` appends further records in the act of the step; ``on_withdrawn`` takes them back,
    or refuses. ``on_corrected`` is given a step as it was and as it is now. ``on_ended`` hears on
    which day a case was ended by hand, and None when that is taken back. ``fill`` adds values that
    other records hold already, before anything is checked. ``documents`` makes a material's
    ``template`` from facts. ``panel`` is a template with its context for the case's page.
    ``start`` is the URL name of the opening form, which gets the branch. ``defaults`` fills in a
    step's form; ``choices`` gives the pairs of a field whose choices the room knows better, or
    None. These three get the file of the case, which is read already. ``pages`` are the URL
    names, by step, of pages of the room's own where alone it is done; each gets the case.
    """

    context: Callable[[Case], Values] = _no_context
    checks: Callable[["File", Done], Iterable[Obstacle]] = _no_checks
    audits: bool = True
    carried: Callable[["File"], Mapping[str, object]] = _nothing_carried
    on_done: Callable[[Case, Done, Hand, Leaf], object] = _nothing_more
    on_withdrawn: Callable[[Case, Done, Hand, Leaf], object] = _nothing_more
    on_corrected: Callable[[Case, tuple[Done, Done], Hand, Leaf], object] = _not_corrected
    on_ended: Callable[[Case, date | None, Hand, Leaf], object] = _not_ended
    fill: Callable[[Case, str, Values], Values] = _as_told
    documents: Mapping[str, Callable[[Case], Document]] = field(default_factory=dict)
    panel: Callable[["File", date], Panel | None] = _no_panel
    start: str = ""
    defaults: Callable[["File", str, date], Values] = _no_defaults
    choices: Callable[["File", str, str, date], list[tuple[str, str]] | None] = _anything
    pages: Mapping[str, str] = field(default_factory=dict)


_PLAIN = Conduct()
_registered: dict[str, Conduct] = {}


def register(family: str, conduct: Conduct) -> None:
    """Let a family be conducted so. The last call counts, so that a test may put its own."""
    _registered[family] = conduct


def of(family: str) -> Conduct:
    """Return how a family is conducted; a plain one where no room has said."""
    return _registered.get(family, _PLAIN)


def starts() -> dict[str, str]:
    """Return the URL name of the opening form of each family that has one."""
    return {family: one.start for family, one in _registered.items() if one.start}
