"""A witness keeps the leaves of what it cosigned, and gives them back."""

import pytest

from tests.witness.conftest import NOON, ORIGIN, Log
from zhibu.witness import mirror
from zhibu.witness.mirror import Batch


def batch(log: Log, first: int, last: int, size: int | None = None) -> bytes:
    count = len(log.leaves) if size is None else size
    return Batch(first, count, tuple(log.path(last, count)), tuple(log.leaves[first:last])).data


def take(superior, data, at=NOON):
    return mirror.take(superior.ledger, ORIGIN, data, at=at)


def held(superior):
    with superior.ledger.reading() as pages:
        return pages.held(ORIGIN).size


def given(superior):
    leaves = []
    while (answer := mirror.give(superior.ledger, ORIGIN, len(leaves))).status == 200:
        leaves += mirror.unbundled(answer.data)
    return leaves


@pytest.fixture
def cosigned(log, superior):
    superior.asked(log.grow(595).request(0))
    return log


def test_leaves_come_in_batches_and_go_out_as_they_came(cosigned, superior):
    for first in range(0, 600, 256):
        assert take(superior, batch(cosigned, first, min(first + 256, 600))).status == 200

    assert given(superior) == cosigned.leaves


def test_a_batch_may_end_anywhere_below_the_cosigned_size(cosigned, superior):
    for first, last in ((0, 1), (1, 7), (7, 255), (255, 258)):
        assert take(superior, batch(cosigned, first, last)).body == f"{last}\n"


def test_leaves_go_on_under_a_later_head(cosigned, superior):
    take(superior, batch(cosigned, 0, 200))
    superior.asked(cosigned.grow(50).request(600))

    assert take(superior, batch(cosigned, 200, 400)).status == 200
    assert take(superior, batch(cosigned, 400, 600, 600)).status == 200, "the older head, too"


def test_other_leaves_are_not_taken(cosigned, superior):
    other = Log(cosigned.signer).grow(600, "伪")

    assert take(superior, batch(other, 0, 100)).status == 422
    assert held(superior) == 0


def test_leaves_beyond_the_cosigned_head_wait(cosigned, superior):
    cosigned.grow(10)

    assert take(superior, batch(cosigned, 0, 100)).status == 422


def test_who_begins_elsewhere_is_told_where_to_go_on(cosigned, superior):
    take(superior, batch(cosigned, 0, 100))
    answer = take(superior, batch(cosigned, 50, 150))

    assert (answer.status, answer.kind, answer.body) == (409, "text/x.tlog.size", "100\n")


def test_a_log_that_nobody_trusts_leaves_nothing_here(cosigned, superior):
    answer = mirror.take(superior.ledger, "else.example/1", batch(cosigned, 0, 5), at=NOON)

    assert answer.status == 404


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda data: data[:-1],
        lambda data: data + b"\x00",
        lambda data: data + b"\x00\x00",
        lambda data: data.replace(b"leaves 0", b"leaves 00"),
        lambda data: data.replace(b"leaves 0 100", b"leaves 0 0"),
        lambda data: data.replace(b"leaves 0 100", b"leaves 0 101"),
        lambda data: data.replace(b"leaves 0 100", b"leaves 0 257"),
        lambda data: data.replace(b"leaves 0 100", b"leaves 600 100"),
        lambda data: data.replace(b"leaves 0 100 600", b"leaves 0 100"),
        lambda data: data.replace(b"leaves ", b"\xffleaves "),
        lambda data: data.replace(b"600\n", b"600\n" + (b"A" * 43 + b"=\n") * 64, 1),
    ],
)
def test_what_is_no_batch_is_refused_with_a_reason(cosigned, superior, spoil):
    answer = take(superior, spoil(batch(cosigned, 0, 100)))

    assert answer.status == 400
    assert answer.body.strip()
    assert held(superior) == 0


def test_nothing_held_is_said(superior):
    assert mirror.give(superior.ledger, ORIGIN, 0).status == 404
