"""Appealing an item, and answering: by somebody who did not judge it, before a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment.judges import Somebody
from zhibu.assessment.reasons import words_of
from zhibu.core.refusal import Refusal
from zhibu.core.standard import Item
from zhibu.journal import facts, log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party.models import Organization
from zhibu.review import appeals, measure, rules
from zhibu.review.models import Appeal, Decision
from zhibu.review.records import Answered, Appealed, Moved

MOST_RECORDS = 20


class CannotAppeal(Refusal):
    """The item cannot be appealed so, or not any more."""


class CannotAnswerAppeal(Refusal):
    """The appeal cannot be answered so, or not by this person."""


@dataclass(frozen=True, slots=True)
class AnswerTold:
    """What an answer says: granted or not, by how much, or which share anew, and why."""

    decision: str
    words: str
    adjust: int = 0
    share: int | None = None


def appeal(
    *, branch: Organization, year: int, code: str, words: str, hand: Hand,
    records: Sequence[str] = (),
) -> Leaf:  # fmt: skip
    """Enter a branch's appeal against an item, with the records that it points to.

    Raises CannotAppeal without a reason, after its days are over, while another is open, after
    one about the same judgement, and for records that are not the branch's.
    """
    with log.act(branch.uid):
        on = log.civil(hand.at)
        standard = measure.standard_of(branch.uid, year)
        item = _item(standard.items, code)
        _insist_on_time(appeals.chance_of(branch, year=year, standard=standard.id, item=code), on)
        line = measure.lines_of(branch, year=year, as_of=on).get(code)
        told = Appealed(
            branch=branch.uid, year=year, standard=standard.id, item=item.id,
            points=(measure.cents(line.points) if line else None) or 0, on=on,
            answer_by=facts.calendar().add_working_days(on, rules.in_force()["answer_within"]),
            records=_own_records(branch, records), words=words_of(words, CannotAppeal, "words"),
        )  # fmt: skip
        return log.append(told, unit=branch.uid, **hand.told)


def withdraw_appeal(asked: Appeal, *, reason: str, hand: Hand) -> Leaf:
    """Withdraw an appeal that is not answered yet. Raises CannotAppeal for any other."""
    with log.act(asked.branch_id):
        now = Appeal.objects.get(rec=asked.rec)
        if not now.open:
            raise CannotAppeal(_("这件申诉已有答复或已经撤回。"))
        return log.withdraw(now.leaf_id, unit=now.branch_id, reason=reason, **hand.told)


def answer_appeal(asked: Appeal, *, told: AnswerTold, who: Somebody, hand: Hand) -> Leaf:
    """Enter the answer to an appeal; granted, it moves the item's points as signed for.

    Raises CannotAnswerAppeal for who judged or confirmed the item or belongs to the branch, twice,
    without a reason, and for a decision that moves nothing or more than the item is worth.
    """
    with log.act(asked.branch_id):
        now = Appeal.objects.select_related("branch").get(rec=asked.rec)
        on = log.civil(hand.at)
        if not now.open:
            raise CannotAnswerAppeal(_("这件申诉已有答复或已经撤回。"))
        if why := appeals.why_not(now, who):
            raise CannotAnswerAppeal(why)
        item = _item(measure.standard_of(now.branch_id, now.year).items, now.item)
        adjust, moved = _moves(now, item, told)
        record = Answered(
            appeal=now.rec, branch=now.branch_id, standard=now.standard, item=now.item,
            ruling=Decision(told.decision), adjust=adjust, person=who.uid, on=on,
            counts_on=measure.counted_on(on, now.year), moved=moved,
            share=told.share if moved else None,
            words=words_of(told.words, CannotAnswerAppeal, "words"),
        )  # fmt: skip
        return log.append(record, unit=now.branch_id, **hand.told)


def _item(items: Sequence[Item], code: str) -> Item:
    found = next((item for item in items if item.id == code), None)
    if found is None:
        raise CannotAppeal(_("标准里没有 %(item)s 这一项。") % {"item": code})
    return found


def _insist_on_time(chance: appeals.Chance, on: date) -> None:
    if chance.open is not None:
        raise CannotAppeal(_("这一项已有一件申诉在等答复，请先等答复。"))
    if chance.spent:
        raise CannotAppeal(_("这一项的申诉已有答复。重新评判以后，才能再申诉。"))
    if chance.until is not None and on > chance.until:
        words = _("申诉期限到 %(day)s 为止，已经过了。确有新情况的，请向上级党组织反映。")
        raise CannotAppeal(words % {"day": chance.until.isoformat()})


def _own_records(branch: Organization, records: Sequence[str]) -> tuple[str, ...]:
    """Return the records without doubles. Raises CannotAppeal for one that is not the branch's."""
    asked = tuple(dict.fromkeys(records))
    if len(asked) > MOST_RECORDS:
        words = _("最多列 %(most)d 条记录，请选最要紧的。") % {"most": MOST_RECORDS}
        raise CannotAppeal(words, field="records")
    known = log.latest_of(asked)
    if any(rec not in known or known[rec].unit != branch.uid for rec in asked):
        raise CannotAppeal(_("所列的记录里有的不是本支部的，请重新选。"), field="records")
    return asked


def _moves(asked: Appeal, item: Item, told: AnswerTold) -> tuple[int, tuple[Moved, ...]]:
    """Return what the answer moves. Raises CannotAnswerAppeal where it makes no sense."""
    if told.decision not in Decision.values:
        raise CannotAnswerAppeal(_("请选支持或维持。"), field="decision")
    if told.decision == Decision.REJECTED:
        return 0, ()
    if item.judged:
        return 0, _judged_anew(asked, item, told.share)
    if not told.adjust or abs(told.adjust) > item.points:
        most = item.points / 100
        words = _("支持申诉的，请填调整多少分，不为零，也不超过该项的 %(most)g 分。")
        raise CannotAnswerAppeal(words % {"most": most}, field="adjust")
    return told.adjust, ()


def _judged_anew(asked: Appeal, item: Item, share: int | None) -> tuple[Moved, ...]:
    if share is None or share not in {grade.share for grade in rules.grades_of(item)}:
        raise CannotAnswerAppeal(_("支持申诉的，请选改评的等次。"), field="share")
    given = appeals.given_by_sheets(asked)
    if not given:
        raise CannotAnswerAppeal(_("这一项还没有开封的评判表，没有可以改的分。"))
    moved = tuple(
        Moved(rater, share * len(shares) - sum(shares)) for rater, shares in given.items()
    )
    if not any(one.awarded for one in moved):
        raise CannotAnswerAppeal(_("改评的等次和原来一样，请核对。"), field="share")
    return moved
