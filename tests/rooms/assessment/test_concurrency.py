"""Two acts at once: whichever comes second counts both."""

import threading
from datetime import date

import pytest
from django.db import connections

from tests.rooms.assessment.conftest import holder
from zhibu.assessment import queries


@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_never_lose_a_score(here):
    hold = holder(here)
    together = threading.Barrier(2)
    failed: list[BaseException] = []

    def enter(month: int) -> None:
        try:
            together.wait(timeout=20)
            hold("party_day", date(2026, month, 10))
        except BaseException as failure:  # noqa: BLE001 - told to the test's own thread
            failed.append(failure)
        finally:
            connections.close_all()

    for months in ((2, 3), (4, 5), (6, 7)):
        pair = [threading.Thread(target=enter, args=(month,)) for month in months]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join(timeout=60)

    assert not failed
    assert queries.live_score_of(here.refining.uid, year=2026).items["C3"].done == 6
