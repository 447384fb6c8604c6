"""Bad input is answered with the field and the rule, and changes nothing."""

import json

import pytest

from tests.desk.api_calls import Caller, general_meeting, problem_of
from zhibu.journal.models import LeafRow


@pytest.fixture
def chen_ke(here):
    return Caller(here.accounts.secretary)


@pytest.fixture
def entering(here, chen_ke):
    """Return a function that sends a body for a meeting of the refining branch."""
    before = LeafRow.objects.count()

    def send(body):
        answer = chen_ke.post(f"/branches/{here.refining.uid}/meetings", body)
        assert LeafRow.objects.count() == before
        return answer

    return send


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("held_on", 0),
        ("held_on", 20260318),
        ("held_on", "20260318"),
        ("held_on", "2026-02-30"),
        ("held_on", "2026-W12-3"),
        ("held_on", None),
        ("began", "25:00"),
        ("place", "三楼\u0000"),
        ("place", "三楼\n二楼"),
        ("place", "楼" * 101),
        ("place", 3),
        ("form", "tea_party"),
        ("circle", "everybody"),
        ("chair", "陈可"),
        ("chair", {"uid": "m"}),
        ("themes", ["astrology"]),
        ("themes", "warning_education"),
        ("rec", "../../etc"),
        ("minutes", "\ud800"),
    ],
)
def test_a_value_that_does_not_fit_is_named(here, entering, field, value):
    told = problem_of(entering(general_meeting(here, **{field: value})), 422)
    assert told["field"].partition(".")[0] == field
    assert told["detail"].startswith(field)


@pytest.mark.parametrize("field", ["org", "branch", "state", "at", "score", "actor", "is_staff"])
def test_a_field_nobody_asked_for_is_refused_by_name(here, entering, field):
    told = problem_of(entering(general_meeting(here, **{field: "x"})), 422)
    assert told["field"] == field


def test_a_fault_deep_inside_is_named_by_its_place(here, entering):
    topics = [{"title": "通过报告", "votes": {"ayes": True}}]
    assert problem_of(entering(general_meeting(here, topics=topics)), 422)["field"] == (
        "topics.0.votes.ayes"
    )
    topics = [{"title": "通过报告", "votes": {"ayes": 10**18}}]
    assert problem_of(entering(general_meeting(here, topics=topics)), 422)["faults"]


def test_everybody_is_away_once(here, entering):
    twice = [{"member": here.member("赵兰").uid, "state": state} for state in ("excused", "absent")]
    assert problem_of(entering(general_meeting(here, away=twice)), 409)["field"] == "away"


def test_a_foreign_person_is_refused_like_an_invented_one(here, entering):
    answers = [
        problem_of(entering(general_meeting(here, chair=uid)), 409)
        for uid in (here.member("周建国").uid, "m_" + "z" * 26)
    ]
    assert answers[0] == answers[1]


def test_a_foreign_group_is_refused(here, entering):
    for strange in (here.committee.uid, "o_" + "z" * 26):
        told = general_meeting(
            here, form="group_meeting", groups=[here.first_group.uid, strange], away=[]
        )
        assert problem_of(entering(told), 409)["field"] == "groups"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '{"form": NaN}',
        '{"form": Infinity}',
        '{"form": 1e999}',
        '{"form": ' + "9" * 5_000 + "}",
        '{"form": "lecture", "form": "party_day"}',
        "[" * 100_000 + "]" * 100_000,
        b"\xff\xfe",
    ],
    ids=lambda body: str(body[:24]),
)
def test_what_is_no_json_is_refused(entering, body):
    answer = entering(body)
    assert answer.status_code in {400, 422}
    problem_of(answer, answer.status_code)


def test_only_json_is_read(here, chen_ke):
    answer = chen_ke.client.post(
        f"/api/branches/{here.refining.uid}/meetings",
        json.dumps(general_meeting(here)),
        content_type="text/plain",
        headers={"X-CSRFToken": chen_ke.token},
    )
    problem_of(answer, 400)


def test_a_body_beyond_all_measure_is_refused(entering):
    problem_of(entering('{"minutes": "' + "记" * 2_000_000 + '"}'), 400)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("year=1999", "year"),
        ("year=2e3", "year"),
        ("year=2_026", "year"),
        ("year=%EF%BC%92026", "year"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("size=99999999999999999999", "size"),
        ("form=tea_party", "form"),
        ("form__contains=a", "form__contains"),
        ("branch__name=a", "branch__name"),
        ("order_by=chair__id_number_sealed", "order_by"),
        ("year=2025&year=2026", "year"),
    ],
)
def test_a_question_nobody_understands_is_not_half_answered(here, chen_ke, asked, field):
    told = problem_of(
        chen_ke.client.get(f"/api/branches/{here.refining.uid}/meetings?{asked}"), 422
    )
    assert told["field"] == field


def test_a_year_to_come_is_refused(here, chen_ke):
    told = problem_of(chen_ke.get(f"/branches/{here.refining.uid}/score", year=2199), 409)
    assert told["field"] == "year"


def test_names_are_kept_as_they_are_composed(here, chen_ke):
    told = general_meeting(here, place="Cafe\u0301 𠮷")
    answer = chen_ke.post(f"/branches/{here.refining.uid}/meetings", told)
    shown = chen_ke.get(f"/meetings/{answer.json()['rec']}").json()
    assert shown["meeting"]["place"] == "Café 𠮷"
