"""Policies that no reader may guess at: each is refused with the number of its line."""

import pytest

from tests.core.forging import INSPECTION, LOG, POLICY, SUPERIOR
from zhibu.core.policy import LONGEST, Policy, PolicyFault

pytestmark = pytest.mark.once

LINES = POLICY.splitlines()
KEY = SUPERIOR.verifier.spelled


def with_line(number, told):
    return "\n".join([*LINES[: number - 1], told, *LINES[number:]])


POLICIES = {
    "nothing": ("", None, "no quorum line"),
    "no quorum": ("\n".join(LINES[:-1]), None, "no quorum line"),
    "two quorums": (f"{POLICY}quorum both", 7, "second quorum"),
    "an unknown word": (f"trust me\n{POLICY}", 1, "'trust' is not log"),
    "a word in capitals": (POLICY.replace("quorum", "Quorum"), 6, "'Quorum' is not log"),
    "a comment after a line": (f"{POLICY[:-1]} # both of them", 6, "5 words after"),
    "a log without a key": (f"log\n{POLICY}", 1, "0 words after 'log'"),
    "a log with too much": (with_line(2, f"{LINES[1]} url more"), 2, "3 words after 'log'"),
    "a log's key misspelled": (with_line(2, f"{LINES[1]}!"), 2, "base64"),
    "a log with a witness's key": (with_line(2, f"log {KEY}"), 2, "kind 0x04, not 0x01"),
    "a log given twice": (with_line(1, LINES[1]), 2, "given before"),
    "a witness without a name": (with_line(3, f"witness {KEY}"), 3, "1 words after 'witness'"),
    "a witness with a log's key": (
        with_line(3, f"witness superior {LOG.verifier.spelled}"), 3, "kind 0x01, not 0x04",
    ),
    "a witness's key twice": (
        with_line(4, f"witness inspection {KEY}"), 4, "witness's key that was given before",
    ),
    "a witness's name twice": (
        with_line(4, f"witness superior {INSPECTION.verifier.spelled}"), 4, "is taken",
    ),
    "a witness called none": (with_line(3, f"witness none {KEY}"), 3, "'none' is taken"),
    "a group called as a witness": (with_line(5, "group superior any inspection"), 5, "is taken"),
    "a group called as a group": (with_line(1, "") + "\ngroup both any both", 7, "is taken"),
    "a group without members": (with_line(5, "group both all"), 5, "2 words after 'group'"),
    "a group of strangers": (with_line(5, "group both all superior him"), 5, "'him' was not"),
    "a group of itself": (with_line(5, "group both all superior both"), 5, "'both' was not"),
    "a group of none": (with_line(5, "group both any none"), 5, "'none' was not"),
    "a member twice": (with_line(5, "group both 2 superior superior"), 5, "member already"),
    "a member of two groups": (
        with_line(5, f"group one any superior\n{LINES[4]}"), 6, "member already",
    ),
    "none of a group": (with_line(5, "group both 0 superior inspection"), 5, "'0' of 2 members"),
    "three of two": (with_line(5, "group both 3 superior inspection"), 5, "'3' of 2 members"),
    "a fraction of a group": (with_line(5, "group both 1.5 superior"), 5, "'1.5' of 1 members"),
    "a huge count": (with_line(5, f"group both {'9' * 5000} superior"), 5, "of 1 members"),
    "a count with a zero": (with_line(5, "group both 01 superior"), 5, "'01' of 1 members"),
    "a quorum of two": (with_line(6, "quorum superior inspection"), 6, "2 words after 'quorum'"),
    "a quorum of strangers": (with_line(6, "quorum him"), 6, "'him' was not defined"),
    "a quorum before its group": ("quorum both\n" + "\n".join(LINES[:-1]), 1, "'both' was not"),
    "carriage returns": (POLICY.replace("\n", "\r\n"), None, "control character 0x0d"),
    "a NUL": (POLICY.replace("superior", "sup\0erior"), None, "control character 0x00"),
    "too long": ("#" * (LONGEST + 1), None, "bytes, at most"),
    "no UTF-8": (b"# \xff\nquorum none\n", None, "not UTF-8"),
    "a wide space between words": (with_line(6, "quorum\u3000both"), 6, "is not log"),
}  # fmt: skip


@pytest.mark.parametrize("name", POLICIES)
def test_a_forged_policy_is_refused_with_its_line(name):
    told, line, reason = POLICIES[name]
    with pytest.raises(PolicyFault) as fault:
        Policy.parse(told)
    assert fault.value.line == line
    assert reason in str(fault.value)
    assert str(fault.value).startswith(f"line {line}: " if line else "")
