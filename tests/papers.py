"""How the materials of a step are kept in tests: made from facts where they can be, else on paper.

papers.of(case, "oath", ["form"])       # the materials named
papers.required(case, "oath")           # all that the step cannot do without
"""

from collections.abc import Iterable

from zhibu.procedures import documents, queries
from zhibu.procedures.models import Case
from zhibu.procedures.papers import Held

BOX = "支部资料盒第 3 盒"


def of(case: Case, step: str, materials: Iterable[str]) -> tuple[Held, ...]:
    """Return materials as they are usually kept."""
    known = queries.definition_of(case, case.version).steps[step]
    makes = documents.makes_of(case, known)
    return tuple(
        Held(one, made=True) if one in makes else Held(one, where=BOX) for one in materials
    )


def required(case: Case, step: str) -> tuple[Held, ...]:
    """Return every material that a step must have, as usually kept."""
    papers = queries.definition_of(case, case.version).steps[step].materials.values()
    return of(case, step, [one.id for one in papers if one.required])
