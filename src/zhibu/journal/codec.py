"""Between a record's dataclass and plain JSON values, by its type hints."""

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from zhibu.core.leaf import read_instant, spell_instant
from zhibu.core.periods import Month

Reader = Callable[[Any], Any]
Teller = Callable[[Any], Any]


def told(record: Any) -> dict[str, Any]:
    """Return a dataclass as a mapping of plain values, without what is None."""
    tellers = _tellers(record.__class__)
    named = ((name, teller(getattr(record, name))) for name, teller in tellers)
    return {name: value for name, value in named if value is not None}


def revive(type_: type, found: dict[str, Any]) -> Any:
    """Return the dataclass that the mapping of plain values was told by.

    What may be None and is not there was None: ``told`` leaves it out.
    """
    readers = _readers(type_)
    return type_(**_nones(type_) | {name: readers[name](value) for name, value in found.items()})


def names_of(type_: Any) -> tuple[str, ...]:
    """Return the names of a dataclass's fields in their order."""
    return tuple(field.name for field in fields(type_))


def required(type_: Any) -> dict[str, Any]:
    """Return the types of the fields that a dataclass cannot do without, by name."""
    return _required(type_)


@cache
def _required(type_: Any) -> dict[str, Any]:
    return {name: hint for name, hint in _bare(type_).items() if not _admits_none(hint)}


@cache
def _nones(type_: Any) -> dict[str, None]:
    return {name: None for name, hint in _bare(type_).items() if _admits_none(hint)}


def _bare(type_: Any) -> dict[str, Any]:
    """Return the types of the fields without a default, by name."""
    hints = get_type_hints(type_)
    bare = (one for one in fields(type_) if one.default is MISSING is one.default_factory)
    return {one.name: hints[one.name] for one in bare}


def _admits_none(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint)


@cache
def _tellers(type_: Any) -> tuple[tuple[str, Teller], ...]:
    hints = get_type_hints(type_)
    return tuple((name, _teller(hints[name])) for name in names_of(type_))


def _teller(hint: Any) -> Teller:
    """Return what makes a field's value one that JSON knows; None stays None."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        tell = _teller(next(arg for arg in get_args(hint) if arg is not NoneType))
        return lambda value: None if value is None else tell(value)
    if origin is tuple:
        tell_one = _teller(get_args(hint)[0])
        return lambda items: [tell_one(item) for item in items]
    if is_dataclass(hint) and hint is not Month:
        return told
    return _SCALARS.get(hint, _as_it_is)


def _as_it_is(value: Any) -> Any:
    return value


_SCALARS: dict[Any, Teller] = {datetime: spell_instant, date: str, Decimal: str, Month: str}


@cache
def _readers(type_: Any) -> dict[str, Reader]:
    hints = get_type_hints(type_)
    return {name: _reader(hints[name]) for name in names_of(type_)}


def _reader(hint: Any) -> Reader:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _reader(next(arg for arg in get_args(hint) if arg is not NoneType))
    if origin is tuple:
        element = _reader(get_args(hint)[0])
        return lambda items: tuple(element(item) for item in items)
    if is_dataclass(hint) and isinstance(hint, type) and hint is not Month:
        return lambda found: revive(hint, found)
    return _scalar(hint)


def _scalar(hint: Any) -> Reader:
    if hint is datetime:
        return read_instant
    if hint is date:
        return date.fromisoformat
    if hint is Month:
        return Month.parse
    if hint in (str, int, bool):
        return lambda value: value
    if hint is Decimal or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        reader: Reader = hint
        return reader
    raise TypeError(f"records cannot hold values of type {hint!r}")
