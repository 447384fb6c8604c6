"""Moves between classes: a branch asks, a committee decides and gives its reasons.

The class itself stands in the party's records alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.grading.models import ClassDecision, ClassWish, Decision
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op


def project_asked(asked: "ClassAsked", leaf: Leaf) -> None:
    """Write the wish, or that it was withdrawn."""
    if leaf.op == Op.WITHDRAW:
        ClassWish.objects.filter(rec=leaf.rec).update(withdrawn=True)
        return
    ClassWish.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, branch_id=asked.branch, wanted=asked.wanted,
        asked_on=asked.on,
    )  # fmt: skip


@kinds.register("grading.class_asked", version=1, title=_("调类申请"), project=project_asked)
@dataclass(frozen=True, slots=True)
class ClassAsked:
    """A branch asks to be put into another class, and why."""

    branch: str
    wanted: str
    on: date
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_decided(decided: "ClassDecided", leaf: Leaf) -> None:
    """Write the reasons, and the answer beside the wish."""
    gone = leaf.op == Op.WITHDRAW
    ClassDecision.objects.filter(rec=leaf.rec).delete()
    if not gone:
        ClassDecision.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, branch_id=decided.branch, change=decided.change,
            reasons=decided.reasons, decided_on=decided.on,
        )  # fmt: skip
    ClassWish.objects.filter(rec=decided.wish).update(
        answer="" if gone else leaf.rec,
        decision="" if gone else decided.decision,
        answered_on=None if gone else decided.on,
    )


@kinds.register("grading.class_decided", version=1, title=_("调类决定"), project=project_decided)
@dataclass(frozen=True, slots=True)
class ClassDecided:
    """A committee moved a branch, or did not, and why. ``change`` is the record that moved it."""

    branch: str
    decision: Decision
    on: date
    reasons: str
    wish: str = ""
    change: str = ""

    def facts(self) -> Iterator[Fact]:
        yield from ()
