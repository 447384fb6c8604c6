"""What the workshop says, and how it runs a program."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


class CannotGoOn(Exception):
    """Something a person must do first. Its sentence is shown, the exit code is 2."""


def say(words: str) -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def run(
    *order: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    quiet: bool = False,
) -> int:
    """Run a program to its end and return its exit code; ``quiet`` hides what it prints."""
    sink = subprocess.DEVNULL if quiet else None
    words = [str(word) for word in order]
    return subprocess.run(
        words, check=False, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
    ).returncode


def output_of(*order: str | Path) -> str:
    """Return what a program prints, or nothing when it fails or is not there."""
    words = [str(word) for word in order]
    try:
        done = subprocess.run(
            words, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
