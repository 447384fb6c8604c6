"""The branch next door, with private matters in every corner, for attackers to look for.

``addresses`` yields every page and API address that exists, about that branch, its members and
records; each private text carries a sign that stands nowhere else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.urls import URLPattern, URLResolver, get_resolver

from tests.people import PASSWORD, SmallCommittee, at, card, hand
from zhibu.assessment.judges import Somebody
from zhibu.core.ballots import Choice, Question
from zhibu.core.periods import Month
from zhibu.dues import actions as dues
from zhibu.dues import keeping
from zhibu.dues.actions import LineTold
from zhibu.dues.keeping import ReliefTold
from zhibu.funds import actions as funds
from zhibu.grading import actions as grading
from zhibu.grading.actions import ClaimTold, VetoTold
from zhibu.honours import actions as honours
from zhibu.honours.actions import CommendationTold, DutyTold
from zhibu.journal import log
from zhibu.meetings import actions as meetings
from zhibu.meetings import attachments
from zhibu.meetings.parts import State, TopicTold
from zhibu.meetings.told import Away, MeetingTold
from zhibu.mobility import actions as mobility
from zhibu.mobility.actions import LetterTold
from zhibu.mobility.models import Floating
from zhibu.notices import actions as notices
from zhibu.notices.models import NoticeDraft
from zhibu.party import actions as party
from zhibu.party.permits import read
from zhibu.polls.actions import polling
from zhibu.procedures import actions as procedures
from zhibu.worklog import actions as worklog
from zhibu.worklog.actions import WorkTold

PARAMETER = re.compile(r"<(?:(?P<type>\w+):)?(?P<name>\w+)>")
NUMBER, PHONE, HOME = "110101198804070025", "13912345678", "望江门外七号"
POLLED = "密评之人"
MEETING = ("密室之地", "密议之题", "密决之文", "密录之辞", "住院之由", "更正之因", "密件之名",
           "密办之事")  # fmt: skip
# Amounts stand apart: who reads the branch's work need not see them.
AMOUNTS = ("36.59", "21.17")
SENSITIVE = (NUMBER, PHONE, HOME)
UNKNOWN = {
    "branch": "o_", "organization": "o_", "member": "m_", "rec": "r_", "file": "f_", "post": "r_",
    "grant": "r_", "poll": "r_", "round": "r_", "rated": "o_", "link": "r_",
    "draft": "d_", "batch": "r_", "flag": "r_", "notice": "r_",
    "delegation": "r_", "spot": "r_", "appeal": "r_", "adoption": "r_",
    "submission": "r_", "frozen": "r_", "making": "d_",
    "application": "r_", "relief": "r_", "rating": "r_", "overhaul": "r_", "example": "r_", "circle": "r_", "ballot": "r_", "reserve": "r_",
    "case": "r_", "duty": "r_", "honour": "r_", "correction": "r_", "letter": "r_", "floating": "r_",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Next:
    """What the neighbours have: identities, by the name of the address's parameter."""

    ids: dict[str, tuple[str, ...]]
    names: tuple[str, ...]


def move_in(here: SmallCommittee) -> Next:
    """Let 乙烯裂解党支部 work through March: a corrected meeting with a file, dues, a new member."""
    mine = hand(here.accounts.stranger, role="secretary", at=at(2026, 3, 20))
    wu, zheng = here.member("吴静"), here.member("郑海波")
    new = party.register_member(
        branch=here.cracking, since=date(2026, 3, 1), hand=mine,
        card=card("诸葛青岩", "2", birth_on=date(1988, 4, 7), id_number=NUMBER, phone=PHONE,
                  home_address=HOME),
    )  # fmt: skip
    file = attachments.store(
        branch=here.cracking.uid, name=f"{MEETING[6]}.pdf", content=b"%PDF-1.4\n1 0 obj\n",
        at=mine.at,
    )  # fmt: skip
    told = MeetingTold(
        form="general_meeting", held_on=date(2026, 3, 18), began="14:00", ended="15:30",
        place=MEETING[0], chair=here.member("周建国").uid, recorder=wu.uid, minutes=MEETING[3],
        topics=(TopicTold(MEETING[1], decision=True, resolution=MEETING[2]),),
        away={zheng.uid: Away(State.EXCUSED, MEETING[4])},
        attachments=attachments.attachments_of([file]),
    )  # fmt: skip
    held = meetings.hold_meeting(branch=here.cracking, told=told, hand=mine)
    mended = replace(told, ended="15:40")
    seen = log.leaf_of_record(held.rec).fingerprint
    meetings.correct_meeting(rec=held.rec, told=mended, reason=MEETING[5], hand=mine, seen=seen)
    paid = dues.collect_dues(
        branch=here.cracking, month=Month(2026, 3), hand=mine,
        lines=(LineTold(wu.uid, Decimal(AMOUNTS[0]), Decimal("7318.00")),
               LineTold(zheng.uid, Decimal(AMOUNTS[1]), Decimal("4234.00"))),
    )  # fmt: skip
    task = worklog.record_work(
        branch=here.cracking, hand=mine,
        told=WorkTold("filing", date(2026, 3, 10), MEETING[7], due_on=date(2026, 4, 9)),
    )  # fmt: skip
    asked = _asked(here)
    card_rec = log.leaves_of(here.cracking.uid, named=["party.member_registered"])[0].rec
    ids = {
        "branch": (here.cracking.uid,), "organization": (here.cracking.uid,),
        "member": (new.uid, wu.uid), "file": (file.uid,),
        "rec": (held.rec, paid.rec, card_rec, task.rec),
        "post": (here.post("周建国", "secretary").rec,), "code": ("C1", "C7", "A3"),
        "grant": (here.grant(here.accounts.stranger).rec,), "burden": ("1",),
        "draft": ("d_" + "a" * 26,), "batch": ("r_" + "a" * 26,), "flag": ("r_" + "a" * 26,),
        "poll": (_ask(here),), "round": ("r_" + "a" * 26,), "rated": (here.refining.uid,),
        "link": ("r_" + "a" * 26,),
        "delegation": ("r_" + "a" * 26,), "spot": ("r_" + "a" * 26,),
        "notice": (asked,), "appeal": ("r_" + "a" * 26,), "occasion": ("daily", "year_end"), "month": ("2026-03",),
        "submission": ("r_" + "a" * 26,),
        "rating": ("r_" + "a" * 26,), "overhaul": ("r_" + "a" * 26,),
        "example": ("r_" + "a" * 26,), "circle": ("r_" + "a" * 26,),
        "ballot": ("r_" + "a" * 26,), "reserve": ("r_" + "a" * 26,),
        "book": ("work", "box"), "frozen": ("r_" + "a" * 26,),
        "making": ("d_" + "a" * 26,),
        "ending": ("docx", "md"), "adoption": ("r_" + "a" * 26,),
        **_moving(here), **_graded(here), "in_class": ("production",),
        **_funded(here), **_honoured(here), "correction": (_corrected(here),),
        "item": ("phone", "education"),
        "lh": (held.lh.hex(),), "old": ("1",), "size": ("2",),
        "case": (_admitted(here),), "step": ("application", "first_talk"), "document": ("catalogue",),
        "definition": ("admission~25~2026-05",),
    }  # fmt: skip
    return Next(ids, ("吴静", "郑海波", "诸葛青岩", "仇玉华"))


def _moving(here: SmallCommittee) -> dict[str, tuple[str, ...]]:
    """Let a member move out of sight with a letter, and another float."""
    mine = hand(here.accounts.stranger, role="secretary", at=at(2026, 3, 20))
    told = LetterTold(
        member=here.member("解放"), paid_up_to="2026-02", valid_days=30, to_name=MEETING[0]
    )
    letter = mobility.issue(branch=here.cracking, told=told, hand=mine)
    away = mobility.register_outflow(
        branch=here.cracking, member=here.member("仇玉华"), since=date(2025, 8, 1),
        place="佛山市", abroad=False, hand=mine,
    )  # fmt: skip
    mobility.contact(
        floating=Floating.objects.get(rec=away.rec), on=date(2026, 3, 20), way="phone",
        words=MEETING[3], hand=mine,
    )  # fmt: skip
    return {"letter": (letter.rec,), "floating": (away.rec,)}


def _ask(here: SmallCommittee) -> str:
    """Open a poll among the neighbours about their secretary, and return its record."""
    told = polling.PollTold(
        title="民主测评", level="confidential", year=2026, closes_on=date(2026, 3, 30),
        questions=(Question(POLLED, (Choice("好", 10_000, True), Choice("差", 0))),),
        members=True, invited=0,
    )  # fmt: skip
    mine = hand(here.accounts.officer, at=at(2026, 3, 21))
    return polling.open_poll(here.cracking, told=told, hand=mine).rec


def _funded(here: SmallCommittee) -> dict[str, tuple[str, ...]]:
    """Let the branch apply for money, and ask that a member pay less."""
    mine = hand(here.accounts.stranger, role="secretary", at=at(2026, 3, 20))
    asked = funds.apply(
        organization=here.cracking, line="venue", amount=Decimal(50), purpose=MEETING[1], hand=mine
    )
    month = Month(2026, 3)
    wished = ReliefTold(
        here.member("吴静").uid, month, month, Decimal(1), MEETING[4], date(2026, 3, 19)
    )
    relief = keeping.ask_relief(branch=here.cracking, told=wished, hand=mine)
    return {"application": (asked.rec,), "relief": (relief.rec,)}


def _admitted(here: SmallCommittee) -> str:
    """Let somebody apply at the neighbours'; return the case's record."""
    mine = hand(here.accounts.stranger, role="secretary", at=at(2026, 3, 20))
    return procedures.open_case(
        family="admission", variant="25", organization=here.cracking, subject="",
        subject_name=MEETING[7], opened_on=date(2026, 3, 20), context={}, hand=mine,
    ).rec  # fmt: skip


def _graded(here: SmallCommittee) -> dict[str, tuple[str, ...]]:
    """Let the branch claim a bonus and ask for another class, and a veto be found there."""
    mine = hand(here.accounts.stranger, role="secretary", at=at(2026, 3, 20))
    claim = ClaimTold(year=2026, title=MEETING[1], done=MEETING[2], result=MEETING[3])
    claimed = grading.claim_bonus(branch=here.cracking, told=claim, hand=mine)
    wished = grading.ask_for_class(
        branch=here.cracking, wanted="auxiliary", words=MEETING[4], hand=mine
    )
    officer = here.accounts.officer
    found = grading.find_veto(
        branch=here.cracking, told=VetoTold(2026, "V1", MEETING[5]),
        who=Somebody(officer, read(officer)), hand=hand(officer, at=at(2026, 3, 20)),
    )  # fmt: skip
    return {"claim": (claimed.rec,), "wish": (wished.rec,), "veto": (found.rec,)}


def _corrected(here: SmallCommittee) -> str:
    """Let 吴静 ask for a correction of her card; return its record."""
    wu = here.member("吴静")
    asker = party.create_account(
        username="wujing", display_name="吴静", password=PASSWORD, member=wu
    )
    asked = party.ask_correction(
        member=wu, item="occupation", wanted=MEETING[4], why=MEETING[5],
        hand=hand(asker, role="member", at=at(2026, 3, 20)),
    )  # fmt: skip
    return asked.rec


def _honoured(here: SmallCommittee) -> dict[str, tuple[str, ...]]:
    """Give the neighbours' secretary a duty post and commend somebody."""
    mine = hand(here.accounts.stranger, role="secretary", at=at(2026, 3, 20))
    told = DutyTold(
        form="area", title=MEETING[0], content=MEETING[1], members=(here.member("周建国"),),
        from_on=date(2026, 3, 2),
    )  # fmt: skip
    duty = honours.assign_duty(branch=here.cracking, told=told, hand=mine)
    praise = CommendationTold(
        member=here.member("吴静"), form="other", level="base", title=MEETING[2],
        given_by=MEETING[3], given_on=date(2026, 3, 3),
    )  # fmt: skip
    honour = honours.commend(branch=here.cracking, told=praise, hand=mine)
    return {"duty": (duty.rec,), "honour": (honour.rec,)}


def _asked(here: SmallCommittee) -> str:
    """Have the committee send the branch a notice; return its record."""
    draft = NoticeDraft.objects.create(
        uid="d_" + "n" * 26, committee=here.committee, branch=here.cracking, scored_year=2026,
        standard="标准", demand=MEETING[4], reply_by=date(2026, 4, 10), drafted_at=at(2026, 3, 20),
        findings=[{"code": "C1", "title": "党员大会", "basis": "条例", "required": "每季一次",
                   "why": "缺一次", "lost": 50, "by_machine": False, "records": []}],
    )  # fmt: skip
    wanted = notices.Wanted(draft.uid, draft.demand, draft.reply_by)
    mine = hand(here.accounts.officer, at=at(2026, 3, 20))
    return notices.issue(committee=here.committee, wanted=[wanted], hand=mine)[0].rec


def patterns(
    found: list[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[str]:
    """Yield every address's route."""
    for one in get_resolver().url_patterns if found is None else found:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, route)
        elif "^" not in route:
            yield "/" + route


def parameters() -> dict[str, str]:
    """Return the parameters of every address, and of what type each of them is."""
    found = (one for route in patterns() for one in PARAMETER.finditer(route))
    return {one["name"]: one["type"] or "str" for one in found}


def addresses(theirs: Next) -> Iterator[tuple[str, str]]:
    """Yield each address about the neighbours, and the same about nobody."""
    for route in patterns():
        names = [found["name"] for found in PARAMETER.finditer(route)]
        for place in range(max([len(theirs.ids[name]) for name in names], default=0)):
            known = {name: theirs.ids[name][place % len(theirs.ids[name])] for name in names}
            nobody = {n: UNKNOWN[n] + "z" * 26 if n in UNKNOWN else known[n] for n in names}
            yield filled(route, known), filled(route, nobody)


def filled(route: str, values: dict[str, str]) -> str:
    return PARAMETER.sub(lambda found: values[found["name"]], route)
