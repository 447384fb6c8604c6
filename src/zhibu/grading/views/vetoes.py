"""Vetoes: an officer finds one, the branch appeals, another officer upholds or lifts it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.assessment.judges import somebody
from zhibu.core.refusal import Refusal
from zhibu.grading import actions, measure, presenting
from zhibu.grading.actions.vetoing import why_not_grant, why_not_uphold
from zhibu.grading.forms import VetoForm, WordsForm
from zhibu.grading.models import VetoCase, VetoState
from zhibu.grading.views import doors
from zhibu.journal import log
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.DECIDE_RESULTS)
def find(request: BranchRequest) -> HttpResponse:
    """Show the vetoes of a branch's standard; take what was found."""
    today = civil(request.hand.at)
    standard = measure.standard_of(request.branch.uid, today.year)
    years, records = (today.year, today.year - 1), doors.records_of(request.branch)
    form = VetoForm(standard, years, records, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            leaf = actions.find_veto(
                branch=request.branch, told=form.told(), who=somebody(request),
                hand=request.hand,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(
                request, _("已入账：一票否决认定。支部可在期限内申诉，现在还不影响结果。")
            )
            return redirect("grading:veto", leaf.rec)
    context = {"branch": request.branch, "form": form, "standard": standard}
    status = 422 if form.is_bound else 200
    return render(request, "grading/vetoing.html", context, status=status)


@require_safe
def show(request: HttpRequest, veto: str) -> HttpResponse:
    """Show a veto, what was said about it, and how it stands."""
    admitted, case = doors.admit(request, VetoCase, veto, Ability.SEE_BRANCH_PRIVATE)
    return _show(admitted, case)


@require_POST
def appeal(request: HttpRequest, veto: str) -> HttpResponse:
    """Take the branch's appeal."""
    admitted, case = doors.admit(request, VetoCase, veto, Ability.RECORD_WORK)

    def act(words: str) -> str:
        actions.appeal_veto(case, words=words, hand=admitted.hand)
        return _("已入账：一票否决申诉。由认定人以外的人答复。")

    return _taken(admitted, case, "appealing", act)


@require_POST
def uphold(request: HttpRequest, veto: str) -> HttpResponse:
    """Let a veto take effect."""
    admitted, case = doors.admit(request, VetoCase, veto, Ability.DECIDE_RESULTS)

    def act(words: str) -> str:
        who = somebody(admitted)
        actions.uphold_veto(case, words=words, who=who, hand=admitted.hand)
        return _("已入账：一票否决生效。分数和结果已随之重算。")

    return _taken(admitted, case, "upholding", act)


@require_POST
def grant(request: HttpRequest, veto: str) -> HttpResponse:
    """Lift a veto."""
    admitted, case = doors.admit(request, VetoCase, veto, Ability.DECIDE_RESULTS)

    def act(words: str) -> str:
        who = somebody(admitted)
        actions.grant_veto(case, words=words, who=who, hand=admitted.hand)
        return _("已入账：一票否决撤销。")

    return _taken(admitted, case, "granting", act)


def _taken(  # noqa: PLR0917 - whose words do what, from which form
    request: BranchRequest, case: VetoCase, name: str, act: Callable[[str], str]
) -> HttpResponse:  # fmt: skip
    """Let an act be done with the words of a form, or show the form with what is wrong."""
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            said = act(form.cleaned_data["words"])
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, said)
            return redirect("grading:veto", case.rec)
    return _show(request, case, **{name: form})


def _show(request: BranchRequest, case: VetoCase, **bound: WordsForm) -> HttpResponse:
    today, who, permits = civil(request.hand.at), somebody(request), request.permits
    standard = measure.standard_of(case.branch_id, case.year)
    decides = permits.may(Ability.DECIDE_RESULTS, case.branch)
    forms = {name: WordsForm() for name in ("appealing", "upholding", "granting")}
    context = forms | bound | {
        "branch": case.branch,
        "case": case,
        "title": presenting.veto_title(standard, case.veto),
        "tone": presenting.veto_tone(case),
        "said": _said(case),
        "may_appeal": permits.may(Ability.RECORD_WORK, case.branch)
        and case.state == VetoState.FOUND and today <= case.appeal_by,
        "decides": decides and case.state != VetoState.GRANTED,
        "why_not_uphold": why_not_uphold(case, who, today),
        "why_not_grant": why_not_grant(case, who),
    }  # fmt: skip
    return render(request, "grading/veto.html", context, status=422 if bound else 200)


def _said(case: VetoCase) -> list[tuple[str, object, str]]:
    """Return what was said of a veto, step by step: the step, the record, its number."""
    steps = (
        (_("认定的事实"), case.rec), (_("支部申诉"), case.appeal), (_("裁定生效"), case.upheld),
        (_("撤销"), case.granted),
    )  # fmt: skip
    return [(title, log.record_of(log.leaf_of_record(rec)), rec) for title, rec in steps if rec]
