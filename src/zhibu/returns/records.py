"""A return was handed in: its numbers, their fingerprint, and the journal's head behind them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.returns.models import Submission


def project_submitted(submitted: "Submitted", leaf: Leaf) -> None:
    """Write that the return was handed in."""
    Submission.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Submission.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, organization_id=submitted.organization,
            every=submitted.every, as_of=submitted.as_of, size=submitted.size,
            digest=bytes.fromhex(submitted.digest), submitted_at=leaf.at,
        )  # fmt: skip


@kinds.register(
    "returns.submitted",
    version=1,
    title=_("报送统计报表"),
    project=project_submitted,
    sealed=("lines",),
)
@dataclass(frozen=True, slots=True)
class Submitted:
    """A return as it was handed in. ``lines`` are ``line=number`` in the order of the book.

    ``digest`` is over these lines and what they are about; ``size`` and ``root`` are the journal's
    head from which the numbers were counted.
    """

    organization: str
    every: str
    as_of: date
    book: str
    lines: tuple[str, ...]
    digest: str
    size: int
    root: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()

    def numbers(self) -> dict[str, int]:
        """Return line → number."""
        return {key: int(number) for key, _is, number in (one.partition("=") for one in self.lines)}
