"""Text carried over on slips comes together again whole, or not at all."""

import random

import pytest

from zhibu.core import slips, strict

TEXT = "old 5\n— 签名 line\n\n".encode() * 60


def test_a_short_text_is_its_own_slip():
    assert slips.split("— 短".encode()) == ["— 短"]
    assert slips.joined("— 短".encode()) == "— 短".encode()


@pytest.mark.parametrize("share", [50, 333, 400])
def test_slips_in_any_order_and_twice_make_the_text_again(share):
    made = slips.split(TEXT, share)
    random.Random(7).shuffle(made)

    assert slips.joined("\r\n".join([*made, made[0], ""]).encode()) == TEXT


def test_a_missing_slip_is_named():
    made = slips.split(TEXT, 300)
    with pytest.raises(strict.Fault, match=r"missing: \[2\]"):
        slips.joined("\n".join([made[0], *made[2:]]).encode())


def test_slips_of_two_texts_are_not_mixed():
    one, two = slips.split(TEXT, 300), slips.split(TEXT + b"more", 300)
    with pytest.raises(strict.Fault, match="different"):
        slips.joined("\n".join([one[0], *two[1:]]).encode())


def test_a_slip_read_wrongly_is_noticed():
    made = slips.split(TEXT, 300)
    first = made[0]
    wrong = first[:-9] + ("A" if first[-9] != "A" else "B") + first[-8:]
    with pytest.raises(strict.Fault, match="wrongly"):
        slips.joined("\n".join([wrong, *made[1:]]).encode())


def test_a_slip_cut_short_is_noticed():
    made = slips.split(TEXT, 300)
    with pytest.raises(strict.Fault, match="cut short"):
        slips.joined("\n".join([made[0][:-1], *made[1:]]).encode())


def test_a_mark_without_a_slip_is_no_text():
    with pytest.raises(strict.Fault):
        slips.joined(b"zhibu-slip/1 nothing")


def test_too_long_a_text_is_refused():
    with pytest.raises(ValueError, match="at most 99"):
        slips.split(TEXT, 10)
