"""``zhibu witness``: keep watch over other people's journals, on a machine without a database."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from zhibu.core import strict
from zhibu.core.notes import ED25519, Verifier
from zhibu.core.refusal import Refusal
from zhibu.witness import keeping, offline, serving
from zhibu.witness.ledger import Ledger
from zhibu.witness.words import _

JOURNAL_SIDE = frozenset({"request", "accept"})
_SUBCOMMANDS = frozenset({"serve", "keys", "trust", "distrust", "sign", "leaves"})
REFUSED = 2


class CannotTrust(Refusal):
    """What was given is not a log's key."""


def main(words: Sequence[str]) -> int:
    """Run one command of the witness and return its exit code: 2, with a sentence, if refused."""
    os.umask(0o077)
    named = list(words) if words and words[0] in {*_SUBCOMMANDS, "-h", "--help"} else None
    asked = _parser().parse_args(named or ["serve", *words])
    try:
        asked.run(asked)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.words}\n")
        return REFUSED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhibu witness",
        description="Witness journals: cosign their heads, keep their leaves.",
        epilog="On the journal's side: zhibu witness request FILE, zhibu witness accept FILE.",
    )
    verbs = parser.add_subparsers(required=True, metavar="serve|keys|trust|distrust|sign|leaves")
    serve = _verb(
        verbs, "serve", _serve, does="listen for checkpoints; what is done without a word"
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, default=8100, help="port to listen on (8100)")
    serve.add_argument("--trust", type=Path, metavar="FILE", help="trust the logs in this file")
    _verb(verbs, "keys", _keys, does="print this witness's public key")
    for name, run in (("trust", _trust), ("distrust", _distrust)):
        verb = _verb(verbs, name, run, does=f"{name} a log's key")
        verb.add_argument("log", help="a key (name+hash+base64) or a policy file's path")
    sign = _verb(verbs, "sign", _sign, does="cosign the request in a file brought from a journal")
    sign.add_argument("file", type=Path, help="the request, or slips scanned from its QR codes")
    sign.add_argument("--out", type=Path, metavar="FILE", help="write the signature line there")
    sign.add_argument("--qr", type=Path, metavar="SVG", help="draw the signature line there")
    leaves = _verb(verbs, "leaves", _leaves, does="write the leaves held of a log into a file")
    leaves.add_argument("origin", help="the log's origin line")
    leaves.add_argument("file", type=Path, help="one canonical leaf on each line")
    return parser


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], None],
    *,
    does: str,
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=does, description=does)
    verb.add_argument("--data", type=Path, required=True, metavar="DIR", help="its folder")
    verb.add_argument("--name", default="", help="its name; needed the first time")
    verb.set_defaults(run=run)
    return verb


def _serve(asked: argparse.Namespace) -> None:
    keeping.signer_in(asked.data, asked.name)
    if asked.trust:
        _trust(argparse.Namespace(**{**vars(asked), "log": str(asked.trust)}))
    serving.listen(asked.data, asked.host, asked.port)


def _keys(asked: argparse.Namespace) -> None:
    _say(keeping.signer_in(asked.data, asked.name).verifier.spelled)


def _trust(asked: argparse.Namespace) -> None:
    keeping.signer_in(asked.data, asked.name)
    with Ledger(asked.data).writing() as pages:
        for verifier in _verifiers(asked.log):
            new = pages.trust(verifier, int(time.time()))
            words = _("已登记账本 %s。") if new else _("账本 %s 早已登记。")
            _say(words % verifier.name)


def _distrust(asked: argparse.Namespace) -> None:
    with Ledger(asked.data).writing() as pages:
        for verifier in _verifiers(asked.log):
            known = pages.distrust(verifier)
            words = _("不再信任 %s 的这把公钥。") if known else _("%s 的这把公钥没有登记过。")
            _say(words % verifier.name)


def _sign(asked: argparse.Namespace) -> None:
    signer = keeping.signer_in(asked.data, asked.name)
    line = offline.sign(Ledger(asked.data), signer, asked.file, at=int(time.time()))
    if asked.out:
        asked.out.write_text(line, encoding="utf-8")
    if asked.qr:
        offline.draw(line, asked.qr)
    sys.stdout.write(line)
    if sys.stdout.isatty():
        offline.show(line)


def _leaves(asked: argparse.Namespace) -> None:
    written = offline.write_leaves(Ledger(asked.data), asked.origin, asked.file)
    _say(_("已写出 %d 条条目。") % written)


def _verifiers(told: str) -> list[Verifier]:
    """Return the keys of logs in a key's spelling or in a policy file's ``log`` lines."""
    path = Path(told)
    lines = path.read_text("utf-8").splitlines() if path.is_file() else [f"log {told}"]
    keys = [line.split()[1] for line in lines if line.startswith("log ") and line.split()[1:]]
    keys += [line.strip() for line in lines if line.count("+") >= 2 and " " not in line.strip()]  # noqa: PLR2004
    try:
        found = [Verifier.parse(key) for key in keys]
    except strict.Fault as fault:
        raise CannotTrust(_("这不是账本的公钥：%(why)s。") % {"why": fault}) from fault
    if not found or any(verifier.kind != ED25519 for verifier in found):
        raise CannotTrust(_("这里没有账本的公钥。请给出 policy.txt 或其中 log 一行的公钥。"))
    return found


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
