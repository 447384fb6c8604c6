"""The zhibu command: refusals are a sentence and exit code 2."""

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.conf import settings

from zhibu.__main__ import main

PATIENCE = 120


@pytest.mark.skipif(bool(settings.CLUSTER), reason="PostgreSQL has use for a sequencer")
@pytest.mark.django_db
def test_a_refusal_is_a_sentence_on_standard_error_and_exit_code_2(capsys):
    assert main(["sequencer"]) == 2

    told = capsys.readouterr()
    assert told.err.strip().endswith("。")
    assert "Traceback" not in told.err


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def start(words, env):
    return subprocess.Popen(
        [sys.executable, "-m", "zhibu", *words],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def lines_until(server, words):
    told = []
    for line in server.stdout:
        told.append(line)
        if words in line:
            return told
    raise AssertionError("".join(told))


def test_serve_says_where_it_is_answers_and_stops_when_told(elsewhere, tmp_path):
    env = {**elsewhere, "PYTHONPATH": "src"}
    with start(["serve", "--port", str(free_port())], env) as server:
        told = lines_until(server, "ready at")
        address = re.search(r"http://\S+", told[-1])[0]
        with urllib.request.urlopen(f"{address}sign-in/", timeout=20) as page:
            assert "登录" in page.read().decode()
        with urllib.request.urlopen(f"{address}readyz", timeout=20) as ready:
            assert ready.status == 200
        server.send_signal(signal.SIGINT)
        rest = server.stdout.read()
        assert server.wait(30) == 0
    assert "Everything entered is kept" in rest
    assert "Traceback" not in rest


def test_a_port_that_is_taken_is_said_and_nothing_is_left_running(elsewhere):
    env = {**elsewhere, "PYTHONPATH": "src"}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        began = time.monotonic()
        with start(["serve", "--port", port, "--no-worker"], env) as server:
            told = server.stdout.read()
            assert server.wait(30) == 2
    assert f"127.0.0.1:{port}" in told
    assert "Traceback" not in told
    assert time.monotonic() - began < PATIENCE
