"""``zhibu witness`` on a machine of its own: keys, trust, the offline form, the server."""

import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.witness.conftest import ORIGIN, Log
from zhibu.__main__ import main
from zhibu.core import slips
from zhibu.core.notes import COSIGNATURE, Note, Signer, Verifier
from zhibu.witness import keeping

NAME = "inspection.example/witness"


def run(tmp_path, verb, *words):
    return main(["witness", verb, "--data", str(tmp_path / "w"), *map(str, words)])


@pytest.fixture
def log() -> Log:
    return Log(Signer.of_seed(ORIGIN, b"L" * 32)).grow(40)


@pytest.fixture
def inspection(tmp_path, log, capsys):
    run(tmp_path, "keys", "--name", NAME)
    verifier = Verifier.parse(capsys.readouterr().out.strip())
    run(tmp_path, "trust", log.signer.verifier.spelled)
    assert ORIGIN in capsys.readouterr().out
    return verifier


def brought(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "request.txt"
    path.write_bytes(data)
    return path


def test_the_key_is_its_owners_alone_and_stays(tmp_path, inspection, capsys):
    assert (inspection.name, inspection.kind) == (NAME, COSIGNATURE)
    assert (tmp_path / "w" / "witness.seed").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "w" / "witness.sqlite3").stat().st_mode & 0o777 == 0o600

    assert run(tmp_path, "keys") == 0
    assert capsys.readouterr().out.strip() == inspection.spelled


def test_a_key_that_others_can_read_signs_nothing(tmp_path, inspection, capsys):
    (tmp_path / "w" / "witness.seed").chmod(0o644)

    assert run(tmp_path, "keys") == 2
    assert "别人也能读" in capsys.readouterr().err


def test_a_witness_is_not_renamed(tmp_path, inspection, capsys):
    assert run(tmp_path, "keys", "--name", "other.example/witness") == 2
    assert "不能改名" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "two words", "a+b", "x" * 201])
def test_a_name_must_be_one_that_a_key_may_have(tmp_path, name, capsys):
    assert run(tmp_path, "keys", "--name", name) == 2
    assert "起名" in capsys.readouterr().err


def test_a_spoilt_key_is_named(tmp_path, inspection, capsys):
    (tmp_path / "w" / "witness.seed").write_bytes(b"short")

    assert run(tmp_path, "keys") == 2
    assert "32 字节" in capsys.readouterr().err


def test_logs_are_trusted_from_a_policy_file(tmp_path, inspection, capsys):
    policy = tmp_path / "policy.txt"
    other = Signer.of_seed("other.example/journal/1", b"O" * 32).verifier
    policy.write_text(f"# whom\nlog {other.spelled}\nwitness me {inspection.spelled}\nquorum me\n")

    assert run(tmp_path, "trust", policy) == 0
    assert "other.example" in capsys.readouterr().out
    assert run(tmp_path, "trust", policy) == 0
    assert "早已登记" in capsys.readouterr().out
    assert run(tmp_path, "distrust", other.spelled) == 0
    assert "不再信任" in capsys.readouterr().out


@pytest.mark.parametrize("told", ["", "nonsense", "a+b+c", "witness"])
def test_what_is_no_key_is_not_trusted(tmp_path, inspection, told, capsys):
    assert run(tmp_path, "trust", told) == 2
    assert "公钥" in capsys.readouterr().err


def test_a_witness_key_is_no_logs_key(tmp_path, inspection, capsys):
    assert run(tmp_path, "trust", inspection.spelled) == 2


def test_a_request_in_a_file_comes_back_as_a_signature_line(tmp_path, log, inspection, capsys):
    out, drawn = tmp_path / "line.txt", tmp_path / "line.svg"
    path = brought(tmp_path, log.request(0))

    assert run(tmp_path, "sign", path, "--out", out, "--qr", drawn) == 0
    line = out.read_text("utf-8")
    assert capsys.readouterr().out == line
    assert log.note().adding(line).cosigned_at(inspection)
    assert drawn.read_text("utf-8").startswith("<?xml")


def test_a_request_scanned_from_many_codes_is_joined(tmp_path, log, inspection, capsys):
    run(tmp_path, "sign", brought(tmp_path, log.request(0)))
    capsys.readouterr()
    scanned = slips.split(log.grow(300).request(40), share=100)
    assert len(scanned) > 3
    path = brought(tmp_path, "\r\n".join(reversed(scanned)).encode())

    assert run(tmp_path, "sign", path) == 0
    assert log.note().adding(capsys.readouterr().out).cosigned_at(inspection)


def test_a_request_from_elsewhere_is_told_the_size_known_here(tmp_path, log, inspection, capsys):
    run(tmp_path, "sign", brought(tmp_path, log.request(0)))

    assert run(tmp_path, "sign", brought(tmp_path, log.request(7))) == 2
    assert "--old 40" in capsys.readouterr().err


def test_a_fork_brought_in_a_file_gets_no_signature(tmp_path, log, inspection, capsys):
    run(tmp_path, "sign", brought(tmp_path, log.request(0)))
    fork = Log(log.signer).grow(50, "叉")

    assert run(tmp_path, "sign", brought(tmp_path, fork.request(40))) == 2
    assert "不是旧账的延续" in capsys.readouterr().err


@pytest.mark.parametrize("data", [b"", b"\x00", b"zhibu-slip/1 1/2 0123456789abcdef QUJD", b"old"])
def test_a_file_that_is_no_request_is_refused(tmp_path, inspection, data, capsys):
    assert run(tmp_path, "sign", brought(tmp_path, data)) == 2
    assert "看不懂" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path, inspection, capsys):
    assert run(tmp_path, "sign", tmp_path / "nothing") == 2
    assert "nothing" in capsys.readouterr().err


def test_nothing_of_django_is_loaded(tmp_path):
    asked = (
        "import sys, zhibu.__main__ as z;"
        f"z.main(['witness', 'keys', '--data', {str(tmp_path)!r}, '--name', 'a.example/w']);"
        "sys.exit(any(name.split('.')[0] in {'django', 'psycopg'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_it_serves_and_keeps_what_it_signed_over_a_restart(tmp_path, log):
    for old in (0, 40):
        with serving(tmp_path, log) as address:
            body = log.request(old)
            sent = urllib.request.Request(f"{address}add-checkpoint", body)
            with urllib.request.urlopen(sent, timeout=20) as answer:
                line = answer.read().decode()
        verifier = keeping.signer_in(tmp_path / "w").verifier
        assert Note.parse(log.note().data).adding(line).cosigned_at(verifier)
        log.grow(3)


class serving:  # noqa: N801 - reads as a sentence
    """A witness served by its command, in a process of its own."""

    def __init__(self, tmp_path, log):
        trusted = tmp_path / "log.txt"
        trusted.write_text(log.signer.verifier.spelled)
        self.order = [
            sys.executable, "-m", "zhibu", "witness", "--data", str(tmp_path / "w"),
            "--name", NAME, "--trust", str(trusted), "--port", str(free_port()),
        ]  # fmt: skip

    def __enter__(self):
        self.process = subprocess.Popen(self.order, stdout=subprocess.PIPE, text=True)
        for told in self.process.stdout:
            if found := re.search(r"http://\S+/", told):
                break
        wait_for(found[0])
        return found[0]

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def wait_for(address: str) -> None:
    import time

    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"no answer at {address}")


def test_a_port_that_is_taken_is_said(tmp_path, capsys):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(tmp_path, "serve", "--name", NAME, "--port", port) == 2
    assert str(port) in capsys.readouterr().err


@pytest.fixture(autouse=True)
def _mask():
    """Leave the process's mask as it was: the command narrows it."""
    before = os.umask(0o022)
    yield
    os.umask(before)
