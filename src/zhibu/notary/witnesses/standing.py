"""How it stands with each witness, for the page of trust."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Max

from zhibu.core.policy import Witness
from zhibu.notary.models import Cosignature
from zhibu.notary.witnesses import roster


class Standing(NamedTuple):
    """A witness and its latest signature: up to which size, and when; None for none yet."""

    petname: str
    name: str
    url: str
    size: int | None
    at: datetime | None

    @property
    def is_visited(self) -> bool:
        """Say whether requests are carried to it by hand."""
        return not self.url


def standing() -> list[Standing]:
    """Return every witness of the policy with its last success; two queries beside the policy's.

    Raises NoKey before the journal has keys.
    """
    known = roster.configured()
    rows = Cosignature.objects.filter(key__in=[one.verifier.spelled for one in known])
    latest = {
        row["key"]: (row["size"], row["at"])
        for row in rows.values("key").annotate(size=Max("size"), at=Max("at")).order_by("key")
    }
    return [_standing(one, *latest.get(one.verifier.spelled, (None, None))) for one in known]


def _standing(witness: Witness, size: int | None, at: datetime | None) -> Standing:
    return Standing(witness.petname, witness.verifier.name, witness.url or "", size, at)
