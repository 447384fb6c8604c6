"""Whether it is mended: the live account says so where it can, somebody goes there where not."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.ids import new_id
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Via
from zhibu.notices import drafting, queries
from zhibu.notices.actions.refusals import (
    CannotRectify,
    day_of,
    enter,
    holding,
    insist,
    insist_on_stranger,
    words_of,
)
from zhibu.notices.models import Notice, State
from zhibu.notices.records import Rechecked, Way

MACHINE = new_id("a", bytes(16))


def recheck_by_machine(notice: Notice, *, hand: Hand) -> Leaf | None:
    """Enter that every item stands in full again, if the live account says so; else do nothing.

    A machine only ever finds that it is mended: that it is not, a person says.
    """
    today = log.civil(hand.at)
    with holding(notice) as now:
        if now.state != State.REPLIED or now.replied_on is None or not now.by_machine:
            return None
        if drafting.still_short(now.branch, now.codes, year=now.scored_year, today=today):
            return None
        told = Rechecked(
            notice=now.rec,
            passed=True,
            way=Way.MACHINE,
            words=_("所列项目的得分都已恢复。"),
            checked_on=today,
            replied_on=now.replied_on,
            first_due=now.first_due,
        )
        return enter(told, now, Hand(MACHINE, "system", Via.API, hand.at))


def visit(
    notice: Notice, *, passed: bool, words: str, hand: Hand, reply_by: date | None = None,
    although: str = "",
) -> Leaf:  # fmt: skip
    """Enter what somebody found who went there, or looked through what was sent.

    Raises CannotRectify before the branch answered, without words, where it did not pass without
    a new day, and where it passed against the live account without ``although``: why so.
    """
    with holding(notice) as now:
        insist_on_stranger(now, hand)
        insist(now, State.REPLIED)
        today = log.civil(hand.at)
        told = Rechecked(
            notice=now.rec,
            passed=passed,
            way=Way.VISIT,
            words=_words(now, words, although=although if passed else None, today=today),
            checked_on=today,
            replied_on=now.replied_on or today,
            first_due=now.first_due,
            reply_by=None if passed else day_of(reply_by, today),
        )
        return enter(told, now, hand)


def unrestored_in(notice: Notice, *, today: date) -> list[str]:
    """Return the items that a machine can re-check and that lack points still."""
    found = queries.issued_of(notice).findings
    codes = [one.code for one in found if one.by_machine]
    return drafting.still_short(notice.branch, codes, year=notice.scored_year, today=today)


def _words(notice: Notice, words: str, *, although: str | None, today: date) -> str:
    """Return what was found, and why it passed although the live account says otherwise."""
    short = [] if although is None else unrestored_in(notice, today=today)
    if not short:
        return words_of(words, "words")
    codes = _("、").join(short)
    if not (although or "").strip():
        told = _("%(codes)s 的得分还没有恢复。算已整改的，请写明理由；否则请选“还没有整改好”。")
        raise CannotRectify(told % {"codes": codes}, field="although")
    told = _("%(words)s（%(codes)s 的得分当时没有恢复，仍算已整改：%(why)s）")
    shown = {"words": words_of(words, "words"), "codes": codes}
    return words_of(told % {**shown, "why": words_of(although or "", "although")}, "words")
