"""The pages on which a committee writes its standard."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.core.rubric_drafting import Told, items_of
from zhibu.drafting import actions, editing, limits, naming, presenting, queries
from zhibu.drafting.actions import Pen
from zhibu.drafting.forms import HeadForm, ItemForm, NewForm, TextForm
from zhibu.drafting.models import StandardDraft
from zhibu.drafting.preview import preview_of
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

READ_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_POST)
@acting(Ability.ADOPT_STANDARDS, param="organization")
def of_organization(request: BranchRequest) -> HttpResponse:
    """List a committee's drafts; begin one from a sheet, from what is in force, or empty."""
    form = NewForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _begun(request, form)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            view = "drafting:questions" if draft.open_questions else "drafting:draft"
            return redirect(view, draft.uid)
    context = {"organization": request.branch, "form": form, "limits": limits,
               "drafts": queries.drafts_of(request.branch)}  # fmt: skip
    return render(request, "drafting/list.html", context, status=_status(form))


@require_safe
def draft(request: HttpRequest, draft: str) -> HttpResponse:
    """Show a draft: its items as rows, one of them open, beside the preview."""
    admitted, mine = _admit(request, draft)
    try:
        tree = actions.tree_of(mine)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
        return redirect("drafting:text", mine.uid)
    place = _whole(request.GET.get("item", ""))
    items = items_of(tree)
    form = None
    if place is not None and place < len(items):
        form = ItemForm(items[place], tree, initial={"seen": mine.revision, "place": place})
    return _editor(admitted, mine, tree, form=form)


@require_POST
def item(request: HttpRequest, draft: str) -> HttpResponse:
    """Keep an item as typed, show it by another kind of rule, add one, or take one out."""
    admitted, mine = _admit(request, draft)
    tree, place = _tree(mine), _whole(request.POST.get("place", ""))
    items = items_of(tree)
    if place is None or place >= len(items):
        raise Http404
    form = ItemForm(items[place], tree, request.POST)
    if request.POST.get("act") == "rule":
        return _editor(admitted, mine, tree, form=form)
    change = partial(editing.keep_item, place=place, form=form)
    if request.POST.get("act") == "remove":
        change = partial(editing.remove_item, place=place)
    if not _changed(admitted, mine, change, form=form):
        return _editor(admitted, mine, tree, form=form)
    messages.success(request, _("已保存到草稿。"))
    return redirect(f"{reverse('drafting:draft', args=[mine.uid])}?item={place}#preview")


@require_POST
def add(request: HttpRequest, draft: str) -> HttpResponse:
    """Add an item to a section, and open it."""
    admitted, mine = _admit(request, draft)
    section = request.POST.get("section", "")
    seen = _whole(request.POST.get("seen", "")) or 0
    try:
        change = partial(editing.add_item, section=section)
        after = actions.change(mine, change, seen=seen, pen=_pen(admitted))
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
        return redirect("drafting:draft", mine.uid)
    place = len(items_of(actions.tree_of(after))) - 1
    return redirect(f"{reverse('drafting:draft', args=[mine.uid])}?item={place}")


@require_POST
def recount(request: HttpRequest, draft: str) -> HttpResponse:
    """Make sections and total what their items add up to."""
    admitted, mine = _admit(request, draft)
    seen = _whole(request.POST.get("seen", "")) or 0
    try:
        actions.change(mine, editing.recount, seen=seen, pen=_pen(admitted))
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    return redirect("drafting:draft", mine.uid)


@require_http_methods(READ_OR_POST)
def head(request: HttpRequest, draft: str) -> HttpResponse:
    """Show and keep everything but the items: sections, classes, vetoes, bonus."""
    admitted, mine = _admit(request, draft)
    tree = _tree(mine)
    form = HeadForm(tree, request.POST or None, initial={"seen": mine.revision})
    if request.method == "POST" and _changed(admitted, mine, form.put_into, form=form):
        messages.success(request, _("已保存到草稿。"))
        return redirect("drafting:draft", mine.uid)
    context = {"draft": mine, "organization": admitted.branch, "form": form}
    return render(request, "drafting/head.html", _with_facts(context), status=_status(form))


@require_http_methods(READ_OR_POST)
def text(request: HttpRequest, draft: str) -> HttpResponse:
    """Show and keep the text as it stands, whole or faulty."""
    admitted, mine = _admit(request, draft)
    form = TextForm(request.POST or None, initial={"text": mine.text, "seen": mine.revision})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.write(mine, told["text"], seen=told["seen"], pen=_pen(admitted))
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已保存到草稿。"))
            return redirect("drafting:text", mine.uid)
    typed = form.data.get("text", mine.text) if form.is_bound else mine.text
    context = {"draft": mine, "organization": admitted.branch, "form": form,
               "preview": _preview(admitted, typed)}  # fmt: skip
    return render(request, "drafting/text.html", context, status=_status(form))


@require_POST
def preview(request: HttpRequest, draft: str) -> HttpResponse:
    """Show what is typed would become, without keeping it."""
    admitted, mine = _admit(request, draft)
    if "text" in request.POST:
        typed = request.POST["text"]
    else:
        typed = editing.typed_over(mine, request.POST)
    context = {"draft": mine, "preview": _preview(admitted, typed), "typing": True}
    return render(request, "drafting/preview.html", context)


@require_http_methods(READ_OR_POST)
def questions(request: HttpRequest, draft: str) -> HttpResponse:
    """Ask what the import could not settle, one click each; tell where every line went."""
    admitted, mine = _admit(request, draft)
    if request.method == "POST":
        key, choice = request.POST.get("key", ""), _whole(request.POST.get("choice", ""))
        try:
            number = -1 if choice is None else choice
            mine = actions.answer(mine, key=key, choice=number, pen=_pen(admitted))
        except Refusal as refusal:
            messages.error(request, str(refusal.words))
        return redirect("drafting:questions", mine.uid)
    context = {
        "draft": mine,
        "organization": admitted.branch,
        "questions": presenting.questions_of(mine),
        "rows": presenting.accounts_of(mine),
        "notices": presenting.notices_of(mine),
    }
    return render(request, "drafting/questions.html", context)


@require_POST
def discard(request: HttpRequest, draft: str) -> HttpResponse:
    """Throw a draft away."""
    admitted, mine = _admit(request, draft)
    actions.discard(mine)
    messages.success(request, _("草稿已删去。"))
    return redirect("drafting:list", admitted.branch.uid)


@require_safe
def download(request: HttpRequest, draft: str) -> HttpResponse:
    """Hand out the text as a file, for keeping, comparing or adopting elsewhere."""
    _admitted, mine = _admit(request, draft)
    response = HttpResponse(mine.text, content_type="text/plain; charset=utf-8")
    shown = content_disposition_header(as_attachment=True, filename=f"{mine.title[:60]}.yaml")
    response["Content-Disposition"] = shown
    return response


def _admit(request: HttpRequest, uid: str) -> tuple[BranchRequest, StandardDraft]:
    """Return the request and the draft: a draft is seen only by who may adopt it."""
    access.sign(request)
    found = queries.draft_for(uid) if is_id(uid, "d") else None
    if found is None:
        raise Http404
    return access.admit(request, Ability.ADOPT_STANDARDS, found.organization_id), found


def _begun(request: BranchRequest, form: NewForm) -> StandardDraft:
    pen, told = _pen(request), form.cleaned_data
    upload = told["sheet"]
    if upload is not None:
        content = upload.read(limits.FILE_BYTES + 1)
        name = upload.name or ""
        return actions.begin_from_sheet(request.branch, name=name, content=content, pen=pen)
    if request.POST.get("act") == "copy":
        return editing.copy_in_force(request.branch, pen=pen)
    if "act" not in request.POST:
        raise actions.CannotDraft(_("请选择考核表文件，再点“导入并检查”。"), field="sheet")
    if not told["title"].strip():
        raise actions.CannotDraft(_("请填写新标准的名称。"), field="title")
    return actions.begin(request.branch, title=told["title"], pen=pen)


def _changed(
    request: BranchRequest,
    mine: StandardDraft,
    change: editing.Change,
    *,
    form: HeadForm | ItemForm,
) -> bool:
    """Keep a change; where it is refused, say so on the form, which keeps what was typed."""
    seen = _whole(request.POST.get("seen", "")) or 0
    form.is_valid()
    try:
        actions.change(mine, change, seen=seen, pen=_pen(request))
    except Refusal as refusal:
        form.refuse(refusal.field, refusal.words)
        return False
    return True


def _editor(
    request: BranchRequest, mine: StandardDraft, tree: Told, *, form: ItemForm | None
) -> HttpResponse:
    typed = mine.text
    if form is not None and form.is_bound:
        typed = editing.typed_over(mine, request.POST)
    context = {
        "draft": mine,
        "organization": request.branch,
        "sections": presenting.rows_of(tree),
        "form": form,
        "preview": _preview(request, typed),
        "comments": editing.comments_lost(mine),
    }
    refused = bool(form and form.is_bound and form.non_field_errors())
    status = 422 if refused else 200
    return render(request, "drafting/draft.html", _with_facts(context), status=status)


def _with_facts(context: dict[str, object]) -> dict[str, object]:
    return context | {"flows": naming.choices("flow"), "levels": naming.choices("level")}


def _preview(request: BranchRequest, typed: str) -> object:
    return preview_of(typed, request.branch, today=civil(request.hand.at))


def _tree(mine: StandardDraft) -> Told:
    try:
        return actions.tree_of(mine)
    except Refusal as unreadable:
        raise Http404 from unreadable


def _pen(request: BranchRequest) -> Pen:
    return Pen(request.account, timezone.now())


def _whole(told: str) -> int | None:
    return int(told[:9]) if told.isascii() and told.isdigit() else None


def _status(form: NewForm | TextForm | HeadForm) -> int:
    return 422 if form.is_bound and form.errors else 200
