"""What of a record can be erased or withheld, and where else the same is said."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from zhibu.core import canonical
from zhibu.core.leaf import spell_bytes
from zhibu.journal import codec, kinds, reading
from zhibu.journal.kinds import OF_THE_DOOR, Kind
from zhibu.journal.leaves import Leaf
from zhibu.journal.opened import Opened
from zhibu.journal.records import Target


@dataclass(frozen=True, slots=True)
class Choice:
    """A part of a version: its place, its field, what it says (None where gone).

    ``fixed`` says that the record cannot do without it: no words can stand in its place.
    """

    place: int
    name: str
    value: Any
    fixed: bool
    erased: bool
    withheld: bool


def choices_of(lh: bytes) -> list[Choice]:
    """Return a version's parts in their order, without what the door itself put there."""
    opened = reading.opened_of(lh)
    kind = kind_of(opened)
    shown = [_choice(opened, kind, place) for place in range(len(opened.parts))]
    return [one for one in shown if one.name not in {"kind", *OF_THE_DOOR}]


def kind_of(opened: Opened) -> Kind:
    """Return the kind that a payload says it is of."""
    return kinds.tagged(canonical.decode(opened.parts[0] or b"")[1])


def same_elsewhere(leaf: Leaf, places: Collection[int]) -> list[Target]:
    """Return where other versions of the record say the same as some parts of this one.

    Of a part that names a member, whatever another version says of that member is the same.
    """
    wanted = {_sense(one) for one in choices_of(leaf.lh) if one.place in places and not one.erased}
    found = []
    for other in reading.versions_of(leaf.rec):
        if other.lh != leaf.lh:
            same = [one for one in choices_of(other.lh) if _sense(one) in wanted and not one.fixed]
            if same:
                found.append(target_of(other.lh, same))
    return found


def target_of(lh: bytes, chosen: Collection[Choice]) -> Target:
    """Return parts of a version as a record names them."""
    ordered = sorted(chosen, key=lambda one: one.place)
    return Target(
        spell_bytes(lh),
        tuple(one.place for one in ordered),
        tuple(one.name for one in ordered),
    )


def _choice(opened: Opened, kind: Kind, place: int) -> Choice:
    part = opened.parts[place]
    name, value = canonical.decode(part) if part is not None else (opened.names[place], None)
    erased, withheld = place in opened.erased, place in opened.withheld
    return Choice(place, name, value, _is_fixed(kind, name), erased, withheld)


def _is_fixed(kind: Kind, name: str) -> bool:
    """Say whether a record must have the field, and it holds no free text that words replace."""
    if name not in codec.required(kind.record) or name in kind.people or name == kind.files:
        return False
    is_text = codec.required(kind.record)[name] is str
    return not is_text or name not in kind.sealed or name in kind.needed


def _sense(one: Choice) -> tuple[str, Any]:
    """Return what makes two parts say the same."""
    if isinstance(one.value, dict) and "member" in one.value:
        return one.name, one.value["member"]
    return one.name, None if one.value is None else canonical.encode([one.value])
