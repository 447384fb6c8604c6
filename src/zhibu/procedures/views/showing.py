"""A case's page: where it stands, what to do now, what comes next, what was done."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhibu.core.procedure_parts import Material, Step
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest
from zhibu.procedures import (
    asking,
    conditions,
    conduct,
    documents,
    presenting,
    queries,
    uploading,
)
from zhibu.procedures.conditions import Condition
from zhibu.procedures.forms import CloseForm, GrantForm, ReasonForm
from zhibu.procedures.models import Case
from zhibu.procedures.paper_form import PaperField, PapersForm
from zhibu.procedures.presenting import Page, StepShown
from zhibu.procedures.queries import File
from zhibu.procedures.step_form import StepForm, initial_of
from zhibu.procedures.views.admitting import admit

FORMS = 2  # steps whose form stands on the page; the others have a button


Sheet = tuple[PaperField | None, Material, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A step to be done now, with its form where it is the reader's turn."""

    shown: StepShown
    form: StepForm | None
    conditions: list[Condition]
    papers: list[Sheet]
    tells: list[str]
    own_page: str = ""


@require_safe
def detail(request: HttpRequest, case: str) -> HttpResponse:
    """Show a case."""
    admitted, found = admit(request, case)
    return show(admitted, found)


def show(
    request: BranchRequest, found: Case, *, bound: tuple[str, StepForm] | None = None
) -> HttpResponse:
    """Answer with a case's page; a form that was refused stays as it was filled."""
    today = civil(request.hand.at)
    file = queries.file_of(found)
    page = presenting.page_of(file, request.permits, today)
    panel = conduct.of(found.family).panel(file, today)
    context = {
        "page": page,
        "branch": found.organization,
        "today": today,
        "turns": turns_of(page, today, bound=bound),
        "panel": panel[0] if panel else "",
        "catalogue": documents.CATALOGUE,
        "grant_form": GrantForm(initial={"on": today}),
        "close_form": CloseForm(initial={"on": today}),
        "reason_form": ReasonForm(),
    } | dict(panel[1] if panel else {})
    return render(request, "procedures/case.html", context, status=422 if bound else 200)


def turns_of(page: Page, today: date, *, bound: tuple[str, StepForm] | None = None) -> list[Turn]:
    """Return what is to be done now: those whose turn is the reader's first, with their forms."""
    ordered = sorted(page.now, key=lambda one: not one.may)
    return [
        turn_of(page, one, today, bound=bound, with_form=one.may and place < FORMS)
        for place, one in enumerate(ordered)
    ]


def turn_of(
    page: Page, shown: StepShown, today: date, *, with_form: bool,
    bound: tuple[str, StepForm] | None = None,
) -> Turn:  # fmt: skip
    """Return one step that is to be done, with its form."""
    step, case = shown.step, page.case
    form: StepForm | None = None
    own = conduct.of(case.family).pages.get(step.id, "") if shown.open else ""
    if bound and bound[0] == step.id:
        form = bound[1]
    elif with_form and not own:
        form = fresh_form(page.file, step, today)
    return Turn(
        shown=shown,
        form=form,
        conditions=conditions.conditions_of(page.procedure, step),
        papers=papers_of(case, asking.asked_of(step, page.file.core), form),
        tells=[page.procedure.bodies[one].title for one in step.tells],
        own_page=reverse(own, args=[case.rec]) if own and shown.may else "",
    )


def fresh_form(file: File, step: Step, today: date) -> StepForm:
    """Return the empty form of a step, with what the room can fill in."""
    case, asked = file.case, asking.asked_of(step, file.core)
    told = conduct.of(case.family).defaults(file, step.id, today)
    return StepForm(
        asked, choices=asking.choices_for(file, asked, today),
        tray=uploading.Tray(uploading.scope_of(case.rec, step.id)),
        makes=documents.makes_of(case, asked),
        initial=initial_of(asked, told, today) | {"seen": queries.seen_of(file, step.id)},
    )  # fmt: skip


def papers_of(case: Case, step: Step, form: PapersForm | None) -> list[Sheet]:
    """Return a step's papers: the inputs of each, and the name of the document it is made from."""
    sheets = {one.material.id: one for one in form.sheets} if form is not None else {}
    return [
        (sheets.get(one.id), one, documents.made_as(case, one.template))
        for one in step.materials.values()
    ]
