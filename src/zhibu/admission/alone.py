"""Nobody applies twice: a number that is a member's, or applies already, is refused."""

from django.utils.translation import gettext as _

from zhibu.admission import queries
from zhibu.journal.leaves import Hand
from zhibu.procedures.actions.refusals import may_see


def why_not_alone(id_number: str, hand: Hand, *, uid: str = "") -> str:
    """Return why a number may not be applying; nothing where it may.

    ``uid`` is whose number it is: their own card and application stand in no way. Which branch
    another application is with is that branch's private work, told to those who may read it.
    """
    if not id_number:
        return ""
    member, other = queries.is_member(id_number), queries.applying_with(id_number)
    if member and member.uid != uid:
        return _("这个公民身份号码已有党员登记，不能再申请入党。请核对号码，或联系上级党组织。")
    if other is None or other.uid == uid:
        return ""
    if may_see(hand, other.branch):
        words = _("这个公民身份号码已有一份入党申请正在“%(where)s”办理，请先在那里办完或结束。")
        return words % {"where": other.branch.name}
    return _("这个公民身份号码已有一份入党申请正在办理。请核对号码，或联系上级党组织。")
