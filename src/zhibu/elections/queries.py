"""What the elections room knows: roll, ballots, sheets, who is elected, ages of officers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from zhibu.core import case as machine
from zhibu.core import electing
from zhibu.core.bound import Bound
from zhibu.core.electing import Kind, Paper, Tally
from zhibu.core.periods import add_months
from zhibu.elections import rules
from zhibu.elections.models import (
    CountSheet,
    ElectionRoll,
    Office,
    PaperBallot,
    ReserveSecretary,
    Verdict,
)
from zhibu.elections.records import Result
from zhibu.honours import queries as honours
from zhibu.journal import facts, log
from zhibu.party import queries as party
from zhibu.party.models import Account, Member, Organization
from zhibu.party.sets import COMMITTEE_POSTS, Standing
from zhibu.procedures import queries as procedures
from zhibu.procedures.models import Case
from zhibu.procedures.queries import File

FAMILY = "election"
COMMITTEE, SINGLE, BY_ELECTION = "committee", "single", "by_election"
DIRECT = "direct"
VOTING = "voting"
READY = ("open", "overdue")


@dataclass(frozen=True, slots=True)
class Voter:
    """A full member on a day; ``silent`` where a sanction leaves them no vote."""

    uid: str
    name: str
    silent: bool


@dataclass(frozen=True)
class Contest:
    """An election as it stands: its case, roll and ballots in the order they were held."""

    case: Case
    file: File
    roll: ElectionRoll | None
    ballots: tuple[PaperBallot, ...]

    @property
    def offices(self) -> tuple[Office, ...]:
        """Return what is to be filled by the members' meeting, in order."""
        if self.case.variant == SINGLE:
            with_deputy = self.case.context.get("deputy") == "one"
            return (Office.SECRETARY, Office.DEPUTY) if with_deputy else (Office.SECRETARY,)
        if self.case.variant == BY_ELECTION:
            return (Office(self.case.context["office"]),)
        direct = self.case.context.get("method") == DIRECT
        return (Office.COMMITTEE, Office.SECRETARY) if direct else (Office.COMMITTEE,)

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the names of all who stand, were elected or count. One query, once."""
        counters = self.roll.counters if self.roll else ()
        elected = {uid for one in self.ballots for uid in one.elected}
        return names_of({*self.standing_people(), *elected, *counters})

    def named(self, uids: Iterable[str]) -> dict[str, str]:
        """Return names, of others too who were written in or take a post. One query for those."""
        wanted = set(uids)
        if not wanted:
            return {}
        others = wanted - set(self.names)
        return self.names | names_of(others) if others else self.names

    @property
    def called(self) -> ElectionRoll:
        """Return the roll. Raises LookupError before it was called."""
        if self.roll is None:
            raise LookupError(self.case.rec)
        return self.roll

    def of(self, office: Office) -> tuple[PaperBallot, ...]:
        return tuple(one for one in self.ballots if one.office == office)

    def last(self, office: Office) -> PaperBallot | None:
        found = self.of(office)
        return found[-1] if found else None

    def is_settled(self, office: Office) -> bool:
        last = self.last(office)
        return last is not None and last.is_settled

    @property
    def next_office(self) -> Office | None:
        """Return the first office that is not filled yet, or None when all are."""
        return next((one for one in self.offices if not self.is_settled(one)), None)

    def elected(self, office: Office) -> tuple[str, ...]:
        """Return who was elected over all rounds of an office."""
        return tuple(uid for one in self.of(office) for uid in one.elected)

    def seats_of(self, office: Office) -> int:
        """Return for how many seats of an office is voted in the first place."""
        if office is not Office.COMMITTEE:
            return 1
        return int(self.case.context.get("seats") or 0)

    def candidates_of(self, office: Office) -> tuple[str, ...]:
        """Return the approved list of an office."""
        told = self.told("shortlist")
        key = "candidates"
        if office is Office.SECRETARY and self.case.variant == COMMITTEE:
            key = "secretary_candidates"
        elif office is Office.DEPUTY:
            key = "deputy_candidates"
        found = told.get(key, ())
        return found if isinstance(found, tuple) else ()

    def taken(self, office: Office) -> set[str]:
        """Return who can be voted for no more: elected to it, or to what nobody holds beside it."""
        found = set(self.elected(office))
        if self.case.variant == SINGLE:
            found |= {uid for one in self.offices for uid in self.elected(one)}
        return found

    def standing_people(self) -> set[str]:
        """Return everybody who stands for something: on an approved list, or on papers."""
        lists = {uid for office in self.offices for uid in self.candidates_of(office)}
        return lists | {uid for one in self.ballots for uid in one.candidates}

    def told(self, step: str) -> dict[str, object]:
        """Return what was last entered in a step, or nothing."""
        return self.file.told(step)

    def day_of(self, step: str) -> date | None:
        """Return on which day a step was last done."""
        found = [one.done.on for one in self.file.entered if one.done.step == step]
        return found[-1] if found else None


def contest(case: Case) -> Contest:
    """Return an election as it stands. Five queries."""
    return contest_of(procedures.file_of(case))


def contest_of(file: File) -> Contest:
    """Return an election whose file is read already. Two queries."""
    case = file.case
    roll = ElectionRoll.objects.filter(case=case.rec).first()
    ballots = PaperBallot.objects.filter(case=case.rec).order_by("office", "turn")
    return Contest(case, file, roll, tuple(ballots))


def ballot_of(case: Case, rec: str) -> PaperBallot | None:
    """Return a ballot of an election, or None."""
    return PaperBallot.objects.filter(case=case.rec, rec=rec).first()


def paper_of(ballot: PaperBallot, roll: ElectionRoll) -> Paper:
    """Return what a ballot asks, as the count takes it."""
    return Paper(
        roll.expected, roll.present, ballot.seats, tuple(ballot.candidates), Kind(ballot.kind)
    )


def sheets_of(ballot: PaperBallot) -> list[CountSheet]:
    """Return the sheets entered for a ballot, the first entered first."""
    return list(CountSheet.objects.filter(ballot=ballot.rec).order_by("pk"))


def tally_of(sheet: CountSheet) -> Tally:
    """Return a sheet as numbers."""
    told = dict(sheet.numbers)
    sums = {name: int(told[name]) for name in ("issued", "returned", "valid", "invalid")}
    return Tally(**sums, votes={uid: int(votes) for uid, votes in told["votes"].items()})


def differences(ballot: PaperBallot) -> tuple[str, ...]:
    """Return in which cells the two sheets of a ballot differ; nothing before there are two."""
    sheets = sheets_of(ballot)
    if ballot.verdict or len(sheets) != 2:  # noqa: PLR2004 - two counters, as the rule says
        return ()
    return electing.differing(tally_of(sheets[0]), tally_of(sheets[1]))


def result_of(ballot: PaperBallot) -> Result | None:
    """Return a ballot's result as it was recorded."""
    if not ballot.result:
        return None
    found: Result = log.record_of(log.leaf_of_record(ballot.result))
    return found


def results_of(ballots: Sequence[PaperBallot]) -> dict[str, Result]:
    """Return the results of ballots by the ballot. Two queries for any number."""
    leaves = log.latest_of([one.result for one in ballots if one.result])
    records = log.records_of(list(leaves.values())) if leaves else []
    return {record.ballot: record for record in records}


def electors_of(branch: Organization, on: date) -> tuple[Voter, ...]:
    """Return who may vote and stand on a day, before anybody is excused. One query.

    Those are the full members, but for whom a sanction has no vote.
    Source: 《中国共产党基层组织选举工作条例》第五条.
    """
    return tuple(one for one in full_members_of(branch, on) if not one.silent)


def eligible_in(case: Case, on: date) -> tuple[Voter, ...]:
    """Return who may stand in an election that day: electors.

    Who already sits on the committee leaves no vacancy by being elected to it once more.
    """
    electors = electors_of(case.organization, on)
    if not is_for_vacancy(case):
        return electors
    sitting = sitting_on(case.organization, on)
    return tuple(one for one in electors if one.uid not in sitting)


def sitting_on(branch: Organization, on: date) -> set[str]:
    """Return who sits on a branch's committee that day. One query."""
    posts = party.posts_held_in(branch, on)
    return {one.member_id for one in posts if one.post in COMMITTEE_POSTS}


def is_for_vacancy(case: Case) -> bool:
    """Say whether an election fills seats of the committee that are vacant."""
    return case.variant == BY_ELECTION and case.context.get("office") == Office.COMMITTEE


def full_members_of(branch: Organization, on: date) -> tuple[Voter, ...]:
    """Return the full members of a day, and whether a sanction suspends their vote. One query."""
    found = party.members_of(branch, on).annotate(silent=honours.silenced(on))
    return tuple(
        Voter(one.uid, one.name, silent=one.silent)
        for one in found
        if one.standing_on(on) is Standing.FULL
    )


def of_short_standing(uids: Iterable[str], on: date, *, months: int) -> list[str]:
    """Return the names of those who became full members less than so many months before a day.

    A member's standing counts from the conversion (党章第七条).
    """
    since = add_months(on, -months)
    found = Member.objects.filter(pk__in=list(uids)).order_by("name_key", "uid")
    return [one.name for one in found if one.converted_on is None or one.converted_on > since]


def names_of(uids: Iterable[str]) -> dict[str, str]:
    """Return members' names. One query."""
    found = Member.objects.filter(pk__in=set(uids))
    return dict(found.values_list("uid", "name"))


def account(uid: str) -> Account | None:
    return Account.objects.filter(pk=uid).first()


def is_counter(case: Case, found: Account) -> bool:
    """Say whether the meeting adopted somebody as a counter, and they stand for nothing."""
    roll = ElectionRoll.objects.filter(case=case.rec).first() if found.member_id else None
    return roll is not None and found.member_id in roll.counters


def running(branch: Organization) -> Case | None:
    """Return the branch's running election, if there is one."""
    return procedures.open_about(branch.uid, FAMILY)


def elections_of(branch: Organization) -> QuerySet[Case]:
    """Return a branch's elections, the latest first."""
    return procedures.cases_of(branch, FAMILY).order_by("-opened_on", "-rec")


def reserves_of(organization: Organization) -> QuerySet[ReserveSecretary]:
    """Return a committee's reserve list, those still on it first."""
    found = ReserveSecretary.objects.filter(organization=organization)
    return found.select_related("member").order_by("-ended_on", "entered_on", "rec")


def is_complete(contest_: Contest) -> bool:
    """Say whether the members' meeting has elected all it was to elect."""
    return contest_.roll is not None and contest_.next_office is None


def is_ready(contest_: Contest, today: date) -> bool:
    """Say whether all that comes before the members' meeting is done, and the meeting is not."""
    standing = machine.stand(contest_.file.core, today=today, calendar=facts.calendar())
    return not standing.ended and standing.of(VOTING).state in READY


def before_voting(contest_: Contest, today: date) -> machine.Obstacle | None:
    """Return what must be done before the members' meeting votes, or None."""
    standing = machine.stand(contest_.file.core, today=today, calendar=facts.calendar())
    return next((one for one in standing.of(VOTING).obstacles if one.rule == "order"), None)


def needs_choice(ballot: PaperBallot) -> bool:
    """Say whether somebody must decide between another ballot and fewer seats."""
    return ballot.verdict == Verdict.SHORT and not ballot.given_up


def least_seats(contest_: Contest) -> int:
    """Return how many seats of the committee must be filled before the rest may be given up.

    Near the number that was to be elected, and no fewer than a committee has: of a vacancy,
    together with who sits on it already. No query, of a vacancy four.
    """
    told, seats = rules.in_force(), contest_.seats_of(Office.COMMITTEE)
    near = -(-seats * told.near.number // rules.WHOLE)
    sitting = 0
    if is_for_vacancy(contest_.case):
        roll = party.roll_of(contest_.case.organization, contest_.called.called_on)
        sitting = len(roll.committee)
    return max(near, min(told.committee.least - sitting, seats))


def remaining(ballot: PaperBallot) -> tuple[str, ...]:
    """Return who is left to vote on after a ballot that did not fill all seats."""
    return tuple(uid for uid in ballot.candidates if uid not in ballot.elected)


def most_of(case: Case) -> Bound:
    """Return how many more candidates than seats the office of an election asks for."""
    alone = case.variant == SINGLE or case.context.get("office") == Office.SECRETARY
    return rules.in_force().extra["secretary" if alone else "committee"]
