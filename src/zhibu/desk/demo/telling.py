"""The whole demonstration: opened, founded, its year told and judged, two mistakes set right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from zhibu.core.ids import new_id
from zhibu.core.periods import Month
from zhibu.desk.demo import development, founding, judging, year
from zhibu.desk.demo.founding import Setting
from zhibu.journal import opening
from zhibu.journal.log import Hand, Via
from zhibu.meetings import actions as meetings
from zhibu.meetings import queries
from zhibu.meetings.told import told_by
from zhibu.notary import keys

_MONTHS_BACK = 10


@transaction.atomic
def tell_demo(at: datetime, *, progress: Callable[[int, int], None] = lambda *_: None) -> int:
    """Tell the demonstration up to an instant, all or nothing; return how many records of work.

    Raises AlreadyOpen where the installation has a journal: a demonstration never mixes with work.
    """
    today = at.astimezone(founding.CHINA).date()
    start = Month.of(today).shift(-_MONTHS_BACK).first_day
    opener = Hand(new_id("a"), "administrator", Via.WEB, founding.instant(start, 7))
    opening.open_journal(demo=True, hand=opener)
    keys.establish(opener.at, opener)
    months = list(Month.of(start).until(Month.of(today)))
    count = 0
    settings = founding.found(start)
    judging.adopt(start)
    for done, setting in enumerate(settings, start=1):
        count += year.tell(setting, months, today)
        progress(done, len(settings))
    count += development.tell(settings, start, today)
    count += judging.tell(settings, at)
    return count + _set_right(settings[0], today, at)


def _set_right(setting: Setting, today: date, at: datetime) -> int:
    """Correct one meeting's place and withdraw one entered twice, as it happens."""
    hand = Hand(setting.secretary, "secretary", Via.WEB, at)
    held = queries.meetings_of(setting.branch, today.year).filter(form="party_day").first()
    if held is None:
        return 0
    told = told_by(queries.told_of(held.rec))
    reason = "地点写错，实际在厂史馆。"
    meetings.correct_meeting(
        rec=held.rec, told=replace(told, place="厂史馆"), reason=reason, hand=hand
    )
    twice = meetings.hold_meeting(branch=setting.branch, told=told, hand=hand)
    meetings.withdraw_meeting(rec=twice.rec, reason="同一次会重复录入。", hand=hand)
    return 3
