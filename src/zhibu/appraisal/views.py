"""The pages of this room: a branch's years, the test of a case, grades, a member's own."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.appraisal import actions, queries
from zhibu.appraisal.forms import BeginForm, GradesForm, TestForm
from zhibu.core.case import Obstacle
from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party.access import BranchRequest, acting, admit_to_card
from zhibu.party.permits import Ability
from zhibu.procedures.models import Case

TEST_DAYS = 7
OURS = (queries.APPRAISAL, queries.WORK_REPORT)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.SEE_BRANCH_PRIVATE)
def of_branch(request: BranchRequest) -> HttpResponse:
    """Show a branch's life meetings, appraisals and reports; begin a year's."""
    if request.method == "POST":
        request = access.admit(request, Ability.RECORD_WORK, request.branch.uid)
    today = civil(request.hand.at)
    form = BeginForm(request.POST or None, initial={"year": today.year})
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.begin(branch=request.branch, hand=request.hand, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("procedures:case", case.rec)
    cases = Case.objects.filter(organization=request.branch, family__in=OURS)
    context = {
        "branch": request.branch, "form": form, "cases": cases.order_by("-opened_on", "rec")[:50],
        "records": request.permits.may(Ability.RECORD_WORK, request.branch),
    }  # fmt: skip
    return render(request, "appraisal/branch.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def test(request: HttpRequest, case: str) -> HttpResponse:
    """Open the test of a case."""
    found, admitted = _of_case(request, case)
    form = TestForm(request.POST or None, initial={"closes_on": _week_on(admitted)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_test(case=found, hand=admitted.hand, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("测评已开始，党员在“测评”里保密填写。"))
            return redirect("procedures:case", found.rec)
    before = None if form.errors else _before(found, admitted, queries.TEST_STEP[found.family])
    context = {"case": found, "branch": found.organization, "form": form, "before": before}
    return render(request, "appraisal/test.html", context, status=422 if form.errors else 200)


@require_POST
def close_test(request: HttpRequest, case: str) -> HttpResponse:
    """Close the test of a case: its result is taken over by the step."""
    found, admitted = _of_case(request, case)
    try:
        actions.close_test(case=found, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("测评已结束，结果带入流程。"))
    return redirect("procedures:case", found.rec)


def _grades_form(request: HttpRequest, case: Case, today: date) -> GradesForm:
    members = actions.full_members(case.organization, today)
    meetings = actions.meetings_for(case, "committee_meeting", "general_meeting")
    initial = {**queries.grades_of(case), "on": today}
    return GradesForm(members, meetings, request.POST or None, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def grades(request: HttpRequest, case: str) -> HttpResponse:
    """Give every full member a grade, with the ballots beside."""
    found, admitted = _of_case(request, case)
    if found.family != queries.APPRAISAL:
        raise Http404
    today = civil(admitted.hand.at)
    form = _grades_form(request, found, today)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.give_grades(
                case=found, grades=form.grades(), on=told["on"], meeting=told["meeting"],
                hand=admitted.hand,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已入账：评定等次，报上级审核。"))
            return redirect("procedures:case", found.rec)
    before = None if form.errors else _before(found, admitted, queries.OPINION)
    context = {"case": found, "branch": found.organization, "form": form, "before": before,
               "rows": form.rows(queries.testing_of(found).votes)}  # fmt: skip
    return render(request, "appraisal/grades.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
def of_member(request: HttpRequest, member: str) -> HttpResponse:
    """Show a member's grades to that member and to who keeps the branch."""
    admitted = admit_to_card(request, Ability.SEE_SENSITIVE, member)
    context = {"member": admitted.member, "branch": admitted.branch, "own": admitted.own,
               "grades": queries.history_of(admitted.member)}  # fmt: skip
    return render(request, "appraisal/member.html", context)


def _before(case: Case, request: BranchRequest, step: str) -> Obstacle | None:
    return queries.before(case, step, civil(request.hand.at))


def _week_on(request: BranchRequest) -> date:
    """Return the day a test closes on unless another is chosen: time enough, not forgotten."""
    return civil(request.hand.at) + timedelta(days=TEST_DAYS)


def _of_case(request: HttpRequest, case: str) -> tuple[Case, BranchRequest]:
    """Return a case of ours whose branch one keeps. Raises Http404, PermissionDenied."""
    found = (
        Case.objects.select_related("organization").filter(rec=case, family__in=OURS).first()
        if is_id(case, "r")
        else None
    )
    if found is None:
        raise Http404
    return found, access.admit_to(request, Ability.RECORD_WORK, found.organization)
