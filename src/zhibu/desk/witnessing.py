"""The page for witnesses on sealed networks: a request to carry there, lines to bring back."""

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from zhibu.core import slips
from zhibu.core.policy import PolicyFault
from zhibu.core.refusal import Refusal
from zhibu.desk.standing import standing_of
from zhibu.notary import checkpoints, witnesses
from zhibu.party.access import SignedRequest, signed_in

LONGEST = 20_000


class LinesForm(forms.Form):
    """What a witness's machine gave back."""

    lines = forms.CharField(
        label=gettext_lazy("见证机给出的签名行"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono"}),
        error_messages={"required": gettext_lazy("请粘贴签名行，或扫码得到的全部文字。")},
    )


class OldForm(forms.Form):
    """Whose request it is, and where the witness says it stands."""

    witness = forms.CharField(required=False, max_length=20)
    old = forms.IntegerField(required=False, min_value=0, max_value=2**53)


@require_http_methods(["GET", "POST"])
@signed_in
def offline(request: SignedRequest) -> HttpResponse:
    _insist_on_right(request)
    form = LinesForm(request.POST or None)
    if form.is_valid() and _accepted(request, form):
        return redirect("desk:offline")
    told = {"form": form, "witnesses": _known(), **_request(request)}
    return render(request, "desk/offline.html", told, status=422 if form.is_bound else 200)


@require_GET
@signed_in
def request_file(request: SignedRequest) -> HttpResponse:
    """Give the request as a file, for a memory stick."""
    _insist_on_right(request)
    told = _request(request)
    if "data" not in told:
        return redirect("desk:offline")
    answer = HttpResponse(told["data"], content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="witness-request.txt"'
    return answer


def _insist_on_right(request: SignedRequest) -> None:
    standing = standing_of(request)
    if standing is None or not standing.may_publish:
        raise PermissionDenied


def _known() -> list[witnesses.Standing]:
    try:
        return witnesses.standing()
    except (Refusal, PolicyFault):
        return []


def _request(request: SignedRequest) -> dict[str, Any]:
    """Return the request for the chosen witness with its codes, or why there is none."""
    form = OldForm(request.GET)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {"witness": "", "old": None}
    known = [one.petname for one in _known()]
    name = chosen["witness"] or (known[0] if known else "")
    try:
        data = witnesses.request(name, old=chosen["old"])
    except (Refusal, PolicyFault) as refusal:
        nobody = not known and checkpoints.latest_published()  # the page itself says what to do
        return {"why_not": "" if nobody else str(refusal), "chosen": name}
    codes = [segno.make(one, error="m", micro=False).svg_data_uri(scale=4, border=3, light="#fff")
             for one in slips.split(data)]  # fmt: skip
    return {"data": data.decode(), "codes": codes, "chosen": name, "old": chosen["old"]}


def _accepted(request: SignedRequest, form: LinesForm) -> bool:
    """Take the lines in, or say in the form why not."""
    try:
        found = witnesses.accept(form.cleaned_data["lines"].encode(), at=timezone.now())
    except (Refusal, PolicyFault) as refusal:
        form.add_error("lines", str(refusal))
        return False
    for one in found:
        told = {"name": one.petname, "size": one.size}
        messages.success(request, _("已收下 %(name)s 对第 %(size)d 条账本头的会签。") % told)
    return True
