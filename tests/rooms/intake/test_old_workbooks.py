"""Genuine workbooks of Excel 97, as offices still send them: a roster and a ledger of admission."""

from datetime import date
from pathlib import Path

import pytest

from tests.people import SmallCommittee
from tests.rooms.intake.books import HAND, beside, dry, errors, organizations, warnings
from zhibu.admission.models import Applicant
from zhibu.intake import actions
from zhibu.intake.checking.proposing import Proposal, Source
from zhibu.intake.checking.rows import AdmissionRow, MemberRow
from zhibu.party.models import Member
from zhibu.procedures.models import Case

BOOKS = Path(__file__).parents[2] / "museum" / "books"
ROSTER, LEDGER = "党员花名册-炼油一车间党支部.xls", "发展党员台账-炼油一车间党支部.xls"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def book(name: str) -> Source:
    return Source(name, (BOOKS / name).read_bytes())


def rows_of(found: Proposal, kind: type) -> list:
    return [row for lot in found.lots for row in lot.rows if isinstance(row, kind)]


@pytest.mark.parametrize("name", [ROSTER, LEDGER])
def test_the_samples_are_genuine(name: str) -> None:
    content = book(name).content
    assert content.startswith(_COMPOUND)
    assert "Workbook".encode("utf-16-le") in content


def test_a_roster_of_excel_97_is_read() -> None:
    found = dry(organizations(), book(ROSTER))
    told = [(one.name, one.sex, one.joined_on, one.full_on) for one in rows_of(found, MemberRow)]
    assert told == [
        ("高远", "male", date(2010, 7, 1), date(2011, 7, 1)),
        ("魏然", "female", date(2026, 1, 20), None),
        ("罗青", "male", date(2001, 6, 1), date(2002, 6, 1)),
    ]  # fmt: skip
    assert errors(found) == []
    assert found.missing == ("炼油一车间党支部",)


def test_a_ledger_of_excel_97_is_read_and_its_fault_told_at_the_cell(here: SmallCommittee) -> None:
    found = beside(book(LEDGER))
    days = {one.name: one.days for one in rows_of(found, AdmissionRow)}
    assert days["林夏"] == {"applied_on": date(2026, 5, 20)}
    assert days["魏然"]["talked_on"] == date(2023, 2, 2)
    faults = [one for one in found.findings if one.severity == "error"]
    assert [(one.cell, one.column) for one in faults] == [("G7", "谈话日期")]
    assert "早于申请入党日期 2024-01-08" in faults[0].message
    assert (6, "接收预备党员日期") not in warnings(found)


def test_both_go_in_together_and_nobody_twice(here: SmallCommittee) -> None:
    found = beside(book(LEDGER), book(ROSTER))
    actions.enter_files(proposal=found, hand=HAND, skip_faulty=True)
    assert Member.objects.filter(name__in=["高远", "魏然", "罗青"]).count() == 3
    assert sorted(Case.objects.values_list("subject_name", flat=True)) == ["周野", "林夏", "魏然"]
    assert Applicant.objects.get(name="魏然").uid == Member.objects.get(name="魏然").uid
