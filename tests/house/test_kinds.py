"""Every record kind: named, in a book, stating known facts, and readable for ever."""

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from tests.house import sources
from zhibu.core import canonical
from zhibu.core.periods import Month
from zhibu.journal import facts, kinds, payloads

SAMPLES = {
    str: "同志",
    int: 7,
    bool: True,
    date: date(2026, 3, 14),
    datetime: datetime(2026, 3, 14, 2, 11, 9, 123_000, UTC),
    Decimal: Decimal("18.00"),
    Month: Month(2026, 3),
}
# Kinds that the journal's own specification names (2.2), whatever room enters them.
SYSTEM = {
    "genesis",
    "seal",
    "key",
    "witness",
    "epoch",
    "erase",
    "period",
    "clock",
    "backup",
    "export",
    "journal",
}
ALL = sources.kinds_of_the_house()
each_kind = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.tag)


def sample(hint: Any) -> Any:
    """Return a value of a record field's type; of what is optional, the fuller one."""
    if get_origin(hint) in (Union, UnionType):
        return sample(next(arg for arg in get_args(hint) if arg is not NoneType))
    if get_origin(hint) is tuple:
        return (sample(get_args(hint)[0]),)
    if hint in SAMPLES:
        return SAMPLES[hint]
    if issubclass(hint, StrEnum):
        return next(iter(hint))
    return filled(hint)


def filled(record: type[Any]) -> Any:
    hints = get_type_hints(record)
    return record(**{field.name: sample(hints[field.name]) for field in dataclasses.fields(record)})


def bare(record: type[Any]) -> Any:
    """Return a record with None wherever its types allow it."""
    hints = get_type_hints(record)
    may = {name for name, hint in hints.items() if NoneType in get_args(hint)}
    return dataclasses.replace(filled(record), **dict.fromkeys(may))


def test_there_are_kinds():
    assert {"meetings.held", "genesis"} <= {kind.name for kind in ALL}


@each_kind
def test_a_kind_is_called_something_and_lies_in_a_book(kind):
    assert str(kind.title).strip()
    assert kind.book in kinds.Book


@each_kind
def test_a_kind_is_a_past_event_of_its_room(kind):
    room = kind.record.__module__.split(".")[1]
    assert kind.name.split(".")[0] in {room, *SYSTEM}


@each_kind
@pytest.mark.parametrize("make", [filled, bare])
def test_a_record_revives_from_its_own_payload(kind, make):
    record = make(kind.record)
    written = [canonical.encode(part) for part in payloads.parts_of(record, kind, stated=())]
    assert payloads.revive([canonical.decode(part) for part in written], kind) == record


@each_kind
def test_a_kind_states_facts_of_the_catalogue_only(kind):
    families = {f"{name}.*" for name in facts.known().families}
    assert kind.emits <= facts.known().measures.keys() | families


def test_every_fact_of_the_catalogue_is_stated_by_the_room_it_names():
    stated = [(name, kind.record.__module__.split(".")[1]) for kind in ALL for name in kind.emits]
    families = facts.known().families
    named = {name: measure.rooms for name, measure in facts.known().measures.items()}
    named |= {f"{name}.*": family.measure.rooms for name, family in families.items()}
    assert [one for one in stated if one[1] not in named[one[0]]] == []
