"""A journal small enough for the hand: its tree, keys, policy, receipts and records' files."""

from pathlib import Path

from zhibu.core import canonical, commitment, leaf, merkle, record_file
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import COSIGNATURE, Note, Signer
from zhibu.core.policy import Policy
from zhibu.core.tlog_proof import TlogProof

VECTORS = Path(__file__).with_name("vectors")
ORIGIN = "zhibu.example/journal/1"
LOG = Signer.of_seed(ORIGIN, b"l" * 32)
SUPERIOR = Signer.of_seed("committee.example/witness", b"s" * 32, COSIGNATURE)
INSPECTION = Signer.of_seed("inspection.example/witness", b"i" * 32, COSIGNATURE)
AT = 1_774_800_000
SECRET = bytes(range(32))
PARTS = [
    ["kind", "meetings.held/1"],
    ["facts", []],
    ["title", "支部党员大会\n第二项"],
    ["m", "王敏"],
]
POLICY = f"""# 由上级党委另行发来
log {LOG.verifier.spelled}
witness superior {SUPERIOR.verifier.spelled}
witness inspection {INSPECTION.verifier.spelled}
group both all superior inspection
quorum both
"""


def vector(name):
    return VECTORS.joinpath(name).read_bytes()


def policy(told=POLICY):
    return Policy.parse(told)


def spans(hashes, wanted):
    return [merkle.root(hashes[first:last]) for first, last in wanted]


def signed(text, *, by=(LOG,), cosigned=(SUPERIOR, INSPECTION)):
    lines = [one.sign(text) for one in by] + [one.cosign(text, AT) for one in cosigned]
    return Note(text, tuple(lines))


def leaf_of(parts=PARTS, **changes):
    encoded = commitment.encode_parts(parts)
    fields = {
        "at": "2026-03-15T02:11:09.123Z", "kind": "meetings.held", "on": "2026-03-14",
        "op": "create", "org": "o_a", "actor": "a_b", "rec": "r_c", "role": "secretary",
        "via": "web", "pc": leaf.spell_bytes(commitment.commit(SECRET, encoded)),
    }  # fmt: skip
    return leaf.encode(fields | changes)


def receipt(data, *, index=2, size=7, note=signed, at=None):
    """Return the receipt of a leaf at a number in a tree of so many; ``at`` lies about it."""
    hashes = [merkle.leaf_hash(b"%d" % i) for i in range(size)]
    hashes[index] = merkle.leaf_hash(data)
    path = tuple(spans(hashes, merkle.inclusion_spans(index, size)))
    head = Checkpoint(ORIGIN, size, merkle.root(hashes))
    return TlogProof(index if at is None else at, path, note(head.text))


def record(data=None, *, parts=PARTS, secret=SECRET, note=signed):
    """Return a record's file with all its parts under the secret."""
    data = data or leaf_of(parts)
    told = [record_file.shown(part) for part in parts]
    return record_file.spell(data, receipt(data, note=note).data, told, secret=secret)


def redacted(erased=(3,), parts=PARTS, data=None):
    """Return the file of a record of which some parts are told by their digest alone."""
    data = data or leaf_of(parts)
    salts = commitment.salts_of(SECRET, len(parts))
    pairs = zip(parts, salts, strict=True)
    told = [
        record_file.hidden(commitment.digest(salt, canonical.encode(part)))
        if i in erased
        else record_file.shown(part, salt)
        for i, (part, salt) in enumerate(pairs)
    ]
    return record_file.spell(data, receipt(data).data, told)
