"""The witness over the network: addresses, limits, and the page that says what it holds."""

import json
from io import BytesIO

import pytest

from tests.witness.conftest import NOON, ORIGIN, Log, request
from tests.witness.test_mirror import batch
from zhibu.witness.door import Door


@pytest.fixture
def door(superior):
    return Door(superior.ledger, superior.signer, lambda: float(NOON))


def ask(door, method, path, body=b"", **more):
    said = {}

    def start(status, headers):
        said.update(status=int(status.split()[0]), headers=dict(headers))

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        **more,
    }
    said["body"] = b"".join(door(environ, start))
    return said


def test_a_checkpoint_is_cosigned_over_the_network(door, log, superior):
    said = ask(door, "POST", "/add-checkpoint", log.request(0))

    assert said["status"] == 200
    assert log.note().adding(said["body"].decode()).cosigned_at(superior.signer.verifier) == NOON


def test_a_conflict_carries_the_type_that_the_specification_names(door, log):
    ask(door, "POST", "/add-checkpoint", log.request(0))
    said = ask(door, "POST", "/add-checkpoint", log.request(0))

    assert (said["status"], said["body"]) == (409, b"5\n")
    assert said["headers"]["Content-Type"] == "text/x.tlog.size"


def test_leaves_go_in_and_come_back(door, log):
    ask(door, "POST", "/add-checkpoint", log.request(0))
    assert ask(door, "POST", f"/mirror/{ORIGIN}", batch(log, 0, 5))["body"] == b"5\n"

    said = ask(door, "GET", f"/mirror/{ORIGIN}/3")
    assert said["body"] == b"".join(len(one).to_bytes(2, "big") + one for one in log.leaves[3:])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/add-checkpoint", 405),
        ("DELETE", "/", 405),
        ("PUT", f"/mirror/{ORIGIN}/0", 405),
        ("GET", "/nowhere", 404),
        ("GET", f"/mirror/{ORIGIN}/x", 404),
        ("GET", f"/mirror/{ORIGIN}/²", 404),
        ("GET", f"/mirror/{ORIGIN}/{'9' * 40}", 404),
        ("GET", "/mirror/", 404),
        ("GET", "/../witness.seed", 404),
        ("HEAD", "/", 200),
        ("GET", "/page.css", 200),
    ],
)
def test_every_other_address_has_its_answer(door, method, path, status):
    assert ask(door, method, path)["status"] == status


@pytest.mark.parametrize("length", ["", "-1", "x", "70000", "9" * 30, "²", "0" * 12 + "9" * 12])
def test_a_body_without_a_sensible_length_is_not_read(door, log, length):
    body = BytesIO(log.request(0))
    told = {"CONTENT_LENGTH": length, "wsgi.input": body}
    said = ask(door, "POST", "/add-checkpoint", b"", **told)

    assert said["status"] == 413
    assert body.tell() == 0


def test_a_body_that_ends_early_is_not_taken(door, log):
    said = ask(door, "POST", "/add-checkpoint", log.request(0), CONTENT_LENGTH="60000")

    assert said["status"] == 413


def test_the_page_says_what_is_held_and_since_when(door, log):
    ask(door, "POST", "/add-checkpoint", log.request(0))
    ask(door, "POST", f"/mirror/{ORIGIN}", batch(log, 0, 5))
    said = ask(door, "GET", "/")
    shown = said["body"].decode()

    assert "default-src 'none'" in said["headers"]["Content-Security-Policy"]
    assert ORIGIN in shown
    assert "5 条，2026-03-14 12:00:00" in shown
    assert log.span(0, 5).hex() in shown


def test_the_page_raises_an_alarm_over_a_fork(door, log):
    ask(door, "POST", "/add-checkpoint", log.request(0))
    fork = Log(log.signer).grow(5, "叉")
    ask(door, "POST", "/add-checkpoint", request(5, [], fork.note()))
    ask(door, "POST", "/add-checkpoint", fork.grow(3).request(5))
    shown = ask(door, "GET", "/")["body"].decode()

    assert "警报：1 个有效签名的账本头与已会签的矛盾" in shown
    assert "1 个有效签名的账本头没能证明是旧账的延续" in shown


def test_a_program_reads_the_same_as_json(door, log):
    ask(door, "POST", "/add-checkpoint", log.request(0))
    (known,) = json.loads(ask(door, "GET", "/", HTTP_ACCEPT="application/json")["body"])["logs"]

    assert (known["origin"], known["size"], known["cosigned_at"]) == (ORIGIN, 5, NOON)
    assert known["checkpoint"].startswith(log.note().data.decode())


def test_nothing_known_is_said_in_words(tmp_path, superior):
    from zhibu.witness.ledger import Ledger

    empty = Door(Ledger(tmp_path / "other"), superior.signer)
    assert "还没有登记账本" in ask(empty, "GET", "/")["body"].decode()


def test_a_name_that_is_markup_is_shown_as_text(door, superior):
    from zhibu.core.notes import Signer

    superior.trust(Log(Signer.of_seed("<script>alert(1)</script>", b"X" * 32)))
    shown = ask(door, "GET", "/")["body"].decode()

    assert "<script>" not in shown
