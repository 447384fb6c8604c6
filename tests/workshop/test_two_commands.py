"""``make run`` as a newcomer types it: in an empty folder, and once more."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PRIVATE = {"ZHIBU_", "DJANGO_", "PYTEST", "VIRTUAL_ENV", "PYTHONPATH"}
pytestmark = pytest.mark.once


@pytest.fixture
def fresh(tmp_path):
    """Return a folder that holds what is under version control and nothing else."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a clone")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


def newcomers_environment():
    return {k: v for k, v in os.environ.items() if not any(k.startswith(p) for p in PRIVATE)}


def run_until_ready(folder):
    """Run the set-up, read the first page, stop; return what was said and how long it took."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.monotonic()
    order = [sys.executable, "dev.py", "run", "--port", str(port)]
    with subprocess.Popen(
        order, cwd=folder, env=newcomers_environment(), stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as server:  # fmt: skip
        told = []
        for line in server.stdout:
            told.append(line)
            if "ready at" in line:
                break
        seconds = time.monotonic() - began
        assert "ready at" in told[-1], "".join(told)
        address = re.search(r"http://\S+", told[-1])[0]
        with urllib.request.urlopen(f"{address}sign-in/", timeout=30) as page:
            assert page.status == 200
        server.send_signal(signal.SIGINT)
        told.append(server.stdout.read())
        assert server.wait(30) == 0
    return "".join(told), seconds


def test_one_command_from_an_empty_folder_to_the_demo_and_the_second_time_at_once(fresh):
    told, first = run_until_ready(fresh)
    assert "secretary" in told
    assert "zhibu-demo-2026" in told
    kept = (fresh / "data" / "zhibu.sqlite3").stat().st_size

    again, second = run_until_ready(fresh)

    assert "zhibu-demo-2026" in again
    assert "Loading the demo" not in again
    assert "Installing" not in again
    assert (fresh / "data" / "zhibu.sqlite3").stat().st_size >= kept
    assert second < first
    assert second < 30  # 5 s on a machine that does nothing else
