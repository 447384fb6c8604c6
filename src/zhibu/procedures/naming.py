"""What the records of procedures are called in lists: by step, procedure and whose case it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from zhibu.journal import kinds, log
from zhibu.journal.leaves import Leaf, Op
from zhibu.procedures import defined
from zhibu.procedures.models import Case
from zhibu.procedures.records import CaseOpened, TakenOver

KINDS = "procedures."


@dataclass(frozen=True, slots=True)
class Called:
    """A record in a list: what was done, and in which procedure, about whom."""

    title: str
    case: str


def called(leaves: Iterable[Leaf]) -> dict[str, Called]:
    """Return what the procedures' records among some leaves are called, by record.

    Two queries for all of them, none where there is none. What belongs to a case that was taken
    back since is left out: nobody can say any more which procedure it was.
    """
    hashes = {_telling(leaf): leaf for leaf in leaves if leaf.kind.startswith(KINDS)}
    records = log.records_by_hash(hashes) if hashes else {}
    wanted = {str(getattr(one, "case", "")) for one in records.values()} - {""}
    cases = Case.objects.in_bulk(sorted(wanted)) if wanted else {}
    told = ((hashes[lh], _called(hashes[lh], one, cases)) for lh, one in records.items())
    return {leaf.rec: one for leaf, one in told if one}


def _telling(leaf: Leaf) -> bytes:
    """Return the hash of the leaf that says something: of a withdrawal, the version before."""
    return leaf.prev if leaf.op is Op.WITHDRAW and leaf.prev else leaf.lh


def _called(leaf: Leaf, record: Any, cases: dict[str, Case]) -> Called | None:
    about = record if isinstance(record, CaseOpened | TakenOver) else cases.get(record.case)
    if about is None:
        return None
    then = defined.found(about.family, about.variant, getattr(record, "version", about.version))
    step = then.steps.get(getattr(record, "step", "")) if then else None
    kind = str(kinds.latest(leaf.kind).title)
    procedure = then.title if then else defined.families().get(about.family, about.family)
    return Called(
        f"{kind}：{step.title}" if step else kind,
        " · ".join(one for one in (procedure, about.subject_name) if one),
    )
