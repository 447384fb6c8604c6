"""The page of one step: what it asks, on which ground, and its form for whose turn it is."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability
from zhibu.procedures import filing, presenting
from zhibu.procedures.queries import File
from zhibu.procedures.step_form import StepForm
from zhibu.procedures.views.showing import turn_of


def page_of_step(
    request: BranchRequest, file: File, step: str, *, bound: StepForm | None = None
) -> HttpResponse:
    """Answer with a step's page; a form that was refused stays as it was filled."""
    today = civil(request.hand.at)
    page = presenting.page_of(file, request.permits, today)
    shown = next(one for one in page.steps if one.step.id == step)
    turn = turn_of(page, shown, today, with_form=shown.may, bound=(step, bound) if bound else None)
    above = file.procedure.bodies[shown.step.body].ability == Ability.APPROVE_CASES
    gaps = presenting.gaps_of(file, today, room=above)
    others = [(step, gap) for step, gap in gaps if gap.rule not in filing.LACKS]
    context = {
        "page": page, "branch": file.case.organization, "turn": turn, "today": today,
        "above": above, "gaps": gaps, "others": others,
    }  # fmt: skip
    return render(request, "procedures/step.html", context, status=422 if bound else 200)


def day_asked(request: BranchRequest, today: date) -> date:
    """Return the day that a form tells; today where it tells none, or one to come."""
    try:
        told = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        return today
    return min(told, today)
