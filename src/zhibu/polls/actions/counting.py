"""Paper ballots: a teller enters the count, a scrutineer enters it again without seeing it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core import ballots
from zhibu.core.ballots import MiscountError, Paper
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.party.queries import is_same_person
from zhibu.polls.actions.polling import CannotPoll
from zhibu.polls.models import Level, PaperCount, Poll
from zhibu.polls.queries import polls
from zhibu.polls.records import PaperConfirmed, PaperCounted

_NO = {
    "negative": gettext_lazy("票数不能是负数。"),
    "shape": gettext_lazy("每个选项都要填票数，没有的填 0。"),
}


def enter_count(poll: Poll, *, group: int, paper: Paper, hand: Hand) -> Leaf:
    """Enter a count of paper ballots; the second person's, if it is the same, confirms the first.

    Raises CannotPoll for a count that cannot be, by the same person twice, once it is confirmed,
    or where the two differ: then the first stands until its teller enters it anew.
    """
    with log.act(poll.organization_id):
        now = Poll.objects.get(rec=poll.rec)
        today = log.civil(hand.at)
        _insist_on_count(now, group, paper)
        told = PaperCounted(
            now.rec, group, paper.issued, paper.returned, paper.valid, paper.counts, today
        )
        before = PaperCount.objects.filter(poll=now, group=group).first()
        if before is None:
            return log.append(told, unit=None, **hand.told)
        if before.confirmed:
            raise CannotPoll(_("这一组的计票已经两人核对一致，不能再改。"))
        if is_same_person(before.teller, hand.by):
            return log.append(
                told, unit=None, op=Op.CORRECT, supersedes=before.leaf_id,
                reason=_("计票人重新录入"), **hand.told,
            )  # fmt: skip
        return _confirm(before, told, hand)


def _confirm(before: PaperCount, told: PaperCounted, hand: Hand) -> Leaf:
    said: PaperCounted = log.record_of(log.leaf_of(before.leaf_id))
    if _numbers(said) != _numbers(told):
        words = _("与计票人录入的不一致。请两人当面重新清点；计票人可以重新录入。")
        raise CannotPoll(words)
    return log.append(
        PaperConfirmed(before.rec, told.counted_on), unit=None, op=Op.CONFIRM,
        supersedes=before.leaf_id, rec=before.rec, **hand.told,
    )  # fmt: skip


def _numbers(said: PaperCounted) -> tuple[object, ...]:
    return said.issued, said.returned, said.valid, said.counts


def _insist_on_count(poll: Poll, group: int, paper: Paper) -> None:
    if not poll.is_open:
        raise CannotPoll(_("这次测评已经结束。"))
    if poll.level != Level.PAPER:
        raise CannotPoll(_("这次测评没有纸质票。"))
    if group not in (polls.MEMBERS, polls.INVITED):
        raise CannotPoll(_("请选是哪一组的票。"), field="group")
    most = poll.roll_size - poll.invited if group == polls.MEMBERS else poll.invited
    if paper.issued > most:
        words = _("发出 %(issued)d 张，多于应参加的 %(most)d 人。")
        raise CannotPoll(words % {"issued": paper.issued, "most": most}, field="issued")
    try:
        ballots.check_paper(polls.questions_of(poll), paper)
    except MiscountError as fault:
        field, words = _told(fault, poll, paper)
        raise CannotPoll(words, field=field) from fault


def _told(fault: MiscountError, poll: Poll, paper: Paper) -> tuple[str | None, str]:
    what, place = fault.args
    if what == "returned":
        words = _("收回 %(returned)d 张，多于发出的 %(issued)d 张，计票无效，请重新清点。")
        return what, words % {"returned": paper.returned, "issued": paper.issued}
    if what == "valid":
        words = _("有效 %(valid)d 张，多于收回的 %(returned)d 张，请重新清点。")
        return what, words % {"valid": paper.valid, "returned": paper.returned}
    if what == "counts":
        words = _("“%(question)s”各选项加起来不等于有效票 %(valid)d 张，请核对。")
        return None, words % {"question": poll.questions[place]["words"], "valid": paper.valid}
    return None, str(_NO[what])
