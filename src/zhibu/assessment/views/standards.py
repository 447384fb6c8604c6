"""Standards: those in force and before for a committee, each as a page and as its exact bytes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_safe

from zhibu.assessment import in_force, queries
from zhibu.assessment.models import Adopted, Purpose
from zhibu.party.access import BranchRequest, SignedRequest, acting, signed_in
from zhibu.party.permits import Ability


@require_safe
@acting(Ability.SEE_SCORES, param="organization")
def versions(request: BranchRequest) -> HttpResponse:
    """List what is and was in force for an organization, by which committee's act."""
    today = timezone.localdate()
    shown = {
        "organization": request.branch,
        "versions": queries.versions_for(request.branch, today=today),
        "may_adopt": not request.branch.is_branch
        and request.permits.may(Ability.ADOPT_STANDARDS, request.branch),
        "seals": queries.seals_for(request.branch),
    }
    return render(request, "assessment/standards.html", shown)


@require_GET
@signed_in
def standard(request: SignedRequest) -> HttpResponse:
    """Show a standard item by item: a version asked for, or what scores where the reader is."""
    purpose = request.GET.get("purpose", Purpose.ASSESSMENT)
    named = request.GET.get("version", "")
    if purpose not in Purpose.values:
        raise Http404
    place = queries.place_of(request.account, request.permits)
    try:
        shown = queries.standard_named(named) if named else queries.standard_at(place, purpose)
    except LookupError as unknown:
        raise Http404 from unknown
    context = {"standard": shown, "place": place, "purposes": Purpose.choices, "purpose": purpose}
    return render(request, "assessment/standard.html", context)


@require_safe
@signed_in
def download(request: HttpRequest, adoption: str) -> HttpResponse:  # noqa: ARG001 - a view takes one
    """Hand out the exact bytes that a committee adopted. A standard is open to everybody here."""
    row = get_object_or_404(Adopted, rec=adoption)
    response = HttpResponse(
        in_force.text_of(row).encode(), content_type="text/plain; charset=utf-8"
    )
    shown = content_disposition_header(
        as_attachment=True, filename=f"{row.standard}-{row.version}.yaml"
    )
    response["Content-Disposition"] = shown
    return response
