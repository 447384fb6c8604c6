"""Receipts that are not what they claim: each is refused, and why."""

import pytest

from tests.core.forging import leaf_of, receipt
from zhibu.core.merkle import leaf_hash
from zhibu.core.notes import NoteFault
from zhibu.core.tlog_proof import LONGEST, TlogProof

pytestmark = pytest.mark.once

GOOD = receipt(leaf_of()).data.decode()
HEADER, INDEX, FIRST, *_ = GOOD.split("\n")
BODY = GOOD.removeprefix(f"{HEADER}\n")

PROOFS = {
    "nothing": ("", "no empty line"),
    "only a header": (f"{HEADER}\n", "no empty line"),
    "a header and a checkpoint": (HEADER + GOOD[GOOD.index("\n\n") :], "must begin with 'index '"),
    "another version": (GOOD.replace("@v1", "@v2"), "first line must be"),
    "a header in capitals": (GOOD.replace("c2sp", "C2SP"), "first line must be"),
    "a mark before": (f"\ufeff{GOOD}", "first line must be"),
    "carriage returns": (GOOD.replace("\n", "\r\n"), "control character"),
    "a NUL": (GOOD.replace("index", "in\0dex"), "control character"),
    "no index": (GOOD.replace(f"{INDEX}\n", ""), "must begin with 'index '"),
    "an index in capitals": (GOOD.replace("index", "Index"), "must begin with 'index '"),
    "two indexes": (GOOD.replace(INDEX, f"{INDEX}\n{INDEX}"), "base64"),
    "a leading zero": (GOOD.replace(INDEX, "index 02"), "plain digits"),
    "a negative index": (GOOD.replace(INDEX, "index -2"), "plain digits"),
    "a huge index": (GOOD.replace(INDEX, f"index {2**63}"), "plain digits"),
    "an index of 4,301 digits": (GOOD.replace(INDEX, f"index {'9' * 4301}"), "plain digits"),
    "an index beyond the tree": (GOOD.replace(INDEX, "index 7"), "leaf 7 in a tree of 7"),
    "a hash too few": (GOOD.replace(f"{FIRST}\n", ""), "2 hashes do not lead"),
    "a hash too many": (GOOD.replace(FIRST, f"{FIRST}\n{FIRST}"), "4 hashes do not lead"),
    "64 hashes": (GOOD.replace(FIRST, "\n".join([FIRST] * 64)), "66 hashes do not lead"),
    "a short hash": (GOOD.replace(FIRST, FIRST[4:]), "29 bytes where 32 belong"),
    "stray padding bits": (GOOD.replace(FIRST, f"{FIRST[:-2]}{chr(ord(FIRST[-2]) + 1)}="), "base64"),
    "no padding": (GOOD.replace(FIRST, FIRST[:-1]), "base64"),
    "a space after a hash": (GOOD.replace(FIRST, f"{FIRST} "), "base64"),
    "extra that says nothing": (GOOD.replace(INDEX, f"extra \n{INDEX}"), "base64"),
    "extra misspelled": (GOOD.replace(INDEX, f"extra !\n{INDEX}"), "base64"),
    "extra twice": (GOOD.replace(INDEX, f"extra AAAA\nextra AAAA\n{INDEX}"), "'index '"),
    "extra after the index": (GOOD.replace(INDEX, f"{INDEX}\nextra AAAA"), "base64"),
    "extra and no index": (GOOD.replace(f"{HEADER}\n{BODY[: BODY.index(chr(10) * 2)]}",
                                        f"{HEADER}\nextra AAAA"), "'index '"),
    "no checkpoint": (GOOD[: GOOD.index("\n\n") + 2], "no empty line"),
    "no signature": (GOOD[: GOOD.index("\n\n—") + 2], "no empty line"),
    "a checkpoint of two lines": (GOOD.replace("\n7\n", "\n"), "three lines"),
    "an empty tree": (GOOD.replace("\n7\n", "\n0\n"), "leaf 2 in a tree of 0"),
    "something after": (f"{GOOD}x", "no empty line"),
}  # fmt: skip


@pytest.mark.parametrize("name", PROOFS)
def test_a_forged_receipt_is_refused(name):
    told, reason = PROOFS[name]
    with pytest.raises(NoteFault) as fault:
        TlogProof.parse(told.encode())
    assert reason in str(fault.value)
    assert fault.value.offset is None or 0 <= fault.value.offset <= len(told.encode())


def test_a_receipt_too_long_is_refused_unread():
    with pytest.raises(NoteFault, match="bytes, at most"):
        TlogProof.parse(b"\n" * (LONGEST + 1))


def test_a_receipt_in_no_utf_8_is_refused_with_its_place():
    with pytest.raises(NoteFault) as fault:
        TlogProof.parse(GOOD.encode() + b"\xff")
    assert fault.value.offset == len(GOOD.encode())


def test_faults_in_the_checkpoint_count_from_the_receipts_first_byte():
    told = GOOD.replace("\n7\n", "\n07\n")
    with pytest.raises(NoteFault) as fault:
        TlogProof.parse(told.encode())
    assert fault.value.offset == told.index("\n07\n") + 1


def test_another_number_or_leaf_is_not_proven():
    lh = leaf_hash(leaf_of())
    assert TlogProof.parse(GOOD.encode()).proves(lh)
    assert not TlogProof.parse(GOOD.replace(INDEX, "index 3").encode()).proves(lh)
    assert not TlogProof.parse(GOOD.encode()).proves(lh[::-1])
