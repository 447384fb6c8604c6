"""Two lists side by side; nothing is changed by looking."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.mobility import reconciling, sheets
from zhibu.mobility.forms import ListForm
from zhibu.mobility.reconciling import Outcome
from zhibu.mobility.sheets import Listed
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
KEPT = 2_000_000  # characters of a list that the page carries along, so that it can be exported


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.MANAGE_MEMBERS, param="organization")
def reconciliation(request: BranchRequest) -> HttpResponse:
    """Read a list, set the roll beside it, and show or hand out what differs."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, form)
    try:
        listed = _listed(form)
    except Refusal as refusal:
        form.add_error("list", str(refusal.words))
        return _show(request, form)
    today = civil(request.hand.at)
    outcome = reconciling.reconcile(request.branch, listed, on=today)
    if "export" in request.POST:
        return _file(reconciling.workbook(request.branch, outcome, on=today), request)
    return _show(request, form, listed=listed, outcome=outcome)


def _listed(form: ListForm) -> Listed:
    upload = form.cleaned_data["list"]
    content = upload.read(sheets.FILE_BYTES + 1) if upload else b""
    return sheets.read_list(content=content, text=form.cleaned_data["pasted"])


def _show(
    request: BranchRequest, form: ListForm, *, listed: Listed | None = None,
    outcome: Outcome | None = None,
) -> HttpResponse:  # fmt: skip
    context: dict[str, object] = {"organization": request.branch, "form": form}
    if listed and outcome:
        kept = "\n".join(sheets.lines_of(listed.entries))
        context |= {
            "listed": listed,
            "outcome": outcome,
            "shown": outcome.differences[:SHOWN],
            "more": max(0, len(outcome.differences) - SHOWN),
            "kept": kept if len(kept) <= KEPT else "",
        }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "mobility/lists.html", context, status=status)


def _file(content: bytes, request: BranchRequest) -> HttpResponse:
    name = _("%(name)s核对差异清单.xlsx") % {"name": request.branch.name}
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
