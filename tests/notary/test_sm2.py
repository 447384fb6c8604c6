"""The second head: SM3 over the same leaves, signed with SM2, as OpenSSL has it too."""

import re
import shutil
import subprocess

import pytest

from tests.notary.scenes import NOON, enter, later, open_journal
from zhibu.core import notes, sm
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note, NoteFault, Verifier
from zhibu.notary import checkpoints, keys, sm2
from zhibu.notary.checkpoints import Why
from zhibu.notary.sm2 import Sm2Signer, Sm2Verifier

ORIGIN = "zhibu.example/journal/1"
SEED = b"7" * 32
LEAVES = [b"leaf %d" % i for i in range(7)]
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
# A public key as OpenSSL writes it: what says "SM2", then the point.
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
OPENSSL = shutil.which("openssl")


def key():
    return Sm2Signer(f"{ORIGIN}/sm3", SEED).verifier


def test_a_second_head_is_signed_and_checked():
    note = sm2.signed(ORIGIN, LEAVES, SEED)

    again = Note.parse(note.data)
    assert Sm2Verifier.parse(key().spelled) == key()
    head = sm2.check(again, Sm2Verifier.parse(key().spelled), LEAVES)
    assert (head.origin, head.size) == (f"{ORIGIN}/sm3", 7)
    assert head.root == sm.SM3.root([sm.SM3.leaf(one) for one in LEAVES])


def test_leaves_that_lead_elsewhere_are_refused():
    note = sm2.signed(ORIGIN, LEAVES, SEED)
    for leaves in (LEAVES[:-1], [*LEAVES, b"more"], LEAVES[::-1]):
        with pytest.raises(NoteFault, match="do not lead"):
            sm2.check(note, key(), leaves)


def test_another_name_or_key_signed_nothing():
    note = sm2.signed(ORIGIN, LEAVES, SEED)
    for one in (Sm2Signer("other", SEED), Sm2Signer(f"{ORIGIN}/sm3", b"8" * 32)):
        with pytest.raises(NoteFault, match="did not sign"):
            sm2.check(note, one.verifier, LEAVES)


def test_a_reader_without_sm2_passes_its_line_over_or_says_so():
    note = sm2.signed(ORIGIN, LEAVES, SEED)
    stranger = notes.Signer.of_seed(f"{ORIGIN}/sm3", SEED).verifier
    assert not note.is_signed_by(stranger)
    with pytest.raises(NoteFault, match="not known here"):
        note.is_signed_by(Verifier.parse(key().spelled))


def test_no_changed_bit_of_a_signature_is_accepted():
    text = Checkpoint("a", 1, bytes(32)).text
    line = Sm2Signer("a", SEED).sign(text)
    verifier = Sm2Signer("a", SEED).verifier
    signature = raw(line)
    assert verifier.accepts(text, signature)
    for bit in range(0, 512, 32):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        assert not verifier.accepts(text, bytes(changed))
    assert not verifier.accepts(text.replace("1", "2"), signature)


def raw(line):
    return notes.strict.base64_of(line.split(" ")[2].strip())[4:]


def test_the_same_signature_has_no_second_spelling():
    """The library itself would take s + n for s, and nothing at all for r and s."""
    text = Checkpoint("a", 1, bytes(32)).text
    r, s = (int.from_bytes(part, "big") for part in halves(raw(Sm2Signer("a", SEED).sign(text))))
    verifier = Sm2Signer("a", SEED).verifier
    for pair in ((r, s + ORDER), (r + ORDER, s), (0, s), (r, 0), (0, 0), (ORDER - s, s)):
        told = b"".join((one % 2**256).to_bytes(32, "big") for one in pair)
        assert not verifier.accepts(text, told)
    for length in (0, 1, 63, 65, 128):
        assert not verifier.accepts(text, b"\1" * length)


def halves(signature):
    return signature[:32], signature[32:]


@pytest.mark.parametrize("point", [
    b"", bytes(65), b"\4" + bytes(64), b"\4" + b"\1" * 64, b"\4" + b"\xff" * 64, b"\2" + bytes(32),
])  # fmt: skip
def test_a_key_that_is_no_point_of_the_curve_is_refused(point):
    verifier = Sm2Verifier.of("a", notes.OTHER, sm.SM2 + point)
    with pytest.raises(NoteFault, match="SM2"):
        verifier.accepts("text", b"\1" * 64)
    with pytest.raises(NoteFault, match="is not an SM2 key"):
        Sm2Verifier.of("a", notes.OTHER, b"another-kind" + point).accepts("text", b"\1" * 64)


def test_a_key_whose_letters_the_library_would_strip_works():
    """Given at once, a key that begins with 04, 00 or 40 would lose its first digits."""
    text = Checkpoint("a", 1, bytes(32)).text
    found = 0
    for turn in range(400):
        signer = Sm2Signer("a", turn.to_bytes(32, "big"))
        if signer.verifier.key[len(sm.SM2) + 1] in {0x04, 0x00, 0x40, 0x44}:
            found += 1
            assert Note(text, (signer.sign(text),)).is_signed_by(signer.verifier)
    assert found


@pytest.mark.django_db(transaction=True)
def test_a_seed_cut_short_signs_nothing():
    open_journal()
    (keys.folder() / "sm2-1.seed").write_bytes(b"")

    with pytest.raises(keys.NoKey, match=r"sm2-1\.seed"):
        sm2.verifier()


@pytest.fixture
def openssl(tmp_path):
    """Return a function that runs OpenSSL in a folder; skips where it has no SM2."""
    if OPENSSL is None:
        pytest.skip("no openssl on this machine")
    listed = subprocess.run([OPENSSL, "ecparam", "-list_curves"], capture_output=True, check=False)
    if b"SM2" not in listed.stdout:
        pytest.skip("this machine's openssl has no SM2")

    def run(*words):
        done = subprocess.run([OPENSSL, *words], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


SM2_WITH_SM3 = ("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678")


def der(signature):
    numbers = [int.from_bytes(part, "big") for part in halves(signature)]
    told = [one.to_bytes(one.bit_length() // 8 + 1, "big") for one in numbers]
    body = b"".join(b"\2" + bytes([len(one)]) + one for one in told)
    return b"\x30" + bytes([len(body)]) + body


def test_openssl_verifies_what_is_signed_here(openssl, tmp_path):
    text = Checkpoint(f"{ORIGIN}/sm3", 7, bytes(32)).text
    signer = Sm2Signer(f"{ORIGIN}/sm3", SEED)
    (tmp_path / "text").write_text(text)
    (tmp_path / "key").write_bytes(SPKI + signer.verifier.key[len(sm.SM2) + 1 :])
    (tmp_path / "signature").write_bytes(der(raw(signer.sign(text))))

    with_key = ("-pubin", "-keyform", "DER", "-inkey", "key", "-sigfile", "signature")
    told = openssl("pkeyutl", "-verify", *with_key, "-in", "text", *SM2_WITH_SM3)
    assert b"Verified Successfully" in told


def test_what_openssl_signs_is_verified_here(openssl, tmp_path):
    text = Checkpoint(f"{ORIGIN}/sm3", 7, bytes(32)).text
    (tmp_path / "text").write_text(text)
    openssl("genpkey", "-algorithm", "SM2", "-out", "private")
    openssl("pkey", "-in", "private", "-pubout", "-outform", "DER", "-out", "public")
    openssl("pkeyutl", "-sign", "-inkey", "private", "-in", "text", "-out", "made", *SM2_WITH_SM3)

    point = (tmp_path / "public").read_bytes().removeprefix(SPKI)
    listed = openssl("asn1parse", "-inform", "DER", "-in", "made").decode()
    signature = bytes.fromhex(
        "".join(one.zfill(64) for one in re.findall(r"INTEGER\s+:(\w+)", listed))
    )
    verifier = Sm2Verifier.of("a", notes.OTHER, sm.SM2 + b"\4" + point)
    assert verifier.accepts(text, signature)
    assert not verifier.accepts(text + "\n", signature)


@pytest.mark.django_db(transaction=True)
def test_a_second_head_is_kept_beside_each_published_one_where_asked(settings):
    open_journal()
    enter(3)
    checkpoints.publish(NOON, Why.ASKED)
    assert checkpoints.second_at(5) == ""

    settings.SM = True
    enter(2)
    checkpoints.publish(later(60), Why.ASKED)
    note = Note.parse(checkpoints.second_at(7).encode())
    assert sm2.check_second(note).origin == f"{keys.origin()}/sm3"
    assert sm2.check_second(note).size == 7
    assert (keys.folder() / "sm2-1.seed").stat().st_mode & 0o077 == 0
    forged = Note(note.text.replace("\n7\n", "\n6\n"), note.lines)
    with pytest.raises(NoteFault):
        sm2.check_second(forged)
