"""What a form asks: nothing that this case does not know, no ground told twice, a way back."""

from datetime import date

import pytest

from tests.rooms.procedures.conftest import walked
from tests.rooms.procedures.definition import TEXT
from zhibu.core import case as machine
from zhibu.core import procedure
from zhibu.procedures import asking, conditions

KNOWN = procedure.load(
    TEXT.replace("id: born, title: 出生日期, kind: date", "id: way, title: 方式, kind: text")
    .replace(
        "{id: opinion, title: 谈话意见, kind: text, optional: yes, sealed: yes}",
        "{id: opinion, title: 谈话意见, kind: text, when: {case.way: [direct]}}",
    )
    .replace(
        "{id: held, title: 会议, kind: meeting, optional: yes}",
        "{id: held, title: 会议, kind: meeting, when: {outcome: passed}}",
    ),
    filename="trial.yaml",
)


def asked(way: str, step: str) -> set[str]:
    case = machine.Case(KNOWN, date(2026, 2, 9), {"way": way})
    return set(asking.asked_of(KNOWN.steps[step], case).asks)


def test_a_field_of_other_cases_is_not_asked():
    assert asked("direct", "talk") == {"by", "opinion"}
    assert asked("usual", "talk") == {"by"}


def test_a_field_that_hangs_on_this_steps_own_answer_is_asked():
    assert "held" in asked("usual", "meeting")


@pytest.mark.parametrize(
    ("basis", "confidence", "told"),
    [("第五条", "A", False), ("第五条", "K", True), ("默认，待确认", "P", False)],
)
def test_that_a_ground_waits_to_be_confirmed_is_told_once(basis, confidence, told):
    assert conditions.is_provisional(basis, confidence) is told


def test_the_menu_marks_procedures_on_a_cases_page(here, client):
    case = walked(here, "application")
    client.force_login(here.accounts.secretary)

    page = client.get(f"/procedures/{case.rec}/").content.decode()

    _before, _mark, rest = page.partition(f'href="/branches/{here.refining.uid}/procedures/"')
    assert rest.lstrip().startswith('aria-current="true"')
