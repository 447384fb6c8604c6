"""What may be done in an appraisal besides the steps: begin, test, close the test, give grades."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from zhibu.appraisal import queries
from zhibu.appraisal.models import Grade
from zhibu.appraisal.records import Graded, GradesGiven, TestOpened
from zhibu.core.ballots import Choice, Question
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf
from zhibu.meetings import queries as meetings
from zhibu.party import queries as party
from zhibu.party.models import Member, Organization
from zhibu.party.provisional import insist_on_lasting
from zhibu.party.sets import Standing
from zhibu.polls.actions import polling
from zhibu.polls.actions.polling import PollTold
from zhibu.polls.models import Level
from zhibu.procedures import actions as procedures
from zhibu.procedures.models import Case
from zhibu.procedures.papers import Held

AT_ONCE = 30  # questions of one poll; a larger branch is tested in several
GRADES = tuple(
    Choice(str(one.label), share, satisfied=one in {Grade.OUTSTANDING, Grade.QUALIFIED})
    for one, share in zip(Grade, (10_000, 8_000, 6_000, 0), strict=True)
)
REPORT_GRADES = (
    Choice("优秀", 10_000, satisfied=True),
    Choice("称职", 8_000, satisfied=True),
    Choice("基本称职", 6_000),
    Choice("不称职", 0),
)


class CannotBegin(Refusal):
    """The appraisal cannot begin."""


class CannotTest(Refusal):
    """The test cannot be opened or closed."""


class CannotGrade(Refusal):
    """The grades cannot be given so."""


def begin(*, branch: Organization, family: str, year: int, hand: Hand) -> Case:
    """Begin a year's appraisal or work report of a branch.

    Raises CannotBegin for a temporary branch or where that year's was begun, and what
    procedures.open_case raises.
    """
    if family == queries.APPRAISAL:
        insist_on_lasting(branch, CannotBegin, _("进行民主评议"))
    with log.act(branch.uid):
        begun = Case.objects.filter(organization=branch, family=family, context__year=str(year))
        if begun.exclude(closed_as="withdrawn").exists():
            raise CannotBegin(_("%(year)d 年的已经开始，请打开原来的继续办理。") % {"year": year})
        return procedures.open_case(
            family=family, variant="", organization=branch, subject=branch.uid,
            subject_name=f"{branch.name[:80]} {year} 年", opened_on=log.civil(hand.at),
            context={"year": year}, hand=hand,
        )  # fmt: skip


def open_test(*, case: Case, closes_on: date, paper: bool, hand: Hand) -> list[Leaf]:
    """Open the polls that test a case: of every full member, or of the secretary's report.

    Raises CannotTest where it was opened before, where steps before it are still to be done or the
    case is over; CannotPoll as the polls room does.
    """
    branch, today = case.organization, log.civil(hand.at)
    with log.act(branch.uid):
        if queries.testing_of(case).begun:
            raise CannotTest(_("这次的测评已经开过，一次评议只测评一次。"))
        _insist_on_turn(case, today)
        asked = _asked(case, today)
        leaves = []
        for number, first in enumerate(range(0, len(asked), AT_ONCE), start=1):
            part = asked[first : first + AT_ONCE]
            told = PollTold(
                title=_title(case, number if len(asked) > AT_ONCE else 0),
                level=Level.PAPER if paper else Level.CONFIDENTIAL,
                year=queries.year_of(case), closes_on=closes_on, members=True, invited=0,
                questions=tuple(question for _uid, question in part),
            )  # fmt: skip
            poll = polling.open_poll(branch, told=told, hand=hand)
            record = TestOpened(case.rec, poll.rec, tuple(uid for uid, _q in part), today)
            leaves.append(log.append(record, unit=branch.uid, **hand.told))
        return leaves


def _insist_on_turn(case: Case, today: date) -> None:
    if case.ended:
        raise CannotTest(_("这次评议已经结束，不能再测评。"))
    if obstacle := queries.before(case, queries.TEST_STEP[case.family], today):
        raise CannotTest(f"{obstacle.words}{obstacle.way_out}", basis=obstacle.basis)


def close_test(*, case: Case, hand: Hand) -> None:
    """Close a case's polls on their last day or later. Raises CannotTest, CannotPoll."""
    with log.act(case.organization_id):
        waiting = queries.testing_of(case).open
        if not waiting:
            raise CannotTest(_("没有正在进行的测评。"))
        for poll in waiting:
            polling.close_poll(poll, hand=hand)


def give_grades(
    *, case: Case, grades: Mapping[str, str], on: date, meeting: str, hand: Hand
) -> Leaf:
    """Propose a grade for every full member and enter the step, as one act.

    Raises CannotGrade where somebody has no grade, is on probation or of another branch, and
    CannotComplete as the step does: too many outstanding, a step that is not open.
    """
    refuse = CannotGrade
    if any(grade not in Grade.values for grade in grades.values()):
        raise refuse(_("等次只有优秀、合格、基本合格、不合格。"))
    with log.act(case.organization_id):
        full = {one.uid: one for one in full_members(case.organization, on)}
        if strangers := grades.keys() - full.keys():
            name = Member.objects.filter(uid__in=strangers).values_list("name", flat=True).first()
            words = _("%(name)s当日不是本支部的正式党员，不评定等次。预备党员参加评议，不评等次。")
            raise refuse(words % {"name": name or ""})
        if missing := [one.name for uid, one in full.items() if uid not in grades]:
            words = _("还有 %(n)d 人没有评定等次：%(names)s。")
            raise refuse(words % {"n": len(missing), "names": "、".join(missing[:5])})
        given = tuple(Graded(uid, grades[uid]) for uid in sorted(grades))
        record = GradesGiven(case.rec, case.organization_id, queries.year_of(case), given, on)
        leaf = log.append(record, unit=case.organization_id, **hand.told)
        values = {"meeting": meeting} if meeting else {}
        procedures.complete(
            case=case,
            step="opinion",
            on=on,
            values=values,
            papers=(Held("summary", made=True),),
            hand=hand,
        )
        return leaf


def full_members(branch: Organization, on: date) -> list[Member]:
    """Return who is graded: the full members of that day, in the order of names."""
    members = party.members_of(branch, on)
    return [one for one in members if one.standing_on(on) is Standing.FULL]


def meetings_for(case: Case, *forms: str) -> list[tuple[str, str]]:
    """Return the case's year's meetings of some forms, to choose from."""
    found = meetings.meetings_of(case.organization_id, queries.year_of(case))
    rows = found.filter(form__in=forms, withdrawn=False)[:50]
    return [(one.rec, f"{one.held_on.isoformat()} {meetings.label_of(one.form)}") for one in rows]


def _asked(case: Case, on: date) -> list[tuple[str, Question]]:
    if case.family == queries.APPRAISAL:
        members = full_members(case.organization, on)
        return [(one.uid, Question(one.name, GRADES)) for one in members]
    words = _("对书记 %(year)d 年履行党建工作责任情况的评价") % {"year": queries.year_of(case)}
    return [("", Question(words, REPORT_GRADES))]


def _title(case: Case, number: int) -> str:
    words = {
        queries.APPRAISAL: _("%(year)d 年民主评议党员测评"),
        queries.WORK_REPORT: _("%(year)d 年书记述职评议测评"),
    }[case.family] % {"year": queries.year_of(case)}
    return f"{words}（{number}）" if number else words
