"""What the records of a procedure say, by its definition: steps, answers, materials by title."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhibu.core.procedure import Ask, Kind, Procedure, Step
from zhibu.journal import facts
from zhibu.look.templatetags import look
from zhibu.procedures import defined, papers, presenting, values
from zhibu.procedures.models import Case
from zhibu.procedures.records import (
    Answer,
    CaseClosed,
    CaseOpened,
    ExceptionGranted,
    MaterialAdded,
    StepDone,
    StepTicked,
    TakenAnswer,
    TakenOver,
    TakenStep,
    Told,
    VersionChanged,
)

KEY = "/"  # between a case and its family, its family and its variant
Names = Mapping[str, str]
Lines = tuple[str, ...]


def names_in(records: Iterable[Any]) -> dict[str, str]:
    """Return the cases that records belong to, by title, and what runs there. One query at most."""
    uids = {str(getattr(one, "case", "")) for one in records} - {""}
    found: dict[str, str] = {}
    cases = Case.objects.filter(rec__in=uids) if uids else Case.objects.none()
    for rec, family, variant, version in cases.values_list("rec", "family", "variant", "version"):
        found[rec] = _title(family, variant, version)
        found[rec + KEY] = KEY.join((family, variant, version))
    return found


def worded(record: Any, names: Names) -> Mapping[str, Lines]:
    """Return those fields of a procedure's record that only its definition puts in words."""
    match record:
        case CaseOpened():
            return _opened(record, names)
        case TakenOver():
            return _taken_over(record, names)
        case StepDone() | StepTicked() | ExceptionGranted() | CaseClosed() | VersionChanged():
            return _within(record, names)
        case MaterialAdded():
            return _added(record, names)
    return {}


def _title(family: str, variant: str, version: str) -> str:
    found = defined.found(family, variant, version)
    return found.title if found else defined.families().get(family, family)


def _taken_over(taken: TakenOver, names: Names) -> dict[str, Lines]:
    found = defined.found(taken.family, taken.variant, taken.version)
    return _opened(taken, names) | {
        "steps": tuple(_taken_step(found, one) for one in taken.steps),
        "answers": tuple(_taken_answers(found, taken, taken.answers, names=names)),
        "personal": tuple(_taken_answers(found, taken, taken.personal, names=names)),
    }


def _taken_step(found: Procedure | None, one: TakenStep) -> str:
    step = found.steps.get(one.step) if found else None
    outcome = step.outcomes.get(one.outcome) if step else None
    parts = (look.full_day(one.on), step.title if step else one.step, outcome and outcome.title)
    return " ".join(part for part in parts if part)


def _taken_answers(
    found: Procedure | None, taken: TakenOver, told: Iterable[TakenAnswer], *, names: Names
) -> Iterator[str]:
    for one in told:
        step = found.steps.get(taken.steps[one.place].step) if found else None
        yield from _answers(step.asks if step else {}, [Answer(one.field, one.value)], names)


def _opened(opened: CaseOpened | TakenOver, names: Names) -> dict[str, Lines]:
    found = defined.found(opened.family, opened.variant, opened.version)
    told: dict[str, Lines] = {"told": _told(opened.told), "variant": ()}
    told["family"] = (_title(opened.family, opened.variant, opened.version),)
    if names.get(opened.subject) in {None, opened.subject_name}:
        told["subject"] = ()  # the name beside it says who
    if found:
        told["context"] = tuple(_answers(found.context, opened.context, names))
    return told


def _within(record: Any, names: Names) -> dict[str, Lines]:
    told: dict[str, Lines] = {"told": _told(record.told)}
    family, variant, now = names.get(record.case + KEY, "//").split(KEY)
    found = defined.found(family, variant, getattr(record, "version", now))
    step = found.steps.get(getattr(record, "step", "")) if found else None
    if found and isinstance(record, CaseClosed):
        told["closed_as"] = (presenting.ended_words(found, record.closed_as),)
    if found and step:
        told["step"] = (step.title,)
        if isinstance(record, ExceptionGranted):
            told |= _granted(found, step, record)
        else:
            told |= _done(step, record, names)
    return told


def _added(added: MaterialAdded, names: Names) -> dict[str, Lines]:
    family, variant, _now = names.get(added.case + KEY, "//").split(KEY)
    found = defined.found(family, variant, added.version)
    step = found.steps.get(added.step) if found else None
    return {"step": (step.title,), **_papers(step, added)} if step else {}


def _papers(step: Step, record: StepDone | StepTicked | MaterialAdded) -> dict[str, Lines]:
    """Return the materials of a step, each with how it is kept; the places stand with them."""
    known = step.materials
    told = (
        _("%(title)s（%(kept)s）") % {
            "title": known[one.material].title if one.material in known else one.material,
            "kept": papers.words_of(one),
        }
        for one in papers.told_in(record)
    )  # fmt: skip
    return {"materials": tuple(told), "kept_at": ()}


def _granted(found: Procedure, step: Step, record: ExceptionGranted) -> dict[str, Lines]:
    granted, body = step.exceptions.get(record.exception), found.bodies.get(record.body)
    return {
        "exception": (granted.title if granted else record.exception,),
        "body": (body.title if body else record.body,),
    }


def _done(step: Step, record: StepDone | StepTicked, names: Names) -> dict[str, Lines]:
    outcome = step.outcomes.get(record.outcome)
    waived = {one.id: one.words for one in step.rules}
    return {
        "outcome": (outcome.title if outcome else record.outcome,),
        "answers": tuple(_answers(step.asks, record.answers, names)),
        "personal": tuple(_answers(step.asks, record.personal, names)),
        "waived": tuple(waived.get(one) or one for one in record.waived),
        **_papers(step, record),
    }


def _answers(asks: Mapping[str, Ask], told: Iterable[Answer], names: Names) -> Iterator[str]:
    for one in told:
        ask = asks.get(one.field)
        if ask is None:
            yield f"{one.field} {one.value}"
            continue
        yield f"{ask.title} {_words(ask, one, names)}"


def _words(ask: Ask, told: Answer, names: Names) -> str:
    if ask.kind is Kind.MEETING:
        return _("见会议记录")
    try:
        return presenting.words_of(ask, values.read(ask, told.value), names)
    except ValueError:  # erased: a text stands in its place
        return told.value


def _told(told: Iterable[Told]) -> Lines:
    known = facts.known().measures
    return tuple(
        f"{known[one.fact].title if one.fact in known else one.fact} {one.value:+d}"
        f"（{look.full_day(one.on)}）"
        for one in told
    )
