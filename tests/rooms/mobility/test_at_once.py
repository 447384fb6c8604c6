"""Two hands at once: nobody is in two branches, and no act is half done."""

from datetime import date

import pytest

from tests.people import FOUNDED_ON, at, hand
from tests.rooms.meetings.test_at_once import together
from tests.rooms.mobility.conftest import issued, secretary, stranger, told
from zhibu.core.refusal import Refusal
from zhibu.journal.models import LeafRow
from zhibu.mobility import actions
from zhibu.mobility.models import Letter, State
from zhibu.party import actions as party
from zhibu.party.models import Affiliation

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_branches_that_receive_one_letter_at_once_get_the_member_once(here):
    officer = hand(here.accounts.officer, at=at(2026, 3, 12))
    third = party.found_organization(
        name="机修党支部", level="branch", superior=here.general_branch, founded_on=FOUNDED_ON,
        branch_class="production", hand=officer,
    )  # fmt: skip
    letter = issued(here, to=here.committee)

    found = together(
        lambda: actions.receive(letter=letter, branch=here.cracking, hand=officer),
        lambda: actions.receive(letter=letter, branch=third, hand=officer),
    )

    assert sum(isinstance(one, Refusal) for one in found) == 1
    rows = Affiliation.objects.filter(member=letter.member, until_on=None)
    assert rows.count() == 1
    assert Letter.objects.get().to_branch_id == rows.get().organization_id
    kinds = list(LeafRow.objects.values_list("kind", flat=True))
    assert kinds.count("mobility.letter_received") == kinds.count("party.left") == 1


def test_received_and_taken_back_at_once_only_one_of_them_happens(here):
    letter = issued(here)

    found = together(
        lambda: actions.receive(letter=letter, branch=here.cracking, hand=stranger(here)),
        lambda: actions.withdraw(letter=letter, reason="开错。", hand=secretary(here, 3, 12)),
    )

    assert sum(isinstance(one, Refusal) for one in found) == 1
    letter.refresh_from_db()
    moved = Affiliation.objects.filter(
        member=letter.member, organization=here.cracking, until_on=None
    )
    assert moved.exists() == (letter.state == State.RECEIVED)


def test_two_letters_issued_at_once_for_one_member_are_one(here):

    def act():
        return actions.issue(branch=here.refining, told=told(here), hand=secretary(here))

    found = together(act, act)

    assert sum(isinstance(one, Refusal) for one in found) == 1
    assert Letter.objects.count() == 1


def test_two_letters_issued_at_once_have_different_numbers(here):

    def issuing(name):
        return lambda: actions.issue(
            branch=here.refining, told=told(here, name), hand=secretary(here)
        )

    found = together(issuing("王立新"), issuing("李明远"))

    assert not [one for one in found if isinstance(one, Refusal)]
    assert sorted(Letter.objects.values_list("number", flat=True)) == [1, 2]


def test_who_leaves_for_good_while_being_received_is_nowhere_twice(here):
    letter = issued(here)

    together(
        lambda: actions.receive(letter=letter, branch=here.cracking, hand=stranger(here)),
        lambda: party.leave(
            member=letter.member, left_on=date(2026, 3, 12), reason="died", hand=secretary(here)
        ),
    )  # fmt: skip

    assert Affiliation.objects.filter(member=letter.member, until_on=None).count() <= 1
