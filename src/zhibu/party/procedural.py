"""The days of joining and conversion: a procedure sets them, a wrong one is mended by a superior.

Upper rooms say what their cases hold:

    procedural.ask(why_not)

Called once for each, when the apps are ready.
"""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal.leaves import Hand
from zhibu.party.cards import Card
from zhibu.party.permits import TABLE, Ability

DAYS = ("joined_on", "converted_on")
# Whose card, which of the days, and what it is to say → why it cannot; nothing where it may.
Asked = Callable[[str, str, date], str]
_asked: list[Asked] = []


def ask(asked: Asked) -> None:
    """Let a room say where its cases contradict a day; once is enough."""
    if asked not in _asked:
        _asked.append(asked)


def insist(
    member: str, old: Card, new: Card, *, reason: str, hand: Hand, refuse: type[Refusal]
) -> None:
    """Refuse what only a procedure may do, and who may not mend its days.

    Whoever approves cases mends a wrong day, with the reason, where no case says otherwise. Nobody
    makes a full member of a probationer so, nor the other way round.
    """
    for item in DAYS:
        before, day = getattr(old, item), getattr(new, item)
        if before == day:
            continue
        if before is None or day is None:
            raise refuse(why_no_state(), field=item)
        if hand.role not in _approving():
            words = _("入党日期、转正日期写错的，由上级党委核对档案后更正。")
            raise refuse(words, field=item)
        if not reason.strip():
            words = _("更正入党日期、转正日期，请写明依据哪份材料。")
            raise refuse(words, field="why")
        for asked in _asked:
            if words := asked(member, item, day):
                raise refuse(words, field=item)


def why_no_state() -> str:
    """Return what is said to whoever would convert somebody by their card."""
    return _("转正须经支部大会通过、上级党委审批，请在发展党员流程里办理，不能改卡片。")


def _approving() -> set[str]:
    """Return the roles that approve cases: who may decide of a day, may mend it."""
    return {role.value for role, (_reach, able) in TABLE.items() if Ability.APPROVE_CASES in able}
