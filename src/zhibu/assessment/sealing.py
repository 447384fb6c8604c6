"""Closing a year: its cards are computed from the first entries of the journal alone.

Nobody has to wait meanwhile. Entries before a size never change, so whatever is recorded while
cards are computed has a later number and is not looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from zhibu.assessment import cards, in_force, longform
from zhibu.assessment.cards import Cut
from zhibu.assessment.in_force import OF_UNITS, Pin
from zhibu.assessment.models import Sealed, SealedScore
from zhibu.assessment.records import PeriodSealed
from zhibu.core import canonical
from zhibu.core.standard import Standard
from zhibu.core.standard_fault import StandardFault
from zhibu.journal import facts, log, tree
from zhibu.party import queries as party
from zhibu.party.models import Organization

Difference = tuple[str, str, str, str]  # unit, column, what stands there, what should


@dataclass(frozen=True, slots=True)
class Head:
    """A published head: how many entries, and their root."""

    size: int
    root: str


def to_seal(committee: Organization, year: int) -> dict[Pin, dict[str, str]]:
    """Return the branches below a committee whose year is open, with their classes, by standard."""
    branches = dict(party.branches_under(committee).values_list("uid", "branch_class"))
    found: dict[Pin, dict[str, str]] = {}
    for pin, units in in_force.grouped(list(branches), year).items():
        if pin.purpose not in OF_UNITS:
            continue
        closed = SealedScore.objects.filter(year=year, purpose=pin.purpose)
        done = set(closed.values_list("unit", flat=True))
        left = {unit: branches[unit] for unit in units if unit not in done}
        if left:
            found[pin] = left
    return found


def sealed_by(
    committee: Organization, pin: Pin, classes: Mapping[str, str], *, year: int, on: date,
    head: Head,
) -> PeriodSealed:  # fmt: skip
    """Return the record that closes a year of units which one standard scores. Writes nothing."""
    standard = pin.standard
    lines = cards.lines_of(Cut(head.size, year, on, standard), classes)
    content = b"\n".join(lines.values())
    return PeriodSealed(
        committee=committee.uid,
        year=year,
        purpose=str(pin.purpose),
        standard=standard.id,
        version=standard.version,
        adoption=pin.adoption,
        as_of=on,
        sealed_on=on,
        size=head.size,
        root=head.root,
        sha256=sha256(content).hexdigest(),
        units=len(lines),
        unmeasured=cards.unmeasured_in(standard),
        calendar=facts.calendar().version,
        cards=longform.packed(content),
        text=() if pin.adoption else longform.packed(in_force.shipped_text(pin.purpose)),
    )


def check(sealed: Sealed) -> Iterator[Difference]:
    """Compute a sealed year again from the journal and yield every difference, none if it holds.

    What is held against it: the record's own digest, the root of the entries, each card computed
    anew, and the rows that pages read.
    """
    told: PeriodSealed = log.record_of(log.leaf_of_record(sealed.rec))
    content = longform.unpacked(told.cards)
    yield from _of_whole(told, content)
    recorded = {canonical.read(line)["unit"]: line for line in content.split(b"\n") if line}
    yield from _of_rows(sealed.rec, recorded)
    try:
        standard = cards.as_measured(_standard_of(told), told.unmeasured)
    except (StandardFault, in_force.BytesChanged) as fault:
        yield "*", "standard", str(fault), told.name
        return
    classes = {unit: canonical.read(line)["class"] for unit, line in recorded.items()}
    again = cards.lines_of(Cut(told.size, told.year, told.as_of, standard), classes)
    for unit, line in recorded.items():
        if line != again[unit]:
            for column, found, expected in cards.differences(line, again[unit]):
                yield unit, column, str(found), str(expected)


def _of_whole(told: PeriodSealed, content: bytes) -> Iterator[Difference]:
    digest = sha256(content).hexdigest()
    if digest != told.sha256:
        yield "*", "sha256", told.sha256, digest
    if tree.size() < told.size:
        yield "*", "size", str(told.size), str(tree.size())
    elif (root := tree.root(told.size).hex()) != told.root:
        yield "*", "root", told.root, root


def _of_rows(rec: str, recorded: Mapping[str, bytes]) -> Iterator[Difference]:
    rows = dict(SealedScore.objects.filter(rec=rec).values_list("unit", "card"))
    for unit in sorted(rows.keys() | recorded.keys()):
        found, expected = rows.get(unit), recorded.get(unit)
        if found is None or expected is None:
            yield unit, "card", str(found is not None), str(expected is not None)
        elif found.encode() != expected:
            yield unit, "card", sha256(found.encode()).hexdigest(), sha256(expected).hexdigest()


def _standard_of(told: PeriodSealed) -> Standard:
    if told.adoption:
        return in_force.compiled(told.adoption)
    text = longform.unpacked(told.text).decode()
    return in_force.compile_text(text, filename=f"{told.name}.yaml")
