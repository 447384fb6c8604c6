"""Why something about a notice is not done, and what every act of this room checks alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.kinds import Record
from zhibu.journal.leaves import Hand, Leaf
from zhibu.notices.models import Notice, State
from zhibu.party import queries as party

LONGEST_WORDS = 2_000
FARTHEST_DAYS = 366


class CannotIssue(Refusal):
    """The notice cannot go out so."""


class CannotRectify(Refusal):
    """The step of a rectification cannot be taken."""


@contextmanager
def holding(notice: Notice) -> Iterator[Notice]:
    """Open the act and yield the notice as it stands now: who came first is seen."""
    with log.act(notice.branch_id):
        yield Notice.objects.select_related("branch", "issuer").get(rec=notice.rec)


def insist(notice: Notice, *states: State) -> None:
    """Let a step be taken only from where it follows. Raises CannotRectify naming the order."""
    if notice.state in states:
        return
    words = _("这份通知书现在是“%(state)s”，不能办这一步。整改按签收、答复、复查、销号的次序办。")
    raise CannotRectify(words % {"state": State(notice.state).label}, basis="notices.yaml")


def insist_on_stranger(notice: Notice, hand: Hand) -> None:
    """Let nobody settle what was sent to the own branch. Raises CannotRectify."""
    if party.works_in(hand.by, notice.branch_id, log.civil(hand.at)):
        raise CannotRectify(
            _("发给本人所在支部的通知书，不能由本人复查、销号或撤回，请由别的人办。")
        )


def words_of(text: str, field: str, *, refusal: type[Refusal] = CannotRectify) -> str:
    """Return what somebody wrote. Raises the refusal for nothing and for too much."""
    words = text.strip()
    if not words:
        raise refusal(_("请写几句话，写明做了什么或为什么。"), field=field)
    if len(words) > LONGEST_WORDS:
        told = {"n": len(words), "most": LONGEST_WORDS}
        raise refusal(_("写了 %(n)d 字，最多 %(most)d 字，请写得短些。") % told, field=field)
    return words


def day_of(by: date | None, today: date, *, refusal: type[Refusal] = CannotRectify) -> date:
    """Return a deadline. Raises the refusal for none, one that is past and one too far off."""
    if by is None or by <= today:
        raise refusal(_("期限要在今天以后，请另选一天。"), field="reply_by")
    if (by - today).days > FARTHEST_DAYS:
        raise refusal(_("期限最长一年，请选近一些的日期。"), field="reply_by")
    return by


def enter(record: Record, notice: Notice, hand: Hand) -> Leaf:
    """Append a record about a notice's branch."""
    return log.append(record, unit=notice.branch_id, **hand.told)
