"""Floating members on both sides, and staying in touch with them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.mobility import queries, rules
from zhibu.mobility.models import Floating, Side
from zhibu.mobility.records import (
    Contacted,
    FloatingEnded,
    InflowRegistered,
    OutflowRegistered,
    Way,
    Why,
)
from zhibu.mobility.refusals import (
    CannotFloat,
    insist_on_day,
    insist_on_member,
    words_of,
)
from zhibu.party import actions as party
from zhibu.party import queries as parties
from zhibu.party.models import Member, Organization
from zhibu.party.names import UnfitName, tidy_name


def register_outflow(
    *, branch: Organization, member: Member, since: date, place: str, abroad: bool, hand: Hand,
    until: date | None = None, keeper: Member | None = None,
) -> Leaf:  # fmt: skip
    """Register that a member is away for half a year or longer; the card says so too.

    ``until`` is when they are expected back, where half a year is not over yet. Raises CannotFloat
    for a shorter absence, a place told finer than a county, somebody else's member or keeper, or
    one who is registered already.
    """
    with log.act(branch.uid):
        today = log.civil(hand.at)
        insist_on_member(member, branch, on=today, refuse=CannotFloat)
        _insist_on_absence(since, until, today)
        place = _place_of(place, abroad=abroad)
        _insist_on_keeper(keeper, branch, today, of=member)
        if queries.open_floating_of(member.uid):
            words = _("%(name)s已经登记为流动党员。去向有变的，先结束再另行登记。")
            raise CannotFloat(words % {"name": member.name}, field="member")
        _mark_card(member, today, hand, floating_on=since, outflow_place=place)
        record = OutflowRegistered(
            branch=branch.uid,
            member=member.uid,
            since=since,
            place=place,
            abroad=abroad,
            registered_on=today,
            keeper=keeper.uid if keeper else None,
        )
        return log.append(record, unit=branch.uid, **hand.told)


def register_inflow(
    *, branch: Organization, name: str, home: str, since: date, hand: Hand,
    keeper: Member | None = None,
) -> Leaf:  # fmt: skip
    """Register a member of another branch who takes part here; the relation stays there.

    Raises CannotFloat for a name or home branch missing, a day ahead, or a keeper of elsewhere.
    """
    with log.act(branch.uid):
        today = log.civil(hand.at)
        _insist_on_day(since, branch.founded_on, today, field="since")
        _insist_on_keeper(keeper, branch, today)
        try:
            tidied = tidy_name(name)
        except UnfitName as unfit:
            raise CannotFloat(unfit.words, field="name") from None
        home = words_of(home, "home", CannotFloat, most=100)
        if queries.open_inflows(branch.uid).filter(name=tidied, home=home).exists():
            raise CannotFloat(_("这名流入党员已经登记，不用再登记一次。"), field="name")
        record = InflowRegistered(
            branch.uid, tidied, home, since, today, keeper.uid if keeper else None
        )
        return log.append(record, unit=branch.uid, **hand.told)


def end_floating(*, floating: Floating, why: Why, hand: Hand) -> Leaf:
    """Enter that somebody floats no more: came back, or belongs here no more.

    Raises CannotFloat where that was entered already.
    """
    with log.act(floating.branch_id):
        now = queries.floating(floating.rec)
        if now.ended_on:
            raise CannotFloat(_("已经登记结束，不用再登记一次。"))
        return _end(now, why, hand)


def end_of(member: str, why: Why, hand: Hand) -> None:
    """End a member's floating, if there is any, within the act of whoever moves them."""
    if now := queries.open_floating_of(member):
        _end(now, why, hand)


def contact(*, floating: Floating, on: date, way: str, words: str, hand: Hand) -> Leaf:
    """Enter that the branch was in touch with a floating member.

    The first time in a quarter counts for it. Raises CannotFloat for a day ahead or before they
    left, an unknown way, nothing told, or somebody who floats no more.
    """
    with log.act(floating.branch_id):
        now = queries.floating(floating.rec)
        today = log.civil(hand.at)
        _insist_on_day(on, now.since, min(now.ended_on or today, today), field="on")
        if way not in set(Way):
            raise CannotFloat(_("请选择联系方式。"), field="way")
        told = words_of(words, "words", CannotFloat, most=500)
        counted = _is_counted(now) and not queries.was_contacted_in(now, rules.quarter_of(on))
        record = Contacted(now.rec, now.branch_id, on, Way(way), told, counted)
        return log.append(record, unit=now.branch_id, **hand.told)


def _end(now: Floating, why: Why, hand: Hand) -> Leaf:
    today = log.civil(hand.at)
    here = parties.branch_of(now.member, today) if now.member else None
    if now.member and here and here.uid == now.branch_id:
        _mark_card(now.member, today, hand, floating_on=None, outflow_place="")
    record = FloatingEnded(now.rec, now.branch_id, why, today, counted=_is_counted(now))
    return log.append(record, unit=now.branch_id, **hand.told)


def _insist_on_day(day: date, first: date, today: date, *, field: str) -> None:
    insist_on_day(day, first=first, today=today, field=field, refuse=CannotFloat)


def _is_counted(now: Floating) -> bool:
    return now.side == Side.OUT and not now.abroad


def _mark_card(member: Member, on: date, hand: Hand, **told: Any) -> None:
    """Let the card say so, unless it says it already, as an imported one may."""
    now = parties.card_of(member.uid)
    if any(getattr(now, item) != value for item, value in told.items()):
        party.change_member(member=now, changed_on=on, hand=hand, **told)


def _insist_on_absence(since: date, until: date | None, today: date) -> None:
    away = rules.in_force().away
    if since > today:
        raise CannotFloat(_("外出日期不能晚于今天。"), field="since")
    if not rules.in_force().is_floating(since, max(until or today, today)):
        words = _(
            "外出不满 %(months)d 个月，不登记为流动党员。预计超过的，请填预计返回日期；"
            "短期外出可开党员证明信。"
        )
        raise CannotFloat(words % {"months": away.number}, basis=away.basis, field="until")


def _place_of(place: str, *, abroad: bool) -> str:
    told = words_of(place, "place", CannotFloat, most=30)
    if abroad and not rules.in_force().is_name_of_a_country(told):
        raise CannotFloat(_("国（境）外只写国家或地区名称，例如“新加坡”。"), field="place")
    if not abroad and not rules.in_force().is_coarse(told):
        words = _("流向只写到省、市或县（区），例如“广东省佛山市”，不写街道、小区和单位。")
        raise CannotFloat(words, field="place")
    return told


def _insist_on_keeper(
    keeper: Member | None, branch: Organization, on: date, *, of: Member | None = None
) -> None:
    if keeper is None:
        return
    insist_on_member(keeper, branch, on=on, refuse=CannotFloat, field="keeper")
    if of and keeper.uid == of.uid:
        raise CannotFloat(_("联系人不能是流动党员本人，请另选一人。"), field="keeper")
