"""Which erasures and sealings the journal knows of: what V2 lets pass."""

from collections import defaultdict
from functools import cached_property

from zhibu.core.leaf import read_bytes
from zhibu.journal import reading
from zhibu.journal.erasing.telling import KINDS
from zhibu.journal.models import Erasure
from zhibu.journal.records import Erased, GivenBack
from zhibu.notary.verify.faults import Findings

ERASURE = "journal_erasure"
_APPROVERS = 2


class Covered:
    """What the journal's entries say was taken away, read once when first asked.

    An entry that two different persons did not approve covers nothing.
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
        for act in self._acts.keys() - standing.keys():
            findings.missing(ERASURE, f"act_lh={act.hex()}")

    @cached_property
    def _known(self) -> tuple[dict[bytes, dict[int, str]], dict[bytes, dict[int, str]]]:
        erased: dict[bytes, dict[int, str]] = defaultdict(dict)
        withheld: dict[bytes, dict[int, str]] = defaultdict(dict)
        for leaf in reading.leaves_named(KINDS):
            done = reading.record_of(leaf)
            if len(set(done.approvers)) < _APPROVERS:
                continue
            target = read_bytes(done.target)
            self._acts[leaf.lh] = target
            parts = dict(zip(done.places, done.names, strict=True))
            if isinstance(done, GivenBack):
                withheld[target] = {k: v for k, v in withheld[target].items() if k not in parts}
            elif isinstance(done, Erased):
                erased[target] |= parts
                withheld[target] = {k: v for k, v in withheld[target].items() if k not in parts}
            else:
                withheld[target] |= parts
        return erased, withheld
