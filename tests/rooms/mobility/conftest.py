"""A small committee in March: 王立新 of 炼油一车间 moves to 乙烯裂解."""

from datetime import date

from tests.people import SmallCommittee, at, hand
from tests.rooms.meetings.facts import facts_of as stated
from zhibu.mobility import actions
from zhibu.mobility.actions import LetterTold
from zhibu.mobility.models import Letter

ISSUED_AT = at(2026, 3, 10)
VALID_UNTIL = date(2026, 3, 20)


def secretary(here: SmallCommittee, month: int = 3, day: int = 10):
    return hand(here.accounts.secretary, role="secretary", at=at(2026, month, day))


def stranger(here: SmallCommittee, month: int = 3, day: int = 12):
    """The secretary of 乙烯裂解党支部."""
    return hand(here.accounts.stranger, role="secretary", at=at(2026, month, day))


def told(here: SmallCommittee, name: str = "王立新", **other: object) -> LetterTold:
    usual = {"member": here.member(name), "paid_up_to": "2026-02", "valid_days": 10,
             "to": here.cracking}  # fmt: skip
    return LetterTold(**{**usual, **other})


def issued(here: SmallCommittee, name: str = "王立新", **other: object) -> Letter:
    """Have 炼油一车间 issue a letter on 10 March, valid until 20 March."""
    leaf = actions.issue(branch=here.refining, told=told(here, name, **other), hand=secretary(here))
    return Letter.objects.get(rec=leaf.rec)


def facts_of(branch: str) -> dict[str, int]:
    """Return the sums of all that is stated about a branch, whatever room states it."""
    return {**stated(branch, "mobility"), **stated(branch, "party"), **stated(branch, "ledgers")}
