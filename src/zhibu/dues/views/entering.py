"""The year of dues at a glance, and a month's list."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.dues import actions, checks, fixing, ledger, queries, tables
from zhibu.dues.forms import CollectionForm, CorrectionForm
from zhibu.dues.models import PublishedYear
from zhibu.journal import log
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.models import Member, Organization
from zhibu.party.permits import Ability

YEARS = range(1921, 2200)


@require_safe
@acting(Ability.SEE_SCORES)
def listing(request: BranchRequest) -> HttpResponse:
    """Show a year: to all how many settled, to oneself one's own, to few everybody's."""
    today = log.civil(request.hand.at)
    asked = request.GET.get("year", "")
    year = int(asked[:5]) if asked.isascii() and asked.isdigit() else today.year
    year = year if year in YEARS else today.year
    elsewhere = _why_elsewhere(request.branch)
    sight = tables.Sight(
        private=request.permits.may(Ability.SEE_BRANCH_PRIVATE, request.branch),
        amounts=request.permits.may(Ability.SEE_SENSITIVE, request.branch),
        member=request.account.member_id,
    )
    context = {
        "branch": request.branch,
        "year": year,
        "table": tables.year_table(request.branch, year, today=today, sight=sight),
        "collections": queries.collections_of(request.branch.uid, year) if sight.private else [],
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch) and not elsewhere,
        "elsewhere": elsewhere,
        "month": Month.of(today),
        "sight": sight,
        "behind": _behind(request.branch.uid, today),
        "published": PublishedYear.objects.filter(branch=request.branch).order_by("-year").first(),
    }
    return render(request, "dues/list.html", context)


def _why_elsewhere(branch: Organization) -> str:
    """Return why a branch collects nothing: its members pay where they belong."""
    try:
        checks.insist_on_collecting(branch)
    except Refusal as refusal:
        return f"{refusal.words}（{refusal.basis}）"
    return ""


def _behind(branch: str, today: date) -> int:
    """Return how many are behind: a count, which names nobody."""
    now = Month.of(today)
    found = ledger.of_branch(branch, now.shift(-12), now, today=today)
    return sum(1 for one in found if one.overdue)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def collect(request: BranchRequest) -> HttpResponse:
    """Show a month's list and enter what was collected."""
    if elsewhere := _why_elsewhere(request.branch):
        messages.error(request, elsewhere)
        return redirect("dues:list", request.branch.uid)
    today = log.civil(request.hand.at)
    month = _month(request.GET.get("month", ""), Month.of(today))
    members = members_of(request, month)
    standing = queries.standing_of(request.branch.uid, month)
    before = fixing.starting_lines(
        request.branch.uid, month, queries.latest_lines(request.branch.uid, month)
    )
    form = CollectionForm(members, standing, before, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            leaf = actions.collect_dues(
                branch=request.branch, month=month, lines=form.told(), hand=request.hand
            )
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            return _entered(request, month, leaf)
    return show(request, form, month)


def members_of(request: BranchRequest, month: Month) -> list[Member]:
    """Return who belonged to the branch at a month's end."""
    return list(party.members_of(request.branch, month.last_day))


def _month(asked: str, now: Month) -> Month:
    try:
        month = Month.parse(asked)
    except ValueError:
        return now
    return min(month, now)


def show(request: BranchRequest, form: CollectionForm, month: Month) -> HttpResponse:
    """Show a month's list; one that was refused says so by its status."""
    now = Month.of(log.civil(request.hand.at))
    context = {
        "branch": request.branch,
        "form": form,
        "month": month,
        "earlier": month.shift(-1),
        "later": month.shift(1) if month < now else None,
        "correcting": isinstance(form, CorrectionForm),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "dues/collect.html", context, status=status)


def _entered(request: BranchRequest, month: Month, leaf: log.Leaf) -> HttpResponse:
    """Say that the month stands; the page's script takes up the leaf's promise by its hash."""
    words = _("已入账：%(month)s 党费。") % {"month": month}
    messages.success(request, words, extra_tags=leaf.lh.hex())
    return redirect("dues:list", request.branch.uid)
