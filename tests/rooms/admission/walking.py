"""林夏 comes from an application to full membership, step by step, through actions alone.

walk = Walk(here)
walk.apply()
walk.until("admission_meeting")     # all steps up to and with that one, on the days of DAYS
walk.do("superior_talk", on=date(2027, 9, 3))
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests import papers
from tests.people import CHINA, SmallCommittee, hand
from zhibu.admission import actions
from zhibu.admission.actions import Application
from zhibu.journal.log import Hand, Leaf
from zhibu.meetings import actions as meetings
from zhibu.meetings.parts import TopicTold, Votes
from zhibu.meetings.told import MeetingTold
from zhibu.procedures import actions as procedures
from zhibu.procedures import queries
from zhibu.procedures.models import Case

RECEIVED = date(2026, 5, 20)
EARLIEST_ENTRY = date(2026, 2, 3)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(born: date, order: int = 2) -> str:
    """Return an identity number that is nobody's: its last sign checks. An odd order is a man."""
    first = f"110101{born:%Y%m%d}{order:03d}"
    rest = sum(int(sign) * weight for sign, weight in zip(first, _WEIGHTS, strict=True)) % 11
    return first + "10X98765432"[rest]


LIN_XIA = Application("林夏", number(date(1999, 3, 8)), RECEIVED, "20", "中控室操作员", papers.BOX)

# Every step of the 25, in order, with its day, what is recorded, its papers and its outcome.
DAYS: dict[str, date] = {
    "first_talk": date(2026, 6, 10),
    "activist": date(2026, 6, 22),
    "activist_filing": date(2026, 6, 30),
    "contacts": date(2026, 7, 6),
    "examination": date(2027, 1, 4),
    "examination_2": date(2027, 6, 15),
    "listing": date(2027, 6, 23),
    "candidate_filing": date(2027, 7, 12),
    "introducers": date(2027, 7, 13),
    "political_review": date(2027, 7, 20),
    "training": date(2027, 7, 28),
    "committee_review": date(2027, 8, 2),
    "pre_review": date(2027, 8, 16),
    "admission_form": date(2027, 8, 20),
    "admission_meeting": date(2027, 8, 31),
    "superior_talk": date(2027, 9, 10),
    "admission_approval": date(2027, 9, 20),
    "filing_above": date(2027, 9, 27),
    "assignment": date(2027, 9, 22),
    "oath": date(2027, 10, 8),
    "continued": date(2028, 2, 28),
    "continued_2": date(2028, 8, 28),
    "conversion_application": date(2028, 8, 31),
    "conversion_meeting": date(2028, 9, 8),
    "conversion_approval": date(2028, 10, 9),
    "archive": date(2028, 10, 16),
}
OUTCOMES = {
    "political_review": "passed", "committee_review": "passed", "pre_review": "passed",
    "admission_approval": "approved", "conversion_approval": "converted",
}  # fmt: skip
OFFICERS = {
    "activist_filing", "candidate_filing", "training", "pre_review", "superior_talk",
    "admission_approval", "filing_above", "conversion_approval",
}  # fmt: skip
MEETINGS = ("admission_meeting", "conversion_meeting")


def values_of(here: SmallCommittee) -> dict[str, dict[str, Any]]:
    """Return what is recorded of each step."""
    chen, wang, zhao = (here.member(name).uid for name in ("陈可", "王立新", "赵兰"))
    heard = ("group_heard", "contacts_heard", "members_heard", "masses_heard")
    return {
        "first_talk": {"talkers": (chen,), "content": "谈了入党动机和家庭情况。"},
        "activist": {"way": "league"},
        "contacts": {"mentors": (wang, zhao)},
        "examination": {"result": "good", "opinion": "工作主动，带头参加抢修。"},
        "listing": dict.fromkeys(heard, True),
        "candidate_filing": {
            "agreed_on": date(2027, 7, 1), "publicity_from": date(2027, 7, 5),
            "publicity_to": date(2027, 7, 9), "place": "work", "objections": "none",
        },
        "introducers": {"sponsors": (wang, zhao)},
        "training": {"days": 3},
        "admission_meeting": {"secret": True},
        "superior_talk": {"talker": "高翔"},
        "admission_approval": {"collective": True, "number": "茂源党发〔2027〕18号"},
        "continued": {"result": "good"},
        "conversion_meeting": {"secret": True, "decision": "convert"},
        "conversion_approval": {"collective": True},
    }  # fmt: skip


@dataclass
class Walk:
    """One admission on its way. ``ayes`` is how the branch's meetings vote."""

    here: SmallCommittee
    told: Application = LIN_XIA
    ayes: int = 6
    case: Case = field(init=False)

    def hand(self, step: str, on: date) -> Hand:
        """Return whose hand does a step on a day, or on the first day anything is entered."""
        day = max(on, EARLIEST_ENTRY)
        at = datetime(day.year, day.month, day.day, 17, tzinfo=CHINA)
        accounts = self.here.accounts
        if step in OFFICERS:
            return hand(accounts.officer, role="officer", at=at)
        return hand(accounts.secretary, role="secretary", at=at)

    def apply(self) -> Case:
        """Receive the application."""
        mine = self.hand("application", self.told.received_on)
        self.case = actions.apply(branch=self.here.refining, told=self.told, hand=mine)
        return self.case

    def do(
        self, name: str, *, on: date | None = None, values: Mapping[str, Any] | None = None,
        outcome: str | None = None, mine: Hand | None = None,
    ) -> Leaf:  # fmt: skip
        """Do one step, with what is usual for it unless told otherwise."""
        step, day = name.removesuffix("_2"), on or DAYS[name]
        told = {**values_of(self.here).get(step, {}), **(values or {})}
        if step in MEETINGS and "meeting" not in told:
            told["meeting"] = self.meet(day).rec
        return procedures.complete(
            case=self.case, step=step, on=day, values=told,
            papers=papers.required(self.case, step),
            outcome=OUTCOMES.get(step, "") if outcome is None else outcome,
            hand=mine or self.hand(step, day),
        )  # fmt: skip

    def until(self, last: str) -> None:
        """Do every step that is still to do up to one, and that one."""
        done = len(queries.file_of(self.case).core.done) - 1
        for name in list(DAYS)[done:]:
            self.do(name)
            if name == last:
                return

    def meet(self, on: date, *, form: str = "general_meeting", votes: Votes | None = None) -> Leaf:
        """Hold the meeting that votes on the person."""
        here = self.here
        topic = TopicTold(
            f"讨论{self.told.name}同志的入党问题", decision=True, resolution="同意",
            votes=votes or Votes(self.ayes), adopted=True,
        )  # fmt: skip
        told = MeetingTold(
            form=form, held_on=on, place="三楼党员活动室", chair=here.member("陈可").uid,
            recorder=here.member("李明远").uid, topics=(topic,),
        )  # fmt: skip
        mine = self.hand("meeting", on)
        return meetings.hold_meeting(branch=here.refining, told=told, hand=mine)


def after(day: date, days: int = 1) -> date:
    """Return a later day."""
    return day + timedelta(days=days)
