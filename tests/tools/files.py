"""The stand-alone verifier as a module and as a program, good files, and files that are not."""

import importlib.util
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from tests.core import forging
from zhibu.core import canonical, record_file

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "verify_record.py"
VECTORS = forging.VECTORS
POLICY = VECTORS / "policy.txt"


def loaded() -> ModuleType:
    """Return the tool as a module: the same code as the program's, without starting one."""
    spec = importlib.util.spec_from_file_location("verify_record", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify_record"] = module
    spec.loader.exec_module(module)
    return module


tool = loaded()


def run(*words: object) -> subprocess.CompletedProcess[str]:
    order = [sys.executable, str(TOOL), *map(str, words)]
    return subprocess.run(order, capture_output=True, encoding="utf-8", check=False)


def told_of(done: subprocess.CompletedProcess[str]) -> dict:
    return json.loads(done.stdout)


def refused(data: bytes, policy: bytes = forging.POLICY.encode()) -> str:
    """Return the code by which a record's file is refused, or nothing."""
    try:
        tool.check_record(data, tool.Policy.parse(policy))
    except tool.Fault as fault:
        return fault.code
    return ""


def said(data: bytes, policy: bytes = forging.POLICY.encode()) -> dict:
    """Return what a genuine record's file says."""
    return tool.check_record(data, tool.Policy.parse(policy))


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one bit turned over."""
    told = bytearray(data)
    told[chance.randrange(len(told))] ^= 1 << chance.randrange(8)
    return bytes(told)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with something small done to them, as a careless or sly hand would."""
    told = bytearray(data)
    at, other = chance.randrange(len(told)), chance.randrange(len(told))
    match chance.randrange(8):
        case 0:
            told[at] = chance.randrange(256)
        case 1:
            del told[at : at + chance.randrange(1, 9)]
        case 2:
            told[at:at] = told[other : other + chance.randrange(1, 30)]
        case 3:
            told[at:at] = chance.choice([b" ", b"\n", b'"', b"0", b"\xc3", b"\xe2\x80\xae", b"="])
        case 4:
            told[at], told[other] = told[other], told[at]
        case 5:
            return swapped_lines(data, chance)
        case _:
            return flipped(data, chance)
    return bytes(told)


def swapped_lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\\n")
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"\\n".join(lines)


def forged() -> Iterator[tuple[str, bytes]]:
    """Yield exports that somebody changed on purpose, each with what was done (attack A100)."""
    good = json.loads(forging.record())
    bare = json.loads(forging.redacted())
    added = [*good["parts"], {"value": ["m", "李强"]}]
    changed = [
        {"value": ["title", "从未开过的会"]} if i == 2 else one
        for i, one in enumerate(good["parts"])
    ]
    yield "added attendee", spelled(good | {"parts": added})
    yield "attendee removed", spelled(good | {"parts": good["parts"][:-1]})
    yield "changed text", spelled(good | {"parts": changed})
    yield "parts in another order", spelled(good | {"parts": good["parts"][::-1]})
    yield "no secret", spelled({k: v for k, v in good.items() if k != "secret"})
    yield "another secret", spelled(good | {"secret": "A" * 43})
    yield "another digest", spelled(bare | {"parts": [*bare["parts"][:3], {"digest": "A" * 43}]})
    leaf = json.loads(good["leaf"])
    for name, fields in {
        "key case": leaf | {"PC": leaf["pc"]},
        "another day": leaf | {"on": "2026-03-01"},
        "another version": leaf | {"v": 2},
        "version that is true": leaf | {"v": True},
    }.items():
        yield (
            name,
            spelled(good | {"leaf": json.dumps(fields, sort_keys=True, separators=(",", ":"))}),
        )
    doubled = good["leaf"].replace('"pc":', '"on":"2026-03-01","pc":')
    yield "doubled key", spelled(good | {"leaf": doubled})
    yield "unsorted keys", spelled(good, order=("proof", "leaf", "parts", "secret"))
    yield "spaces", json.dumps(good, ensure_ascii=False).encode()
    yield "a line at the end", forging.record() + b"\n"
    yield "impostor", forging.record(note=impostor)
    yield (
        "missing witness",
        forging.record(note=lambda text: forging.signed(text, cosigned=(forging.SUPERIOR,))),
    )
    yield "unsigned head", forging.record(note=lambda text: forging.signed(text, by=()))
    yield "another journal", moved(good)
    yield "another number", numbered(good)
    yield (
        "extra line",
        spelled(good | {"proof": good["proof"].replace("\nindex", "\nextra AAAA\nindex")}),
    )


def impostor(text: str) -> forging.Note:
    """Sign with the superior's name and a key that is not the superior's."""
    other = forging.Signer.of_seed("committee.example/witness", b"x" * 32, forging.COSIGNATURE)
    return forging.signed(text, cosigned=(other, forging.INSPECTION))


def moved(good: dict) -> bytes:
    return spelled(
        good | {"proof": good["proof"].replace(forging.ORIGIN, "other.example/journal/1")}
    )


def numbered(good: dict) -> bytes:
    return spelled(good | {"proof": good["proof"].replace("index 2", "index 3")})


def spelled(told: dict, order: tuple[str, ...] = ("leaf", "proof", "parts", "secret")) -> bytes:
    ordered = {key: told[key] for key in order if key in told}
    return json.dumps(ordered, separators=(",", ":"), ensure_ascii=False).encode()


__all__ = ["canonical", "record_file"]
