"""Asking that parts of a record be erased, withheld, or given back."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.ids import new_id
from zhibu.core.leaf import read_bytes
from zhibu.journal import log
from zhibu.journal.erasing.choosing import Choice, choices_of, target_of
from zhibu.journal.erasing.refusing import CannotErase
from zhibu.journal.erasing.telling import requests
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.journal.records import ErasureAsked, Ground, Target

LONGEST_REASON = 500


def ask(
    targets: Sequence[Target],
    *,
    ground: Ground,
    why: str,
    person: str,
    hand: Hand,
    until: date | None = None,
) -> Leaf:
    """Enter a request about parts of one record's versions; return its leaf.

    ``person`` is who asks, the same whatever account they use. Whether the account may ask is
    for who calls. Raises CannotErase where nothing is chosen, a part cannot go or is gone,
    another request about the record is open, or reason or day are missing.
    """
    today = log.civil(hand.at)
    _insist_on_words(ground, why, until, today=today)
    leaves = _leaves_of(targets)
    about = leaves[0]
    with log.act(*filter(None, [about.unit])):
        _insist_on_quiet(about)
        chosen = tuple(
            _insist_on_parts(leaf, target, ground)
            for target, leaf in zip(targets, leaves, strict=True)
        )
        asked = ErasureAsked(today, person, ground, chosen, why.strip(), until)
        return log.append(asked, unit=about.unit, supersedes=about.lh, rec=new_id("r"), **hand.told)


def _leaves_of(targets: Sequence[Target]) -> list[Leaf]:
    if not targets or not all(target.places for target in targets):
        raise CannotErase(_("没有选中任何内容，请至少勾选一项。"), field="parts")
    try:
        leaves = [log.leaf_of(read_bytes(target.lh)) for target in targets]
    except (ValueError, log.NoSuchLeafError) as fault:
        raise CannotErase(_("账本里没有这一版记录，请重新打开记录再选。")) from fault
    if len({leaf.rec for leaf in leaves}) > 1:
        raise CannotErase(_("一次只能申请处理一条记录，请分开申请。"), field="parts")
    return leaves


def _insist_on_words(ground: Ground, why: str, until: date | None, *, today: date) -> None:
    if not why.strip():
        raise CannotErase(_("请写明理由，例如“本人申请，已无保存必要”。"), field="why")
    if len(why.strip()) > LONGEST_REASON:
        words = _("理由最多 %(most)d 字，现在 %(found)d 字，请删短一些。")
        raise CannotErase(words % {"most": LONGEST_REASON, "found": len(why.strip())}, field="why")
    if ground is Ground.RETAIN_UNTIL and (until is None or until <= today):
        raise CannotErase(_("“保存到期”须填以后的日期，到那天才可申请删除。"), field="until")


def _insist_on_quiet(about: Leaf) -> None:
    for one in requests(about.unit, is_open=True):
        if one.rec_of_target == about.rec:
            words = _("这条记录已有一件没有办结的申请，请等它办结，或请人不同意以后再申请。")
            raise CannotErase(words)


def _insist_on_parts(leaf: Leaf, target: Target, ground: Ground) -> Target:
    """Return the target as its version names the parts; each must be one that may go."""
    if leaf.op in {Op.ERASE, Op.SEAL}:
        raise CannotErase(_("删除和封存的经过本身不能删除。"), field="parts")
    found = {one.place: one for one in choices_of(leaf.lh)}
    chosen = [_insist_on_part(found.get(place), ground) for place in set(target.places)]
    return target_of(leaf.lh, chosen)


def _insist_on_part(one: Choice | None, ground: Ground) -> Choice:
    if one is None:
        raise CannotErase(_("种类和计分的数字不能删除：分数要能重算。"), field="parts")
    told = {"field": one.name}
    if one.erased:
        raise CannotErase(_("“%(field)s”已经删除，不能再处理。") % told, field="parts")
    if one.fixed:
        words = _(
            "“%(field)s”是这条记录不可缺少的（如单位、日期、人数），不能删除；可以撤回整条记录。"
        )
        raise CannotErase(words % told, field="parts")
    if one.withheld and ground in {Ground.RESTRICT, Ground.RETAIN_UNTIL}:
        raise CannotErase(_("“%(field)s”已经封存。") % told, field="parts")
    if not one.withheld and ground is Ground.GIVE_BACK:
        raise CannotErase(_("“%(field)s”没有封存，不用启封。") % told, field="parts")
    return one
