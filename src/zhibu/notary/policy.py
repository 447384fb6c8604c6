"""Whom to trust, as a text for verifiers: the journal's keys, its witnesses, how many suffice.

A stranger must not take the policy from the server it judges, but from paper or a superior's site;
the server prints it so that they can be compared.
"""

from collections.abc import Iterator
from datetime import datetime

from zhibu.core.policy import NONE, Policy
from zhibu.journal import reading
from zhibu.journal.models import LeafRow
from zhibu.notary import keys
from zhibu.notary.records import WITNESSED, Post, WitnessChanged

EXTRA = "policy.txt"
_PEERS = 2  # of the peers, where there are so many


def witnesses() -> dict[str, WitnessChanged]:
    """Return the witnesses that stand, by the policy's name for each, in the order they came."""
    rows = LeafRow.objects.filter(kind=WITNESSED).order_by("id")
    standing: dict[str, WitnessChanged] = {}
    for record in reading.records_of(reading.told(rows)):
        standing.pop(record.petname, None)
        if not record.ended:
            standing[record.petname] = record
    return standing


def text(at: datetime | None = None, *, ever: bool = False) -> str:
    """Return the policy as of an instant, or of the latest entry: keys that sign, and witnesses.

    ``ever`` lists every key that ever signed, for reading old heads. Raises NoKey before the
    journal names keys.
    """
    as_of = at or max(keys.current().at, _latest())
    logs = [f"log {one.spelled}" for one in keys.verifiers(as_of, ever=ever)]
    return "\n".join([*logs, *_witness_lines(), ""])


def parsed(at: datetime | None = None, *, ever: bool = False) -> Policy:
    """Return the policy itself. Raises NoKey, and PolicyFault where the extra lines do not fit."""
    return Policy.parse(text(at, ever=ever))


def is_self_asserted() -> bool:
    """Say whether nobody outside vouches for the journal: 仅自证."""
    return not witnesses() and not _extra()


def _latest() -> datetime:
    found: datetime = LeafRow.objects.order_by("-at").values_list("at", flat=True)[0]
    return found


def _witness_lines() -> Iterator[str]:
    """Yield witnesses, groups and the quorum; a file in the folder of keys replaces ours."""
    if extra := _extra():
        yield extra
        return
    standing = witnesses()
    for one in standing.values():
        yield " ".join(filter(None, ("witness", one.petname, one.vkey, one.url)))
    yield from _groups({post: _named(standing, post) for post in Post})


def _named(standing: dict[str, WitnessChanged], post: Post) -> list[str]:
    return [one.petname for one in standing.values() if one.post == post]


def _groups(named: dict[Post, list[str]]) -> Iterator[str]:
    """Yield the default quorum: superior and (inspection or two peers), of those there are."""
    wanted = []
    if superiors := named[Post.SUPERIOR]:
        yield f"group superiors any {' '.join(superiors)}"
        wanted.append("superiors")
    beside = []
    if inspectors := named[Post.INSPECTION]:
        yield f"group inspectors any {' '.join(inspectors)}"
        beside.append("inspectors")
    if peers := named[Post.PEER]:
        yield f"group peers {min(_PEERS, len(peers))} {' '.join(peers)}"
        beside.append("peers")
    if beside:
        yield f"group beside any {' '.join(beside)}"
        wanted.append("beside")
    if wanted:
        yield f"group enough all {' '.join(wanted)}"
    yield f"quorum {'enough' if wanted else NONE}"


def _extra() -> str:
    """Return the lines of witnesses, groups and quorum that the installation keeps in a file."""
    path = keys.folder() / EXTRA
    return path.read_text("utf-8").strip() if path.exists() else ""
