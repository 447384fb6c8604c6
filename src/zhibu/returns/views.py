"""The pages of returns: the numbers of a period, the rows behind one, handing in, the workbook."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party import access, making
from zhibu.party.access import BranchRequest, acting
from zhibu.party.making import Asked, Made, Progress
from zhibu.party.permits import Ability
from zhibu.returns import actions, counted, presenting, queries, sheets
from zhibu.returns.counting.populations import rows_named
from zhibu.returns.forms import SpanForm
from zhibu.returns.rules import book
from zhibu.returns.spans import Every, Span

PER_PAGE = 100
AT_ONCE = 20_000  # members who are counted within a second
BAD = 422


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def show(request: BranchRequest) -> HttpResponse:
    """Show a return: numbers as they stand now for the day asked for, and what closes."""
    return _show(request, SpanForm(request.GET, today=civil(request.hand.at)))


def _show(request: BranchRequest, form: SpanForm, refused: str = "") -> HttpResponse:
    org = request.branch
    context: dict[str, object] = {
        "organization": org, "form": form, "refused": refused,
        "handed_in": queries.submissions_of(org),
        "may_submit": request.permits.may(Ability.MANAGE_ORGANIZATIONS, org),
        "may_list": _may_list(request),
    }  # fmt: skip
    if form.is_valid():
        found = counted.count_and_join(org, form.span())
        context |= {
            "found": found, "span": form.span(), "asked": _asked(form.span()),
            "tables": presenting.tables_of(found, single=org.is_branch),
            "digest": actions.digest_of(org, found),
            "over": form.span().on < form.today,
        }  # fmt: skip
    status = BAD if refused or not form.is_valid() else 200
    return render(request, "returns/show.html", context, status=status)


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def rows(request: BranchRequest) -> HttpResponse:
    """List the rows that a line counts, for who keeps members' cards there."""
    if not _may_list(request):
        raise PermissionDenied
    form = SpanForm(request.GET, today=civil(request.hand.at))
    key = request.GET.get("line", "")
    number = book().indicator(key.partition(".")[0])
    if not form.is_valid() or number is None or not number.listed:
        raise Http404
    _numbers, gathered = counted.count_and_list(request.branch, form.span())
    try:
        found = book().rows_of(key, gathered.populations[number.of])
    except KeyError:
        raise Http404 from None
    page = Paginator(rows_named(found, gathered.names), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organization": request.branch, "span": form.span(), "asked": _asked(form.span()),
        "number": number, "title": _title(key), "line": key, "page": page, "of": number.of,
    }  # fmt: skip
    return render(request, "returns/rows.html", context)


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def download(request: BranchRequest) -> HttpResponse:
    """Hand out a return as a workbook: a very large one beside a page that tells how far."""
    form = SpanForm(request.GET, today=civil(request.hand.at))
    if not form.is_valid():
        return _show(request, form)
    org, span = request.branch, form.span()
    name = sheets.name_of(org, span)

    def work(progress: Progress) -> Made:
        return Made(name, sheets.made(org, span, progress=progress))

    if queries.members_under(org) > AT_ONCE:
        back = f"{reverse('returns:show', args=[org.uid])}?{_asked(span)}"
        title = name.rpartition(".")[0]
        key = request.get_full_path()
        asked = Asked(request.account.uid, title, back, key=key, total=sheets.STEPS)
        return redirect("party:making", making.begin(asked, work, at=request.hand.at))
    answer = HttpResponse(work(lambda *_: None).content, content_type=sheets.TYPE)
    shown = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Disposition"] = shown or "attachment"
    return answer


@require_POST
@acting(Ability.MANAGE_ORGANIZATIONS, param="organization")
def submit(request: BranchRequest) -> HttpResponse:
    """Hand a return in as it was looked at."""
    form = SpanForm(request.POST, today=civil(request.hand.at))
    if not form.is_valid():
        return _show(request, form)
    span = form.span()
    try:
        leaf = actions.submit(
            request.branch, every=span.every, as_of=span.on,
            seen=request.POST.get("seen", ""), hand=request.hand,
        )  # fmt: skip
    except Refusal as refusal:
        return _show(request, form, str(refusal.words))
    messages.success(request, _("已入账：报送统计报表。"))
    return redirect("returns:submission", leaf.rec)


@require_safe
def submission(request: HttpRequest, submission: str) -> HttpResponse:
    """Show a return as it was handed in, and what reads otherwise today."""
    access.sign(request)
    found = queries.submission(submission)
    if found is None:
        raise Http404
    admitted = access.admit(request, Ability.SEE_BRANCH_PRIVATE, found.organization_id)
    said = queries.said_in(found)
    span = Span(Every(found.every), found.as_of)
    now = counted.count(admitted.branch, span)
    tables = presenting.tables_of(now, single=admitted.branch.is_branch, was=said.numbers())
    context = {
        "organization": admitted.branch, "one": found, "said": said, "span": span,
        "tables": tables, "asked": _asked(span),
        "changed": [line for table in tables for line in table.lines if line.differs],
    }  # fmt: skip
    return render(request, "returns/submission.html", context)


def _may_list(request: BranchRequest) -> bool:
    return request.permits.may(Ability.MANAGE_MEMBERS, request.branch)


def _asked(span: Span) -> str:
    return urlencode({"every": span.every.value, "on": span.on.isoformat()})


def _title(key: str) -> str:
    whole, _dot, part = key.partition(".")
    breakdown = book().breakdown(whole)
    if breakdown and part:
        name = next((one.title for one in breakdown.parts if one.id == part), "")
        return f"{breakdown.whole.title}：{name}"
    number = book().indicator(whole)
    return number.title if number else ""
