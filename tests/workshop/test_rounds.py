"""The workshop tells the truth: in its last line, its exit code and its refusals."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from workshop import browser, environment, postgres
from workshop.console import CannotGoOn
from workshop.rounds import Rounds

ROOT = Path(__file__).resolve().parent.parent.parent


def test_two_green_rounds_are_added_up_in_the_closing_line(capsys):
    rounds = Rounds(counts=Counter(passed=312, skipped=2))

    assert rounds.close(61.5) == 0

    told = capsys.readouterr().out.splitlines()
    assert "All tests passed on SQLite and PostgreSQL." in told
    assert told[-1] == "===== 312 passed, 2 skipped in 61.50s ====="


def test_a_red_round_is_named_and_fails_the_whole(capsys):
    rounds = Rounds(counts=Counter(passed=310, failed=2), bad=["PostgreSQL"])

    assert rounds.close(61.5) == 1

    told = capsys.readouterr().out
    assert "FAILED on PostgreSQL" in told
    assert "2 failed, 310 passed" in told


def test_a_run_without_a_test_is_no_success(capsys):
    assert Rounds().close(1) == 1
    assert "nothing was selected" in capsys.readouterr().out


def test_without_a_server_the_run_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)

    with pytest.raises(CannotGoOn, match="ZHIBU_PG_URL"):
        postgres.found(tmp_path)


def test_without_a_browser_the_run_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("ZHIBU_BROWSER", raising=False)
    monkeypatch.setattr(browser, "FOLDER", tmp_path)

    with pytest.raises(CannotGoOn, match="ZHIBU_BROWSER"):
        browser.found()


def test_a_browser_from_npm_with_another_digest_is_not_installed(tmp_path):
    archive = tmp_path / "chromium.tgz"
    archive.write_bytes(b"something else")

    with pytest.raises(CannotGoOn, match="not the file we know"):
        browser.insist_on_digest(archive)


def test_the_environment_is_installed_anew_only_when_the_lock_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "HOME", tmp_path)
    lock = environment.Lock("run")
    lock.path.parent.mkdir()
    lock.path.write_text("django==5.2.19\n", encoding="utf-8")

    assert not lock.is_installed
    lock.mark.write_text("django==5.2.19\n", encoding="utf-8")
    assert lock.is_installed
    lock.path.write_text("django==5.2.20\n", encoding="utf-8")
    assert not lock.is_installed


@pytest.mark.parametrize("verb", ["run", "test", "check", "bench", "torture", "messages"])
def test_every_command_of_dev_py_can_be_asked_what_it_does(verb):
    order = [sys.executable, str(ROOT / "dev.py"), verb, "--help"]
    asked = subprocess.run(order, capture_output=True, text=True, check=True)
    assert asked.stdout.startswith(f"usage: dev.py {verb}")


def test_every_lock_pins_by_hash_and_names_no_host():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert text.count("==") > 20
        assert text.count("--hash=sha256:") > text.count("==")
        assert "://" not in text
