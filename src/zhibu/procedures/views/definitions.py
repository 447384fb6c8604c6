"""What procedures there are, and each drawn: public rules, open to whoever signed in."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from zhibu.core import procedure_drawing
from zhibu.party.access import SignedRequest, signed_in
from zhibu.procedures import conditions, defined, presenting


@require_safe
@signed_in
def definitions(request: SignedRequest) -> HttpResponse:
    """List every version of every procedure."""
    found = sorted(defined.known(), key=lambda one: (one.title, one.valid_from))
    rows = [(one, presenting.definition_name(one)) for one in found]
    return render(request, "procedures/definitions.html", {"definitions": rows})


@require_safe
@signed_in
def definition(request: SignedRequest, definition: str) -> HttpResponse:
    """Show a procedure: drawn, and step by step with articles and conditions."""
    found = defined.by_key(definition.replace("~", "/"))
    if found is None:
        raise Http404
    steps = [
        (number, one, found.bodies[one.body].title, conditions.conditions_of(found, one))
        for number, one in enumerate(found.steps.values(), start=1)
    ]
    # The drawing escapes every text that it takes from the definition.
    drawing = mark_safe(procedure_drawing.svg(found, None))  # noqa: S308 - made by the core
    context = {"procedure": found, "steps": steps, "drawing": drawing}
    return render(request, "procedures/definition.html", context)
