"""The branch signs for a notice and answers it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhibu.core.ids import is_id
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.meetings.parts import Attachment
from zhibu.notices import rules
from zhibu.notices.actions.refusals import CannotRectify, enter, holding, insist, words_of
from zhibu.notices.models import Notice, State
from zhibu.notices.records import Receipted, Replied

MOST_RECORDS = 20


def receipt(notice: Notice, *, hand: Hand) -> Leaf:
    """Sign for a notice. Raises CannotRectify where it was signed for, or is over."""
    with holding(notice) as now:
        insist(now, State.ISSUED, State.ESCALATED)
        if now.received_on is not None:
            raise CannotRectify(_("这份通知书已经签收过了。"))
        return enter(Receipted(now.rec, log.civil(hand.at)), now, hand)


def reply(
    notice: Notice, *, measures: str, hand: Hand,
    records: Sequence[str] = (), attachments: Sequence[Attachment] = (),
) -> Leaf:  # fmt: skip
    """Answer a notice with what was done, and the records and files that show it.

    Raises CannotRectify before it was signed for, while an answer waits to be re-checked, without
    words, and for records that are not the branch's.
    """
    with holding(notice) as now:
        insist(now, State.RECEIPTED, State.NOT_PASSED, State.ESCALATED)
        if now.received_on is None:
            raise CannotRectify(_("请先签收通知书，再答复。"))
        today = log.civil(hand.at)
        told = Replied(
            notice=now.rec,
            measures=words_of(measures, "measures"),
            replied_on=today,
            first_due=now.first_due,
            recheck_by=rules.in_force().due("recheck", today),
            records=_own(records, now),
            attachments=tuple(attachments),
        )
        return enter(told, now, hand)


def _own(records: Sequence[str], notice: Notice) -> tuple[str, ...]:
    """Return the branch's own records among those named. Raises CannotRectify for any other."""
    wanted = tuple(dict.fromkeys(rec for rec in records if rec))
    if len(wanted) > MOST_RECORDS:
        raise CannotRectify(_("最多列 %(most)d 条记录。") % {"most": MOST_RECORDS}, field="records")
    found = log.latest_of(rec for rec in wanted if is_id(rec, "r"))
    if any(found[rec].unit != notice.branch_id for rec in found) or len(found) != len(wanted):
        words = _("列出的记录里有的不是本支部的，请从本支部的记录里选。")
        raise CannotRectify(words, field="records")
    return wanted
