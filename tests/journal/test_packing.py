"""Parts as one column: whatever their length, what was packed is read again."""

import pytest

from zhibu.journal import payloads


@pytest.mark.parametrize("signs", [0, 1, 1_300, 4_050, 4_090, 4_091, 4_092, 4_200, 40_000])
def test_parts_of_any_length_are_read_as_they_were_packed(signs):
    parts = [b"", "茂名".encode(), bytes(97 + place * 7 % 26 for place in range(signs))]
    assert payloads._unpack(payloads.pack(parts)) == parts


def test_a_column_packed_with_the_widest_window_is_read_as_well():
    """Such columns stand in journals that are older than the narrow window."""
    packed = bytes.fromhex(
        "78018b568a8e51ca4bcc4d8d51d289518a29354d333288518a55d251004914a75680c50d4142b1001bbb0c35"
    )
    assert payloads._unpack(packed) == ['["name","张"]'.encode(), b'["sex","1"]']
