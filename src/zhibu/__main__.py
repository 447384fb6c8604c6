"""The ``zhibu`` command: a quick list of what it can do, then Django's commands behind it."""

import os
import sys

VERBS = {
    "serve": "serve the pages; brings tables and static files up to date first",
    "open": "begin an installation: journal, committee, first administrator",
    "demo": "load the fictional demo committee into an empty installation",
    "import": "import spreadsheets, or show with --dry-run what would happen",
    "population": "write an invented population in the public bulletin's proportions",
    "assess": "score branches by the standards in force, or from files with --tallies",
    "explain": "an item of a branch from its records to its points, line by line",
    "tallies": "monthly sums as signed files: `export` for a superior, `verify` and `import` there",
    "seal": "close a year over a checkpoint; `seal --check` computes it again from the journal",
    "scrutinize": "ask branches about records that cannot be so; deducts nothing",
    "calibrate": "try other thresholds of scrutiny on this installation's own history",
    "digest": "re-check notices a machine can, remind each person once a week of what is due",
    "books": "the three books and the box of a branch as PDF and docx",
    "replay": "empty rooms and tell them again from the journal",
    "nightly": "ripen what falls due and score anew; serve does it every night",
    "awaited": "reckon anew what running cases wait for; serve does it every night",
    "work": "the worker behind serve: numbers records, signs heads, runs nightly",
    "sequencer": "number records and sign heads, nothing else (PostgreSQL)",
    "checkpoint": "sign and publish the journal's head now",
    "journal": "`journal export FOLDER` writes the whole journal so that anybody can check it",
    "mirror": "compare the mirror of all leaves with the journal",
    "epoch": "after a lossy restore: recover leaves from the mirror, or open a new epoch",
    "keys": "show the keys that sign heads and promises; `keys rotate` replaces them",
    "witness": "watch over other journals' heads; carry requests to a witness by hand",
    "witnesses": "whom this journal asks to witness: add, remove, list",
    "verify": "verify the journal and every table told from it; exit code 1 names what is wrong",
    "backup": "back everything up: a .tar file, a folder, or s3://bucket/prefix",
    "restore": "put an empty installation back, held against a checkpoint from outside",
    "migrate": "bring the tables up to date",
}
REFUSED = 2


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code: 2, with a sentence, for what is refused."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(usage())
        return 0 if words else REFUSED
    if words[0] == "witness" and words[1:2] not in (["request"], ["accept"]):
        from zhibu.witness import command  # noqa: PLC0415 - slow

        return command.main(words[1:])  # on a machine of its own, without Django and a database
    os.umask(0o077)  # what it keeps names people: its files are their owner's alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - slow

    from zhibu.core.refusal import Refusal  # noqa: PLC0415 - slow, comes with Django

    try:
        execute_from_command_line(["zhibu", *words])
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.words}\n")
        return REFUSED
    return 0


def usage() -> str:
    """Return what ``zhibu --help`` prints."""
    width = max(map(len, VERBS))
    lines = [f"  {verb:<{width}}  {does}" for verb, does in VERBS.items()]
    tail = "`zhibu COMMAND --help` tells more; Django's own commands work too."
    return "\n".join(["usage: zhibu COMMAND …", "", *lines, "", tail, ""])


if __name__ == "__main__":
    sys.exit(main())
