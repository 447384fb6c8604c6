"""Reading a procedure from its file; what is wrong is told with the line it stands in."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from zhibu.core.bound import CONFIDENCE
from zhibu.core.procedure_parts import (
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
)
from zhibu.core.procedure_rule_text import UNITS, RuleReader, condition_of, span_of
from zhibu.core.standard_text import Node

SUBJECTS = ("person", "member", "organization")
PLACES = ("branch", "superior")
MOST_STEPS = 100
RESERVED = ("on", "case", "outcome", "count", "step")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FACT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,4}")
_HEAD = (
    "id", "version", "title", "subject", "valid_from", "source", "confidence", "bodies", "stages",
    "steps",
)  # fmt: skip
_STEP = ("id", "stage", "title", "body", "basis", "confidence", "requirement")
_STEP_ALSO = (
    "after", "guide", "tells", "duty", "states", "optional", "when", "asks", "materials", "rules",
    "repeats", "outcomes", "exceptions", "leads_to",
)  # fmt: skip
T = TypeVar("T")


def word(node: Node) -> str:
    """Return a name of small letters, figures and underscores. Raises StandardFault otherwise."""
    told = node.text(most=40)
    if not _WORD.fullmatch(told):
        raise node.fault("not_a_name", value=told)
    return told


def read(root: Node) -> Procedure:
    """Return the procedure of a file, not yet linted. Raises StandardFault."""
    told = root.fields(required=_HEAD, optional=("variant", "context", "cases"))
    steps = told["steps"].listed()
    if not 0 < len(steps) <= MOST_STEPS:
        raise told["steps"].fault("not_a_number", value=len(steps), least=1, most=MOST_STEPS)
    stages = _by_id(told["stages"], _stage)
    context = _by_id(told.get("context"), _ask)
    return Procedure(
        file=root.file,
        family=word(told["id"]),
        version=told["version"].text(most=20),
        variant=word_or_number(told.get("variant")),
        title=told["title"].text(most=60),
        subject=told["subject"].choice(SUBJECTS),
        valid_from=told["valid_from"].day(),
        source=told["source"].text(),
        confidence=told["confidence"].choice(CONFIDENCE),
        bodies={key: _body(key, node) for key, node in told["bodies"].entries().items()},
        stages=stages,
        context=context,
        steps=_joined(_by_id(told["steps"], _StepReader(steps[0], tuple(context)).read)),
    )


def word_or_number(node: Node | None) -> str:
    """Return a variant's name: letters and figures, or nothing where there is one only."""
    if node is None or node.held == "":
        return ""
    told = node.text(most=20)
    if not re.fullmatch(r"[a-z0-9_]+", told):
        raise node.fault("not_a_name", value=told)
    return told


def _by_id(node: Node | None, read_one: Callable[[Node], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for each in node.listed() if node else ():
        key = each.entries().get("id")
        if key is None:
            raise each.fault("key_missing", value="id")
        if word(key) in found:
            raise key.fault("id_doubled", value=key.text())
        if key.text() in RESERVED:
            raise key.fault("name_reserved", value=key.text())
        found[key.text()] = read_one(each)
    return found


def _joined(steps: Mapping[str, Step]) -> dict[str, Step]:
    """Add to ``after`` what another step's ``leads_to`` says."""
    return {
        key: _after(step, [one for one in steps.values() if key in one.leads_to])
        for key, step in steps.items()
    }


def _after(step: Step, earlier: Iterable[Step]) -> Step:
    more = tuple(one.id for one in earlier if one.id not in step.after)
    return replace(step, after=(*step.after, *more))


def _body(key: str, node: Node) -> Body:
    told = node.fields(required=("title", "ability", "at"))
    return Body(key, told["title"].text(most=40), word(told["ability"]), told["at"].choice(PLACES))


def _stage(node: Node) -> Stage:
    told = node.fields(required=("id", "title"))
    return Stage(told["id"].text(), told["title"].text(most=40))


def _ask(node: Node) -> Ask:
    told = node.fields(
        required=("id", "title", "kind"),
        optional=("options", "optional", "sealed", "hint", "when"),
    )
    kind = Kind(told["kind"].choice(Kind))
    if (kind is Kind.CHOICE) != ("options" in told):
        raise node.fault("options_or_not", value=told["id"].text())
    options = told["options"].entries() if "options" in told else {}
    return Ask(
        id=told["id"].text(),
        title=told["title"].text(most=60),
        kind=kind,
        options={key: each.text(most=60) for key, each in options.items()},
        optional=flag(told, "optional"),
        sealed=flag(told, "sealed"),
        hint=words(told, "hint"),
        when=condition_of(told.get("when")),
    )


def _material(node: Node) -> Material:
    told = node.fields(required=("id", "title"), optional=("required", "template", "when"))
    return Material(
        id=told["id"].text(),
        title=told["title"].text(most=80),
        required=flag(told, "required"),
        template=words(told, "template"),
        when=condition_of(told.get("when")),
    )


def _outcome(node: Node) -> Outcome:
    told = node.fields(required=("id", "title"), optional=("ends", "back_to", "once", "leads_to"))
    return Outcome(
        id=told["id"].text(),
        title=told["title"].text(most=40),
        ends=flag(told, "ends"),
        back_to=words(told, "back_to"),
        once=flag(told, "once"),
        leads_to=listed(told, "leads_to"),
    )


def _exit(node: Node) -> Exit:
    told = node.fields(required=("id", "title", "by", "waives", "basis"))
    if not told["waives"].listed():
        raise told["waives"].fault("list_empty")
    return Exit(
        id=told["id"].text(),
        title=told["title"].text(most=60),
        by=told["by"].text(),
        waives=listed(told, "waives"),
        basis=told["basis"].text(),
    )


def _repeats(node: Node | None) -> Repeats | None:
    if node is None:
        return None
    told = node.fields(required=("every",), optional=("until",))
    return Repeats(span_of(told["every"].fields(required=(), optional=UNITS)), words(told, "until"))


def flag(told: Mapping[str, Node], key: str) -> bool:
    """Return whether a key says yes; what is not there says no."""
    return key in told and told[key].flag()


def words(told: Mapping[str, Node], key: str) -> str:
    """Return the text of a key, or nothing."""
    return told[key].text() if key in told else ""


def listed(told: Mapping[str, Node], key: str) -> tuple[str, ...]:
    """Return the texts of a key's list, or none."""
    return tuple(each.text() for each in told[key].listed()) if key in told else ()


@dataclass(frozen=True, slots=True)
class _StepReader:
    """Reads steps; the first of them alone may say nothing of what comes before it."""

    first: Node
    context: tuple[str, ...]

    def read(self, node: Node) -> Step:
        told = node.fields(required=_STEP, optional=_STEP_ALSO)
        if node is not self.first and "after" not in told:
            raise node.fault("step_without_way_in", value=told["id"].text())
        asks = _by_id(told.get("asks"), _ask)
        return Step(
            id=told["id"].text(),
            line=node.line,
            stage=told["stage"].text(),
            title=told["title"].text(most=60),
            body=told["body"].text(),
            after=listed(told, "after"),
            basis=told["basis"].text(),
            confidence=told["confidence"].choice(CONFIDENCE),
            requirement=told["requirement"].text(),
            guide=words(told, "guide"),
            tells=listed(told, "tells"),
            duties=_duties(told["duty"]) if "duty" in told else (),
            states=tuple(map(_fact, told["states"].listed())) if "states" in told else (),
            optional=flag(told, "optional"),
            when=condition_of(told.get("when")),
            asks=asks,
            materials=_by_id(told.get("materials"), _material),
            rules=RuleReader(tuple(asks)).rules(told.get("rules")),
            repeats=_repeats(told.get("repeats")),
            outcomes=_by_id(told.get("outcomes"), _outcome),
            exceptions=_by_id(told.get("exceptions"), _exit),
            leads_to=listed(told, "leads_to"),
        )


def _duties(node: Node) -> tuple[str, ...]:
    """Return the one duty that is written, or those of a list: each once, or it counts twice."""
    written = [node] if isinstance(node.held, str) else node.listed()
    if not written:
        raise node.fault("text_empty")
    read: list[str] = []
    for each in written:
        if each.text() in read:
            raise each.fault("key_doubled", value=each.text())
        read.append(_fact(each))
    return tuple(read)


def _fact(node: Node) -> str:
    if not _FACT.fullmatch(node.text()):
        raise node.fault("not_a_name", value=node.text())
    return node.text()
