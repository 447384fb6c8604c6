"""What the search for a member out of contact does besides: the card, and belonging.

A person decides every step; the machine only reckons days (党员教育管理工作条例 Art. 24).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.core.case import Done, Obstacle
from zhibu.journal.leaves import Hand, Leaf
from zhibu.mobility.refusals import CannotSearch
from zhibu.party import actions as party
from zhibu.party import queries as parties
from zhibu.party.models import Member
from zhibu.party.sets import LeaveReason
from zhibu.procedures.conduct import Conduct
from zhibu.procedures.models import Case
from zhibu.procedures.queries import File

FAMILY = "out_of_contact"
BASIS = "《中国共产党党员教育管理工作条例》第二十四条"
FOUND_AGAIN = ("found", "restore")
FINAL = (*FOUND_AGAIN, "removal_decision")


def checks(file: File, attempt: Done) -> Iterator[Obstacle]:
    """Yield what the definition cannot know: whose member it is, and whether membership stands."""
    case = file.case
    member = parties.card_of(case.subject)
    here = parties.branch_of(member, attempt.on)
    if here is None or here.uid != case.organization_id:
        words = _("当日此人不是本支部党员，不能办这一步。")
        yield Obstacle("ours", words, BASIS, "on", _("组织关系已变动的，请结束这件事。"), "A")
    if attempt.step == "found" and member.stopped_on:
        words = _("已经停止党籍，找到本人后由上级党委审查决定是否恢复党籍。")
        yield Obstacle("stopped", words, BASIS, "", _("请办“恢复党籍”这一步。"), "B")


def on_done(case: Case, done: Done, hand: Hand, _leaf: Leaf) -> None:
    """Let the card say what was decided, in the act of the step."""
    member = parties.card_of(case.subject)
    if done.step == "report":
        _change(member, done.on, hand, out_of_contact_on=lost_on(case))
    elif done.step in FOUND_AGAIN:
        _change(member, done.on, hand, out_of_contact_on=None, stopped_on=None)
    elif done.step == "stop_decision" and done.outcome == "stopped":
        _change(member, done.on, hand, stopped_on=done.on)
    elif done.step == "removal_decision" and done.outcome == "removed":
        _remove(member, done.on, hand)


def on_withdrawn(case: Case, done: Done, hand: Hand, _leaf: Leaf) -> None:
    """Let the card say what it said before; what ended the search is not taken back."""
    member = parties.card_of(case.subject)
    if done.step in FINAL:
        raise CannotSearch(_("这一步已经改变党籍或结束查找，不能撤回；有误的请重新办理。"))
    if done.step == "report":
        _change(member, done.on, hand, out_of_contact_on=None)
    elif done.step == "stop_decision" and done.outcome == "stopped":
        _change(member, done.on, hand, stopped_on=None)


def on_corrected(case: Case, told: tuple[Done, Done], hand: Hand, _leaf: Leaf) -> None:
    """Let the card follow a corrected day."""
    before, after = told
    if before.on == after.on:
        return
    if after.step == "stop_decision" and after.outcome == "stopped":
        _change(parties.card_of(case.subject), after.on, hand, stopped_on=after.on)
    elif after.step in FINAL:
        raise CannotSearch(_("这一步的日期已经写进党员卡片，不能更正；有误的请重新办理。"))


def lost_on(case: Case) -> date:
    """Return the day from which a member was out of contact, as the case was opened with."""
    told: Any = case.context["lost_on"]
    return told if isinstance(told, date) else date.fromisoformat(told)


def _change(member: Member, on: date, hand: Hand, **told: Any) -> None:
    """Change the card, unless it says so already, as an imported one may."""
    if any(getattr(member, item) != value for item, value in told.items()):
        party.change_member(member=member, changed_on=on, hand=hand, **told)


def _remove(member: Member, on: date, hand: Hand) -> None:
    party.leave(member=member, left_on=on, reason=LeaveReason.WITHDREW.value, hand=hand)


CONDUCT = Conduct(
    checks=checks,
    audits=False,  # they ask the card how it stands now
    on_done=on_done,
    on_withdrawn=on_withdrawn,
    on_corrected=on_corrected,
    start="mobility:new-search",
)
