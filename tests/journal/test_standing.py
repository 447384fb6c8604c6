"""The journal stands: the database refuses changes, writers queue, numbers have no gaps."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections, transaction

from tests.journal.test_door import standing
from tests.journal.toys import meet
from zhibu.core import merkle
from zhibu.core.ids import new_id
from zhibu.core.lag import Lag
from zhibu.journal import models, sequencer, tree
from zhibu.journal.backends import store
from zhibu.journal.backends.queue import WritersQueue

STANDING = ["journal_entry", "journal_node", "journal_payload", "journal_leaf", "journal_fact"]


def numbers():
    if store.is_staged():
        sequencer.drain()
    return list(models.Entry.objects.order_by("seq").values_list("seq", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", STANDING)
@pytest.mark.parametrize("order", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_raw_sql_cannot_change_what_stands(table, order):
    for _ in range(256):
        meet(new_id("o"))
    numbers()

    column = {"journal_node": "h", "journal_fact": "lag", "journal_leaf": "kind"}
    with pytest.raises(DatabaseError, match=r"stands|denied"), connection.cursor() as cursor:
        cursor.execute(order.format(table, column.get(table, "lh")))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("order", [
    "INSERT INTO journal_entry (seq, lh, leaf) VALUES (999, '\\x00', '\\x00')",
    "DELETE FROM journal_pending", "TRUNCATE journal_entry", "UPDATE journal_head SET size = 7",
    "UPDATE journal_entry SET seq = 5", "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
])  # fmt: skip
def test_the_applications_role_may_not(order):
    if not store.is_staged():
        pytest.skip("SQLite has no roles; only witnesses protect there")
    meet(new_id("o"))
    sequencer.drain()

    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(order)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "order",
    [
        "UPDATE journal_entry SET seq = seq",
        "DELETE FROM journal_fact",
        "TRUNCATE journal_leaf CASCADE",
    ],
)
def test_even_the_owner_may_not(order):
    if not store.is_staged():
        pytest.skip("SQLite has no roles; only witnesses protect there")
    meet(new_id("o"))
    sequencer.drain()

    with pytest.raises(DatabaseError, match="stands"), connections["owner"].cursor() as cursor:
        cursor.execute(order)


def at_once(count, work):
    """Run a piece of work in several threads that start together."""
    barrier = threading.Barrier(count)

    def run(n):
        try:
            barrier.wait(30)
            return work(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_acts_for_one_unit_at_once_lose_no_sum():
    unit = new_id("o")
    at_once(8, lambda _: [meet(unit, "2026-11-19") for _ in range(5)])

    assert standing(unit) == {("meetings.party_day.held", 202611, Lag.WITHIN_3): 40}


@pytest.mark.django_db(transaction=True)
def test_many_writers_number_without_gaps():
    units = [new_id("o") for _ in range(8)]
    at_once(8, lambda n: [meet(units[n]) for _ in range(40)])

    assert numbers() == list(range(320))
    hashes = list(models.Entry.objects.order_by("seq").values_list("lh", flat=True))
    assert tree.root() == merkle.root(hashes)
    assert models.Node.objects.filter(level=1).count() == 1


@transaction.atomic
def meet_and_fail(unit):
    meet(unit)
    raise RuntimeError("the power went")


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_trace_and_no_gap():
    unit = new_id("o")
    with pytest.raises(RuntimeError, match="power"):
        meet_and_fail(unit)
    meet(unit)

    assert numbers() == [0]
    assert sum(standing(unit).values()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_sequencers_give_every_number_once():
    if not store.is_staged():
        pytest.skip("SQLite numbers within the act")
    unit = new_id("o")
    stop = threading.Event()
    workers = [threading.Thread(target=sequencer.run_forever, args=(stop,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    at_once(4, lambda _: [meet(unit) for _ in range(20)])
    stop.set()
    for worker in workers:
        worker.join()

    assert numbers() == list(range(80))


def test_writers_are_served_in_the_order_they_came(tmp_path):
    served, inside = [], WritersQueue.beside(str(tmp_path / "a.sqlite3"))
    inside.enter()
    threads = []
    for n in range(6):

        def work(n=n):
            place = WritersQueue.beside(str(tmp_path / "a.sqlite3"))
            place.enter()
            served.append(n)
            place.leave()

        thread = threading.Thread(target=work)
        thread.start()
        threads.append(thread)
        threading.Event().wait(0.05)
    inside.leave()
    for thread in threads:
        thread.join()

    assert served == [0, 1, 2, 3, 4, 5]
