"""Every spreadsheet that leaves the house goes through one door."""

import re
from pathlib import Path

SOURCE = Path("src/zhibu")
DOORS = {"core/spreadsheets.py", "paper/xlsx.py"}
# What we keep for ourselves or for machines, never for a spreadsheet program.
_OTHER_WAYS = re.compile(r"\bcsv\.(?:writer|DictWriter)\b|\bimport (?:openpyxl|xlsxwriter|xlwt)\b")


def test_no_room_writes_spreadsheets_its_own_way() -> None:
    found = [
        f"{path}:{number}"
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).as_posix() not in DOORS
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if _OTHER_WAYS.search(line)
    ]
    assert not found, f"use zhibu.paper.xlsx or core.spreadsheets.write_csv: {found}"
