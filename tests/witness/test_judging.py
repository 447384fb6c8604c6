"""A witness cosigns what continues what it knows, and nothing else (attacks A93, A95, A98)."""

import base64
import threading

import pytest

from tests.witness.conftest import NOON, ORIGIN, Log, request
from zhibu.core.notes import Note, Signer


def note_of(log, answer):
    return log.note().adding(answer.body)


def test_the_first_head_is_cosigned_at_the_time_it_was_seen(log, superior):
    answer = superior.asked(log.request(0))

    assert answer.status == 200
    assert note_of(log, answer).cosigned_at(superior.signer.verifier) == NOON


def test_a_head_that_continues_the_known_one_is_cosigned(log, superior):
    superior.asked(log.request(0))

    assert superior.asked(log.grow(8).request(5)).status == 200
    assert superior.latest() == 13


def test_who_begins_at_another_size_is_told_the_known_one(log, superior):
    superior.asked(log.request(0))
    answer = superior.asked(log.grow(8).request(3))

    assert (answer.status, answer.kind, answer.body) == (409, "text/x.tlog.size", "5\n")


def test_the_same_head_again_is_cosigned_again_with_the_later_time(log, superior):
    superior.asked(log.request(0))
    answer = superior.asked(log.request(5), NOON + 60)

    assert note_of(log, answer).cosigned_at(superior.signer.verifier) == NOON + 60


def test_a_clock_set_back_never_sets_a_cosignature_back(log, superior):
    superior.asked(log.request(0))
    answer = superior.asked(log.grow(1).request(5), NOON - 86_400)

    assert note_of(log, answer).cosigned_at(superior.signer.verifier) == NOON


def test_a_tree_that_changed_its_past_is_refused_and_kept_as_evidence(log, superior):
    superior.asked(log.request(0))
    other = Log(log.signer).grow(5, "变").grow(4)
    answer = superior.asked(other.request(5))

    assert answer.status == 422
    assert superior.latest() == 5
    with superior.ledger.reading() as pages:
        (doubt,) = pages.doubts(ORIGIN)
    assert Note.parse(doubt.note).is_signed_by(log.signer.verifier)


def test_another_tree_of_the_known_size_is_a_contradiction(log, superior):
    superior.asked(log.request(0))
    fork = Log(log.signer).grow(5, "分叉")
    answer = superior.asked(request(5, [], fork.note()))

    assert (answer.status, answer.body) == (409, "5\n")
    with superior.ledger.reading() as pages:
        assert [doubt.conflict for doubt in pages.doubts(ORIGIN)] == [True]


def test_a_shorter_tree_is_never_cosigned(log, superior):
    superior.asked(log.grow(10).request(0))

    assert superior.asked(log.request(5, 9)).status == 409
    assert superior.asked(log.request(9, 9)).status == 409
    assert superior.latest() == 15


def test_a_stolen_key_signs_nothing_a_witness_accepts(log, superior):
    """A98: who holds the key can sign, but the witness knows the true tree."""
    superior.asked(log.grow(20).request(0))
    thief = Log(Signer.of_seed(ORIGIN, b"L" * 32)).grow(30, "伪")

    assert superior.asked(thief.request(25)).status == 422


def test_a_log_that_nobody_trusts_is_not_known(superior):
    stranger = Log(Signer.of_seed("elsewhere.example/journal/1", b"S" * 32)).grow(2)

    assert superior.asked(stranger.request(0)).status == 404


def test_a_head_in_the_name_of_a_log_without_its_signature_is_refused(superior):
    forger = Log(Signer.of_seed(ORIGIN, b"F" * 32)).grow(2)

    assert superior.asked(forger.request(0)).status == 403


def test_a_line_in_the_logs_name_that_is_not_its_signature_is_refused(log, superior):
    note = log.note()
    told = base64.b64decode(note.lines[0].split(" ")[2])
    spoilt = base64.b64encode(told[:-1] + bytes([told[-1] ^ 1])).decode()
    line = f"— {ORIGIN} {spoilt}\n"

    assert superior.asked(request(0, [], Note(note.text, (line,)))).status == 403


def test_a_new_key_is_accepted_beside_the_old_one(log, superior):
    superior.asked(log.request(0))
    renewed = Log(Signer.of_seed(ORIGIN, b"N" * 32), log.leaves).grow(2)
    assert superior.asked(renewed.request(5)).status == 403

    superior.trust(renewed)
    assert superior.asked(renewed.request(5)).status == 200


def test_a_key_that_is_trusted_no_longer_signs_nothing(log, superior):
    superior.asked(log.request(0))
    with superior.ledger.writing() as pages:
        assert pages.distrust(log.signer.verifier)

    assert superior.asked(log.grow(1).request(5)).status == 404


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda data: b"\xff\xfe" + data,
        lambda data: data.replace(b"old 0", b"old 00"),
        lambda data: data.replace(b"old 0", b"old -1"),
        lambda data: data.replace(b"old 0", b"old 6"),
        lambda data: data.replace(b"old 0", b"size 0"),
        lambda data: data.replace(b"old 0\n", b"old 0\r\n"),
        lambda data: data.replace(b"old 0\n", b"old 0\nAAAA\n"),
        lambda data: data.replace(b"old 0\n", b"old 0\n" + b"A" * 43 + b"=\n" * 1),
        lambda data: data.replace(b"old 0\n", b"old 0\n" + (b"A" * 43 + b"=\n") * 64),
        lambda data: data[:-1],
        lambda data: data.replace(b"\n5\n", b"\n5\nmore\n"),
        lambda data: data + b"\x00",
        lambda data: data + b"A" * 70_000,
    ],
)
def test_what_is_no_request_is_refused_with_a_reason(log, superior, spoil):
    answer = superior.asked(spoil(log.request(0)))

    assert answer.status in {400, 422}
    assert answer.body.strip()
    assert superior.latest() == 0


def test_a_proof_for_the_very_first_head_must_be_empty(log, superior):
    assert superior.asked(request(0, [b"x" * 32], log.note())).status == 422


def test_of_many_at_once_every_answer_continues_the_one_before(log, superior):
    """The race of the specification: nobody rolls a head back, no fork gets a second signature."""
    superior.asked(log.request(0))
    honest = Log(log.signer, list(log.leaves)).grow(12)
    fork = Log(log.signer, list(log.leaves)).grow(12, "叉")
    asked = [one.request(5, size) for size in range(6, 18) for one in (honest, fork)]
    answers: list[int] = []
    ready = threading.Barrier(len(asked))

    def ask(data: bytes) -> None:
        ready.wait()
        answers.append(superior.asked(data).status)

    threads = [threading.Thread(target=ask, args=[data]) for data in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200] + [409] * (len(asked) - 1)
    with superior.ledger.reading() as pages:
        won = pages.latest(ORIGIN)
        assert pages.began(ORIGIN)[0] == 2
    assert won.root in {honest.span(0, won.size), fork.span(0, won.size)}
    loser = fork if won.root == honest.span(0, won.size) else honest
    assert superior.asked(loser.request(won.size)).status in {409, 422}


def test_every_head_is_kept(log, superior):
    for size in (1, 2, 5):
        superior.asked(log.request(superior.latest(), size))
    with superior.ledger.reading() as pages:
        assert pages.began(ORIGIN) == (3, NOON)
        assert [pages.head(ORIGIN, size).note for size in (1, 2, 5)] == [
            log.note(size).data for size in (1, 2, 5)
        ]


def test_doubts_are_bounded(log, superior):
    superior.asked(log.request(0))
    for number in range(110):
        superior.asked(Log(log.signer).grow(6, f"{number}_").request(5))
    with superior.ledger.reading() as pages:
        assert len(pages.doubts(ORIGIN)) == 100
