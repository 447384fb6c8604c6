"""The definitions of procedures in force: data under ``standards/procedures``, read once."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib import resources

from zhibu import standards
from zhibu.core import procedure
from zhibu.core.procedure import Procedure

FOLDER = "procedures"
_lent: list[Procedure] = []


def known() -> tuple[Procedure, ...]:
    """Return every version and variant of every procedure, in the order of their files."""
    return (*_shipped(), *_lent)


@cache
def _shipped() -> tuple[Procedure, ...]:
    folder = resources.files(standards).joinpath(FOLDER)
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yaml"))
    return tuple(
        procedure.load(standards.text(f"{FOLDER}/{name}"), filename=f"{FOLDER}/{name}")
        for name in names
    )


def by_key(key: str) -> Procedure | None:
    """Return the definition that an address or a case names."""
    return next((one for one in known() if one.key == key), None)


def of(family: str, variant: str, version: str) -> Procedure:
    """Return one version. Raises LookupError where it is not shipped any more."""
    for one in known():
        if (one.family, one.variant, one.version) == (family, variant, version):
            return one
    raise LookupError(f"no definition {family}/{variant}/{version}")


def found(family: str, variant: str, version: str) -> Procedure | None:
    """Return one version, or None where it is not shipped any more."""
    try:
        return of(family, variant, version)
    except LookupError:
        return None


def in_force(family: str, variant: str, on: date) -> Procedure:
    """Return the version that a case opened on a day gets. Raises NotInForce."""
    return procedure.in_force(known(), family, variant, on=on)


def versions_of(family: str, variant: str) -> tuple[Procedure, ...]:
    """Return the versions of one variant, the earliest first."""
    found = [one for one in known() if (one.family, one.variant) == (family, variant)]
    return tuple(sorted(found, key=lambda one: one.valid_from))


def families() -> dict[str, str]:
    """Return what each family is called: the latest version's title, without what tells it apart.

    A title says in brackets at its end which variant or version it is; of a family of several,
    that would name but one of them.
    """
    ordered = sorted(known(), key=lambda one: one.valid_from)
    titles: dict[str, set[str]] = defaultdict(set)
    for one in ordered:
        titles[one.family].add(one.title)
    latest = {one.family: one.title for one in ordered}
    return {
        family: title.split("（")[0] if len(titles[family]) > 1 else title
        for family, title in latest.items()
    }


@contextmanager
def lent(*more: Procedure) -> Iterator[None]:
    """Let further definitions be known for a while: a committee's draft, or a test's own."""
    _lent.extend(more)
    try:
        yield
    finally:
        del _lent[-len(more) :]
