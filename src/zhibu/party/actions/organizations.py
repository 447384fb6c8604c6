from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from zhibu.core.ids import new_id
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf
from zhibu.party import queries
from zhibu.party.models import Affiliation, Organization, OrganizationState, PartyGroup, Term
from zhibu.party.models.organizations import LONGEST_PATH, SEGMENT
from zhibu.party.names import UnfitName, tidy_name
from zhibu.party.records import (
    OrganizationChanged,
    OrganizationDissolved,
    OrganizationFounded,
    WentLive,
)
from zhibu.party.sets import BranchClass, BranchForm, Level

LONGEST_NAME = 100
_ABOVE = {
    Level.COMMITTEE: {None, Level.COMMITTEE},
    Level.GENERAL_BRANCH: {None, Level.COMMITTEE},
    Level.BRANCH: {None, Level.COMMITTEE, Level.GENERAL_BRANCH},
}


class CannotFoundOrganization(Refusal):
    """The organization cannot be founded as told."""


class CannotChangeOrganization(Refusal):
    """The organization cannot be renamed, moved or classed as told."""


class CannotDissolveOrganization(Refusal):
    """The organization cannot be dissolved yet."""


class CannotGoLive(Refusal):
    """The branch cannot go live on that day."""


def found_organization(
    *,
    name: str,
    level: str,
    superior: Organization | None,
    founded_on: date,
    hand: Hand,
    form: str = BranchForm.REGULAR,
    branch_class: str = "",
    uid: str | None = None,
) -> Organization:
    """Enter a Party organization under its superior, or at the top.

    Raises CannotFoundOrganization where name, level, form or class do not fit or the day lies
    ahead.
    """
    refuse = CannotFoundOrganization
    _insist_on_sets(refuse, level=level, form=form, branch_class=branch_class)
    tidied = _tidied(name, refuse)
    uid = uid or new_id("o")
    with log.act(uid, *_line_above(superior)):
        superior = _again(superior)
        _insist_on_place(refuse, Level(level), superior)
        _insist_on_free_name(refuse, tidied, superior)
        if founded_on > log.civil(hand.at):
            raise refuse(_("成立日期不能晚于今天。"), field="founded_on")
        record = OrganizationFounded(
            organization=uid,
            name=tidied,
            level=Level(level).value,
            form=BranchForm(form).value,
            founded_on=founded_on,
            superior=superior.uid if superior else None,
            branch_class=str(branch_class) or None,
        )
        log.append(record, unit=uid, **hand.told)
    return queries.organization(uid)


def change_organization(
    *,
    organization: Organization,
    changed_on: date,
    hand: Hand,
    name: str | None = None,
    superior: Organization | None = None,
    branch_class: str | None = None,
    form: str | None = None,
) -> Leaf:
    """Rename an organization, move it under another superior, or class it anew.

    Raises CannotChangeOrganization where nothing changes, the new place lies below it, or the day
    lies ahead or before an earlier change.
    """
    refuse = CannotChangeOrganization
    _insist_on_sets(refuse, form=form, branch_class=branch_class)
    with log.act(organization.uid, *_line_above(superior), *_line_above(organization)):
        now = queries.organization(organization.uid)
        target = _again(superior) or now.superior
        _insist_on_day(now, changed_on, log.civil(hand.at))
        if target and target.path.startswith(now.path):
            words = _("不能把党组织移到它自己或它的下级之下，请另选上级。")
            raise refuse(words, field="superior")
        _insist_on_place(refuse, Level(now.level), target)
        record = OrganizationChanged(
            organization=now.uid,
            changed_on=changed_on,
            name=now.name if name is None else _tidied(name, refuse),
            form=now.form if form is None else str(BranchForm(form).value),
            superior=target.uid if target else None,
            branch_class=(now.branch_class if branch_class is None else str(branch_class)) or None,
        )
        _insist_on_difference(now, record)
        return log.append(record, unit=now.uid, **hand.told)


def dissolve_organization(*, organization: Organization, dissolved_on: date, hand: Hand) -> Leaf:
    """Dissolve an organization that has nobody and nothing left below it.

    Raises CannotDissolveOrganization while members, groups or subordinates remain.
    """
    with log.act(organization.uid):
        now = queries.organization(organization.uid)
        _insist_on_emptiness(now, dissolved_on, log.civil(hand.at))
        terms = list(Term.objects.filter(organization=now).order_by("starts_on"))
        record = OrganizationDissolved(
            organization=now.uid,
            dissolved_on=dissolved_on,
            counted_from=now.counted_from,
            live_on=now.live_on,
            committee_since=committee_since(terms),
            terms_since=terms[0].starts_on if terms else None,
            term_ends_on=terms[-1].ends_on if terms else None,
        )
        return log.append(record, unit=now.uid, **hand.told)


def go_live(*, branch: Organization, live_on: date, counted_from: date, hand: Hand) -> Leaf:
    """Let a branch keep its records here from a day on, counted from that or an earlier one.

    Raises CannotGoLive where it did already, or the days are out of order.
    """
    with log.act(branch.uid):
        now = queries.organization(branch.uid)
        if not now.is_branch or now.dissolved_on:
            raise CannotGoLive(_("只有现存的党支部可以启用。"))
        if now.live_on:
            words = _("该支部已于 %(day)s 启用，不必再次启用。")
            raise CannotGoLive(words % {"day": now.live_on.isoformat()}, field="live_on")
        if counted_from > live_on:
            words = _("计分起始日期不能晚于启用日期。")
            raise CannotGoLive(words, field="counted_from")
        if counted_from < now.founded_on:
            words = _("计分起始日期不能早于支部成立日期（%(day)s）。")
            words = words % {"day": now.founded_on.isoformat()}
            raise CannotGoLive(words, field="counted_from")
        return log.append(WentLive(now.uid, live_on, counted_from), unit=now.uid, **hand.told)


def committee_since(terms: Iterable[Term]) -> date | None:
    """Return since when committees followed one another without a gap, of terms by their start."""
    since = None
    for term in terms:
        since = (since or term.starts_on) if term.has_committee else None
    return since


def _tidied(name: str, refuse: type[Refusal]) -> str:
    try:
        return tidy_name(name, longest=LONGEST_NAME)
    except UnfitName as unfit:
        raise refuse(unfit.words, field="name") from None


def _again(org: Organization | None) -> Organization | None:
    """Read an organization again, now that nobody may move it."""
    return queries.organization(org.uid) if org else None


def _line_above(org: Organization | None) -> list[str]:
    """Return an organization and all above it: holding them lets two moves not make a circle."""
    return [one.uid for one in queries.superiors_of(org)] + [org.uid] if org else []


def _insist_on_sets(refuse: type[Refusal], **told: str | None) -> None:
    known = {
        "level": (Level.values, _("层级请选党委、党总支或党支部。")),
        "form": (BranchForm.values, _("支部形式请从列表中选择。")),
        "branch_class": (["", *BranchClass.values], _("类别请选一类至四类。")),
    }
    for field, value in told.items():
        values, words = known[field]
        if value is not None and value not in values:
            raise refuse(words, field=field)


def _insist_on_place(refuse: type[Refusal], level: Level, superior: Organization | None) -> None:
    if superior and superior.dissolved_on:
        raise refuse(_("上级党组织已撤销，请另选上级。"), field="superior")
    if (Level(superior.level) if superior else None) not in _ABOVE[level]:
        raise refuse(_("这一层级的党组织不能设在所选上级之下。"), field="superior")
    if superior and len(superior.path) + SEGMENT > LONGEST_PATH:
        raise refuse(_("组织层级最多二十层。"), field="superior")


def _insist_on_free_name(refuse: type[Refusal], name: str, superior: Organization | None) -> None:
    if queries.organizations_named(name).filter(superior=superior).exists():
        words = _("同一上级之下已有“%(name)s”，请改用能区分的名称。")
        raise refuse(words % {"name": name}, field="name")


def _insist_on_day(now: Organization, changed_on: date, today: date) -> None:
    if changed_on > today:
        raise CannotChangeOrganization(_("变更日期不能晚于今天。"), field="changed_on")
    latest = OrganizationState.objects.get(organization=now, until_on=None)
    if changed_on < latest.from_on:
        words = _("变更日期不能早于上一次变更（%(day)s）。")
        words = words % {"day": latest.from_on.isoformat()}
        raise CannotChangeOrganization(words, field="changed_on")


def _insist_on_difference(now: Organization, record: OrganizationChanged) -> None:
    before = (now.name, now.form, now.superior_id, now.branch_class)
    after = (record.name, record.form, record.superior, record.branch_class or "")
    if before == after:
        raise CannotChangeOrganization(_("没有任何变化，无须提交。"))
    if record.name != now.name or record.superior != now.superior_id:
        namesakes = queries.organizations_named(record.name).filter(superior=record.superior)
        if namesakes.exclude(pk=now.pk).exists():
            words = _("同一上级之下已有“%(name)s”，请改用能区分的名称。")
            raise CannotChangeOrganization(words % {"name": record.name}, field="name")


def _insist_on_emptiness(now: Organization, dissolved_on: date, today: date) -> None:
    refuse = CannotDissolveOrganization
    if now.dissolved_on:
        raise refuse(_("该党组织已经撤销。"))
    if not now.founded_on <= dissolved_on <= today:
        raise refuse(_("撤销日期应在成立之后、今天之前。"), field="dissolved_on")
    left = Q(until_on=None) | Q(until_on__gt=dissolved_on)
    if Affiliation.objects.filter(left, organization=now).exists():
        raise refuse(_("还有党员在该支部，请先转出全部党员。"))
    if PartyGroup.objects.filter(branch=now, dissolved_on=None).exists():
        raise refuse(_("还有党小组，请先撤销党小组。"))
    if Organization.objects.filter(superior=now, dissolved_on=None).exists():
        raise refuse(_("还有下级党组织，请先撤销或移走。"))
