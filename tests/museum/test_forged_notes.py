"""Notes, keys, checkpoints and promises that are not what they claim: each is refused, and why."""

import base64

import pytest

from tests.core.forging import LOG, ORIGIN, SUPERIOR, signed
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import LONGEST, Note, NoteFault, Signer, Verifier, line
from zhibu.core.promise import Promise

pytestmark = pytest.mark.once

HEAD = base64.b64encode(bytes(32)).decode()
TEXT = f"{ORIGIN}\n7\n{HEAD}\n"
LINE = LOG.sign(TEXT)
GOOD = f"{TEXT}\n{LINE}"
LONG = LINE.replace(" ", "\u00a0", 1)


def with_stray_bits(told):
    """Return the line with padding bits set that say nothing: another spelling of one signature."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    end = told.rstrip("\n").rstrip("=")
    pads = len(told) - 1 - len(end)
    return end[:-1] + letters[letters.index(end[-1]) + 1] + "=" * pads + "\n"


NOTES = {
    "nothing": (b"", "no empty line", 0),
    "only text": (TEXT.encode(), "no empty line", len(TEXT)),
    "no signature": (f"{TEXT}\n".encode(), "no empty line", None),
    "no last newline": (GOOD[:-1].encode(), "no empty line", None),
    "an empty line after": (f"{GOOD}\n".encode(), "no empty line", None),
    "carriage returns": (GOOD.replace("\n", "\r\n").encode(), "control character 0x0d", 23),
    "a NUL": (GOOD.replace("zhibu", "zhi\0bu", 1).encode(), "control character 0x00", 3),
    "a tab": (GOOD.replace("\n7", "\n\t7", 1).encode(), "control character 0x09", 24),
    "no UTF-8": (GOOD.encode() + b"\xff\n", "not UTF-8", len(GOOD.encode())),
    "a lone surrogate": (b"\xed\xa0\x80\n\n" + LINE.encode(), "not UTF-8", 0),
    "a hyphen for the dash": (GOOD.replace("—", "-").encode(), "long dash", len(TEXT) + 1),
    "no dash": (f"{TEXT}\n{LINE[2:]}".encode(), "long dash", len(TEXT) + 1),
    "a wide space after the dash": (f"{TEXT}\n{LONG}".encode(), "long dash", len(TEXT) + 1),
    "no name": (f"{TEXT}\n—  AAAAAAAA\n".encode(), "key's name", len(TEXT) + 1),
    "a plus in the name": (f"{TEXT}\n— a+b AAAAAAAA\n".encode(), "key's name", len(TEXT) + 1),
    "a wide space in the name": (
        f"{TEXT}\n— a\u3000b AAAAAAAA\n".encode(), "key's name", len(TEXT) + 1,
    ),
    "no signature after the name": (f"{TEXT}\n— a\n".encode(), "base64", len(TEXT) + 1),
    "two spaces": (f"{TEXT}\n— a  AAAAAAAA\n".encode(), "base64", len(TEXT) + 1),
    "a word too many": (f"{TEXT}\n{LINE[:-1]} x\n".encode(), "base64", len(TEXT) + 1),
    "no padding": (GOOD.replace("=\n", "\n", 2).encode()[:-2] + b"\n", "base64", None),
    "stray padding bits": (f"{TEXT}\n{with_stray_bits(LINE)}".encode(), "base64", len(TEXT) + 1),
    "base64url": (f"{TEXT}\n— a AAAA__--AAAA\n".encode(), "base64", len(TEXT) + 1),
    "only a key id": (f"{TEXT}\n— a AAAAAA==\n".encode(), "too short", len(TEXT) + 1),
    "a bad second line": (f"{GOOD}x\n".encode(), "long dash", len(GOOD.encode())),
    "too many signatures": (
        (TEXT + "\n" + "— a AAAAAAAA\n" * 101).encode(), "101 signatures", None,
    ),
    "too long": (b"x" * LONGEST + GOOD.encode(), "bytes, at most", None),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTES)
def test_a_forged_note_is_refused(name):
    data, reason, offset = NOTES[name]
    with pytest.raises(NoteFault) as fault:
        Note.parse(data)
    assert reason in str(fault.value)
    if offset is not None:
        assert fault.value.offset == offset


def test_seventeen_and_a_hundred_signatures_are_read():
    for count in (17, 100):
        strangers = (line(LOG.verifier, bytes([i])) for i in range(count))
        assert len(Note.parse(Note(TEXT, tuple(strangers)).data).lines) == count


def test_a_line_too_many_or_misspelled_is_not_added():
    full = Note(TEXT, tuple(line(LOG.verifier, bytes([i])) for i in range(100)))
    with pytest.raises(NoteFault, match="101 signatures"):
        full.adding(LINE)
    for told in (LINE[:-1], f"{LINE}\n", f"\n{LINE}", LINE + LINE, "", "\n"):
        with pytest.raises(NoteFault):
            signed(TEXT).adding(told)


GOOD_KEY = LOG.verifier.spelled
KEYS = {
    "nothing": "",
    "only a name": ORIGIN,
    "no key": "+".join(GOOD_KEY.split("+")[:2]),
    "another hash": GOOD_KEY.replace(LOG.verifier.key_id.hex(), "00000000"),
    "a hash in capitals": GOOD_KEY.replace(
        LOG.verifier.key_id.hex(), LOG.verifier.key_id.hex().upper()
    ),
    "another name": f"x{GOOD_KEY}",
    "a space in the name": f"a b{GOOD_KEY}",
    "no name": GOOD_KEY[len(ORIGIN) :],
    "a newline": f"{GOOD_KEY}\n",
    "a short key": "a.example+00000000+AQID",
    "one byte": "a.example+00000000+AQ==",
    "stray padding bits": "a.example+00000000+AR==",
}


@pytest.mark.parametrize("name", KEYS)
def test_a_forged_key_is_refused(name):
    with pytest.raises(NoteFault):
        Verifier.parse(KEYS[name])


def test_a_key_of_small_order_signs_nothing():
    """All zeroes is a point of order four: some libraries let it sign anything."""
    with pytest.raises(NoteFault, match="everybody could sign"):
        Verifier.of("a.example", 1, bytes(32))


CHECKPOINTS = {
    "nothing": "",
    "one line": f"{ORIGIN}\n",
    "two lines": f"{ORIGIN}\n7\n",
    "an extension line": f"{TEXT}more\n",
    "an empty line": f"{TEXT}\n",
    "no last newline": TEXT[:-1],
    "no origin": f"\n7\n{HEAD}\n",
    "a leading zero": f"{ORIGIN}\n07\n{HEAD}\n",
    "a sign": f"{ORIGIN}\n+7\n{HEAD}\n",
    "a minus": f"{ORIGIN}\n-7\n{HEAD}\n",
    "an underscore": f"{ORIGIN}\n1_0\n{HEAD}\n",
    "wide digits": f"{ORIGIN}\n７\n{HEAD}\n",
    "a space": f"{ORIGIN}\n7 \n{HEAD}\n",
    "no size": f"{ORIGIN}\n\n{HEAD}\n",
    "a size beyond 63 bits": f"{ORIGIN}\n{2**63}\n{HEAD}\n",
    "a size of a million digits": f"{ORIGIN}\n{'9' * 1_000_000}\n{HEAD}\n",
    "a short head": f"{ORIGIN}\n7\n{HEAD[4:]}\n",
    "a long head": f"{ORIGIN}\n7\nAAAA{HEAD}\n",
    "stray padding bits": f"{ORIGIN}\n7\n{HEAD[:-2]}B=\n",
    "no padding": f"{ORIGIN}\n7\n{HEAD[:-1]}\n",
    "no head": f"{ORIGIN}\n7\n\n",
    "letters beyond ASCII": f"{ORIGIN}\n7\n头{HEAD[1:]}\n",
}


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_a_forged_checkpoint_is_refused(name):
    with pytest.raises(NoteFault):
        Checkpoint.parse(CHECKPOINTS[name])


def test_a_fault_of_a_checkpoint_has_its_place():
    with pytest.raises(NoteFault) as fault:
        Checkpoint.parse(CHECKPOINTS["stray padding bits"])
    assert fault.value.offset == len(ORIGIN) + 3


AT = "2026-03-15T02:11:09.123Z"
PROMISES = {
    "nothing": "",
    "another name": f"{ORIGIN}\n{HEAD}\n{AT}\n",
    "no origin": f"/promise\n{HEAD}\n{AT}\n",
    "a line too many": f"{ORIGIN}/promise\n{HEAD}\n{AT}\n\n",
    "no last newline": f"{ORIGIN}/promise\n{HEAD}\n{AT}",
    "a short hash": f"{ORIGIN}/promise\nAAAA\n{AT}\n",
    "no time": f"{ORIGIN}/promise\n{HEAD}\n\n",
    "a time of another zone": f"{ORIGIN}/promise\n{HEAD}\n{AT[:-1]}+08:00\n",
    "a time in microseconds": f"{ORIGIN}/promise\n{HEAD}\n{AT[:-1]}456Z\n",
    "a month thirteen": f"{ORIGIN}/promise\n{HEAD}\n{AT.replace('-03-', '-13-')}\n",
}


@pytest.mark.parametrize("name", PROMISES)
def test_a_forged_promise_is_refused(name):
    with pytest.raises(NoteFault):
        Promise.parse(PROMISES[name])


def test_a_cosignature_without_its_time_is_refused():
    short = line(SUPERIOR.verifier, bytes(5))
    with pytest.raises(NoteFault, match="not its signature"):
        Note(TEXT, (short,)).cosigned_at(SUPERIOR.verifier)


def test_a_signature_of_another_text_is_refused():
    other = Signer.of_seed(ORIGIN, b"l" * 32).sign(TEXT.replace("\n7\n", "\n70\n"))
    with pytest.raises(NoteFault, match="not its signature"):
        Note(TEXT, (other,)).is_signed_by(LOG.verifier)
