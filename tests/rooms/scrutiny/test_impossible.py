"""D4, D5, D6, D7, D11: attendance that never changes, and what cannot be."""

from datetime import date, datetime, timedelta

import pytest

from tests.people import CHINA
from tests.rooms.scrutiny.told import (
    CATALOGUE,
    DAY,
    EVENING,
    GROUNDS,
    HERE,
    RULES,
    THERE,
    branch,
    held,
    population,
)  # fmt: skip
from zhibu.scrutiny.detectors import attending, documents, impossible, sweep
from zhibu.scrutiny.detectors.told import Belonged

PEOPLE = tuple(f"m_{n:026}" for n in range(10))


def cloned(meetings, absent=0, people=PEOPLE):
    those = [
        held(n, present=people[1:] if n < absent else people,
             absent=people[:1] if n < absent else ())
        for n in range(meetings)
    ]  # fmt: skip
    return list(attending.cloned(branch(*those), RULES.attendance))


def test_nobody_ever_away_of_360_is_rarer_than_once_in_ten_thousand():
    (found,) = cloned(36)
    assert found.figures == {
        "meetings": 36, "people": 10, "places": 360, "absent": 0, "usual": 14,
    }  # fmt: skip


# 0.96 ** n falls below one in ten thousand between n = 225 and n = 226.
@pytest.mark.parametrize(("places", "seen"), [(225, False), (226, True)])
def test_the_boundary_is_where_the_chance_says(places, seen):
    last = held(99, present=PEOPLE[: places % 10 or 10])
    those = [*(held(n, present=PEOPLE) for n in range((places - 1) // 10)), last]
    assert bool(list(attending.cloned(branch(*those), RULES.attendance))) is seen


def test_usual_absence_passes():
    assert cloned(36, absent=6) == []


def test_a_branch_of_three_is_never_seen():
    assert cloned(200, people=PEOPLE[:4]) == []


def test_an_old_ledger_says_nothing_of_who_came():
    assert list(attending.cloned(branch(*(held(n) for n in range(50))), RULES.attendance)) == []


DECISION = "中共中央关于进一步全面深化改革、推进中国式现代化的决定"


def studied(day, text):
    told = branch(held(held_on=day, text=text))
    return list(documents.anachronisms(told, RULES.anachronism, CATALOGUE))


def test_nobody_studies_a_decision_before_it_was_taken():
    (found,) = studied(date(2024, 7, 17), f"学习《{DECISION}》")
    assert found.figures["title"] == DECISION
    assert found.figures["issued"] == "2024-07-18"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2024, 7, 18), f"学习《{DECISION}》"),
        (date(2024, 7, 1), f"学习{DECISION}"),
        (date(2024, 7, 1), f"讨论《{DECISION}（征求意见稿）》"),
        (date(2024, 7, 1), "学习《支部工作条例》"),
    ],
)
def test_the_day_itself_a_draft_and_half_a_title_pass(day, text):
    assert studied(day, text) == []


def test_spaces_and_narrow_brackets_hide_no_title():
    assert studied(date(2018, 10, 27), "《中国共产党支部工作条例 (试行)》")


def two(first, second, **told):
    usual = {"present": PEOPLE[:3], "place": "三楼会议室"}
    those = [
        held(0, began=first[0], ended=first[1], **{**usual, **told.get("a", {})}),
        held(
            1, began=second[0], ended=second[1], **{**usual, "place": "码头", **told.get("b", {})}
        ),
    ]
    return [f for f in impossible.impossibilities(branch(*those), RULES.impossible)
            if f.case == "two_places"]  # fmt: skip


def test_nobody_is_in_two_places_at_once():
    (found,) = two(("14:00", "15:00"), ("14:45", "16:00"))
    assert found.figures["minutes"] == 15
    assert found.people == PEOPLE[:3]
    assert len(found.records) == 2


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (("14:00", "15:00"), ("14:46", "16:00"), {}),  # fourteen minutes
        (("14:00", "15:00"), ("15:00", "16:00"), {}),
        (("14:00", "15:00"), ("14:00", "15:00"), {"b": {"place": "三楼 会议室（东）"}}),
        (("14:00", "15:00"), ("14:00", "15:00"), {"b": {"place": ""}}),
        (("14:00", "15:00"), ("14:00", ""), {}),
        (("14:00", "15:00"), ("14:00", "15:00"), {"b": {"present": PEOPLE[5:]}}),
        (("14:00", "15:00"), ("14:00", "15:00"), {"b": {"held_on": DAY + timedelta(days=1)}}),
    ],
)
def test_what_may_be_passes(first, second, told):
    assert two(first, second, **told) == []


def cases(*meetings, **told):
    found = impossible.impossibilities(branch(*meetings, **told), RULES.impossible)
    return [one.case for one in found]


def test_no_branch_meets_before_it_is_founded_or_after_it_is_dissolved():
    assert cases(held(), founded_on=DAY + timedelta(days=1)) == ["not_founded"]
    assert cases(held(), founded_on=DAY, dissolved_on=DAY + timedelta(days=1)) == []
    assert cases(held(), dissolved_on=DAY) == ["dissolved"]


ONE = PEOPLE[0]
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("span", "seen"),
    [
        (Belonged(DAY), False),
        (Belonged(DAY + WEEK), False),
        (Belonged(DAY + WEEK + timedelta(days=1)), True),
        (Belonged(date(2020, 1, 1), DAY - WEEK + timedelta(days=1)), False),
        (Belonged(date(2020, 1, 1), DAY - WEEK), True),
        (Belonged(date(2020, 1, 1), DAY, by_death=True), True),
        (Belonged(date(2020, 1, 1), DAY + timedelta(days=1), by_death=True), False),
    ],
)
def test_who_did_not_belong_cannot_have_been_present(span, seen):
    found = cases(held(present=(ONE,)), belonged={ONE: (span,)})
    assert found == (["not_belonging"] if seen else [])


def test_nothing_is_said_of_belonging_where_it_is_not_known():
    assert cases(held(present=(ONE,))) == []
    assert cases(held(present=(ONE,)), belonged={}) == ["not_belonging"]


@pytest.mark.parametrize(
    ("entered", "told", "seen"),
    [
        ((15, 29), {"began": "14:00", "ended": "16:00"}, ["not_ended"]),
        ((15, 30), {"began": "14:00", "ended": "16:00"}, []),
        ((13, 0), {"began": "14:00"}, ["not_begun"]),
        ((13, 0), {}, []),
        ((8, 0), {"ended": "16:00", "from_history": True}, []),
    ],
)
def test_no_record_stands_before_its_meeting_ended(entered, told, seen):
    at = datetime(2026, 3, 2, *entered, tzinfo=CHINA)
    assert cases(held(entered_at=at, **told)) == seen


def pictures(*branches):
    return list(impossible.same_pictures(population(*branches), RULES.pictures))


LATER = {"held_on": DAY + timedelta(days=1), "entered_at": EVENING}


def test_one_picture_of_two_days_is_seen():
    (found,) = pictures(branch(held(0, pictures=("aa",)), held(1, pictures=("aa",), **LATER)))
    assert found.case == "own"
    assert len(found.records) == 2


def test_another_branchs_picture_is_seen_where_it_came_later():
    there = branch(held(0, pictures=("aa",)), uid=THERE)
    here = branch(held(1, pictures=("aa",), **LATER), uid=HERE)
    (found,) = pictures(there, here)
    assert (found.unit, found.case, found.records) == (HERE, "other", (held(1).rec,))
    assert found.others == (held(0).rec,)


def test_pictures_of_one_day_or_of_many_branches_pass():
    assert pictures(branch(held(0, pictures=("aa",)), held(1, pictures=("aa",)))) == []
    many = [branch(held(n, pictures=("aa",), held_on=DAY + timedelta(days=n)), uid=f"o_{n:026}")
            for n in range(6)]  # fmt: skip
    assert pictures(*many) == []
    assert len(pictures(*many[:5])) == 4


def test_one_who_was_not_there_is_enough_and_is_not_named():
    (found,) = impossible.disputes(branch(held(denied_by=(ONE,)), held(1)), RULES.disputed)
    assert found.figures == {"held": "2026-03-02", "people": 1}
    assert found.people == ()


def test_hard_findings_ask_alone_and_each_rule_once():
    told = branch(held(0, denied_by=(ONE,)), held(1, denied_by=PEOPLE), founded_on=date(2027, 1, 1))

    asked = sweep.questions(sweep.find(population(told), GROUNDS), RULES)
    assert [(one.rules, len(one.findings)) for one in asked] == [(("D6",), 2), (("D11",), 2)]


def test_what_was_asked_once_is_not_asked_again():

    told = population(branch(held(0, denied_by=(ONE,)), held(1, denied_by=(ONE,))))
    spent = {("D11", HERE): frozenset({held(0).rec})}
    assert [one.records for one in sweep.find(told, GROUNDS, spent=spent)] == [(held(1).rec,)]
