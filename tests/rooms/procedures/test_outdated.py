"""A form that was opened before its case changed is refused, says what changed, keeps the words."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.people import at
from tests.rooms.procedures.conftest import do, keeper, walked
from zhibu.procedures import actions, queries
from zhibu.procedures.actions import CannotComplete
from zhibu.procedures.papers import Held

LATER = date(2026, 5, 21)


@pytest.fixture(autouse=True)
def _may(monkeypatch):
    """Let it be 21 May 2026 at the faces: the second version is in force."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 5, 21, 9))


@pytest.fixture
def case(here):
    return walked(here, "application")


@pytest.fixture
def secretary(here, client):
    client.force_login(here.accounts.secretary)
    return client


def path(case, step="talk"):
    return reverse("procedures:step", args=[case.rec, step])


def mark(client, address):
    found = re.search(r'name="seen" value="([^"]+)"', client.get(address).content.decode())
    return found.group(1)


def told(here, seen):
    return {
        "on": "2026-02-12", "a_by": here.member("李明远").uid, "a_opinion": "态度端正，谈得细。",
        "seen": seen,
    }  # fmt: skip


def steps_of(case):
    return [one.step for one in queries.file_of(case).core.done]


def test_a_form_opened_under_the_old_version_is_not_entered_under_the_new(here, case, secretary):
    seen = mark(secretary, path(case))
    actions.move_to(case=case, version="2026-05", hand=keeper(here, LATER))

    answer = secretary.post(path(case), told(here, seen))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "由 2026-01 版规程改用了 2026-05 版" in page
    assert "态度端正，谈得细。" in page
    assert steps_of(case) == ["application"]


def test_the_refused_form_is_sent_once_more_as_it_stands(here, case, secretary):
    seen = mark(secretary, path(case))
    actions.move_to(case=case, version="2026-05", hand=keeper(here, LATER))
    page = secretary.post(path(case), told(here, seen)).content.decode()
    now = re.search(r'name="seen" value="([^"]+)"', page).group(1)

    assert secretary.post(path(case), told(here, now)).status_code == 302

    done = queries.file_of(case).core.done[-1]
    assert (done.step, done.version) == ("talk", "2026-05")


def test_a_form_is_outdated_once_the_step_before_it_was_corrected(here, case, secretary):
    seen = mark(secretary, path(case))
    one = queries.file_of(case).entered[0]
    actions.correct_step(
        case=case, rec=one.row.rec, on=one.done.on, values=one.done.values, reason="存放处录错。",
        papers=(Held("letter", where="二号柜"),), hand=keeper(here, LATER),
    )  # fmt: skip

    answer = secretary.post(path(case), told(here, seen))

    assert "有人办过、更正过或者撤回过" in answer.content.decode()
    assert steps_of(case) == ["application"]


def test_a_form_whose_step_somebody_else_entered_says_so(here, case, secretary):
    seen = mark(secretary, path(case))
    do(here, case, "talk", date(2026, 2, 12), hand=keeper(here, LATER))

    answer = secretary.post(path(case), told(here, seen))

    assert "有人办过、更正过或者撤回过" in answer.content.decode()
    assert steps_of(case) == ["application", "talk"]


def test_a_form_that_is_up_to_date_is_entered(here, case, secretary):
    assert secretary.post(path(case), told(here, mark(secretary, path(case)))).status_code == 302
    assert steps_of(case) == ["application", "talk"]


def test_the_committees_click_carries_what_was_seen(here, case, client):
    do(here, case, "talk", date(2026, 2, 12), hand=keeper(here, LATER))
    do(here, case, "meeting", date(2026, 3, 20), hand=keeper(here, LATER))
    client.force_login(here.accounts.officer)
    listed = reverse("procedures:committee", args=[here.committee.uid])
    seen = mark(client, listed)
    one = queries.file_of(case).entered[-1]
    actions.withdraw_step(case=case, rec=one.row.rec, reason="录错。", hand=keeper(here, LATER))
    do(here, case, "meeting", date(2026, 3, 21), hand=keeper(here, LATER))

    sent = {"on": "2026-05-20", "outcome": "agreed", "next": here.committee.uid, "seen": seen}
    answer = client.post(path(case, "approval"), sent)

    assert "有人办过、更正过或者撤回过" in answer.content.decode()
    assert "approval" not in steps_of(case)


def test_the_act_itself_refuses_what_was_seen_otherwise(here, case):
    file = queries.file_of(case)
    seen = queries.seen_of(file, "talk")
    do(here, case, "talk", date(2026, 2, 12), hand=keeper(here, LATER))

    with pytest.raises(CannotComplete, match="有人办过"):
        do(here, case, "talk", date(2026, 2, 12), hand=keeper(here, LATER), seen=seen)


def test_a_form_whose_step_the_new_version_lacks_leads_back_with_a_sentence(here, case, secretary):
    answer = secretary.post(path(case, "gone"), told(here, "2014-05/abc"), follow=True)

    assert "新版没有这一步" in answer.content.decode()
    assert secretary.post(path(case, "gone"), told(here, "")).status_code == 404


def test_what_only_the_old_version_asked_does_not_stop_the_sentence(here, case, secretary):
    actions.move_to(case=case, version="2026-05", hand=keeper(here, LATER))
    old = told(here, "2026-01/0123456789ab") | {"a_witness": "赵兰", "w_letter": "一号柜"}

    answer = secretary.post(path(case), old)

    assert answer.status_code == 422
    assert "由 2026-01 版规程改用了 2026-05 版" in answer.content.decode()
    assert secretary.post(path(case), old | {"seen": ""}).status_code == 400
