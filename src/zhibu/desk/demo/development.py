"""People on their way into the Party in the demonstration, in several stages, all invented."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from zhibu.admission import actions as admission
from zhibu.admission.actions import Application
from zhibu.core import procedure_samples
from zhibu.core.procedure import Step, Value
from zhibu.desk.demo import plan
from zhibu.desk.demo.founding import Setting, instant
from zhibu.journal import facts
from zhibu.journal.leaves import Hand, Via
from zhibu.meetings import actions as meetings
from zhibu.meetings.parts import TopicTold, Votes
from zhibu.meetings.told import MeetingTold
from zhibu.party import queries as party
from zhibu.party.models import Account
from zhibu.party.permits import Ability
from zhibu.procedures import actions as procedures
from zhibu.procedures import documents, queries
from zhibu.procedures.models import Case
from zhibu.procedures.papers import Held

_BOX = "支部资料盒"
# Days from the application to each step; half a year between examinations, a year to the listing.
_STEPS = {
    "first_talk": 10, "activist": 60, "activist_filing": 70, "contacts": 75, "examination": 250,
    "examination_2": 420, "listing": 428, "candidate_filing": 445, "introducers": 447,
    "political_review": 455, "training": 465, "committee_review": 485, "pre_review": 495,
    "admission_form": 500, "admission_meeting": 515, "superior_talk": 525,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody on the way: in which branch, since how many days, up to which step."""

    name: str
    id_number: str
    work: str
    branch: int
    days: int
    last: str = ""


NEWCOMERS = (
    Newcomer("林晓峰", "110101200004120012", "外操工", 0, 20),
    Newcomer("何静怡", "110101199809230029", "内操工", 0, 200, "contacts"),
    Newcomer("沈一鸣", "110101199606150037", "设备技术员", 0, 480, "training"),
    Newcomer("顾明远", "110101199511080048", "工艺技术员", 1, 570, "superior_talk"),
    Newcomer("江若水", "110101200107190021", "码头操作工", 3, 40),
)


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells one newcomer's case in one branch, up to a day."""

    setting: Setting
    officer: str
    start: date
    today: date

    def hand(self, on: date, *, above: bool = False) -> Hand:
        """Return whose hand enters what happened on a day: that day, or when the branch began."""
        at = instant(max(on, self.start), 17)
        who = (self.officer, "officer") if above else (self.setting.secretary, "secretary")
        return Hand(*who, Via.WEB, at)

    def tell(self, one: Newcomer) -> int:
        """Receive the application and do the steps; return how many records of work."""
        received = self.today - timedelta(days=one.days)
        told = Application(one.name, one.id_number, received, "20", one.work, _BOX)
        case = admission.apply(branch=self.setting.branch, told=told, hand=self.hand(received))
        steps = list(_STEPS)[: list(_STEPS).index(one.last) + 1] if one.last else []
        for step in steps:
            self._do(case, step, received + timedelta(days=_STEPS[step]))
        return len(steps) + 1

    def _do(self, case: Case, name: str, on: date) -> None:
        step = name.removesuffix("_2")
        file = queries.file_of(case)
        above = file.procedure.bodies[file.procedure.steps[step].body].ability
        voting = [one.uid for one in party.roll_of(case.organization_id, on).voting][:2]
        named = dict.fromkeys(("talkers", "mentors", "sponsors"), tuple(voting))
        asks = file.procedure.steps[step].asks
        values: dict[str, Value] = {name: named[name] for name in named if name in asks}
        if step == "admission_meeting":
            values |= {"meeting": self._meet(case, on), "secret": True}
        attempt = procedure_samples.fill(
            file.core, step, on, calendar=facts.calendar(), values=values
        )
        procedures.complete(
            case=case, step=step, on=on, values=attempt.values,
            papers=_kept(case, file.procedure.steps[step], attempt.materials),
            outcome=attempt.outcome, hand=self.hand(on, above=above == Ability.APPROVE_CASES),
        )  # fmt: skip

    def _meet(self, case: Case, on: date) -> str:
        voting = party.roll_of(case.organization_id, on).voting
        topic = TopicTold(
            f"讨论接收{case.subject_name}同志为预备党员", decision=True, resolution="同意接收",
            votes=Votes(len(voting)), adopted=True,
        )  # fmt: skip
        told = MeetingTold(
            form="general_meeting", held_on=on, place=plan.PLACES[0], chair=voting[0].uid,
            recorder=voting[1].uid, topics=(topic,),
        )  # fmt: skip
        return meetings.hold_meeting(branch=self.setting.branch, told=told, hand=self.hand(on)).rec


def _kept(case: Case, step: Step, materials: Iterable[str]) -> list[Held]:
    """Return materials as they are kept: made from facts where they can be, else on paper."""
    makes = documents.makes_of(case, step)
    return [Held(one, made=True) if one in makes else Held(one, where=_BOX) for one in materials]


def tell(settings: list[Setting], start: date, today: date) -> int:
    """Tell who is on the way into the Party; return how many records of work."""
    officer = Account.objects.get(username="officer").uid
    return sum(Telling(settings[one.branch], officer, start, today).tell(one) for one in NEWCOMERS)
