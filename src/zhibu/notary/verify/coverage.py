"""Which erasures and sealings the journal knows of: what V2 lets pass."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any

from zhibu.core.leaf import read_bytes
from zhibu.journal import reading
from zhibu.journal.erasing.telling import KINDS
from zhibu.journal.leaves import Leaf
from zhibu.journal.models import Erasure, Payload
from zhibu.journal.records import Erased, ErasureApproved, ErasureAsked, GivenBack, Withheld
from zhibu.notary.verify.faults import Findings

ERASURE = "journal_erasure"
_APPROVERS = 2
Parts = dict[bytes, dict[int, str]]


class Covered:
    """What the journal's entries say was taken away, read once when first asked.

    An entry covers nothing unless somebody asked for just that and two other persons approved, each
    by a record.
    """

    def __init__(self) -> None:
        self._acts: dict[bytes, bytes] = {}

    def erased(self, lh: bytes) -> dict[int, str]:
        """Return the parts of a payload whose erasure an entry records, with their names."""
        return self._known[0].get(lh, {})

    def withheld(self, lh: bytes) -> dict[int, str]:
        """Return the parts of a payload that entries withhold and did not give back."""
        return self._known[1].get(lh, {})

    def compare_permits(self, findings: Findings) -> None:
        """Compare the rows that let payloads change with the acts that they name."""
        _ = self._known
        standing = {
            bytes(row.act_id): (row.id, bytes(row.payload_id), row.applied)
            for row in Erasure.objects.order_by("id").iterator(chunk_size=500)
        }
        for act, (number, payload, applied) in standing.items():
            if self._acts.get(act) != payload:
                findings.surplus(ERASURE, f"id={number}")
            elif not applied:
                findings.broken(ERASURE, f"id={number}", "applied")
        _compare_what_must_stand(findings)
        for act in self._acts.keys() - standing.keys():
            findings.missing(ERASURE, f"act_lh={act.hex()}")

    @cached_property
    def _known(self) -> tuple[Parts, Parts]:
        erased: Parts = defaultdict(dict)
        withheld: Parts = defaultdict(dict)
        requests = _Requests()
        for leaf, said in _told():
            if not isinstance(said, Erased | Withheld | GivenBack):
                requests.take(leaf, said)
            elif requests.allow(said):
                target = read_bytes(said.target)
                self._acts[leaf.lh] = target
                parts = dict(zip(said.places, said.names, strict=True))
                left = {k: v for k, v in withheld[target].items() if k not in parts}
                withheld[target] = left | parts if isinstance(said, Withheld) else left
                erased[target] |= parts if isinstance(said, Erased) else {}
        return erased, withheld


def _compare_what_must_stand(findings: Findings) -> None:
    """Compare what each payload's latest change allowed with what is erased and withheld of it."""
    latest = {bytes(row.payload_id): row for row in Erasure.objects.order_by("id")}
    for lh, row in latest.items():
        payload = Payload.objects.filter(lh=lh).first()
        if payload is None:
            continue  # named as missing already
        if _bytes(row.erased) != _bytes(payload.erased):
            findings.broken(ERASURE, f"id={row.id}", "erased")
        if row.withholds != (payload.withheld is not None):
            findings.broken(ERASURE, f"id={row.id}", "withholds")


def _bytes(column: Any) -> bytes | None:
    return None if column is None else bytes(column)


class _Requests:
    """What was asked and who approved, by the records of it: an act's own word is not enough."""

    def __init__(self) -> None:
        self._asked: dict[str, ErasureAsked] = {}
        self._voices: dict[str, set[str]] = defaultdict(set)

    def take(self, leaf: Leaf, said: ErasureAsked | ErasureApproved) -> None:
        """Take a request, or one person's approval of it."""
        if isinstance(said, ErasureAsked):
            self._asked[leaf.rec] = said
        else:
            self._voices[said.request].add(said.person)

    def allow(self, done: Erased | Withheld | GivenBack) -> bool:
        """Say whether two persons other than the asker approved just what was done."""
        asked = self._asked.get(done.request)
        if asked is None or asked.ground != done.ground:
            return False
        places = {one.lh: one.places for one in asked.targets}.get(done.target)
        persons = self._voices[done.request] - {asked.person}
        return places == done.places and len(persons) >= _APPROVERS


def _told() -> Iterator[tuple[Leaf, Any]]:
    """Yield what is recorded of taking away; what cannot be read is named by its own payload."""
    for leaf in reading.leaves_named((*KINDS, "erase.asked", "erase.approved")):
        with suppress(Exception):
            yield leaf, reading.record_of(leaf)
