"""The menu: what this person has pages for, in the order in which they need them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.desk.standing import Standing
from zhibu.party.permits import Ability


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. ``current`` is what ``aria-current`` says of it, or nothing."""

    title: str
    icon: str
    url: str
    current: str = ""


Wanted = tuple[str, str, str, tuple[str, ...]]


def menu_of(standing: Standing, request: HttpRequest) -> tuple[Entry, ...]:
    """Return the menu of somebody who signed in; what the page belongs to is marked."""
    entries = [
        Entry(title, icon, reverse(view, args=arguments))
        for title, icon, view, arguments in _wanted(standing)
    ]
    here = max((e.url for e in entries if request.path.startswith(e.url)), key=len, default="")
    current = "page" if here == request.path else "true"
    return tuple(replace(e, current=current) if e.url == here else e for e in entries)


def _wanted(standing: Standing) -> Iterator[Wanted]:
    own = _of_branch(standing)
    everywhere = _of_all(standing)
    yield from (*everywhere, *own) if standing.oversees else (*own, *everywhere)
    if standing.member:
        yield _("测评"), "vote", "polls:mine", ()
        yield _("我的党员卡"), "user", "party:member", (standing.member,)
    yield _("组织"), "network", "party:tree", ()
    yield _("考核标准"), "book-open", "assessment:standard", ()
    yield _("账本"), "history", "desk:journal", ()
    yield _("提醒"), "bell", "notices:reminders", ()
    if standing.may(Ability.IMPORT):
        yield _("导入"), "upload", "intake:new", ()
    if standing.may(Ability.APPROVE_ERASURE):
        yield _("删除与封存"), "lock", "desk:erasures", ()
    if standing.may(Ability.GRANT_ROLES):
        yield _("账号与角色"), "shield-check", "party:accounts", ()


def _of_all(standing: Standing) -> Iterator[Wanted]:
    if standing.committee:
        yield _("总览"), "layout-dashboard", "desk:overview", (standing.committee.uid,)
        if standing.oversees and standing.permits.may(
            Ability.SEE_BRANCH_PRIVATE, standing.committee
        ):
            yield _("核查"), "search", "scrutiny:committee", (standing.committee.uid,)
            yield _("评审"), "pencil", "review:committee", (standing.committee.uid,)
        if standing.permits.may(Ability.ADOPT_STANDARDS, standing.committee):
            yield _("标准起草"), "sliders-horizontal", "drafting:list", (standing.committee.uid,)
        if standing.permits.may(Ability.HOLD_POLLS, standing.committee):
            yield _("互评与测评"), "vote", "polls:committee", (standing.committee.uid,)
        if standing.permits.may(Ability.ISSUE_NOTICES, standing.committee):
            yield _("下达任务"), "list-todo", "worklog:set-tasks", (standing.committee.uid,)
            yield _("整改"), "flag", "notices:committee", (standing.committee.uid,)


def _of_branch(standing: Standing) -> Iterator[Wanted]:
    branch = standing.branch
    if branch is None:
        return
    keeps = standing.permits.may(Ability.SEE_BRANCH_PRIVATE, branch)
    yield _("本支部"), "house", "desk:branch", (branch.uid,)
    yield _("组织生活"), "calendar-check", "meetings:list", (branch.uid,)
    yield _("考核"), "clipboard-check", "assessment:scorecard", (branch.uid,)
    if keeps:
        yield _("党员"), "users", "party:members", (branch.uid,)
        yield _("党费"), "coins", "dues:list", (branch.uid,)
        yield _("工作纪实"), "list-todo", "worklog:list", (branch.uid,)
        yield _("核查"), "search", "scrutiny:branch", (branch.uid,)
        yield _("评审"), "pencil", "review:branch", (branch.uid,)
    if standing.permits.may(Ability.RECORD_WORK, branch):
        yield _("互评"), "vote", "polls:duties", (branch.uid,)
        yield _("整改"), "flag", "notices:branch", (branch.uid,)
