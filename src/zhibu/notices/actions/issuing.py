"""A committee sends notices out: one, or all of a list, with numbers that leave no gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.journal import log
from zhibu.journal.entering import Entry
from zhibu.journal.leaves import Hand, Leaf
from zhibu.notices import queries, rules
from zhibu.notices.actions.refusals import CannotIssue, day_of, words_of
from zhibu.notices.drafting import findings_in
from zhibu.notices.models import NoticeDraft
from zhibu.notices.records import Issued
from zhibu.party.models import Organization


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draft that somebody looked at, with items, demand and deadline as they want them.

    Without ``codes`` every item of the draft stays.
    """

    draft: str
    demand: str
    reply_by: date
    codes: tuple[str, ...] | None = None


def issue(*, committee: Organization, wanted: Sequence[Wanted], hand: Hand) -> list[Leaf]:
    """Send out notices, all or none, numbered in their order from the committee's last of the year.

    Raises CannotIssue for none or too many, for a draft that was sent or dropped meanwhile, for
    one without items, an empty demand, and for a deadline that is past.
    """
    chosen = {one.draft: one for one in wanted}
    _insist_on_number(len(chosen))
    branches = NoticeDraft.objects.filter(committee=committee, pk__in=chosen)
    with log.act(committee.uid, *branches.values_list("branch_id", flat=True)):
        drafts = list(queries.drafts_of(committee).filter(pk__in=chosen))
        taken, _rows = NoticeDraft.objects.filter(pk__in=[one.pk for one in drafts]).delete()
        if taken != len(chosen):
            raise CannotIssue(_("有的草稿已经签发或去掉了，请刷新这一页再签发。"))
        first = queries.last_number(committee.uid, log.civil(hand.at).year) + 1
        entries = [
            _entry(draft, chosen[draft.uid], number=number, hand=hand)
            for number, draft in enumerate(drafts, first)
        ]
        return log.append_many(entries)


def _insist_on_number(count: int) -> None:
    most = rules.in_force().issued_at_once
    if not count:
        raise CannotIssue(_("没有选中要签发的通知书。"))
    if count > most:
        told = {"n": count, "most": most}
        raise CannotIssue(_("选了 %(n)d 份，一次最多签发 %(most)d 份，请分几次。") % told)


def _entry(draft: NoticeDraft, wanted: Wanted, *, number: int, hand: Hand) -> Entry:
    today = log.civil(hand.at)
    kept = [one for one in findings_in(draft) if wanted.codes is None or one.code in wanted.codes]
    if not kept:
        raise CannotIssue(_("请至少选一个要整改的项目，或者去掉这份草稿。"), field="codes")
    issued = Issued(
        branch=draft.branch_id,
        issuer=draft.committee_id,
        serial=number,
        scored_year=draft.scored_year,
        standard=draft.standard,
        findings=tuple(kept),
        demand=words_of(wanted.demand, "demand", refusal=CannotIssue),
        issued_on=today,
        receipt_by=rules.in_force().due("receipt", today),
        reply_by=day_of(wanted.reply_by, today, refusal=CannotIssue),
    )
    return Entry(record=issued, unit=draft.branch_id, hand=hand)


def drop(*, committee: Organization, draft: str) -> None:
    """Throw a draft away: nothing was said yet. A draft that is gone already is no fault."""
    NoticeDraft.objects.filter(committee=committee, pk=draft).delete()
