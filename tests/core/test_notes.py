"""Notes, keys, checkpoints and promises: what is spelled reads back, and says who signed it."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from tests.core.forging import AT, INSPECTION, LOG, ORIGIN, SUPERIOR, signed, vector
from zhibu.core import leaf, merkle, promise, strict
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import COSIGNATURE, ED25519, OTHER, Note, NoteFault, Signer, Verifier, line
from zhibu.core.promise import Promise

pytestmark = pytest.mark.once

TEXT = f"{ORIGIN}\n7\n{base64.b64encode(bytes(32)).decode()}\n"
# The example of the specification of signed notes, and its key.
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n"
    "\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouF"
    "SQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)


def test_a_signed_note_reads_back_and_names_its_signer():
    note = signed(TEXT)

    again = Note.parse(note.data)
    assert again == note
    assert again.is_signed_by(LOG.verifier)
    assert again.cosigned_at(SUPERIOR.verifier) == AT
    stranger = Signer.of_seed(ORIGIN, b"x" * 32).verifier
    assert not again.is_signed_by(stranger)
    witness = Signer.of_seed("a.example", b"x" * 32, COSIGNATURE).verifier
    assert again.cosigned_at(witness) is None


def test_published_notes_read_back():
    for name in ("cp-257", "cp-300"):
        data = vector(name)
        assert Note.parse(data).data == data
    assert Note.parse(POEM.encode()).text.endswith("\n\ned è subito sera.\n")


def test_a_key_is_spelled_with_its_hash_and_reads_back():
    for one in (LOG, SUPERIOR):
        assert Verifier.parse(one.verifier.spelled) == one.verifier
    other = Verifier.of("a.example", OTHER, b"own-kind" + bytes(33))
    assert Verifier.parse(other.spelled) == other


@pytest.mark.parametrize("height", [
    0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 1, 2**256 - 1,
    int("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16),
])  # fmt: skip
def test_a_key_under_which_everybody_could_sign_is_none(height):
    for kind in (ED25519, COSIGNATURE):
        with pytest.raises(NoteFault, match="everybody could sign"):
            Verifier.of("weak.example", kind, height.to_bytes(32, "little"))


def test_one_seed_has_another_key_id_as_a_log_than_as_a_witness():
    log = Signer.of_seed("a.example", b"s" * 32)
    witness = Signer.of_seed("a.example", b"s" * 32, COSIGNATURE)

    assert (log.verifier.kind, witness.verifier.kind) == (ED25519, COSIGNATURE)
    assert log.verifier.key_id != witness.verifier.key_id
    note = Note(TEXT, (witness.cosign(TEXT, AT),))
    assert not note.is_signed_by(log.verifier)


def test_a_key_signs_in_its_own_way_only():
    with pytest.raises(ValueError, match="does not sign in this way"):
        SUPERIOR.sign(TEXT)
    with pytest.raises(ValueError, match="does not sign in this way"):
        LOG.cosign(TEXT, AT)


def test_a_witness_that_came_twice_counts_by_its_latest_time():
    note = signed(TEXT).adding(SUPERIOR.cosign(TEXT, AT + 60))
    assert note.cosigned_at(SUPERIOR.verifier) == AT + 60
    assert note.adding(SUPERIOR.cosign(TEXT, AT + 60)) == note


def test_sixteen_strangers_do_not_hide_the_log():
    strangers = tuple(Signer.of_seed(f"s{i}.example", bytes([i]) * 32) for i in range(16))
    assert signed(TEXT, by=(*strangers, LOG), cosigned=()).is_signed_by(LOG.verifier)


def test_a_stranger_may_share_the_name_or_the_id_but_not_both():
    known = LOG.verifier
    named = Verifier(known.name, b"\0\0\0\0", ED25519, known.key)
    same_id = Verifier("a.example", known.key_id, ED25519, known.key)
    note = Note(TEXT, (line(named, bytes(64)), line(same_id, bytes(64)), LOG.sign(TEXT)))
    assert note.is_signed_by(known)


def test_a_bad_line_of_a_known_key_refuses_the_note():
    bad = line(LOG.verifier, bytes(64))
    note = Note(TEXT, (LOG.sign(TEXT), bad))
    with pytest.raises(
        NoteFault, match=r"a line of zhibu\.example.* is not its signature"
    ) as fault:
        note.is_signed_by(LOG.verifier)
    assert fault.value.offset == note.data.index(bad.encode())


@pytest.mark.parametrize("signature", [b"", bytes(7), b"\xff" * 72, bytes(71), bytes(72)])
def test_a_bad_cosignature_refuses_the_note(signature):
    note = Note(TEXT, (line(SUPERIOR.verifier, signature or b"\0"),))
    with pytest.raises(NoteFault, match="is not its signature"):
        note.cosigned_at(SUPERIOR.verifier)


def test_a_cosignature_counts_for_its_time_and_text_only():
    good = INSPECTION.cosign(TEXT, AT)
    data = bytearray(base64.b64decode(good.split(" ")[2]))
    data[11] ^= 1
    later = line(INSPECTION.verifier, bytes(data[4:]))
    with pytest.raises(NoteFault):
        Note(TEXT, (later,)).cosigned_at(INSPECTION.verifier)
    with pytest.raises(NoteFault):
        Note(TEXT.replace("\n7\n", "\n8\n"), (good,)).cosigned_at(INSPECTION.verifier)


def test_a_kind_of_key_unknown_here_is_not_guessed():
    other = Verifier.of("a.example", OTHER, b"own-kind")
    with pytest.raises(NoteFault, match="0xff"):
        Note(TEXT, (line(other, bytes(64)),)).is_signed_by(other)
    with pytest.raises(NoteFault, match="not a witness's key"):
        signed(TEXT).cosigned_at(LOG.verifier)


def test_a_checkpoint_reads_back():
    head = Checkpoint.parse(TEXT)
    assert head == Checkpoint(ORIGIN, 7, bytes(32))
    assert head.text == TEXT
    published = Checkpoint.parse(Note.parse(vector("cp-300")).text)
    hashes = [merkle.leaf_hash(one) for one in vector("entries.jsonl").splitlines()]
    assert (published.size, published.root) == (300, merkle.root(hashes))


def test_a_published_consistency_proof_holds():
    old, new = (Checkpoint.parse(Note.parse(vector(name)).text) for name in ("cp-257", "cp-300"))
    path = [strict.hash_of(one) for one in vector("cons-257-300").decode().split()]
    assert merkle.is_consistent(old.size, new.size, old.root, new.root, path)
    assert not merkle.is_consistent(old.size, new.size, new.root, old.root, path)


def test_a_promise_reads_back_from_its_own_key():
    at = datetime(2026, 3, 15, 2, 11, 9, 123000, tzinfo=UTC)
    key = Signer.of_seed(promise.name_of(ORIGIN), b"p" * 32)
    told = Promise(ORIGIN, bytes(range(32)), at)

    note = Note(told.text, (key.sign(told.text),))
    again = Note.parse(note.data)
    assert again.is_signed_by(key.verifier)
    assert Promise.parse(again.text) == told
    assert told.text.splitlines()[0] == f"{ORIGIN}/promise"


def test_a_fault_says_why_and_where():
    fault = strict.Fault("a reason", 7)
    assert (fault.reason, fault.offset, str(fault)) == ("a reason", 7, "a reason (byte 7)")
    assert str(strict.Fault("a reason")) == "a reason"


def test_a_leaf_reads_back():
    fields = {"at": leaf.spell_instant(datetime.now(UTC) - timedelta(days=1)), "kind": "genesis"}
    data = leaf.encode(fields | {"op": "system", "rec": "r_a"})
    assert leaf.decode(data) == fields | {"op": "system", "rec": "r_a", "v": 1}
    published = vector("leaf-123.json")
    assert leaf.decode(published)["org"] == "o-ecfe2d041a6a2cfa"
