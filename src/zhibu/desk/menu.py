"""The menu: what this person has pages for, in the order in which they need them.

A section is a line of the menu. Where it has several pages, its first leads there and the others
stand below it: in the sidebar while one of them is open, under the button of a phone always.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.desk.standing import Standing
from zhibu.party.models import Organization
from zhibu.party.permits import Ability, Permits


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. ``current`` is what ``aria-current`` says of it, or nothing.

    ``within`` are the further pages of its section; ``opened`` says that one of them is shown.
    """

    title: str
    icon: str
    url: str
    current: str = ""
    within: tuple["Entry", ...] = ()

    @property
    def opened(self) -> bool:
        return any(one.current for one in (self, *self.within))


Line = tuple[str, str, str, tuple[str, ...]]
Section = Iterable[Line]


def menu_of(standing: Standing, request: HttpRequest) -> tuple[Entry, ...]:
    """Return the menu of somebody who signed in; what the page belongs to is marked."""
    sections = [[_entry(line) for line in section] for section in _sections(standing)]
    every = [one.url for section in sections for one in section]
    urls = [url for url in every if _is_of(request.path, url)]
    urls = urls or [url for url in every if _is_of_room(request.path, url)]
    here = max(urls, key=len, default="")
    mark = "page" if here == request.path else "true"
    marked = ([_marked(one, here, mark) for one in section] for section in sections if section)
    return tuple(replace(first, within=tuple(rest)) for first, *rest in marked)


def _is_of(path: str, url: str) -> bool:
    """Say whether a page belongs to an entry: it lies below it, as itself or for an organization.

    Every committee's pages lie below the tree of organizations; only the tree itself is that entry.
    """
    tree = reverse("party:tree")
    if url == tree:
        return path == url
    _organization, _slash, rest = path.removeprefix(tree).partition("/")
    own = f"/{rest}" if path.startswith(tree) else path
    return path.startswith(url) or own.startswith(url)


def _is_of_room(path: str, url: str) -> bool:
    """Say whether a page that names no organization is of an entry's room: a case's, a letter's."""
    match url.split("/"):
        case ["", "branches" | "organizations", _uid, room, ""]:
            return path.startswith(f"/{room}/")
    return False


def _entry(line: Line) -> Entry:
    title, icon, view, arguments = line
    return Entry(title, icon, reverse(view, args=arguments))


def _marked(entry: Entry, here: str, mark: str) -> Entry:
    return replace(entry, current=mark) if entry.url == here else entry


def _sections(standing: Standing) -> Iterator[Section]:
    own, everywhere = _of_branch(standing), _of_committee(standing)
    yield from (*everywhere, *own) if standing.oversees else (*own, *everywhere)
    yield _own(standing)
    yield _system(standing)


def _of_branch(standing: Standing) -> Iterator[Section]:
    """Yield the sections about somebody's own branch."""
    if branch := standing.branch:
        keeps = standing.permits.may(Ability.SEE_BRANCH_PRIVATE, branch)
        yield [(_("本支部"), "house", "desk:branch", (branch.uid,))]
        yield [(_("组织生活"), "calendar-check", "meetings:list", (branch.uid,))]
        if keeps:
            yield [(_("工作纪实"), "list-todo", "worklog:list", (branch.uid,))]
            yield _members(branch)
            yield _kept(branch)
        yield _assessed(branch, standing)
        if keeps:
            yield _questioned(branch, standing.permits)
        else:
            yield _published(branch)


def _members(branch: Organization) -> Section:
    yield _("党员"), "users", "party:members", (branch.uid,)
    yield _("工作流程"), "list-checks", "procedures:branch", (branch.uid,)
    yield _("组织关系"), "network", "mobility:branch", (branch.uid,)
    yield _("选举"), "vote", "elections:branch", (branch.uid,)
    yield _("民主评议"), "scale", "appraisal:branch", (branch.uid,)
    yield _("发展党员"), "user", "admission:branch", (branch.uid,)
    yield _("奖惩和岗位"), "star", "honours:branch", (branch.uid,)
    yield _("党费"), "coins", "dues:list", (branch.uid,)
    yield _("活动经费"), "coins", "funds:list", (branch.uid,)


def _published(branch: Organization) -> Section:
    """Yield what every member may read of the branch's money: sums, no names."""
    yield _("党费"), "coins", "dues:list", (branch.uid,)
    yield _("经费公开"), "coins", "funds:disclosure", (branch.uid,)


def _kept(branch: Organization) -> Section:
    """Yield what is made of everything entered: books and box, rosters and registers."""
    yield _("台账"), "book-open", "ledgers:books", (branch.uid,)
    yield _("四册五表"), "file-text", "ledgers:registers", (branch.uid,)


def _assessed(branch: Organization, standing: Standing) -> Section:
    permits = standing.permits
    yield _("考核"), "clipboard-check", "assessment:scorecard", (branch.uid,)
    yield _("星级"), "star", "stars:branch", (branch.uid,)
    if permits.may(Ability.SEE_BRANCH_PRIVATE, branch):
        yield _("评审"), "pencil", "review:branch", (branch.uid,)
        yield _("分类考核"), "scale", "grading:branch", (branch.uid,)
    if permits.may(Ability.RECORD_WORK, branch):
        yield _("互评"), "vote", "polls:duties", (branch.uid,)
    if not standing.oversees:
        yield from _standards(None, permits)


def _questioned(branch: Organization, permits: Permits) -> Section:
    yield _("核查"), "search", "scrutiny:branch", (branch.uid,)
    if permits.may(Ability.RECORD_WORK, branch):
        yield _("整改"), "flag", "notices:branch", (branch.uid,)


def _of_committee(standing: Standing) -> Iterator[Section]:
    """Yield the sections about everything below the committee whose overview somebody sees."""
    yield _overview(standing.committee, standing.permits)
    if committee := standing.committee:
        permits = standing.permits
        if standing.oversees:
            yield _judged(committee, permits)
            yield _running(committee, permits)
            yield _followed(committee, permits)
        if permits.may(Ability.SEE_BRANCH_PRIVATE, committee):
            yield [(_("活动经费"), "coins", "funds:committee", (committee.uid,))]
        if permits.may(Ability.ISSUE_NOTICES, committee):
            yield [(_("下达任务"), "list-todo", "worklog:set-tasks", (committee.uid,))]
    if standing.oversees or not standing.branch:
        yield _standards(standing.committee, standing.permits)


def _overview(committee: Organization | None, permits: Permits) -> Section:
    if committee:
        yield _("总览"), "layout-dashboard", "desk:overview", (committee.uid,)
    yield _("组织"), "network", "party:tree", ()
    if committee and permits.may(Ability.SEE_BRANCH_PRIVATE, committee):
        yield _("班子和换届"), "users", "elections:committee", (committee.uid,)
        yield _("统计"), "chart-column", "returns:show", (committee.uid,)
    if committee and permits.may(Ability.SEE_SENSITIVE, committee):
        yield _("党员库"), "users", "ledgers:library", (committee.uid,)


def _judged(committee: Organization, permits: Permits) -> Section:
    if permits.may(Ability.SEE_BRANCH_PRIVATE, committee):
        yield _("评审"), "pencil", "review:committee", (committee.uid,)
        yield _("分类考核"), "scale", "grading:committee", (committee.uid,)
        yield _("星级"), "star", "stars:committee", (committee.uid,)
    if permits.may(Ability.HOLD_POLLS, committee):
        yield _("互评与测评"), "vote", "polls:committee", (committee.uid,)


def _running(committee: Organization, permits: Permits) -> Section:
    if permits.may(Ability.SEE_BRANCH_PRIVATE, committee):
        yield _("工作流程"), "list-checks", "procedures:committee", (committee.uid,)
        yield _("组织关系"), "network", "mobility:committee", (committee.uid,)
    if permits.may(Ability.APPROVE_CASES, committee):
        yield _("发展计划"), "users", "admission:plan", (committee.uid,)


def _followed(committee: Organization, permits: Permits) -> Section:
    if permits.may(Ability.SEE_BRANCH_PRIVATE, committee):
        yield _("核查"), "search", "scrutiny:committee", (committee.uid,)
    if permits.may(Ability.ISSUE_NOTICES, committee):
        yield _("整改"), "flag", "notices:committee", (committee.uid,)


def _standards(committee: Organization | None, permits: Permits) -> Section:
    yield _("考核标准"), "book-open", "assessment:standard", ()
    if committee and permits.may(Ability.ADOPT_STANDARDS, committee):
        yield _("标准起草"), "sliders-horizontal", "drafting:list", (committee.uid,)


def _own(standing: Standing) -> Section:
    """Yield somebody's own pages: their card, what they are asked, what they are reminded of."""
    if standing.member:
        yield _("我的党员卡"), "user", "party:member", (standing.member,)
        yield _("我的党费"), "coins", "dues:statement", (standing.member,)
        yield _("测评"), "vote", "polls:mine", ()
    yield _("提醒"), "bell", "notices:reminders", ()


def _system(standing: Standing) -> Section:
    """Yield the journal, and what goes into it or out of it as a whole."""
    yield _("账本"), "history", "desk:journal", ()
    if standing.may(Ability.IMPORT):
        yield _("导入"), "upload", "intake:new", ()
    if standing.may(Ability.APPROVE_ERASURE):
        yield _("删除与封存"), "lock", "desk:erasures", ()
    if standing.may(Ability.GRANT_ROLES):
        yield _("账号与角色"), "shield-check", "party:accounts", ()
