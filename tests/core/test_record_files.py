"""Receipts and records' files: whole, redacted, restricted, with what lies beside them."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.forging import (
    AT,
    ORIGIN,
    PARTS,
    SECRET,
    leaf_of,
    policy,
    receipt,
    record,
    redacted,
    vector,
)
from zhibu.core import canonical, commitment, leaf, merkle, record_file
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.policy import Policy
from zhibu.core.record_file import RecordFault, check
from zhibu.core.strict import Fault
from zhibu.core.tlog_proof import TlogProof

pytestmark = pytest.mark.once

SALT = bytes(range(16))


def test_a_published_receipt_reads_back_and_proves_its_leaf():
    data = vector("entry-123.tlog-proof")
    proof = TlogProof.parse(data)
    assert proof.data == data
    assert proof.checkpoint == Checkpoint(ORIGIN, 300, proof.checkpoint.root)
    assert proof.proves(merkle.leaf_hash(vector("leaf-123.json")))
    assert not proof.proves(merkle.leaf_hash(b"another leaf"))


def test_a_receipt_may_carry_more():
    proof = receipt(leaf_of())
    told = TlogProof(proof.index, proof.path, proof.note, "附言".encode())
    assert TlogProof.parse(told.data) == told


def test_a_single_leaf_needs_no_path():
    proof = receipt(leaf_of(), index=0, size=1)
    assert TlogProof.parse(proof.data).path == ()
    assert proof.proves(merkle.leaf_hash(leaf_of()))


def test_published_records_are_proven():
    trusted = Policy.parse(vector("policy.txt"))
    whole = check(vector("record-whole.json"), trusted)
    assert (whole.index, whole.size, len(whole.parts)) == (123, 300, 35)
    assert all(part.is_shown for part in whole.parts)
    assert whole.leaf == leaf.decode(vector("leaf-123.json"))
    redacted_one = check(vector("record-redacted.json"), trusted)
    assert [part.is_shown for part in redacted_one.parts] == [True] * 7 + [False] * 28
    assert [part.digest for part in redacted_one.parts] == [part.digest for part in whole.parts]


def test_a_record_tells_what_it_proves():
    found = check(record(), policy())
    assert found.lh == merkle.leaf_hash(leaf_of())
    assert (found.index, found.size) == (2, 7)
    assert [[part.name, part.value] for part in found.parts] == PARTS
    assert found.witnesses == {"superior": AT, "inspection": AT}


@given(st.sets(st.integers(0, 3)))
@settings(max_examples=16)
def test_whatever_is_erased_the_rest_is_proven(erased):
    found = check(redacted(erased), policy())
    assert {i for i, part in enumerate(found.parts) if not part.is_shown} == erased


def test_a_restricted_leaf_tells_nothing_but_its_time():
    pc = leaf.decode(leaf_of())["pc"]
    shown = {"at": "2026-03-15T02:11:09.123Z", "kind": "restricted", "op": "create", "rec": "r_c"}
    assert check(record(leaf.encode(shown | {"pc": pc})), policy()).leaf["kind"] == "restricted"


def test_a_leaf_without_a_payload_stands_alone():
    data = leaf_of(pc=None, kind="key.rotate", op="system")
    told = record_file.spell(data, receipt(data).data, [])
    assert check(told, policy()).parts == ()


def test_a_leaf_whose_payload_is_erased_is_still_proven():
    data = leaf_of()
    assert check(record_file.spell(data, receipt(data).data, []), policy()).parts == ()


def test_attachments_are_compared_with_what_the_record_lists():
    h = leaf.spell_bytes(record_file.file_hash(SALT, b"photo"))
    listed = {"id": "f_a", "name": "合影.JPG", "size": 5, "type": "image/jpeg", "h": h}
    told = record(parts=[*PARTS, ["file", listed], ["file", "gone"]])
    name = record_file.attachment_name("f_a", SALT, "合影.JPG")

    assert name == "f_a.000102030405060708090a0b0c0d0e0f.JPG"
    assert check(told, policy(), {name: b"photo"}).attached == (name,)
    assert check(told, policy()).attached == ()
    for wrong in ({name: b"other"}, {name.replace("f_a", "f_b"): b"photo"}):
        with pytest.raises(RecordFault, match="is not a file that the record lists"):
            check(told, policy(), wrong)
    with pytest.raises(RecordFault, match="is not named"):
        check(told, policy(), {"合影.JPG": b"photo"})
    assert record_file.attachment_name("f_a", SALT, "无后缀").endswith("0e0f")


@pytest.mark.parametrize(("count", "erased"), [(0, ()), (1, (0,)), (5, (1, 4)), (5, range(5))])
def test_salts_and_digests_stand_in_for_the_secret(count, erased):
    encoded = commitment.encode_parts([["m", i] for i in range(count)])
    salts = commitment.salts_of(SECRET, count)
    digests = {i: commitment.digest(salts[i], encoded[i]) for i in erased}
    rest = [i for i in range(count) if i not in digests]
    found = commitment.digests_of([encoded[i] for i in rest], [salts[i] for i in rest], digests)
    assert commitment.root_of(found) == commitment.commit(SECRET, encoded)


def test_digests_that_leave_gaps_are_refused():
    for told in (([b""], [], {}), ([b""], [b""], {2: b""}), ([], [], {-1: b""})):
        with pytest.raises(ValueError, match="do not fit together"):
            commitment.digests_of(*told)


@pytest.mark.parametrize("make", [record, redacted])
def test_no_changed_byte_of_a_record_is_accepted(make):
    refuse_flips(make(), policy(), 750)


@pytest.mark.parametrize("name", ["record-whole.json", "record-redacted.json"])
def test_no_changed_byte_of_a_published_record_is_accepted(name):
    refuse_flips(vector(name), Policy.parse(vector("policy.txt")), 750)


def refuse_flips(data, trusted, count):
    chance = random.Random(len(data))
    for _ in range(count):
        place = chance.randrange(len(data))
        bits = chance.choice([1, 2, 4, 8, 16, 32, chance.randrange(1, 256)])
        flipped = data[:place] + bytes([data[place] ^ bits]) + data[place + 1 :]
        with pytest.raises(RecordFault) as fault:
            check(flipped, trusted)
        assert fault.value.reason
        assert fault.value.offset is None or 0 <= fault.value.offset <= len(data)


def test_a_difference_is_named_by_its_place():
    with pytest.raises(canonical.NotCanonicalError) as fault:
        canonical.decode(b'{"a":1,"b": 2}')
    assert fault.value.offset == 11
    with pytest.raises(Fault) as fault:
        canonical.decode('{"a":"中",!}'.encode())
    assert fault.value.offset == 11
