"""How records are worded for print: kinds with words of their own here, all others by their fields.

What the fields of records are called is known above this room, where every room's words come
together: ``use`` lets it be asked from here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from zhibu.core.ids import is_id
from zhibu.ledgers.gathering import Told, hidden_of
from zhibu.paper.document import Block, Paragraph, Small, Table
from zhibu.worklog import declared

HIDDEN = "••••••"
# What cover, heading and footer say already.
SAID = frozenset({"branch", "on", "held_on", "work", "month", "attachments"})
SHORT = 40
Names = Mapping[str, str]
Said = Mapping[str, tuple[str, ...]]


class Teller(Protocol):
    """Says a record label by label; ``hidden`` fields are said to be there, and no more."""

    def __call__(
        self,
        record: Any,
        names: Names,
        *,
        hidden: frozenset[str],
        left_out: frozenset[str],
        amounts: bool,
    ) -> Said: ...


@dataclass(frozen=True, slots=True)
class Sight:
    """For whom is printed: who may read what is said about persons, and what they paid."""

    people: bool
    amounts: bool


Blocks = Callable[[Told, Names, Sight], Iterator[Block]]


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind's own words: its title in the index, who is responsible, and the text."""

    title: Callable[[Told], str]
    responsible: Callable[[Told, Names], str]
    blocks: Blocks


_known: dict[str, Wording] = {}
_asked: list[tuple[Teller, Callable[[Sequence[Any]], Names]]] = []


def register(kind: str, wording: Wording) -> None:
    """Let a kind be worded in its own way."""
    _known[kind] = wording


def use(teller: Teller, names: Callable[[Sequence[Any]], Names]) -> None:
    """Let records be said, and the names they point at be found, by whoever knows all rooms."""
    _asked[:] = [(teller, names)]


def names_in(told: Sequence[Told]) -> Names:
    """Return the names that records point at. Four queries at most."""
    return _asked[0][1]([one.record for one in told])


def title_of(told: Told) -> str:
    """Return what stands in the index."""
    if wording := _known.get(told.leaf.kind):
        return wording.title(told)
    kind = declared.types().get(told.work)
    if kind:
        return kind.title
    own = str(getattr(told.record, "title", "") or "")
    return (
        f"{told.kind.title}：{own}"
        if own and "title" not in hidden_of(told)
        else str(told.kind.title)
    )


def responsible_of(told: Told, names: Names) -> str:
    """Return who is responsible: by the kind's own words, or who entered it."""
    wording = _known.get(told.leaf.kind)
    return (wording.responsible(told, names) if wording else "") or told.hand or "–"


def blocks_of(told: Told, names: Names, sight: Sight) -> Iterator[Block]:
    """Yield a record's text, with what was erased or withheld said at its end."""
    wording = _known.get(told.leaf.kind)
    yield from wording.blocks(told, names, sight) if wording else plain(told, names, sight)
    if files := [one.name for one in getattr(told.record, "attachments", ())]:
        yield Small(_("附件：%(names)s") % {"names": "、".join(files)})
    erased = sum(one.erased for one in told.gone)
    if erased:
        yield Small(_("本条有 %(n)d 处内容已依规删除，删除本身有记录。") % {"n": erased})
    if withheld := len(told.gone) - erased:
        yield Small(_("本条有 %(n)d 处内容已封存。") % {"n": withheld})


def plain(told: Told, names: Names, sight: Sight) -> Iterator[Block]:
    """Yield a record's fields: short ones in a table, long ones as paragraphs.

    An identity that nobody has a name for says nothing on paper.
    """
    hidden = frozenset() if sight.people else hidden_of(told)
    say = _asked[0][0]
    said = say(told.record, names, hidden=hidden, left_out=SAID, amounts=sight.amounts)
    rows = []
    read = {
        label: "；".join(line for line in lines if not is_id(line)) for label, lines in said.items()
    }
    for label, text in read.items():
        if text and len(text) <= SHORT:
            rows.append((label, text))
    if rows:
        yield Table((_("项目"), _("内容")), tuple(rows), (26, 74))
    for label, text in read.items():
        if len(text) > SHORT:
            yield Paragraph(f"{label}：{text}")
