"""Two branches at the same moment: somebody is in one running case of a family, never in two."""

import contextlib
import threading
from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.meetings.test_at_once import together
from tests.rooms.procedures.conftest import keeper, opened
from tests.rooms.procedures.definition import FIRST, SECOND
from zhibu.core.refusal import Refusal
from zhibu.procedures import actions, defined, queries
from zhibu.procedures.models import Case


@pytest.fixture
def met(monkeypatch):
    """Let both look whether a case runs before either writes, if nothing holds them apart."""
    barrier, look = threading.Barrier(2, timeout=0.5), queries.open_about

    def looked(*told):
        found = look(*told)
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait()
        return found

    monkeypatch.setattr(queries, "open_about", looked)


@pytest.mark.django_db(transaction=True)
def test_of_two_branches_at_once_one_begins_a_case_about_a_member(met, founded):
    with defined.lent(FIRST, SECOND):
        here = founded
        wang = here.member("王立新").uid
        theirs = hand(here.accounts.stranger, role="secretary", at=at(2026, 2, 10, 10))
        told = {"subject": wang, "opened_on": date(2026, 2, 10)}
        mine = keeper(here, date(2026, 2, 10))

        found = together(
            lambda: opened(here, "王立新", hand=mine, **told),
            lambda: opened(here, "王立新", organization=here.cracking, hand=theirs, **told),
        )

    refused = [one for one in found if isinstance(one, Refusal)]
    assert ["已有一件正在别的党组织办理" in str(one) for one in refused] == [True]
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_a_case_reopened_and_one_begun_elsewhere_at_once_one_runs(founded):
    with defined.lent(FIRST, SECOND):
        here = founded
        wang = here.member("王立新").uid
        case = opened(here, "王立新", subject=wang)
        day = date(2026, 3, 2)
        mine = keeper(here, day)
        actions.close(case=case, closed_as="withdrawn", reason="不再办理", on=day, hand=mine)
        theirs = hand(here.accounts.stranger, role="secretary", at=at(2026, 3, 3, 10))

        found = together(
            lambda: actions.reopen(case=case, reason="点错了", hand=keeper(here, day)),
            lambda: opened(
                here, "王立新", subject=wang, opened_on=day, organization=here.cracking,
                hand=theirs,
            ),
        )  # fmt: skip

    refused = [one for one in found if isinstance(one, Refusal)]
    assert ["已有一件正在别的党组织办理" in str(one) for one in refused] == [True]
    assert Case.objects.filter(closed_on=None).count() == 1
