"""How a piece of work is written into the room's table."""

from datetime import date
from typing import Any, Protocol

from zhibu.journal.leaves import Leaf, Op
from zhibu.worklog.models import Work

SHOWN = 120


class Piece(Protocol):
    """What every piece of work says."""

    @property
    def branch(self) -> str: ...
    @property
    def work(self) -> str: ...
    @property
    def words(self) -> str | None: ...
    @property
    def on(self) -> date: ...
    def columns(self) -> dict[str, Any]: ...


def project(piece: Piece, leaf: Leaf) -> None:
    """Write a piece's latest version; its end, told by another record, stays as it is."""
    if leaf.op is Op.WITHDRAW:
        Work.objects.filter(rec=leaf.rec).delete()
        return
    told = {"leaf_id": leaf.lh, "branch_id": piece.branch, "work": piece.work, "on": piece.on}
    told |= {"words": (piece.words or "")[:SHOWN]} | piece.columns()
    Work.objects.update_or_create(rec=leaf.rec, defaults=told)


def end(rec: str, leaf: Leaf, ended_on: date) -> None:
    """Write the end of a task or state, or take it away again."""
    if leaf.op is Op.WITHDRAW:
        Work.objects.filter(rec=rec, ended_by=leaf.rec).update(ended_on=None, ended_by="")
        return
    Work.objects.filter(rec=rec).update(ended_on=ended_on, ended_by=leaf.rec)
