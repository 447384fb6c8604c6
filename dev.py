#!/usr/bin/env python3
"""Set up, run and check Zhibu. Needs nothing but Python 3.11 or newer: `python dev.py --help`."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Zhibu needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

import argparse
import os
from pathlib import Path

from workshop import checks
from workshop.console import CannotGoOn, run, say
from workshop.environment import ROOT, prepare
from workshop.rounds import Rounds, postgres_is_there


def serve(asked: argparse.Namespace) -> int:
    """Set up what is missing, load the demo committee into an empty installation, and serve."""
    python = prepare("run")
    words = ["serve", "--port", str(asked.port)]
    if not asked.empty:
        words.append("--demo-if-empty")
    order = [str(python), "-m", "zhibu", *words]
    if os.name != "nt":
        os.execv(order[0], order)  # so that Ctrl-C reaches the server and nobody else
    return run(*order, cwd=ROOT)


def test(asked: argparse.Namespace) -> int:
    """Run the tests on SQLite and PostgreSQL, browser included; further words go to pytest."""
    prepare("test")
    databases = [name for name in ("SQLite", "PostgreSQL") if wanted(name, asked)]
    if "PostgreSQL" in databases:
        postgres_is_there()
    words = asked.words or ["tests", "-n", "2", "--dist", "worksteal"]
    return Rounds(words, databases, with_browser=not asked.without_browser).run()


def wanted(database: str, asked: argparse.Namespace) -> bool:
    if asked.only:
        return database.lower() == asked.only
    return not (database == "PostgreSQL" and asked.without_postgres)


def torture(asked: argparse.Namespace) -> int:
    """Run the long tests: many writers, killed servers, big journals."""
    asked.words = ["tests", "-m", "torture", *asked.words]
    return test(asked)


def check(_: argparse.Namespace) -> int:
    """Check form, types, imports, templates, migrations and the rules of the house."""
    return checks.run_all(prepare("check"))


def bench(asked: argparse.Namespace) -> int:
    """Measure how fast it is; prints the tables of docs/benchmarks.md."""
    python = prepare("test")
    if not (ROOT / "bench" / "__main__.py").exists():
        raise CannotGoOn("There is nothing to measure with: the folder bench/ is missing.")
    return run(python, "-m", "bench", *asked.words, cwd=ROOT)


def messages(_: argparse.Namespace) -> int:
    """Gather the words a user reads into the English catalogue, and compile it."""
    return run(prepare("test"), "-m", "workshop.messages", cwd=ROOT)


def orders() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="what")
    for act, name in ((serve, "run"), *((act, act.__name__) for act in ACTS)):
        verb = verbs.add_parser(name, help=act.__doc__, description=act.__doc__)
        verb.set_defaults(act=act)
        SHAPES.get(name, bare)(verb)
    return parser


def bare(_: argparse.ArgumentParser) -> None:
    """Take no words."""


def serving(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--port", type=int, default=8000, help="where to listen (8000)")
    verb.add_argument("--empty", action="store_true", help="do not load the demo committee")


def testing(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--without-browser", action="store_true", help="skip the browser tests")
    verb.add_argument("--without-postgres", action="store_true", help="test on SQLite only")
    verb.add_argument("--only", choices=("sqlite", "postgresql"), help="test on one database")
    further(verb)


def further(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("words", nargs="*", help="further words, after --, for the program behind it")


ACTS = (test, check, bench, torture, messages)
SHAPES = {"run": serving, "test": testing, "torture": testing, "bench": further}


def main() -> int:
    os.chdir(Path(__file__).resolve().parent)
    asked = orders().parse_args()
    try:
        return int(asked.act(asked))
    except CannotGoOn as reason:
        say(str(reason))
        return 2


if __name__ == "__main__":
    sys.exit(main())
