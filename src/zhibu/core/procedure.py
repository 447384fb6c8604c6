"""Procedures as data: reading a definition, linting it, and finding the one in force on a day."""

from collections.abc import Iterable
from datetime import date

from zhibu.core import procedure_lint, procedure_text
from zhibu.core.case_words import NO_VERSION, NOT_YET
from zhibu.core.procedure_parts import (
    LISTS,
    NUMBERS,
    Ask,
    Body,
    Exit,
    Kind,
    Material,
    Outcome,
    Procedure,
    Repeats,
    Stage,
    Step,
    Value,
)
from zhibu.core.procedure_rules import Condition, Ref, Rule, RuleKind, Span
from zhibu.core.refusal import Refusal
from zhibu.core.standard_text import parse

__all__ = [
    "LISTS", "NUMBERS", "Ask", "Body", "Condition", "Exit", "Kind", "Material", "NotInForce",
    "Outcome", "Procedure", "Ref", "Repeats", "Rule", "RuleKind", "Span", "Stage", "Step", "Value",
    "in_force", "load",
]  # fmt: skip


class NotInForce(Refusal):
    """No version of a procedure is in force on a day."""


def load(text: str, *, filename: str) -> Procedure:
    """Read and lint a definition.

    Raises StandardFault, with file and line, for an unknown key, a step without a way in or out,
    a circle, an unknown body, field or reference, a number without a basis.
    """
    root = parse(text, filename)
    procedure = procedure_text.read(root)
    procedure_lint.lint(procedure, root)
    return procedure


def in_force(procedures: Iterable[Procedure], family: str, variant: str, *, on: date) -> Procedure:
    """Return the latest version of a variant that is valid on a day.

    Raises NotInForce where none is.
    """
    known = [one for one in procedures if (one.family, one.variant) == (family, variant)]
    valid = [one for one in known if one.valid_from <= on]
    if not valid:
        first = min((one.valid_from for one in known), default=None)
        told = {"day": on.isoformat(), "family": family, "first": first}
        raise NotInForce((NOT_YET if first else NO_VERSION) % told, field="opened_on")
    return max(valid, key=lambda one: (one.valid_from, one.version))
