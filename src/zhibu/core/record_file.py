"""``record.json``: one record that a stranger can check offline (specification 2.7).

``{"leaf":"…","proof":"…","parts":[{"value":…}|{"salt":"…","value":…}|{"digest":"…"}],"secret":"…"}``
in this order and without spaces. With ``secret`` every part is a bare ``value``; without it each
part has its salt, or only its digest where it was erased or is not shown.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from zhibu.core import canonical, commitment, leaf, merkle, strict
from zhibu.core.notes import NoteFault
from zhibu.core.policy import Policy
from zhibu.core.tlog_proof import TlogProof

LARGEST = 36 * 1024 * 1024
"""Bytes; 2,000 parts of 16 KiB and a proof fit."""
MOST_BRACKETS = 1_000_000
SALT_BYTES = 16
_PAIR = 2
_KEYS = ("leaf", "proof", "parts", "secret")
_ATTACHED = re.compile(r"([A-Za-z0-9_-]+)\.([0-9a-f]{32})(\.[A-Za-z0-9]{1,8})?")

Told = dict[str, Any]
T = TypeVar("T")


class RecordFault(strict.Fault):
    """Not a record's file, or one that proves nothing: why, and where in the file (if known)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name and value, or nothing but its digest where it is not shown."""

    digest: bytes
    name: str | None = None
    value: Any = None

    @property
    def is_shown(self) -> bool:
        """Say whether the part's content is here."""
        return self.name is not None


@dataclass(frozen=True, slots=True)
class Checked:
    """What is proven: the leaf stands at ``index`` of the tree of ``size`` leaves, and says this.

    ``parts`` is empty where the leaf has no payload, or nothing of it is left. ``witnesses`` says
    who cosigned, and when (seconds since 1970); ``attached`` names the files found to be genuine.
    """

    leaf: Told
    lh: bytes
    index: int
    size: int
    parts: tuple[Part, ...]
    witnesses: Mapping[str, int]
    attached: tuple[str, ...]


def shown(value: Any, salt: bytes | None = None) -> Told:
    """Return a part as the file has it; with its salt unless the file has the secret."""
    return ({"salt": leaf.spell_bytes(salt)} if salt else {}) | {"value": value}


def hidden(digest: bytes) -> Told:
    """Return a part of which the file only has the digest."""
    return {"digest": leaf.spell_bytes(digest)}


def spell(
    spelled_leaf: bytes, proof: bytes, parts: Sequence[Told], *, secret: bytes | None = None
) -> bytes:
    """Return the bytes of a record's file, from its leaf's and its proof's."""
    told: Told = {"leaf": spelled_leaf.decode(), "proof": proof.decode(), "parts": list(parts)}
    return _spell(told | ({"secret": leaf.spell_bytes(secret)} if secret else {}))


def attachment_name(file_id: str, salt: bytes, name: str) -> str:
    """Return the name under which an attachment lies beside the file: its id, salt and ending."""
    ending = re.search(r"\.[A-Za-z0-9]{1,8}$", name)
    return f"{file_id}.{salt.hex()}{ending[0] if ending else ''}"


def file_hash(salt: bytes, content: bytes) -> bytes:
    """Return the digest by which a record commits to a file (specification 2.3)."""
    return hashlib.sha256(b"zhibu-file/1\n" + salt + content).digest()


def check(data: bytes, policy: Policy, attachments: Mapping[str, bytes] | None = None) -> Checked:
    """Return what a record's file proves under a policy, with attachments by their file names.

    Raises RecordFault if anything is misspelled, does not fit together, or is not vouched for as
    the policy asks.
    """
    told = _read(data)
    fields = _within(told, "leaf", lambda text: leaf.decode(text.encode()))
    parts = _parts(told, fields.get("pc"))
    proof = _within(told, "proof", lambda text: TlogProof.parse(text.encode()))
    lh = merkle.leaf_hash(told["leaf"].encode())
    if not proof.proves(lh):
        raise RecordFault("the proof does not lead from the leaf to the checkpoint")
    witnesses = _within(told, "proof", lambda _: _vouched(proof, policy))
    attached = _attached(parts, attachments or {})
    return Checked(fields, lh, proof.index, proof.checkpoint.size, parts, witnesses, attached)


def _spell(told: Told) -> bytes:
    members = (
        b'"%b":%b' % (key.encode(), canonical.spell(told[key])) for key in _KEYS if key in told
    )
    return b"{%b}" % b",".join(members)


def _read(data: bytes) -> Told:
    """Return the file's four members, each of its kind, from the only spelling they have."""
    brackets = data.count(b"[") + data.count(b"{")
    if len(data) > LARGEST or brackets > MOST_BRACKETS:
        raise RecordFault(f"{len(data)} bytes with {brackets} brackets are too many")
    try:
        told = canonical.read(data)
        _check_members(told)
        canonical.check_spelling(data, _spell(told))
    except strict.Fault as fault:
        raise RecordFault(fault.reason, fault.offset) from fault
    return cast("Told", told)


def _check_members(told: Any) -> None:
    if not isinstance(told, dict) or not set(_KEYS[:3]) <= told.keys() <= set(_KEYS):
        raise strict.Fault("a record's file has leaf, proof, parts and perhaps secret", 0)
    texts = [told[key] for key in _KEYS if key in told and key != "parts"]
    if not all(isinstance(one, str) for one in texts) or not isinstance(told["parts"], list):
        raise strict.Fault("leaf, proof and secret are texts, parts is a list", 0)


def _within(told: Told, key: str, act: Callable[[str], T]) -> T:
    """Do something with one of the texts; a fault in it is told with its place in the file."""
    try:
        return act(told[key])
    except strict.Fault as fault:
        offset = None if fault.offset is None else _place(told, key, fault.offset)
        raise RecordFault(f"{key}: {fault.reason}", offset) from fault


def _place(told: Told, key: str, inner: int) -> int:
    """Return where in the file a byte of one of its texts stands, escapes counted."""
    before = {one: told[one] for one in _KEYS[: _KEYS.index(key)] if one in told}
    begun = told[key].encode()[:inner].decode(errors="ignore")
    return len(_spell(before | {key: begun})) - len('"}')


def _parts(told: Told, pc: str | None) -> tuple[Part, ...]:
    """Return the parts, having compared their commitment with the leaf's."""
    count = len(told["parts"])
    if not count and "secret" not in told:
        return ()
    if pc is None or not count or count > commitment.MOST_PARTS:
        raise RecordFault(f"{count} parts do not belong to this leaf")
    secret = "secret" in told and _within(told, "secret", _secret)
    salts = commitment.salts_of(secret, count) if secret else [b""] * count
    parts = tuple(_part(told, i, salt) for i, salt in enumerate(salts))
    if leaf.spell_bytes(commitment.root_of([one.digest for one in parts])) != pc:
        raise RecordFault("the parts are not those that the leaf commits to")
    return parts


def _secret(text: str) -> bytes:
    return strict.url_bytes_of(text, commitment.SECRET_BYTES)


def _part(told: Told, index: int, salt: bytes) -> Part:
    try:
        return _read_part(told["parts"][index], salt)
    except (strict.Fault, commitment.PayloadTooLargeError) as fault:
        before = {key: told[key] for key in _KEYS[:2]} | {"parts": told["parts"][:index]}
        offset = len(_spell(before)) - len("]}") + (index > 0)
        raise RecordFault(f"part {index}: {fault}", offset) from fault


def _read_part(told: Any, salt: bytes) -> Part:
    keys = told.keys() if isinstance(told, dict) else set()
    if keys == {"digest"} and not salt:
        return Part(strict.url_bytes_of(_text(told["digest"]), merkle.HASH_BYTES))
    if keys != ({"value"} if salt else {"salt", "value"}):
        raise strict.Fault("not a value with its salt, nor a digest")
    value = told["value"]
    if not isinstance(value, list) or len(value) != _PAIR or not isinstance(value[0], str):
        raise strict.Fault("a part is a name and a value")
    salt = salt or strict.url_bytes_of(_text(told["salt"]), SALT_BYTES)
    return Part(commitment.digest(salt, commitment.encode_parts([value])[0]), *value)


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise strict.Fault("not text")
    return told


def _vouched(proof: TlogProof, policy: Policy) -> Mapping[str, int]:
    judged = policy.judge(proof.note)
    if not judged.signed:
        raise NoteFault("no log of the policy signed the checkpoint")
    if not judged.met:
        told = ", ".join(judged.witnesses) or "nobody"
        raise NoteFault(f"the policy asks for more witnesses than {told}")
    return judged.witnesses


def _attached(parts: Sequence[Part], attachments: Mapping[str, bytes]) -> tuple[str, ...]:
    files = [part.value for part in parts if part.name == "file" and isinstance(part.value, dict)]
    for name, content in attachments.items():
        told = _ATTACHED.fullmatch(name)
        if not told:
            raise RecordFault(f"{name!r} is not named <id>.<salt in 32 hex digits>.<ending>")
        h = leaf.spell_bytes(file_hash(bytes.fromhex(told[2]), content))
        if not any((one.get("id"), one.get("h")) == (told[1], h) for one in files):
            raise RecordFault(f"{name!r} is not a file that the record lists")
    return tuple(attachments)
