"""A vacancy is filled by somebody who is not on the committee yet."""

from datetime import date

import pytest

from tests.rooms.elections.conftest import begin
from zhibu.elections import conducting
from zhibu.elections.actions import CannotCount, give_up_seats
from zhibu.elections.models import PaperBallot
from zhibu.procedures.actions import CannotComplete
from zhibu.procedures.queries import file_of

pytestmark = pytest.mark.django_db
VACANCY = {"vacant_on": date(2026, 2, 1), "seats": 1}


def test_who_sits_on_the_committee_fills_no_vacancy_of_it(here):
    election = begin(here, "by_election", office="committee", **VACANCY)
    with pytest.raises(CannotComplete, match="陈可已经是支部委员") as refused:
        election.prepare("陈可", "单国栋")
    assert "补选" in refused.value.basis


def test_nobody_of_the_committee_is_offered_or_written_in(here):
    election = begin(here, "by_election", office="committee", **VACANCY)
    offered = conducting.choices(
        file_of(election.case), "shortlist", "candidates", date(2026, 3, 16)
    )
    assert {name for _uid, name in offered} == {"单国栋", "曾小雨", "贾𠮷"}

    election.prepare("单国栋", "曾小雨")
    election.call(7)
    with pytest.raises(CannotCount, match="已经是委员"):
        election.count(单国栋=4, 曾小雨=2, 陈可=1)


def test_a_member_of_the_committee_may_become_its_secretary(here):
    election = begin(here, "by_election", office="secretary", **VACANCY)
    election.prepare("李明远")
    election.call(7)


def test_one_of_two_vacancies_is_not_given_up(here):
    election = begin(here, "by_election", office="committee", **{**VACANCY, "seats": 2})
    election.prepare("单国栋", "曾小雨", "贾𠮷")
    election.call(7)
    election.count_twice(单国栋=5, 曾小雨=3, 贾𠮷=3)
    with pytest.raises(CannotCount, match="至少选出 2 名才可以减少名额"):
        give_up_seats(
            case=election.case, ballot=PaperBallot.objects.get().rec, agreed=7,
            hand=election.secretary(),
        )  # fmt: skip
