"""Bonus claims: the branch claims, a panel judges, an officer decides, others take it over."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.assessment.judges import somebody
from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.grading import actions, measure, panel, presenting, queries
from zhibu.grading.actions.judging import why_not_decide, why_not_judge
from zhibu.grading.forms import ClaimForm, DecideForm, PanelForm, ReasonForm, WordsForm
from zhibu.grading.models import Claim, Decision
from zhibu.grading.records import BonusJudged
from zhibu.grading.views import doors
from zhibu.journal import log
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party.access import BranchRequest, acting
from zhibu.party.models import Organization
from zhibu.party.permits import Ability

PER_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def claim(request: BranchRequest) -> HttpResponse:
    """Show the form of a claim; take the claim."""
    years = measure.years_open(civil(request.hand.at))
    standard = measure.standard_of(request.branch.uid, years[0])
    form = ClaimForm(standard, years, doors.records_of(request.branch), request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            told = form.told()
            leaf = actions.claim_bonus(branch=request.branch, told=told, hand=request.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：加分申报。由两人独立评判。"))
            return redirect("grading:claim", leaf.rec)
    context = {"branch": request.branch, "form": form, "standard": standard}
    status = 422 if form.is_bound else 200
    return render(request, "grading/claiming.html", context, status=status)


@require_safe
def show(request: HttpRequest, claim: str) -> HttpResponse:
    """Show a claim with what its reader may see of the panel."""
    admitted, asked = doors.admit(request, Claim, claim, Ability.SEE_BRANCH_PRIVATE)
    return _show(admitted, asked)


@require_POST
def judge(request: HttpRequest, claim: str) -> HttpResponse:
    """Take one person's sheet."""
    admitted, asked = doors.admit(request, Claim, claim, Ability.RUN_ASSESSMENT)
    who = somebody(admitted)
    own = panel.panel_of(asked).sheet_of(who.uid)
    form = PanelForm(asked.most, request.POST, correcting=own is not None)
    if form.is_valid():
        try:
            actions.judge_bonus(asked, who=who, hand=admitted.hand, **form.told())
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, presenting.panel_words(panel.panel_of(asked)))
            return redirect("grading:claim", asked.rec)
    return _show(admitted, asked, judging=form)


@require_POST
def decide(request: HttpRequest, claim: str) -> HttpResponse:
    """Take the decision on a claim."""
    admitted, asked = doors.admit(request, Claim, claim, Ability.DECIDE_RESULTS)
    form = DecideForm(request.POST)
    if form.is_valid():
        told, who = form.cleaned_data, somebody(admitted)
        accepted = told["decision"] == Decision.ACCEPTED
        try:
            actions.decide_bonus(
                asked, accepted=accepted, words=told["words"], who=who, hand=admitted.hand
            )
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：加分认定。分数已随之重算。"))
            return redirect("grading:claim", asked.rec)
    return _show(admitted, asked, deciding=form)


@require_POST
def withdraw(request: HttpRequest, claim: str) -> HttpResponse:
    """Take a branch's own claim back."""
    admitted, asked = doors.admit(request, Claim, claim, Ability.RECORD_WORK)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw_claim(asked, reason=form.cleaned_data["reason"], hand=admitted.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已撤回申报。"))
            return redirect("grading:branch", asked.branch_id)
    return _show(admitted, asked, taking_back=form)


@require_safe
@acting(Ability.SEE_SCORES, param="organization")
def cases(request: BranchRequest) -> HttpResponse:
    """List accepted claims as cases for others to borrow."""
    page = Paginator(queries.cases_under(request.branch), PER_PAGE)
    context = {"organization": request.branch, "page": page.get_page(request.GET.get("page"))}
    return render(request, "grading/cases.html", context)


@require_safe
def case(request: HttpRequest, claim: str) -> HttpResponse:
    """Show an accepted claim as a case card."""
    access.sign(request)
    return _show_case(access.admit(request, Ability.SEE_SCORES, _case(claim).branch_id), claim)


@require_POST
@acting(Ability.RECORD_WORK)
def adopt(request: BranchRequest, claim: str) -> HttpResponse:
    """Take that a branch took a case over."""
    asked, form = _case(claim), WordsForm(request.POST)
    if form.is_valid():
        try:
            words = form.cleaned_data["words"]
            actions.adopt_case(asked, branch=request.branch, words=words, hand=request.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：借鉴案例。"))
            return redirect("grading:case", asked.rec)
    return _show_case(request, claim, form)


def _case(rec: str) -> Claim:
    """Return an accepted claim, or 404: what is not accepted is no case yet."""
    rows = Claim.objects.select_related("branch").filter(decision=Decision.ACCEPTED)
    found = rows.filter(rec=rec).first() if is_id(rec, "r") else None
    if found is None:
        raise Http404
    return found


def _show_case(
    request: BranchRequest, rec: str, form: WordsForm | None = None
) -> HttpResponse:  # fmt: skip
    asked = _case(rec)
    held = [one.organization for one in request.permits.held if one.gives(Ability.RECORD_WORK)]
    taken = list(asked.adoptions.select_related("branch").order_by("adopted_on", "rec"))
    left = {asked.branch_id, *(one.branch_id for one in taken)}
    context = {
        "claim": asked,
        "said": log.record_of(log.leaf_of(asked.leaf_id)),
        "taken": taken,
        "own": Organization.objects.filter(pk__in=set(held) - left),
        "form": form or WordsForm(),
    }
    return render(request, "grading/case.html", context, status=422 if form else 200)


def _show(request: BranchRequest, asked: Claim, **bound: object) -> HttpResponse:
    who, permits = somebody(request), request.permits
    found = panel.panel_of(asked)
    own = found.told_by(who.uid)
    judges = permits.may(Ability.RUN_ASSESSMENT, asked.branch) and asked.open
    decides = permits.may(Ability.DECIDE_RESULTS, asked.branch) and asked.open
    usual = {
        "judging": PanelForm(asked.most, correcting=own is not None, initial=_initial(own)),
        "deciding": DecideForm(),
        "taking_back": ReasonForm(),
    }
    context = (
        usual
        | bound
        | _told(asked, found)
        | {
            "own": own,
            "judges": judges,
            "decides": decides,
            "keeps": permits.may(Ability.RECORD_WORK, asked.branch) and asked.open,
            "why_not_judge": why_not_judge(found, who) if judges else "",
            "why_not_decide": why_not_decide(found, who) if decides else "",
        }
    )
    return render(request, "grading/claim.html", context, status=422 if bound else 200)


def _told(asked: Claim, found: panel.Panel) -> dict[str, object]:
    """Return what a claim says, and of its panel what is open."""
    standard = measure.standard_of(asked.branch_id, asked.year)
    names = queries.names_of(sheet.assessor for sheet in found.sheets)
    opened = found.sealed.complete or bool(asked.decision)
    answer = log.record_of(log.leaf_of_record(asked.answer)) if asked.answer else None
    return {
        "branch": asked.branch,
        "claim": asked,
        "said": log.record_of(log.leaf_of(asked.leaf_id)),
        "level": presenting.level_title(asked, standard),
        "standard": standard,
        "panel": found,
        "panel_words": presenting.panel_words(found),
        "sheets": [(names.get(one.assessor, ""), one) for one in found.told] if opened else [],
        "mean": found.mean if opened else None,
        "answer": answer,
    }


def _initial(own: BonusJudged | None) -> dict[str, object]:
    return {"points": own.points / 100, "words": own.words} if own else {}
