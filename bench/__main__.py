"""Runs every measurement in a process of its own and prints the tables.

python -m bench                      everything, on SQLite and where it matters on PostgreSQL
python -m bench acts --on sqlite     one part on one database
python -m bench --small              a hundredth of everything: does it still run?
python -m bench country --units N    a part's own options follow it: python -m bench.country --help
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import installation, machine
from bench.result import Result, table

ROOT = Path(__file__).resolve().parent.parent
PARTS = {
    "scoring": ("sqlite", "postgresql"),
    "acts": ("sqlite", "postgresql"),
    "appending": ("sqlite", "postgresql"),
    "receipts": ("sqlite", "postgresql"),
    "proofs": ("sqlite",),
    "audits": ("sqlite",),
    "pages": ("sqlite",),
    "procedures": ("sqlite",),
    "imports": ("sqlite",),
    "reconcile": ("sqlite",),
    "returns": ("sqlite", "postgresql"),
    "detectors": ("sqlite",),
    "books": ("sqlite",),
    "country": ("sqlite",),
}


def main() -> int:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        description=__doc__, prog="python -m bench", formatter_class=shape
    )
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="which parts")
    parser.add_argument("--on", choices=installation.DATABASES, help="one database only")
    parser.add_argument("--small", action="store_true", help="a hundredth of everything")
    asked, further = parser.parse_known_args()
    say(f"{machine.described()}; {machine.load()}")
    failed = False
    for part in asked.parts or PARTS:
        for database in [asked.on] if asked.on else PARTS[part]:
            failed |= not measure(part, database, small=asked.small, further=further)
    return 1 if failed else 0


def measure(part: str, database: str, *, small: bool, further: Sequence[str] = ()) -> bool:
    """Run one part on one database, and print what it found."""
    say(f"\n## {part} on {database} ({machine.load()})\n")
    words = [sys.executable, "-m", f"bench.{part}", *(["--small"] if small else []), *further]
    with installation.server(database) as told:
        done = subprocess.run(  # noqa: S603 - our own modules
            words, cwd=ROOT, env=os.environ | told, stdout=subprocess.PIPE, text=True, check=False
        )
    lines = [Result.read(line) for line in done.stdout.splitlines()]
    say(table([one for one in lines if one]))
    if done.returncode:
        say(f"\n{part} on {database} broke off: see above.")
    return done.returncode == 0


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
