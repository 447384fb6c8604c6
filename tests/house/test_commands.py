"""Every command can be asked what it does."""

import subprocess
import sys
import time

import pytest
from django.core.management import get_commands, load_command_class

from zhibu.__main__ import VERBS, main, usage

OURS = sorted(name for name, app in get_commands().items() if str(app).startswith("zhibu."))
PROMISED = {"demo", "serve", "import", "assess", "replay"}


def test_the_promised_commands_are_there():
    assert set(OURS) >= PROMISED


@pytest.mark.parametrize("name", OURS)
def test_a_command_has_help(name):
    command = load_command_class(get_commands()[name], name)
    assert command.help.strip()
    parser = command.create_parser("zhibu", name)
    silent = [action.dest for action in parser._actions if not action.help]
    assert silent == []


def test_the_usage_lists_exactly_our_commands():
    assert set(VERBS) - {"migrate"} == set(OURS)
    assert all(name in usage() for name in OURS)


def test_help_comes_at_once_without_loading_django():
    began = time.monotonic()
    asked = "import sys, zhibu.__main__ as z; z.main(['--help']); sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=False)
    assert done.returncode == 0
    assert time.monotonic() - began < 5


def test_no_command_at_all_is_answered_with_the_list(capsys):
    assert main([]) == 2
    assert "usage: zhibu" in capsys.readouterr().out
