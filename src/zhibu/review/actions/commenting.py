"""Commenting on a month: a person's words over computed numbers, approved."""

from django.utils.translation import gettext as _

from zhibu.assessment.reasons import words_of
from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party.models import Organization
from zhibu.review import monthly
from zhibu.review.actions.entering import enter
from zhibu.review.models import Commentary
from zhibu.review.records import Commented, Figure


class CannotComment(Refusal):
    """The month cannot be commented on so."""


def comment(
    *, organization: Organization, month: Month, words: str, hand: Hand, reason: str = ""
) -> Leaf:  # fmt: skip
    """Approve a committee's commentary on a month, or a new version of it with a reason.

    Raises CannotComment without words, and for a month that has not begun.
    """
    with log.act(organization.uid):
        on = log.civil(hand.at)
        if month.first_day > on:
            raise CannotComment(_("%(month)s 还没有开始，没有可讲评的。") % {"month": month})
        pack = monthly.pack_of(organization, month, as_of=on)
        told = Commented(
            organization=organization.uid, month=month, on=on,
            figures=tuple(
                Figure(each.item, each.due, each.on_time, each.late, each.missing)
                for each in pack.causes
            ),
            words=words_of(words, CannotComment, "words"),
        )  # fmt: skip
        former = Commentary.objects.filter(organization=organization, month=month.index).first()
        return enter(
            told, unit=organization.uid, former=former.leaf_id if former else None, reason=reason,
            hand=hand,
        )  # fmt: skip
