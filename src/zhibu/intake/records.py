"""The import's own records: a batch came in; a batch was taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.intake.models import Batch, BatchFile
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op


def project_entered(entered: "BatchEntered", leaf: Leaf) -> None:
    """Write the batch; it is corrected by nobody and taken back by a record of its own."""
    if leaf.op is Op.WITHDRAW:
        Batch.objects.filter(rec=leaf.rec).delete()
        return
    batch = Batch.objects.create(
        rec=leaf.rec,
        entered_at=leaf.at,
        actor=leaf.actor,
        records=entered.records,
        counts={
            "rows": entered.rows,
            "left_out": entered.left_out,
            "warnings": entered.warnings,
        },
        leaf_id=leaf.lh,
    )
    BatchFile.objects.bulk_create(
        BatchFile(
            batch=batch,
            digest=bytes.fromhex(file.sha256),
            name=file.name,
            rows=file.rows,
            leaf_id=leaf.lh,
        )
        for file in entered.files
    )


def project_taken_back(taken: "BatchTakenBack", leaf: Leaf) -> None:
    """Mark the batch as taken back."""
    Batch.objects.filter(rec=taken.batch).update(taken_back_at=leaf.at)


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file of the batch: its name, its digest, and how many of its rows were read."""

    name: str
    sha256: str
    rows: int


@kinds.register("intake.batch_entered", version=1, title=_("导入一批"), project=project_entered)
@dataclass(frozen=True, slots=True)
class BatchEntered:
    """Files were entered as one act.

    The identities of its records follow from the batch's own: see ``identities.record_of``.
    """

    batch: str
    entered_on: date
    records: int
    rows: int
    left_out: int
    warnings: int
    files: tuple[FileTold, ...]

    @property
    def on(self) -> date:
        return self.entered_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@kinds.register(
    "intake.batch_taken_back", version=1, title=_("整批撤回"), project=project_taken_back
)
@dataclass(frozen=True, slots=True)
class BatchTakenBack:
    """All records of a batch were withdrawn as one act."""

    batch: str
    taken_back_on: date
    records: int

    @property
    def on(self) -> date:
        return self.taken_back_on

    def facts(self) -> Iterator[Fact]:
        yield from ()
