"""Pages that span rooms: they read, and leave every act to its room."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from zhibu.assessment import queries as assessment
from zhibu.desk import answers, burdens, erasing
from zhibu.desk.captured import bounds_of
from zhibu.desk.forms import AnswerForm, BurdenForm
from zhibu.desk.glance import glance_at
from zhibu.desk.latest import latest_of
from zhibu.desk.models import Burden
from zhibu.desk.record import page_of
from zhibu.desk.standing import standing_of
from zhibu.desk.waiting import for_page
from zhibu.dues import glance as dues
from zhibu.notary import receipts, wishes
from zhibu.notices import due as notices
from zhibu.notices.due import Line
from zhibu.party.access import BranchRequest, SignedRequest, acting, signed_in
from zhibu.party.permits import Ability
from zhibu.scrutiny import queries as scrutiny


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request)
    if standing and standing.oversees and standing.committee:
        return redirect("desk:overview", standing.committee.uid)
    if standing and standing.branch:
        return redirect("desk:branch", standing.branch.uid)
    return render(request, "desk/home.html")


@require_GET
@acting(Ability.SEE_SCORES, param="organization")
def overview(request: BranchRequest) -> HttpResponse:
    today = timezone.localdate()
    year = _year_of(request, today.year)
    wanted = request.GET.get("class", "")
    shown = assessment.overview_of(request.branch, year=year, as_of=today, class_id=wanted)
    told = {"overview": shown, "scope": request.branch, "opened": request.GET.get("cause", "")}
    told["narrowed"] = any(one.current for one in shown.classes)
    own = standing_of(request)
    if own and own.oversees and own.committee == request.branch:
        told["waiting"] = for_page(request.account, request.permits, today)
    told["may_issue"] = request.permits.may(Ability.ISSUE_NOTICES, request.branch)
    return render(request, "desk/overview.html", told)


@require_GET
@acting(Ability.SEE_SCORES)
def branch(request: BranchRequest) -> HttpResponse:
    today = timezone.localdate()
    private = request.permits.may(Ability.SEE_BRANCH_PRIVATE, request.branch)
    keeps = request.permits.may(Ability.RECORD_WORK, request.branch)
    shown = {
        "branch": request.branch,
        "score": glance_at(request.branch, today.year),
        "asked": answers.asked_of(request, today),
        "disputes": answers.disputes_of(request, today),
        "dues": assessment.due_of(request.branch, as_of=today),
        "latest": latest_of(request.branch, private=private),
        "private": private,
        "draft": f"{request.branch.uid}.{request.account.uid}",
        "may_record": keeps,
        "notices": list(notices.owed_by(request.branch, today)) if keeps else [],
        "questions": scrutiny.unanswered_in(request.branch) if keeps else 0,
        "waiting": _waiting(request, today),
        **_month(request, today, keeps=keeps),
    }
    return render(request, "desk/branch.html", shown)


def _month(request: BranchRequest, today: date, *, keeps: bool) -> dict[str, object]:
    """Return the running month's dues: the branch's by count for its keepers, else one's own."""
    if keeps:
        return {"collecting": dues.of_branch(request.branch.uid, today)}
    own = standing_of(request)
    mine = own.member if own and own.branch == request.branch else None
    return {"payer": mine, "owed": dues.of_member(mine, today)} if mine else {}


def _waiting(request: BranchRequest, today: date) -> list[Line]:
    """Return what waits for the person's answer, on the own branch's page alone."""
    own = standing_of(request)
    return (
        for_page(request.account, request.permits, today, known=request.branch)
        if own and own.branch == request.branch
        else []
    )


@require_GET
@signed_in
def record(request: SignedRequest, rec: str) -> HttpResponse:
    shown = page_of(rec, request.permits)
    told = {
        "record": shown,
        "answers": answers.answers_to(shown, request),
        "captured": bounds_of(shown),
        "slip": receipts.slip_of(shown.latest),
        "gone": erasing.gone_from(rec) if shown.open_to_reader else (),
        "may_erase": erasing.may_ask(request.permits, shown.organization),
    }
    return render(request, "desk/record.html", told)


@require_POST
@signed_in
def publish_head(request: SignedRequest) -> HttpResponse:
    """Ask the worker, who has the key, for a published head of the journal."""
    standing = standing_of(request)
    if standing is None or not standing.may_publish:
        raise PermissionDenied
    wishes.wish(timezone.now())
    messages.success(request, _("已请后台签名并公布账本头，几秒钟就好。"))
    return redirect("/journal/")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    return set_language(request)


@require_http_methods(["GET", "POST"])
@signed_in
def burden(request: SignedRequest) -> HttpResponse:
    form = BurdenForm(request.POST or None, initial={"page": request.GET.get("page", "")[:200]})
    if form.is_valid():
        burdens.say(**form.cleaned_data, on=timezone.localdate())
        messages.success(request, _("已收到，答复会公开写在这一页。"))
        return redirect("desk:burden")
    return render(request, "desk/burden.html", _burdens(request, form), status=_status(form))


@require_POST
@signed_in
def answer_burden(request: SignedRequest, burden: int) -> HttpResponse:
    asked = get_object_or_404(Burden, pk=burden)
    if not _may_answer(request):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if form.is_valid():
        burdens.answer(asked, form.cleaned_data["answer"], on=timezone.localdate())
        return redirect("desk:burden")
    messages.error(request, " ".join(map(str, form.errors["answer"])))
    return redirect("desk:burden")


def _burdens(request: SignedRequest, form: BurdenForm) -> dict[str, object]:
    may_answer = _may_answer(request)
    return {"form": form, "burdens": burdens.burdens(), "may_answer": may_answer}


def _may_answer(request: SignedRequest) -> bool:
    """Say whether the person can change something about pages: officers and administrators."""
    duties = (Ability.MANAGE_ORGANIZATIONS, Ability.GRANT_ROLES)
    return any(one.gives(duty) for one in request.permits.held for duty in duties)


def _status(form: BurdenForm) -> int:
    return 422 if form.is_bound else 200


def _year_of(request: HttpRequest, this_year: int) -> int:
    """Return the year asked for, or this one where nothing sensible was asked."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len("2026") else 0
    return year if 2000 <= year <= this_year else this_year  # noqa: PLR2004 - no records before
