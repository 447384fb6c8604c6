"""What may be done about flags: ask a branch, reply, settle. None of it moves a point."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.core.workdays import Calendar
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.meetings.parts import Attachment
from zhibu.scrutiny import queries
from zhibu.scrutiny.detectors.sweep import Question
from zhibu.scrutiny.detectors.thresholds import Thresholds
from zhibu.scrutiny.detectors.told import Finding
from zhibu.scrutiny.models import Flag
from zhibu.scrutiny.records import Answered, Evidence, Figure, Flagged, Outcome, Settled

LONGEST_WORDS = 2_000
MOST_REPLIES = 10
_IN_ONE = 300  # records in one part of the payload, which holds 16 KiB


class CannotAnswer(Refusal):
    """The reply cannot be entered so."""


class CannotSettle(Refusal):
    """The question cannot be settled so."""


def flag(question: Question, *, rules: Thresholds, calendar: Calendar, hand: Hand) -> Leaf | None:
    """Ask a branch about records, with the evidence. Nothing is deducted.

    The committee sees it after so many working days, or once the branch answered. Returns None
    where another sweep asked the same meanwhile.
    """
    with log.act(question.unit):
        asked = queries.spent_in(question.unit)
        new = [one for one in question.findings if not set(one.records) <= _seen(asked, one)]
        if len(new) < len(question.findings):
            return None
        today = log.civil(hand.at)
        told = Flagged(
            branch=question.unit,
            rules=question.rules,
            thresholds=rules.version,
            flagged_on=today,
            open_on=_open_on(today, rules, calendar),
            evidence=tuple(part for one in new for part in _evidence(one)),
        )
        return log.append(told, unit=None, **hand.told)


def _seen(asked: dict[str, frozenset[str]], finding: Finding) -> frozenset[str]:
    return asked.get(finding.rule, frozenset())


def _open_on(today: date, rules: Thresholds, calendar: Calendar) -> date:
    return calendar.add_working_days(today, rules.branch_first_days)


def _evidence(finding: Finding) -> Iterator[Evidence]:
    figures = tuple(Figure(name, str(value)) for name, value in finding.figures.items())
    for start in range(0, len(finding.records), _IN_ONE):
        yield Evidence(
            rule=finding.rule,
            records=finding.records[start : start + _IN_ONE],
            figures=figures,
            case=finding.case,
            people=finding.people[:_IN_ONE],
            others=finding.others[:50],
        )


def answer(asked: Flag, *, words: str, attachments: Sequence[Attachment] = (), hand: Hand) -> Leaf:
    """Enter the branch's reply; from then on the committee sees question and reply.

    Raises CannotAnswer without words, after it was settled, or after too many replies.
    """
    with log.act(asked.branch_id):
        now = Flag.objects.get(rec=asked.rec)
        if now.settled:
            raise CannotAnswer(_("这一条已经有结论，不能再说明。有异议请向上级党组织反映。"))
        if now.replies.count() >= MOST_REPLIES:
            raise CannotAnswer(_("已经说明过 %(n)d 次，请等结论。") % {"n": MOST_REPLIES})
        told = Answered(now.rec, _words(words, CannotAnswer, "words"), log.civil(hand.at),
                        tuple(attachments))  # fmt: skip
        return _append(now, told, hand)


def settle(asked: Flag, *, outcome: str, why: str, hand: Hand) -> Leaf:
    """Enter how it came out, and why. The record itself, its points and its people stay as is.

    Raises CannotSettle before the branch answered or its days are over, twice, or without a reason.
    """
    with log.act(asked.branch_id):
        now = Flag.objects.get(rec=asked.rec)
        today = log.civil(hand.at)
        if now.settled:
            raise CannotSettle(_("这一条已经有结论，结论不能改。"))
        if not queries.is_open_to_committee(now, today):
            raise CannotSettle(_("支部还没有说明，也没有到期，请先等支部说明。"))
        if outcome not in list(Outcome):
            raise CannotSettle(_("请选一个结论。"), field="outcome")
        told = Settled(now.rec, Outcome(outcome), _words(why, CannotSettle, "why"), today)
        return _append(now, told, hand)


def _append(asked: Flag, told: Answered | Settled, hand: Hand) -> Leaf:
    return log.append(
        told, unit=None, op=Op.ANNOTATE, supersedes=asked.leaf_id, rec=asked.rec, **hand.told
    )


def _words(text: str, refusal: type[Refusal], field: str) -> str:
    words = text.strip()
    if not words:
        raise refusal(_("请写几句话，说明是怎么回事。"), field=field)
    if len(words) > LONGEST_WORDS:
        raise refusal(
            _("写了 %(n)d 字，最多 %(most)d 字，请写得短些。")
            % {"n": len(words), "most": LONGEST_WORDS},
            field=field,
        )
    return words
