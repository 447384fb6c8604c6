"""Which standard scores whom: that of the nearest committee above which adopted one.

An adoption holds for the whole year of its effective day and the years after it, until the same
committee adopts another for that purpose. Without any adoption the shipped standards hold.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from itertools import islice

from zhibu import standards
from zhibu.assessment.models import Adopted, Purpose
from zhibu.core.compiler import Profile, compile_standard
from zhibu.core.standard import Standard
from zhibu.journal import facts, kinds
from zhibu.party.models import Affiliation, Organization

SHIPPED = {
    Purpose.ASSESSMENT: "zb41.yaml",
    Purpose.STARS: "five_star.yaml",
    Purpose.MEMBERS: "member.yaml",
}
OF_UNITS = (Purpose.ASSESSMENT, Purpose.STARS)
OF_PERSONS = (Purpose.MEMBERS,)
_AT_ONCE = 500


class BytesChanged(RuntimeError):
    """A standard's bytes are not those that its adoption recorded."""


@dataclass(frozen=True, slots=True)
class Pin:
    """What scores a unit for one purpose: an adoption by its record, or as shipped."""

    purpose: str
    adoption: str = ""

    @property
    def standard(self) -> Standard:
        """Return the standard, compiled once in a process; in the language it is written in."""
        return compiled(self.adoption) if self.adoption else shipped(self.purpose)


@dataclass(frozen=True, slots=True)
class _Adoption:
    rec: str
    path: str
    purpose: str
    first_year: int


class Register:
    """Every adoption that stands, read once. One query."""

    def __init__(self) -> None:
        rows = Adopted.objects.filter(withdrawn_at=None).order_by("effective_from", "adopted_at")
        told = rows.values_list("rec", "committee__path", "purpose", "effective_from")
        self._adoptions = [_Adoption(rec, path, why, day.year) for rec, path, why, day in told]

    def pins(self, path: str, year: int, purposes: Iterable[str] = OF_UNITS) -> Iterator[Pin]:
        """Yield what scores an organization at a path in a year: one for each purpose."""
        for purpose in purposes:
            if nearest := self._nearest(path, year, purpose):
                yield Pin(purpose, nearest.rec)
            elif is_shipped(purpose):
                yield Pin(purpose)

    def pins_of_units(self, units: Collection[str], year: int) -> dict[str, tuple[Pin, ...]]:
        """Return what scores each unit in a year. One query for each 500 of them, or none."""
        paths = paths_of(units) if self._adoptions else {}
        alike: dict[tuple[str, bool], tuple[Pin, ...]] = {}
        found = {}
        for unit in units:
            person = unit.startswith("m_")
            key = self._above(paths.get(unit, "")), person
            if key not in alike:
                alike[key] = tuple(self.pins(key[0], year, OF_PERSONS if person else OF_UNITS))
            found[unit] = alike[key]
        return found

    def replaced(self, committee: str, path: str, year: int, purpose: str) -> Pin | None:  # noqa: PLR0917 - who, whom, when and what for
        """Return what an adoption by a committee would replace for an organization below it.

        None where a nearer committee decides, or nothing scores it.
        """
        nearest = self._nearest(path, year, purpose)
        if nearest is None:
            return Pin(purpose) if is_shipped(purpose) else None
        return Pin(purpose, nearest.rec) if len(nearest.path) <= len(committee) else None

    def _above(self, path: str) -> str:
        """Return the path of the nearest committee, the organization itself included."""
        above = (one.path for one in self._adoptions if path.startswith(one.path))
        return max(above, key=len, default="")

    def _nearest(self, path: str, year: int, purpose: str) -> _Adoption | None:
        """Return the adoption that holds: of the nearest committee the latest one."""
        holding = [
            one
            for one in self._adoptions
            if one.purpose == purpose and one.first_year <= year and path.startswith(one.path)
        ]
        nearest = max((len(one.path) for one in holding), default=0)
        return next((one for one in reversed(holding) if len(one.path) == nearest), None)


def paths_of(units: Collection[str]) -> Mapping[str, str]:
    """Return where units stand in the tree; a member where the latest affiliation is."""
    found: dict[str, str] = {}
    waiting = iter(units)
    while some := list(islice(waiting, _AT_ONCE)):
        persons = [uid for uid in some if uid.startswith("m_")]
        if len(persons) < len(some):
            found |= dict(Organization.objects.filter(pk__in=some).values_list("uid", "path"))
        if persons:
            held = Affiliation.objects.filter(member_id__in=persons).order_by("from_on")
            found |= dict(held.values_list("member_id", "organization__path"))
    return found


def grouped(units: Collection[str], year: int) -> dict[Pin, list[str]]:
    """Return units by what scores them: a unit once for each purpose."""
    found: defaultdict[Pin, list[str]] = defaultdict(list)
    for unit, pins in Register().pins_of_units(units, year).items():
        for pin in pins:
            found[pin].append(unit)
    return found


@cache
def is_shipped(purpose: str) -> bool:
    """Say whether a standard for a purpose comes with the program."""
    return resources.files(standards).joinpath(SHIPPED[Purpose(purpose)]).is_file()


@cache
def shipped(purpose: str) -> Standard:
    """Return the standard that comes with the program for a purpose."""
    filename = SHIPPED[Purpose(purpose)]
    return compile_text(standards.text(filename), filename=filename)


def shipped_text(purpose: str) -> bytes:
    """Return the exact bytes of the standard that comes with the program for a purpose."""
    return resources.files(standards).joinpath(SHIPPED[Purpose(purpose)]).read_bytes()


def is_other_shipped(standard: Standard, digest: str) -> bool:
    """Say whether a shipped standard has that name and version, but other bytes."""
    return any(
        (one.id, one.version) == (standard.id, standard.version)
        and sha256(shipped_text(purpose)).hexdigest() != digest
        for purpose in SHIPPED
        if is_shipped(purpose)
        for one in (shipped(purpose),)
    )


@cache
def compiled(rec: str) -> Standard:
    """Return an adopted standard, compiled. Raises BytesChanged where its bytes were changed."""
    row = Adopted.objects.get(rec=rec)
    return compile_text(text_of(row), filename=f"{row.name}.yaml", profile=row.profile)


def text_of(row: Adopted) -> str:
    """Return an adopted standard's text, held against the digest that was recorded."""
    content = bytes(row.text)
    if sha256(content).hexdigest() != row.sha256:
        raise BytesChanged(f"{row.rec}: {row.name}")
    return content.decode()


def compile_text(text: str, *, filename: str, profile: str = "relief") -> Standard:
    """Compile a standard against the facts that registered kinds state. Raises StandardFault."""
    catalogue = facts.known()
    chosen: Profile = "literal" if profile == "literal" else "relief"
    return compile_standard(
        text,
        catalogue=catalogue,
        known_facts=catalogue.known_from(kinds.fact_names()),
        filename=filename,
        profile=chosen,
    )
