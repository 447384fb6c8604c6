"""炼油一车间党支部 before its election: eight members, seven of them with a vote.

The term of 2025-03-10 is made to end in the summer of 2026, so that both clocks have run.
"""

from dataclasses import dataclass
from datetime import date

import pytest

from tests import papers
from tests.people import SmallCommittee, at, hand
from zhibu.core.electing import Tally
from zhibu.elections import actions, queries
from zhibu.elections.actions import RollTold
from zhibu.elections.models import PaperBallot
from zhibu.journal.leaves import Hand
from zhibu.party.models import Account, Member
from zhibu.procedures import actions as procedures
from zhibu.procedures.models import Case

HELD_ON = date(2026, 4, 20)
NAMES = ("陈可", "李明远", "王立新", "赵兰", "单国栋", "曾小雨", "贾𠮷")
COMMITTEE = {"seats": 3, "term": "usual", "method": "usual"}


@dataclass
class Election:
    """An election that is walked through by the people it belongs to."""

    here: SmallCommittee
    case: Case

    def uid(self, name: str) -> str:
        return Member.objects.get(name=name).uid

    def uids(self, *names: str) -> tuple[str, ...]:
        return tuple(self.uid(name) for name in names)

    def secretary(self, *told: int) -> Hand:
        return hand(self.here.accounts.secretary, role="secretary", at=at(*(told or (2026, 4, 20))))

    def organization(self, *told: int) -> Hand:
        mine = self.here.accounts.organization
        return hand(mine, role="organization", at=at(*(told or (2026, 4, 20))))

    def officer(self, *told: int) -> Hand:
        return hand(self.here.accounts.officer, at=at(*(told or (2026, 4, 20))))

    def teller(self, place: int = 0) -> Hand:
        """One of two members who stand for nothing, by their own account."""
        return hand(self.tellers[place], role="member", at=at(2026, 4, 20))

    @property
    def tellers(self) -> list[Account]:
        standing = queries.contest(self.case).standing_people()
        free = [one for one in reversed(NAMES) if self.uid(one) not in standing]
        return [account_of(self.here, name) for name in free[:2]]

    def do(self, step: str, *told: int, by: str = "secretary", outcome: str = "", **values):
        mine = getattr(self, by)(*told)
        return procedures.complete(
            case=self.case, step=step, on=date(*told), values=values,
            papers=papers.required(self.case, step), outcome=outcome, hand=mine,
        )  # fmt: skip

    def prepare(self, *candidates: str, **more: tuple[str, ...]) -> None:
        """Walk from the opening to the meeting's door."""
        self.do("decision", 2026, 3, 2, planned_on=HELD_ON)
        self.do("request", 2026, 3, 3)
        self.do("approval", 2026, 3, 5, by="officer", outcome="agreed")
        if "recommendation" in queries.procedures.file_of(self.case).procedure.steps:
            method = self.case.context.get("method")
            if method != "usual":
                self.do("recommendation", 2026, 3, 6, members_took_part=7)
        named = self.uids(*candidates)
        self.do("nomination", 2026, 3, 9, nominees=named)
        self.do("shortlist", 2026, 3, 16, candidates=named, **more)
        self.do("candidates_request", 2026, 3, 17)
        self.do("review", 2026, 3, 20, by="officer", outcome="agreed")
        self.do("method", 2026, 4, 1)

    def call(self, present: int = 7, **told):
        return actions.call_roll(
            case=self.case, told=RollTold(HELD_ON, present, **told), hand=self.secretary()
        )

    @property
    def ballot(self) -> PaperBallot:
        """The papers that are out."""
        return PaperBallot.objects.filter(case=self.case.rec, verdict="").latest("turn")

    def tally(self, *, issued=7, returned=7, invalid=0, **votes) -> Tally:
        told = {self.uid(name): number for name, number in votes.items()}
        return Tally(issued, returned, returned - invalid, invalid, told)

    def count(self, mine: Hand | None = None, **told):
        return actions.count(
            case=self.case, ballot=self.ballot.rec, tally=self.tally(**told),
            hand=mine or self.teller(),
        )  # fmt: skip

    def count_twice(self, **told) -> None:
        """Let two people enter the same sheet, and the secretary enter what came of it."""
        ballot, tally = self.ballot.rec, self.tally(**told)
        for mine in (self.teller(0), self.teller(1)):
            actions.count(case=self.case, ballot=ballot, tally=tally, hand=mine)
        if queries.is_complete(queries.contest(self.case)):
            actions.write_into_case(case=self.case, hand=self.secretary())


def begin(here: SmallCommittee, variant: str = "committee", **told) -> Election:
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 2))
    context = {**COMMITTEE, **told} if variant == "committee" else told
    case = actions.open_election(branch=here.refining, variant=variant, told=context, hand=mine)
    return Election(here, case)


@pytest.fixture
def election(here: SmallCommittee) -> Election:
    return begin(here)


@pytest.fixture
def meeting(election: Election) -> Election:
    """An election whose candidates are approved: four for three seats."""
    election.prepare("陈可", "李明远", "王立新", "赵兰")
    return election


def account_of(here: SmallCommittee, name: str) -> Account:
    """Return the account of a member of the branch, opened where there was none."""
    from tests.people import PASSWORD
    from zhibu.party import actions as party

    member = Member.objects.get(name=name)
    if found := Account.objects.filter(member=member).first():
        return found
    made = party.create_account(
        username=f"member{Account.objects.count()}", password=PASSWORD, display_name=name,
        member=member,
    )  # fmt: skip
    giver = hand(here.accounts.administrator, role="administrator")
    party.grant_role(account=made, role="member", organization=here.refining, hand=giver)
    return made


def second_account(here: SmallCommittee, name: str, username: str) -> Account:
    """Give somebody who has an account another one, which cannot be tied to the same card."""
    from tests.people import PASSWORD
    from zhibu.party import actions as party

    made = party.create_account(username=username, password=PASSWORD, display_name=name)
    giver = hand(here.accounts.administrator, role="administrator")
    party.grant_role(account=made, role="organization", organization=here.refining, hand=giver)
    return made
