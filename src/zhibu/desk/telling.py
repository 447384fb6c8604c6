"""A record in words: its fields by their labels, and what a later version says differently."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from zhibu.admission.models import Applicant
from zhibu.core.ids import is_id
from zhibu.core.periods import Month
from zhibu.desk import differing, steps, words
from zhibu.desk.differing import Row
from zhibu.desk.labels import label_of
from zhibu.journal import kinds
from zhibu.journal.payloads import DELETED, PUT_AWAY, Gone
from zhibu.look.templatetags import look
from zhibu.party.models import Account, Member, Organization, PartyGroup

HIDDEN = "••••••"
UNSAID = frozenset({"id", "h", "type"})
BARE = frozenset({"member", "title", "state", "name"})
Said = dict[str, tuple[str, ...]]
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a field: as it stands, taken out, or put in by the latest version."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its label and its lines."""

    label: str
    lines: tuple[Shown, ...]

    @property
    def changed(self) -> bool:
        return any(line.mark for line in self.lines)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the lines as a reader follows them: what changed inside a line, shown inside."""
        return differing.rows_of([(line.text, line.mark) for line in self.lines])


def say(record: Any, names: Names, *, masked: frozenset[str] = words.MASKED) -> Said:
    """Return what a record says, label by label; what it leaves out is left out."""
    return _said(record, Reader(names, masked, kind_of(record)))


def say_in_print(
    record: Any, names: Names, *, hidden: frozenset[str], left_out: frozenset[str], amounts: bool
) -> Said:
    """Return what a record says for a book: hidden fields say only that they are there."""
    reader = Reader(names, words.masked_for(sensitive=amounts), kind_of(record))
    return _said(record, reader, hidden=hidden, left_out=left_out)


def _said(
    record: Any, reader: "Reader", *, hidden: frozenset[str] = frozenset(),
    left_out: frozenset[str] = frozenset(),
) -> Said:  # fmt: skip
    own = steps.worded(record, reader.names)
    said = {}
    for name, value in _values(record):
        if name in left_out:
            continue
        told = own[name] if name in own else tuple(_lines(name, value, reader))
        lines = (HIDDEN,) if name in hidden else told
        if any(lines):
            said[label_of(name, reader.kind)] = lines
    return said


def kind_of(record: Any) -> str:
    """Return the name of a record's kind; empty for what is no record."""
    try:
        return kinds.of(record).name
    except KeyError:
        return ""


def compare(former: Said | None, latest: Said) -> tuple[Field, ...]:
    """Return the latest version's fields, with what the former said struck out beside them."""
    former = latest if former is None else former
    labels = [*latest, *(label for label in former if label not in latest)]
    return tuple(
        Field(label, tuple(_marked(former.get(label, ()), latest.get(label, ()))))
        for label in labels
    )


def lacking(said: Iterable[Field], gone: Iterable[Gone], kind: str) -> tuple[Field, ...]:
    """Return a field for each that says something was erased or withheld and is not said yet."""
    told = {line.text for field in said for line in field.lines}
    counted = Counter((one.name, one.erased) for one in gone)
    fields = []
    for (name, erased), count in counted.items():
        word = DELETED if erased else PUT_AWAY
        text = word if count == 1 else _("%(word)s%(count)d 项") % {"word": word, "count": count}
        if name == "file" or text not in told:
            label = label_of("attachments" if name == "file" else name, kind)
            fields.append(Field(label, (Shown(text),)))
    return tuple(fields)


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a record is put in words: the names it points at, and what stays hidden."""

    names: Names
    masked: frozenset[str]
    kind: str = ""

    def hides(self, name: str) -> bool:
        """Say whether a field stays hidden, in any kind or in this one."""
        return name in self.masked or f"{self.kind}.{name}" in self.masked


def names_in(records: Iterable[Any]) -> Names:
    """Return the names of everybody and everything that records point at. Six queries at most."""
    records = [*records]
    uids = {text for record in records for text in _texts(record)}
    uids |= {one for text in uids if "\n" in text for one in text.splitlines()}
    found = steps.names_in(records)
    for prefix, model, column in (
        ("m", Member, "name"),
        ("m", Applicant, "name"),
        ("o", Organization, "name"),
        ("o", PartyGroup, "name"),
        ("a", Account, "display_name"),
    ):
        wanted = [uid for uid in uids if is_id(uid, prefix) and uid not in found]
        if wanted:
            rows = model.objects.filter(pk__in=wanted)
            found |= dict(rows.values_list("pk", column))
    return found


def _marked(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Shown]:
    yield from (Shown(line, "del") for line in old if line not in new)
    yield from (Shown(line, "" if line in old else "ins") for line in new)


def _values(record: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a record says beyond what it would say by default."""
    for field in fields(record):
        value = getattr(record, field.name)
        if value != field.default:
            yield field.name, value


def _lines(name: str, value: Any, reader: Reader) -> Iterator[str]:
    if isinstance(value, tuple):
        # Who was away stands first: in a long list of those who came nobody would find them.
        for one in sorted(value, key=lambda one: getattr(one, "state", "") == "present"):
            yield _phrase(one, reader) if is_dataclass(one) else _text(name, one, reader)
    else:
        yield _text(name, value, reader)


def _phrase(part: Any, reader: Reader) -> str:
    """Return one entry of a list as a phrase: 孙浩，请假，原因 出差."""
    item = getattr(part, "item", None)
    if item and hasattr(part, "value"):  # a change of one item of a card
        return f"{label_of(item)} {_text(item, part.value, reader) or _('清空')}"
    said = (_piece(*one, reader) for one in _values(part) if one[0] not in UNSAID)
    return "，".join(piece for piece in said if piece)


def _piece(name: str, value: Any, reader: Reader) -> str:
    if isinstance(value, bool):
        return label_of(name, reader.kind) if value else str(words.DENIED.get(name, ""))
    text = _text(name, value, reader)
    return text if not text or name in BARE else f"{label_of(name, reader.kind)} {text}"


def _text(name: str, value: Any, reader: Reader) -> str:
    if value is None or value == "":
        return ""
    if reader.hides(name):
        return HIDDEN
    return _plain(name, value, reader)


def _plain(name: str, value: Any, reader: Reader) -> str:
    match value:
        case bool():
            text = _("是") if value else _("否")
        case datetime():
            text = look.full_moment(value)
        case date():
            text = look.full_day(value)
        case Month():
            text = look.full_month(value)
        case tuple():
            text = "、".join(_plain(name, one, reader) for one in value)
        case str():
            text = reader.names.get(value) or words.word_of(name, value, reader.kind)
        case _:
            text = _phrase(value, reader) if is_dataclass(value) else str(value)
    return text


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a record, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
