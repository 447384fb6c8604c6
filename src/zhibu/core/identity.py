"""Citizen identity numbers (GB 11643): eighteen characters, the last a check by MOD 11-2.

A number is taken as it is written: what full-width digits mean is for the edge to decide.
"""

import re
from datetime import date
from enum import StrEnum
from operator import mul

FAULT_WORDS = {
    "empty": "请填写身份证号",
    "full_width": "身份证号含有全角或其他非英文数字，请改用半角数字",
    "fifteen": "这是15位旧身份证号，请填写18位身份证号",
    "length": "身份证号应为18位",
    "characters": "身份证号前17位应为数字，末位为数字或X",
    "date": "身份证号中的出生日期不存在",
    "checksum": "身份证号校验位不符，请核对是否抄错",
}
_DIGITS = re.compile(r"[0-9]{17}[0-9Xx]")
_CHECKS = "10X98765432"
_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_LONG, _OLD = 18, 15
_EARLIEST = date(1900, 1, 1)


class IdFault(ValueError):
    """The text is no identity number. ``words`` say why; ``code`` names the reason."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.words = FAULT_WORDS[code]
        super().__init__(self.words)


class Sex(StrEnum):
    """Sex, as the number's seventeenth digit tells it."""

    MALE = "male"
    FEMALE = "female"


def check(text: str) -> str:
    """Return the number with a capital X. Raises IdFault for whatever is not one."""
    _refuse_shape(text)
    number = text.upper()
    birth_of(number)
    if check_character(number[:-1]) != number[-1]:
        raise IdFault("checksum")
    return number


def check_character(body: str) -> str:
    """Return the eighteenth character to seventeen digits."""
    return _CHECKS[_weighed(body) % 11]


def birth_of(number: str) -> date:
    """Return the day of birth. Raises IdFault when there is no such day, or none since 1900."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as fault:
        raise IdFault("date") from fault
    if born < _EARLIEST:
        raise IdFault("date")
    return born


def sex_of(number: str) -> Sex:
    """Return the sex that the seventeenth digit tells."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def _refuse_shape(text: str) -> None:
    if not text:
        raise IdFault("empty")
    if not text.isascii():
        foreign = any(letter.isdigit() and not letter.isascii() for letter in text)
        raise IdFault("full_width" if foreign else "characters")
    if len(text) == _OLD and text.isdigit():
        raise IdFault("fifteen")
    if len(text) != _LONG:
        raise IdFault("length")
    if not _DIGITS.fullmatch(text):
        raise IdFault("characters")


def _weighed(number: str) -> int:
    """Sum the first seventeen digits under the weights of ISO 7064 MOD 11-2."""
    return sum(map(mul, map(int, number[:17]), _WEIGHTS))
