#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Check, without the server, that what a journal of Zhibu gave you is genuine.

    verify_record.py record      --policy policy.txt record.json [--attachments FOLDER]
    verify_record.py proof       --policy policy.txt --leaf leaf.json entry-N.tlog-proof
    verify_record.py consistency --policy policy.txt cp-M cp-N cons-M-N
    verify_record.py log         --policy policy.txt FOLDER [--checkpoint cp-KEPT …]

One file, Python 3.11 or newer, and the library `cryptography`; nothing of the server's code.
The policy says whom you trust: get it from elsewhere than the record, on paper or from the
superior committee. Says what it found in Chinese, with --english in English, with --json as JSON.
Exit code 0: genuine. 1: not genuine. 2: a file cannot be read, or the policy, or the order.

Formats: RFC 8785 JSON (restricted), RFC 6962 trees, C2SP signed-note, tlog-checkpoint,
tlog-cosignature, tlog-proof and tlog-policy. Nothing that has two spellings is accepted.
"""

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LARGEST_RECORD = 48 * 1024 * 1024
LARGEST_TEXT = 64 * 1024  # policies, checkpoints, proofs
LARGEST_FILE = 64 * 1024 * 1024
LARGEST_LEAF = 4096
LARGEST_PART = 16 * 1024
MOST_PARTS = 2_000
MOST_SIGNATURES = 100
LARGEST_NUMBER = 2**53 - 1
DEEPEST = 8
HASH, SALT, KEY, KEY_ID, SIGNATURE = 32, 16, 32, 4, 64
GENUINE, FALSE, UNREADABLE = 0, 1, 2

# code | what a person reads in Chinese | in English
FAULTS = """
large | 文件超过 {most} 字节 | the file has more than {most} bytes
utf8 | 不是合法的 UTF-8 文字 | the bytes are not UTF-8
syntax | 不是规范的 JSON：同一内容只许一种写法 | not canonical JSON, which has one spelling only
value | 数字、键名、嵌套或文字形式不合规范 | a number, key, depth or text (NFC) not allowed
shape | {what} 缺失、多余或类型不对 | {what} is missing, unexpected or of a wrong type
base64 | {what} 的 base64 写法或长度不对 | {what} is not strict base64 of its length
leaf | 条目超过 4096 字节，或版本不是 1 | the leaf is over 4,096 bytes or not of version 1
parts | 内容的部分太多或太大 | there are too many parts, or one is too large
note | 签名件的格式不对 | the signed note is malformed
checkpoint | 账本头的格式不对 | the checkpoint is malformed
proof | 凭证的格式不对 | the proof is malformed
origin | 信任文件里没有账本“{origin}” | the policy does not name the journal {origin}
unsigned | 账本头没有账本自己的签名 | the journal did not sign the checkpoint
signature | “{name}”的签名是假的 | the signature of {name} is false
quorum | 见证不够，只有：{there} | too few witnesses, only: {there}
inclusion | 签了名的账本里没有这一条 | the signed journal does not hold this entry
consistency | 两个账本头不是同一本账：历史被改过 | not one history: it was rewritten
commitment | 内容被改动、增添、删去或调换 | content was changed, added, removed or swapped
file | 附件“{name}”与记录不符 | the attachment {name} is not the recorded one
stray | 附件夹里的“{name}”不在记录里 | the attachment {name} is not named by the record
name | 文件名与账本头的条数不符 | the file's name does not tell the checkpoint's size
proven | 与凭证不符；最早不符的在第 {span} 条 | does not fit its proof; first wrong entry: {span}
root | 树根不符；最早不符的在第 {span} 条 | another root; first wrong entry: {span}
split | 与留存的账本头不符（另一本账）：第 {span} 条 | SPLIT VIEW, another journal: {span}
differs | 与条目文件的第 {number} 条不同 | differs from entry {number} of entries.jsonl
cut | 账本被截短：{there} 条，应有 {size} 条 | the journal was cut: {there} entries of {size}
nothing | 没有任何账本头，什么也证明不了 | there is no checkpoint, so nothing is proven
missing | 缺少 {what} | {what} is missing
policy | 信任文件不对：{why} | the policy cannot be used: {why}
read | 读不了：{why} | cannot be read: {why}
"""
SAYS = """
record | 真实：与入账时一字不差。 | GENUINE: the record is as it was entered.
proof | 真实：签了名的账本里有这一条。 | GENUINE: the signed journal holds this entry.
consistency | 真实：前 {old} 条原样都在。 | GENUINE: the earlier {old} entries stand.
log | 真实：{entries} 条与 {checkpoints} 个账本头、{proofs} 份凭证、{records} 份记录都相符。 |\
 GENUINE: {entries} entries agree with {checkpoints} checkpoints, {proofs} proofs and more.
false | 不真实：{words} | NOT GENUINE: {words}
unreadable | 无法核对：{words} | CANNOT CHECK: {words}
number | 账本 {origin}，共 {size} 条中的第 {index} 条（从 0 起）。 |\
 Journal {origin}, entry {index} (from 0) of {size}.
witnesses | 见证人及时间：{names} | Witnessed by: {names}
alone | 仅自证！没有要求任何见证人，不能排除经营者另造一本账。 |\
 SELF-ASSERTED ONLY! No witness is asked for: the operator could show others another journal.
withheld | 有 {count} 部分未出示，只有摘要；其余部分的真伪不受影响。 |\
 {count} parts are withheld (digests only); the rest stands.
file | 附件 {name}：相符 | Attachment {name}: genuine
unread | 附件 {name}：不在手边，未核对 | Attachment {name}: not at hand, not checked
bare | 内容没有出示（或整条已经删除）：只证明有这一条。 |\
 Nothing of its content is shown (or it was erased): only that the entry exists is proven.
unwitnessed | 有 {count} 个账本头的见证不够，只有账本自己的签名。 |\
 {count} checkpoints have too few witnesses: they are the journal's own word.
unsigned | 最后 {count} 条还没有账本头签名，不算数。 |\
 The last {count} entries are under no signed checkpoint yet: do not rely on them.
limits | 证明的是入账后未被改动，不证明当时就属实，也不证明之后没有更正或撤回。 |\
 This proves that nothing changed since, not that it was true, nor that it is the latest version.
policy | 信任文件 SHA-256 开头 {print}：请与纸面或上级公布的核对。 |\
 SHA-256 of the policy begins with {print}: compare it with paper or the superior's site.
"""


def words_of(table: str) -> dict[str, tuple[str, ...]]:
    """Return a table of words: code, then Chinese and English."""
    rows = [line.split(" | ") for line in table.strip().split("\n")]
    return {code: (chinese, english) for code, chinese, english in rows}


class Fault(Exception):
    """Why something is not genuine: a code, where in which file, and what the sentence names."""

    def __init__(self, code: str, offset: int | None = None, **told: object) -> None:
        super().__init__(code)
        self.code, self.offset, self.told = code, offset, told
        self.file: str | None = None
        self.entry: int | None = None

    def within(self, file: str, entry: int | None = None) -> "Fault":
        """Return the fault with the place it was met at, unless a closer one is known."""
        self.file = self.file or file
        self.entry = entry if self.entry is None else self.entry
        return self

    def say(self, *, english: bool) -> str:
        """Return the sentence in one language."""
        told = {k: _shown(v, english=english) for k, v in self.told.items()}
        return words_of(FAULTS)[self.code][english].format(**told)

    @property
    def exit_code(self) -> int:
        return UNREADABLE if self.code in {"policy", "read"} else FALSE


def _shown(value: object, *, english: bool) -> str:
    return value.say(english=english) if isinstance(value, Fault) else plain(str(value))


def plain(text: str) -> str:
    """Return text in which nothing can move the cursor or turn the reading direction."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


# — Bytes that have one spelling only —


def text_of(data: bytes, most: int) -> str:
    """Return bytes as text. Refuses what is too long or not UTF-8."""
    if len(data) > most:
        raise Fault("large", most=most)
    try:
        return data.decode()
    except UnicodeDecodeError as wrong:
        raise Fault("utf8", wrong.start) from None


def unspell(text: object, size: int, what: str, *, url: bool = True) -> bytes:
    """Return the bytes that base64 of a fixed length spells; refuses loose padding bits."""
    if isinstance(text, str) and text.isascii():
        padded = text + "=" * (-len(text) % 4) if url else text
        altchars = b"-_" if url else b"+/"
        try:
            data = base64.b64decode(padded, altchars, validate=True)
        except ValueError:
            data = b""
        again = base64.b64encode(data, altchars).decode()
        if len(data) == size and (again.rstrip("=") if url else again) == text:
            return data
    raise Fault("base64", what=what)


_KEY_NAME = re.compile(r"[a-z0-9_]+")


def parse(text: str, deepest: int = DEEPEST, order: tuple[str, ...] = ()) -> Any:
    """Return what restricted RFC 8785 JSON says: parsed, spelled again, and compared.

    ``order`` is that of the outermost object's keys where it is not the alphabet's.
    """
    try:
        told = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise Fault("syntax", bytes_before(text, wrong.pos)) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, a tower of brackets
        raise Fault("value") from None
    insist_on_plain(told, deepest, text)
    again = spell(told)
    if order and isinstance(told, dict):
        pairs = [f"{spell(key)}:{spell(told[key])}" for key in order if key in told]
        again = f"{{{','.join(pairs)}}}"
    if again != text:
        same = zip(again, text, strict=False)
        first = next((i for i, (a, b) in enumerate(same) if a != b), min(len(again), len(text)))
        raise Fault("syntax", bytes_before(text, first))
    return told


def insist_on_plain(told: Any, levels: int, text: str) -> None:
    """Refuse floats, null, great numbers, strange keys, deep nesting and text that is not NFC."""
    match told:
        case str():
            bad = not told.isascii() and not unicodedata.is_normalized("NFC", told)
        case bool():
            bad = False
        case int():
            bad = abs(told) > LARGEST_NUMBER
        case list() | dict():
            bad = levels == 0 or not all(
                map(_KEY_NAME.fullmatch, told if type(told) is dict else ())
            )
        case _:
            bad = True
    if bad:
        at = -1 if isinstance(told, list | dict) else text.find(spell(told))
        raise Fault("value", bytes_before(text, at) if at >= 0 else None)
    if isinstance(told, list | dict):
        for one in told.values() if isinstance(told, dict) else told:
            insist_on_plain(one, levels - 1, text)


def bytes_before(text: str, at: int) -> int:
    return len(text[:at].encode("utf-8", "surrogatepass"))


def spell(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# — Trees: RFC 6962 —


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf and keeps one hash for each bit of its size."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self.spine: list[bytes] = []
        for one in leaves:
            self.add(one)

    def add(self, grown: bytes) -> None:
        rest = self.size
        while rest & 1:
            grown = node_hash(self.spine.pop(), grown)
            rest >>= 1
        self.spine.append(grown)
        self.size += 1

    def root(self) -> bytes:
        if not self.spine:
            return hashlib.sha256(b"").digest()
        found = self.spine[-1]
        for left in reversed(self.spine[:-1]):
            found = node_hash(left, found)
        return found


def is_included(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:  # noqa: PLR0917 - as in RFC 9162, 2.1.3.2
    """Say whether a path leads from a leaf to the root."""
    if index >= size:
        return False
    own, last, found = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if own & 1 or own == last:
            found = node_hash(beside, found)
            while own and not own & 1:
                own, last = own >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        own, last = own >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(old: "Checkpoint", new: "Checkpoint", path: list[bytes]) -> bool:
    """Say whether the old tree is the beginning of the new one (RFC 9162, 2.1.4.2)."""
    if old.size in (0, new.size):
        beginning = old.root == (new.root if old.size else Tree().root())
        return not path and beginning
    steps = path if old.size & (old.size - 1) else [old.root, *path]
    if old.size > new.size or not steps:
        return False
    own, last = old.size - 1, new.size - 1
    while own & 1:
        own, last = own >> 1, last >> 1
    before = after = steps[0]
    for beside in steps[1:]:
        if last == 0:
            return False
        if own & 1 or own == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            while own and not own & 1:
                own, last = own >> 1, last >> 1
        else:
            after = node_hash(after, beside)
        own, last = own >> 1, last >> 1
    return last == 0 and before == old.root and after == new.root


# — Signed notes, checkpoints, proofs: C2SP —

_SPACES = " \x7f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NAME = re.compile(rf"[^\x00-\x1f+{_SPACES}]+")
_SIGNED = re.compile(rf"— ([^\x00-\x1f+{_SPACES}]+) ([A-Za-z0-9+/]+={{0,2}})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}")
ED25519, COSIGNATURE = 1, 4
_P = 2**255 - 19
# The heights of points that eight additions bring to nothing: no honest key is one of them.
_EIGHTH = int("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16)
_WEAK = {0, 1, _P - 1, _EIGHTH, _P - _EIGHTH}


@dataclass(frozen=True)
class Key:
    """A public key as notes name it: ``name+id+base64(kind, key)``."""

    name: str
    id: bytes
    raw: bytes

    @classmethod
    def parse(cls, text: str, kind: int) -> "Key":
        """Return the key that a policy spells; refuses another kind and a wrong id."""
        name, _, rest = text.partition("+")
        given, _, spelled = rest.partition("+")
        data = unspell(spelled, 1 + KEY, "key", url=False)
        own = hashlib.sha256(name.encode() + b"\n" + data).digest()[:KEY_ID]
        height = int.from_bytes(data[1:], "little") & (2**255 - 1)
        if data[0] != kind or height >= _P or height in _WEAK:
            raise Fault("shape", what="key")
        if not _NAME.fullmatch(name) or given != own.hex():
            raise Fault("shape", what="key id")
        return cls(name, own, data[1:])

    def signed(self, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Note:
    """A text and who signed it: name, key id and signature of each line."""

    text: str
    lines: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, text: str) -> "Note":
        body, blank, tail = text.rpartition("\n\n")
        lines = tail.split("\n")
        control = _CONTROL.search(text)
        if control or not body or not blank or lines.pop() != "":
            raise Fault("note", len(text[: control.start()].encode()) if control else None)
        if not 1 <= len(lines) <= MOST_SIGNATURES:
            raise Fault("note")
        return cls(f"{body}\n", tuple(map(cls._line, lines)))

    @staticmethod
    def _line(line: str) -> tuple[str, bytes, bytes]:
        found = _SIGNED.fullmatch(line)
        size = len(found[2]) // 4 * 3 - found[2].count("=") if found else 0
        if not found or size <= KEY_ID:
            raise Fault("note")
        data = unspell(found[2], size, "signature", url=False)
        return found[1], data[:KEY_ID], data[KEY_ID:]


@dataclass(frozen=True)
class Checkpoint:
    """What a journal was at a time: whose, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes
    note: Note

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        note = Note.parse(text)
        lines = note.text.split("\n")
        if len(lines) != len(("origin", "size", "root", "")) or not _NAME.fullmatch(lines[0]):
            raise Fault("checkpoint")
        return cls(lines[0], decimal(lines[1], "checkpoint"), hash_of(lines[2]), note)


def decimal(text: str, code: str) -> int:
    if not _DECIMAL.fullmatch(text) or int(text) > LARGEST_NUMBER:
        raise Fault(code)
    return int(text)


def hash_of(line: str) -> bytes:
    return unspell(line, HASH, "hash", url=False)


@dataclass(frozen=True)
class Proof:
    """That an entry is in the journal: its number, the path, the checkpoint."""

    index: int
    path: list[bytes]
    checkpoint: Checkpoint

    @classmethod
    def parse(cls, text: str) -> "Proof":
        """Return a ``.tlog-proof``; an ``extra`` line is refused, for nothing signs it."""
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        if not blank or len(lines) < len(("header", "index")) or not lines[1].startswith("index "):
            raise Fault("proof")
        if lines[0] != "c2sp.org/tlog-proof@v1" or len(lines) > 2 + 63:
            raise Fault("proof")
        index = decimal(lines[1].removeprefix("index "), "proof")
        return cls(index, [hash_of(line) for line in lines[2:]], Checkpoint.parse(note))


# — Whom one trusts —


@dataclass
class Policy:
    """The journals and witnesses one trusts, and how many of them must have signed."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    quorum: str = ""

    @classmethod
    def parse(cls, data: bytes) -> "Policy":
        """Return the policy a file spells. Every fault in it is one of reading."""
        try:
            text = text_of(data, LARGEST_TEXT)
            if found := re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
                raise Fault("note", found.start())  # noqa: TRY301 - wrapped below like the others
            policy = cls()
            for line in text.split("\n"):
                words = re.split("[ \t]+", line.strip(" \t"))
                if words[0] and not words[0].startswith("#"):
                    policy._take(words)
            if not policy.logs or not policy.quorum:
                raise Fault("missing", what="log / quorum")  # noqa: TRY301 - as above
        except Fault as fault:
            raise Fault("policy", fault.offset, why=fault) from None
        return policy

    def _take(self, words: list[str]) -> None:
        match words:
            case ["log", key, *url] if len(url) <= 1:
                self.logs.append(self._fresh(Key.parse(key, ED25519)))
            case ["witness", name, key, *url] if len(url) <= 1 and self._is_free(name):
                self.witnesses[name] = self._fresh(Key.parse(key, COSIGNATURE))
            case ["group", name, least, *members] if members and self._is_free(name):
                self.groups[name] = self._group(least, members)
            case ["quorum", name] if not self.quorum and (name == "none" or self._knows(name)):
                self.quorum = name
            case _:
                raise Fault("shape", what=" ".join(words)[:80])

    def _group(self, least: str, members: list[str]) -> tuple[int, list[str]]:
        taken = [one for _, those in self.groups.values() for one in those] + members
        number = {"any": "1", "all": str(len(members))}.get(least, least)
        known = all(map(self._knows, members)) and len(set(taken)) == len(taken)
        if not known or not 1 <= decimal(number, "note") <= len(members):
            raise Fault("shape", what="group")
        return int(number), members

    def _fresh(self, key: Key) -> Key:
        if key.raw in {one.raw for one in [*self.logs, *self.witnesses.values()]}:
            raise Fault("shape", what="key")
        return key

    def _knows(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _is_free(self, name: str) -> bool:
        return name != "none" and not self._knows(name)

    @property
    def self_asserted(self) -> bool:
        return self.quorum == "none"

    def is_met(self, name: str, there: dict[str, int]) -> bool:
        if name in self.groups:
            least, members = self.groups[name]
            return sum(self.is_met(one, there) for one in members) >= least
        return name == "none" or name in there


def judge(checkpoint: Checkpoint, policy: Policy) -> dict[str, int]:
    """Return who witnessed a checkpoint, and when (seconds since 1970).

    Refuses one that no trusted key of its journal signed, and one with a false signature.
    """
    message = checkpoint.note.text.encode()
    signed = False
    there: dict[str, int] = {}
    for name, id_, signature in checkpoint.note.lines:
        for log in policy.logs:
            if (log.name, log.id) == (name, id_):
                insist_signed(log, signature, message)
                signed = signed or name == checkpoint.origin
        for petname, key in policy.witnesses.items():
            if (key.name, key.id) == (name, id_):
                at = witnessed(key, signature, message)
                there[petname] = min(at, there.get(petname, at))
    if checkpoint.origin not in {log.name for log in policy.logs}:
        raise Fault("origin", origin=checkpoint.origin)
    if not signed:
        raise Fault("unsigned")
    return there


def insist_signed(key: Key, signature: bytes, message: bytes) -> None:
    if len(signature) != SIGNATURE or not key.signed(signature, message):
        raise Fault("signature", name=key.name)


def witnessed(key: Key, signature: bytes, message: bytes) -> int:
    """Return when a witness signed (C2SP tlog-cosignature: the time is part of what it signed)."""
    if len(signature) != 8 + SIGNATURE:
        raise Fault("signature", name=key.name)
    at = int.from_bytes(signature[:8], "big")
    if at > LARGEST_NUMBER:
        raise Fault("signature", name=key.name)
    head = f"cosignature/v1\ntime {at}\n".encode()
    insist_signed(key, signature[8:], head + message)
    return at


def insist_on_quorum(policy: Policy, there: dict[str, int]) -> None:
    if not policy.is_met(policy.quorum, there):
        raise Fault("quorum", there=", ".join(sorted(there)) or "0")


# — What is checked —


def leaf_of(text: str) -> dict[str, Any]:
    """Return a leaf's fields. Refuses what is not canonical, too long or of another version."""
    if len(text.encode()) > LARGEST_LEAF:
        raise Fault("leaf")
    told = parse(text)
    if not isinstance(told, dict) or told.get("v") is True or told.get("v") != 1:
        raise Fault("leaf")
    for name, value in told.items():
        if name != "v" and not isinstance(value, str):
            raise Fault("shape", what=name)
        if name in {"pc", "prev"}:
            unspell(value, HASH, name)
    return told


def check_proof(leaf: str, proof: str, policy: Policy) -> dict[str, Any]:
    """Return what a leaf with its proof tells, once both are genuine."""
    told = leaf_of(leaf)
    found = Proof.parse(proof)
    checkpoint = found.checkpoint
    there = judge(checkpoint, policy)
    insist_on_quorum(policy, there)
    own = leaf_hash(leaf.encode())
    if not is_included(own, found.index, checkpoint.size, found.path, checkpoint.root):
        raise Fault("inclusion")
    return {"leaf": told, "hash": own.hex(), "index": found.index, **about(checkpoint, there)}


def about(checkpoint: Checkpoint, there: dict[str, int]) -> dict[str, Any]:
    root = base64.b64encode(checkpoint.root).decode()
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": root, "witnesses": there}


def check_record(data: bytes, policy: Policy) -> dict[str, Any]:
    """Return what a record.json tells, once leaf, proof and every part are genuine."""
    shape = {"leaf": str, "proof": str, "parts": list, "secret": str}
    told = parse(text_of(data, LARGEST_RECORD), DEEPEST + 3, tuple(shape))
    if not isinstance(told, dict) or set(told) | {"secret"} != set(shape):
        raise Fault("shape", what="record.json")
    for name, type_ in shape.items():
        if name in told and not isinstance(told[name], type_):
            raise Fault("shape", what=name)
    said = check_proof(told["leaf"], told["proof"], policy)
    secret = unspell(told["secret"], HASH, "secret") if "secret" in told else None
    return said | {"parts": check_parts(told["parts"], secret, said["leaf"].get("pc"))}


def check_parts(parts: list[Any], secret: bytes | None, commitment: str | None) -> list[Any]:
    """Return each part as told, None where only its digest is; refuses all but the committed."""
    if len(parts) > MOST_PARTS:
        raise Fault("parts")
    digests = [digest_of(part, i, secret) for i, part in enumerate(parts)]
    if not parts and secret is None:
        return []  # without a payload, or with nothing of it shown
    root = Tree(map(leaf_hash, digests)).root()
    if commitment is None or not parts or root != unspell(commitment, HASH, "pc"):
        raise Fault("commitment")
    return [part.get("value") for part in parts]


def digest_of(part: Any, index: int, secret: bytes | None) -> bytes:
    keys = set(part) if isinstance(part, dict) else set()
    if secret is None and keys == {"digest"}:
        return unspell(part["digest"], HASH, "digest")
    if secret is not None and keys == {"value"}:
        salt = hashlib.sha256(b"zhibu-salt/1\n" + secret + struct.pack(">I", index)).digest()[:SALT]
    elif secret is None and keys == {"salt", "value"}:
        salt = unspell(part["salt"], SALT, "salt")
    else:
        raise Fault("shape", what=f"parts[{index}]")
    value = part["value"]
    if (
        not isinstance(value, list)
        or len(value) != len(("name", "value"))
        or not isinstance(value[0], str)
    ):
        raise Fault("shape", what=f"parts[{index}]")
    spelled = spell(value).encode()
    insist_on_plain(value, DEEPEST, "")
    if len(spelled) > LARGEST_PART:
        raise Fault("parts")
    return hashlib.sha256(b"zhibu-part/1\n" + salt + spelled).digest()


_ATTACHED = re.compile(r"([A-Za-z0-9_-]+)\.([0-9a-f]{32})(\.[A-Za-z0-9]{1,8})?")


def files_of(parts: list[Any]) -> dict[str, dict[str, Any]]:
    """Return the attachments that the told parts of a record list, by their id."""
    listed = [p[1] for p in parts if p and p[0] == "file" and isinstance(p[1], dict)]
    return {one["id"]: one for one in listed if {str} == {type(one.get(k)) for k in ("id", "h")}}


def check_files(listed: dict[str, dict[str, Any]], folder: Path) -> dict[str, bool]:
    """Return which attachments are there; refuses one that is not the recorded one, or strange.

    They lie under their id, their salt in 32 hex digits, and an ending.
    """
    there = set()
    for path in sorted(folder.iterdir()):
        named = _ATTACHED.fullmatch(path.name)
        if not named or named[1] not in listed:
            raise Fault("stray", name=path.name)
        content = b"zhibu-file/1\n" + bytes.fromhex(named[2]) + read(path, LARGEST_FILE)
        if hashlib.sha256(content).digest() != unspell(listed[named[1]]["h"], HASH, "h"):
            raise Fault("file", name=str(listed[named[1]].get("name", path.name)))
        there.add(named[1])
    return {id_: id_ in there for id_ in listed}


def check_consistency(old: str, new: str, path: str, *, policy: Policy) -> dict[str, Any]:
    """Return two checkpoints' sizes, once one is proven to be the beginning of the other."""
    first, second = Checkpoint.parse(old), Checkpoint.parse(new)
    there = [judge(one, policy) for one in (first, second)]
    lines = path.split("\n")
    if lines.pop() != "" or len(lines) > 2 * 63:
        raise Fault("proof")
    if first.origin != second.origin or not is_consistent(first, second, [*map(hash_of, lines)]):
        raise Fault("consistency")
    return {"old": about(first, there[0]), "new": about(second, there[1])}


# — A whole journal —


class Export:
    """A folder that ``zhibu journal export`` wrote, read once from the first entry to the last."""

    def __init__(self, folder: Path, policy: Policy, kept: list[Path]) -> None:
        self.folder, self.policy, self.kept = folder, policy, kept
        self.names = {path.name for path in folder.iterdir()}
        self.tree = Tree()
        self.sure = 0  # so many entries from the first on are known to be right
        self.said: dict[str, Any] = dict.fromkeys(("checkpoints", "proofs", "leaves"), 0)

    def check(self) -> dict[str, Any]:
        """Return what the folder holds, once all of it is genuine."""
        checkpoints = sorted(self.checkpoints(), key=lambda one: one[1].size)
        records = list(self.records())
        told = dict(records)
        waiting = list(checkpoints)
        for number, leaf in self.entries():
            self.reach(waiting)
            own = leaf_hash(leaf)
            self.compare(number, leaf, own)
            if told.get(number, own) != own:
                raise Fault("differs", number=number).within(f"record-{number}.json")
            self.tree.add(own)
        self.reach(waiting)
        for name, one, _ in waiting:
            raise Fault("cut", there=self.tree.size, size=one.size).within(name)
        self.insist_on_bounds()
        self.consistencies()
        return self.told([one for one in checkpoints if one[0] in self.names], len(records))

    def checkpoints(self) -> Iterator[tuple[str, Checkpoint, dict[str, int]]]:
        for name in sorted(self.names):
            if found := re.fullmatch(r"cp-([0-9]+)", name):
                yield self.checkpoint(name, self.folder / name, int(found[1]))
        for path in self.kept:
            yield self.checkpoint(str(path), path, None)

    def checkpoint(self, name: str, path: Path, size: int | None) -> Any:
        with place(name):
            found = Checkpoint.parse(text_of(read(path, LARGEST_TEXT), LARGEST_TEXT))
            if size not in (None, found.size):
                raise Fault("name")
            return name, found, judge(found, self.policy)

    def entries(self) -> Iterator[tuple[int, bytes]]:
        path = self.folder / "entries.jsonl"
        if path.name not in self.names:
            raise Fault("missing", what=path.name)
        with path.open("rb") as lines:
            while line := lines.readline(LARGEST_LEAF + 2):
                with place(path.name, self.tree.size):
                    if not line.endswith(b"\n"):
                        raise Fault("leaf")
                    leaf_of(text_of(line[:-1], LARGEST_LEAF))
                yield self.tree.size, line[:-1]

    def reach(self, waiting: list[tuple[str, Checkpoint, dict[str, int]]]) -> None:
        """Compare the root with every checkpoint of this size."""
        while waiting and waiting[0][1].size == self.tree.size:
            name, one, _ = waiting.pop(0)
            if one.root != self.tree.root():
                code = "root" if name in self.names else "split"
                wrong = Fault(code, span=f"{self.sure}…{one.size - 1}")
                raise wrong.within(name, self.sure)
            self.sure = one.size

    def compare(self, number: int, leaf: bytes, own: bytes) -> None:
        """Compare an entry with the proof and the leaf that the folder has for it."""
        name = f"leaf-{number}.json"
        if name in self.names:
            self.said["leaves"] += 1
            if read(self.folder / name, LARGEST_LEAF) != leaf:
                raise Fault("differs", number=number).within(name, number)
        name = f"entry-{number}.tlog-proof"
        if name not in self.names:
            return
        with place(name, number):
            proof = Proof.parse(text_of(read(self.folder / name, LARGEST_TEXT), LARGEST_TEXT))
            insist_on_quorum(self.policy, judge(proof.checkpoint, self.policy))
            size, root = proof.checkpoint.size, proof.checkpoint.root
            if proof.index != number or not is_included(own, number, size, proof.path, root):
                raise Fault("proven", span=f"{self.sure}…{number}")
        self.said["proofs"] += 1
        self.sure += number == self.sure

    def records(self) -> Iterator[tuple[int, bytes]]:
        """Yield number and hash of each record's leaf; all their attachments are checked."""
        listed: dict[str, dict[str, Any]] = {}
        found: dict[int, bytes] = {}
        for name in sorted(self.names):
            if re.fullmatch(r"record-[a-z0-9-]+\.json", name):
                with place(name):
                    said = check_record(read(self.folder / name, LARGEST_RECORD), self.policy)
                listed |= files_of(said["parts"])
                own = bytes.fromhex(said["hash"])
                if found.setdefault(said["index"], own) != own:
                    raise Fault("differs", number=said["index"]).within(name)
                yield said["index"], own
        if "attachments" in self.names:
            with place("attachments"):
                check_files(listed, self.folder / "attachments")

    def insist_on_bounds(self) -> None:
        for name in sorted(self.names):
            found = re.fullmatch(r"(?:leaf-([0-9]+)\.json|entry-([0-9]+)\.tlog-proof)", name)
            if found and int(found[1] or found[2]) >= self.tree.size:
                raise Fault("differs", number=found[1] or found[2]).within(name)

    def consistencies(self) -> None:
        for name in sorted(self.names):
            if found := re.fullmatch(r"cons-([0-9]+)-([0-9]+)", name):
                with place(name):
                    those = [f"cp-{found[1]}", f"cp-{found[2]}", name]
                    for one in those:
                        if one not in self.names:
                            raise Fault("missing", what=one)
                    texts = [
                        text_of(read(self.folder / one, LARGEST_TEXT), LARGEST_TEXT)
                        for one in those
                    ]
                    check_consistency(*texts, policy=self.policy)

    def told(self, checkpoints: list[Any], records: int) -> dict[str, Any]:
        if not checkpoints:
            raise Fault("nothing")
        met = [one for one in checkpoints if self.policy.is_met(self.policy.quorum, one[2])]
        if not met:
            insist_on_quorum(self.policy, checkpoints[-1][2])
        counts = {"checkpoints": len(checkpoints), "records": records, "entries": self.tree.size}
        signed, proven = checkpoints[-1][1].size, met[-1][1].size
        bounds = {"signed": signed, "proven": proven, "unsigned": self.tree.size - signed}
        bounds["unwitnessed"] = len(checkpoints) - len(met)
        return {**self.said, **counts, **bounds, **about(met[-1][1], met[-1][2])}


# — The face: files in, sentences out —


class place:  # noqa: N801 - reads as a word: with place(name)
    """Say of a fault met inside in which file, and at which entry, it was met."""

    def __init__(self, file: str, entry: int | None = None) -> None:
        self.file, self.entry = file, entry

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, wrong: BaseException | None, __: object) -> None:
        if isinstance(wrong, Fault):
            wrong.within(self.file, self.entry)


def read(path: Path, most: int) -> bytes:
    """Return a file's bytes. Refuses one that is not there, or too large to be what it should."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as wrong:
        raise Fault("read", why=wrong.strerror or "?").within(str(path)) from None
    if len(data) > most:
        raise Fault("large", most=most).within(str(path))
    return data


@dataclass
class Face:
    """Says results to a person, in one language, or to a program."""

    english: bool
    as_json: bool

    def say(self, code: str, /, **told: object) -> str:
        safe = {k: v if isinstance(v, int) else plain(str(v)) for k, v in told.items()}
        return words_of(SAYS)[code][self.english].format(**safe)

    def refuse(self, fault: Fault) -> int:
        words = fault.say(english=self.english)
        place_ = {"file": fault.file, "entry": fault.entry, "offset": fault.offset}
        if self.as_json:
            told = {"code": fault.code, "words": words, **place_}
            self._put(spell({"fault": told, "genuine": False}))
            return fault.exit_code
        self._put(self.say("false" if fault.exit_code == FALSE else "unreadable", words=words))
        self._put("  " + " · ".join(f"{k} {v}" for k, v in place_.items() if v is not None))
        return fault.exit_code

    def accept(self, verb: str, said: dict[str, Any], policy: bytes) -> int:
        if self.as_json:
            self._put(spell({"fault": None, "genuine": True, "said": said}))
            return GENUINE
        counts = {k: v for k, v in said.items() if isinstance(v, int)}
        old = said["old"]["size"] if "old" in said else 0
        self._put(self.say(verb, **{**counts, "old": old}))
        for line in self._details(said, Policy.parse(policy)):
            self._put(line)
        self._put(self.say("policy", print=hashlib.sha256(policy).hexdigest()[:16]))
        self._put(self.say("limits"))
        return GENUINE

    def _details(self, said: dict[str, Any], policy: Policy) -> Iterator[str]:
        if "index" in said:
            yield self.say("number", **{k: said[k] for k in ("origin", "index", "size")})
            yield spell(said["leaf"])
        if policy.self_asserted:
            yield self.say("alone")
        for one in [said, said.get("old", {}), said.get("new", {})]:
            if one.get("witnesses"):
                times = [f"{name}（{moment(at)}）" for name, at in sorted(one["witnesses"].items())]
                yield self.say("witnesses", names="，".join(times))
        for code in ("unsigned", "unwitnessed"):
            if said.get(code):
                yield self.say(code, count=said[code])
        yield from self._parts(said.get("parts"))
        for name, there in said.get("files", {}).items():
            yield self.say("file" if there else "unread", name=name)

    def _parts(self, parts: list[Any] | None) -> Iterator[str]:
        if parts == []:
            yield self.say("bare")
        for i, part in enumerate(parts or []):
            if part is not None:
                yield f"  [{i}] {plain(part[0])}: {plain(spell(part[1]))}"
        if hidden := (parts or []).count(None):
            yield self.say("withheld", count=hidden)

    @staticmethod
    def _put(line: str) -> None:
        with suppress(BrokenPipeError):  # whoever listened has heard enough; the code still tells
            sys.stdout.buffer.write(f"{line}\n".encode())
            sys.stdout.buffer.flush()


def moment(seconds: int) -> str:
    """Return an instant for people, in UTC; one beyond the calendar as the number it is."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def orders() -> argparse.ArgumentParser:
    about_all = __doc__ or ""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--policy", "-policy", type=Path, required=True, help="whom you trust")
    shared.add_argument("--english", "-english", action="store_true", help="speak English")
    shared.add_argument("--json", "-json", action="store_true", help="say it as JSON")
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=about_all, formatter_class=shape)
    verbs = parser.add_subparsers(dest="verb", required=True)
    record = verbs.add_parser("record", parents=[shared], help="a record.json")
    record.add_argument("record", type=Path)
    record.add_argument("--attachments", "-attachments", type=Path, help="the folder beside it")
    proof = verbs.add_parser("proof", parents=[shared], help="a leaf and its .tlog-proof")
    proof.add_argument("--leaf", "-leaf", type=Path, required=True)
    proof.add_argument("proof", type=Path)
    both = verbs.add_parser("consistency", parents=[shared], help="two checkpoints")
    for name in ("old", "new", "path"):
        both.add_argument(name, type=Path)
    log = verbs.add_parser("log", parents=[shared], help="a whole exported journal")
    log.add_argument("folder", type=Path)
    log.add_argument("--checkpoint", "-checkpoint", type=Path, action="append", default=[])
    return parser


def text_in(path: Path, most: int = LARGEST_TEXT) -> str:
    with place(str(path)):
        return text_of(read(path, most), most)


def do_record(asked: argparse.Namespace, policy: Policy) -> dict[str, Any]:
    with place(str(asked.record)):
        said = check_record(read(asked.record, LARGEST_RECORD), policy)
        listed = files_of(said["parts"])
        folder = asked.attachments
        found = check_files(listed, folder) if folder else dict.fromkeys(listed, False)
    return said | {"files": {listed[id_].get("name", id_): ok for id_, ok in found.items()}}


def do_proof(asked: argparse.Namespace, policy: Policy) -> dict[str, Any]:
    leaf = text_in(asked.leaf, LARGEST_LEAF)
    with place(str(asked.proof)):
        return check_proof(leaf, text_in(asked.proof), policy)


def do_consistency(asked: argparse.Namespace, policy: Policy) -> dict[str, Any]:
    texts = [text_in(path) for path in (asked.old, asked.new, asked.path)]
    with place(str(asked.path)):
        return check_consistency(*texts, policy=policy)


def do_log(asked: argparse.Namespace, policy: Policy) -> dict[str, Any]:
    with place(str(asked.folder)):
        return Export(asked.folder, policy, asked.checkpoint).check()


DOES: dict[str, Callable[[argparse.Namespace, Policy], dict[str, Any]]] = {
    "record": do_record, "proof": do_proof, "consistency": do_consistency, "log": do_log,
}  # fmt: skip


def main(words: list[str] | None = None) -> int:
    asked = orders().parse_args(words)
    face = Face(asked.english, asked.json)
    try:
        with place(str(asked.policy)):
            spelled = read(asked.policy, LARGEST_TEXT)
            policy = Policy.parse(spelled)
        said = DOES[asked.verb](asked, policy)
    except Fault as fault:
        return face.refuse(fault)
    except OSError as wrong:
        return face.refuse(Fault("read", why=wrong.strerror or "?"))
    return face.accept(asked.verb, said, spelled)


if __name__ == "__main__":
    sys.exit(main())
