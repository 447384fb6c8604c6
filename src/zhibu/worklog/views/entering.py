"""A branch's work: the list with what is missing first, one form, and the end of a task."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.party import access
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.models import Member
from zhibu.party.permits import Ability
from zhibu.worklog import actions, declared, lists, queries, wanted
from zhibu.worklog.declared import Shape, Teller, WorkType
from zhibu.worklog.forms import EndForm, WorkForm

YEARS = range(1921, 2200)
OWN = (Teller.BRANCH, Teller.ANY)


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def listing(request: BranchRequest) -> HttpResponse:
    """Show a year of work, and before it what is open and missing today."""
    today = log.civil(request.hand.at)
    asked = request.GET.get("year", "")
    year = int(asked[:5]) if asked.isascii() and asked.isdigit() else today.year
    year = year if year in YEARS else today.year
    context = {
        "branch": request.branch,
        "year": year,
        "this_year": today.year,
        "today": today,
        "page": lists.page_of(request.branch, year, today),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }
    return render(request, "worklog/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def record(request: BranchRequest) -> HttpResponse:
    """Let a kind be chosen, then show the fields it needs and enter it."""
    kind = kind_asked(request)
    if kind is None or kind.told_by not in OWN:
        return _choose(request)
    form = WorkForm(
        kind,
        request.POST or None,
        today=log.civil(request.hand.at),
        members=members_for(request, kind),
    )
    if request.method == "POST" and form.is_valid():
        try:
            leaf = actions.record_work(branch=request.branch, told=form.told(), hand=request.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            words = _("已入账：%(title)s。") % {"title": kind.title}
            messages.success(request, words, extra_tags=leaf.lh.hex())
            return redirect("worklog:list", request.branch.uid)
    return show(request, form, kind)


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, rec: str) -> HttpResponse:
    """Enter that a task is done, or that a state has ended."""
    row = queries.work(rec)
    kind = declared.types().get(row.work) if row else None
    if row is None or kind is None or kind.shape not in queries.LASTING:
        raise Http404
    admitted = access.admit(request, Ability.RECORD_WORK, row.branch_id)
    today, task = log.civil(admitted.hand.at), kind.shape is Shape.TASK
    form = EndForm(request.POST or None, today=today, task=task)
    if request.method == "POST" and form.is_valid():
        on, words = form.cleaned_data["on"], form.cleaned_data["words"]
        try:
            leaf = actions.end_work(rec=rec, on=on, words=words, hand=admitted.hand)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.words))
        else:
            messages.success(request, _("已入账。"), extra_tags=leaf.lh.hex())
            return redirect("worklog:list", row.branch_id)
    told = {"form": form, "row": lists.row_of(row, today), "task": task, "branch": admitted.branch}
    return render(request, "worklog/finish.html", told, status=status_of(form))


def kind_asked(request: HttpRequest) -> WorkType | None:
    """Return the kind of work that the address or the form names."""
    asked = request.POST.get("work") or request.GET.get("type", "")
    return declared.types().get(asked)


def members_for(request: BranchRequest, kind: WorkType, on: date | None = None) -> list[Member]:
    """Return who belonged to the branch on the day, where a kind asks who took part."""
    if kind.shape is not Shape.PER_MEMBER:
        return []
    return list(party.members_of(request.branch, on or log.civil(request.hand.at)))


def show(
    request: BranchRequest, form: WorkForm, kind: WorkType, *, correcting: bool = False
) -> HttpResponse:
    """Show the fields of a kind; what was refused says so by its status."""
    told = {"branch": request.branch, "form": form, "kind": kind, "correcting": correcting}
    return render(request, "worklog/record.html", told, status=status_of(form))


def status_of(form: WorkForm | EndForm) -> int:
    """Return 422 for a form that was refused."""
    return 422 if form.is_bound and form.errors else 200


def _choose(request: BranchRequest) -> HttpResponse:
    """Offer the kinds that the standards in force read; all of them on request."""
    asked = wanted.wanted_of(request.branch, log.civil(request.hand.at).year)
    every = "all" in request.GET or not asked.items
    found, more = lists.choices(OWN, None if every else asked)
    told = {"branch": request.branch, "choices": found, "more": more}
    return render(request, "worklog/choose.html", told)
