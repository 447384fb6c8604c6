"""A branch's transfers and a committee's; a new letter, a new arrival."""

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.dues.models import Collected
from zhibu.journal.log import civil
from zhibu.mobility import actions, presenting, queries
from zhibu.mobility.actions import LetterTold
from zhibu.mobility.forms import ArriveForm, LetterForm
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.models import Organization
from zhibu.party.permits import Ability

NAMED = 300  # organizations that the browser offers; others are typed


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def of_branch(request: BranchRequest) -> HttpResponse:
    """Show what a branch issued, what waits for it, who arrived, and what it is to do."""
    today = civil(request.hand.at)
    rows = presenting.rows_of(queries.letters_from(request.branch), today)
    context = {
        "branch": request.branch,
        "waiting": presenting.rows_of(queries.letters_to(request.branch), today),
        "issued": [row for row in rows if row.waits],
        "ended": [row for row in rows if not row.waits],
        "taken_in": presenting.rows_of(queries.letters_into(request.branch), today),
        "arrivals": queries.arrivals_of(request.branch),
        "may_manage": request.permits.may(Ability.MANAGE_MEMBERS, request.branch),
        "today": today,
    }
    return render(request, "mobility/branch.html", context)


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def of_committee(request: BranchRequest) -> HttpResponse:
    """Show what is addressed to a committee, and what is overdue in the branches below."""
    today = civil(request.hand.at)
    context = {
        "organization": request.branch,
        "waiting": presenting.rows_of(queries.letters_to(request.branch), today),
        "overdue": presenting.rows_of(queries.overdue_under(request.branch, today), today),
        "may_manage": request.permits.may(Ability.MANAGE_MEMBERS, request.branch),
    }
    return render(request, "mobility/committee.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.MANAGE_MEMBERS)
def new_letter(request: BranchRequest) -> HttpResponse:
    """Issue a letter."""
    members = party.members_of(request.branch, civil(request.hand.at))
    asked = _asked(request.branch.uid, request.GET.get("member", ""))
    form = LetterForm(request.POST or None, members=members, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            leaf = actions.issue(branch=request.branch, told=_told(form), hand=request.hand)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已开具，已入账。"), extra_tags=leaf.lh.hex())
            return redirect("mobility:letter", leaf.rec)
    names = Organization.objects.filter(dissolved_on=None).exclude(pk=request.branch.pk)
    offered = names.order_by("path").values_list("name", flat=True)[:NAMED]
    context = {"branch": request.branch, "form": form, "organizations": offered}
    return render(request, "mobility/new_letter.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.MANAGE_MEMBERS)
def new_arrival(request: BranchRequest) -> HttpResponse:
    """Take in somebody who came with a paper letter."""
    form = ArriveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = actions.arrive(
                branch=request.branch, card=form.card(), hand=request.hand,
                received_on=form.cleaned_data["since"], **form.letter,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("%(name)s的组织关系已转入，请把回执寄回转出单位。")
            messages.success(request, words % {"name": member.name})
            return redirect("mobility:branch", request.branch.uid)
    context = {"branch": request.branch, "form": form}
    return render(request, "mobility/new_arrival.html", context, status=_status(form))


def _asked(branch: str, member: str) -> dict[str, object]:
    """Return where a letter's form starts: with whom, and whither the one that ran out went."""
    found = queries.open_letter_of(member) if member else None
    if found is None or found.branch_id != branch:
        return {"member": member}
    days = (found.valid_until - found.issued_on).days
    outside = found.to_id is None
    return {"member": member, "to_name": found.to_name, "outside": outside, "valid_days": days}


def _told(form: LetterForm) -> LetterTold:
    told = form.cleaned_data
    member = told["member"]
    return LetterTold(
        member=member,
        paid_up_to=told["paid_up_to"] or _paid_up_to(member.uid),
        valid_days=told["valid_days"],
        to=form.to,
        to_name=told["to_name"],
    )


def _paid_up_to(member: str) -> str:
    """Return the latest month that the dues room holds as settled, if any."""
    found = Collected.objects.filter(member_id=member, settled=True).aggregate(Max("month"))
    index = found["month__max"]
    return str(Month.from_index(index)) if index else ""


def _status(form: LetterForm | ArriveForm) -> int:
    return 422 if form.is_bound and form.errors else 200
