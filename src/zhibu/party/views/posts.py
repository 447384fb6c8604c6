from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.party import actions, queries
from zhibu.party.access import BranchRequest, acting
from zhibu.party.forms import AppointForm, EndForm, GroupForm
from zhibu.party.models import PostHeld
from zhibu.party.permits import Ability


@require_http_methods(["GET", "POST"])
@acting(Ability.MANAGE_MEMBERS)
def groups(request: BranchRequest) -> HttpResponse:
    form = GroupForm(request.POST or None, **_choices(request))
    if request.method == "POST" and form.is_valid():
        try:
            _group(request, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已保存党小组。"))
            return redirect("party:group", request.branch.uid)
    return _groups_page(request, form)


@require_http_methods(["GET", "POST"])
@acting(Ability.MANAGE_MEMBERS)
def posts(request: BranchRequest) -> HttpResponse:
    form = AppointForm(request.POST or None, **_choices(request))
    if request.method == "POST" and form.is_valid():
        told = {"organization": request.branch, "hand": request.hand, **form.cleaned_data}
        try:
            actions.appoint(**told)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            name = form.cleaned_data["member"].name
            messages.success(request, _("已记录%(name)s任职。") % {"name": name})
            return redirect("party:appoint", request.branch.uid)
    return _posts_page(request, form)


@require_POST
@acting(Ability.MANAGE_MEMBERS)
def end_post(request: BranchRequest, post: str) -> HttpResponse:
    held = get_object_or_404(PostHeld, pk=post, organization=request.branch)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["ended_on"][0]))
        return redirect("party:appoint", request.branch.uid)
    try:
        actions.end_post(post=held, hand=request.hand, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已记录免职。"))
    return redirect("party:appoint", request.branch.uid)


def _group(request: BranchRequest, form: GroupForm) -> None:
    """Found the group that was named, or put the members in the one that was chosen."""
    told = form.cleaned_data
    group, hand, from_on = told["party_group"], request.hand, told["from_on"]
    with log.act(request.branch.uid):
        if group is None:
            group = actions.found_group(
                branch=request.branch, name=told["name"], founded_on=from_on, hand=hand
            )
        if told["members"]:
            actions.group_members(
                party_group=group, members=told["members"], from_on=from_on, hand=hand
            )


def _group_of(roll: queries.Roll, group: queries.OnRollGroup) -> dict[str, object]:
    members = roll.in_group(group.uid)
    return {"name": group.name, "leader": group.leader, "members": members}


def _choices(request: BranchRequest) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "groups": queries.groups_of(request.branch, today),
        "members": queries.members_of(request.branch, today),
    }


def _shown(request: BranchRequest, form: object) -> dict[str, object]:
    return {"branch": request.branch, "form": form, "today": timezone.localdate()}


def _groups_page(request: BranchRequest, form: object) -> HttpResponse:
    roll = queries.roll_of(request.branch, timezone.localdate())
    shown = {
        "groups": [_group_of(roll, group) for group in roll.groups],
        "ungrouped": [one for one in roll.members if one.party_group is None],
    }
    return render(request, "party/groups.html", _shown(request, form) | shown)


def _posts_page(request: BranchRequest, form: object) -> HttpResponse:
    today = timezone.localdate()
    shown = {
        "held": queries.posts_held_in(request.branch, today),
        "term": queries.current_term_of(request.branch, today),
    }
    return render(request, "party/posts.html", _shown(request, form) | shown)
