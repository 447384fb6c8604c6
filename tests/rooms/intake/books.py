"""Spreadsheets as branches keep them, made for a test."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl

from zhibu.core.identity import check
from zhibu.intake.checking.proposing import Proposal, Source, propose
from zhibu.intake.checking.world import World
from zhibu.intake.identities import CONSOLE
from zhibu.intake.system import Nothing, System
from zhibu.journal.log import Hand, Via

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
HAND = Hand(CONSOLE, "officer", Via.IMPORT, NOW)
BRANCH = "仪表车间党支部"


def samples() -> list[Source]:
    paths = sorted(SAMPLES.glob("*.[xc]*"))
    return [Source(path.name, path.read_bytes()) for path in paths]


def xlsx(name: str, rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> Source:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for span in merged:
        sheet.merge_cells(span)
    kept = io.BytesIO()
    book.save(kept)
    return Source(name, kept.getvalue())


def csv(name: str, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Source:
    text = "\r\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    return Source(name, text.encode(encoding))


def dry(*sources: Source, **more: object) -> Proposal:
    """Check files against an installation that holds nothing."""
    return propose(sources, world=World(Nothing()), today=TODAY, **more)


def beside(*sources: Source, **more: object) -> Proposal:
    """Check files against what the installation holds."""
    return propose(sources, world=World(System()), today=TODAY, **more)


def errors(proposal: Proposal) -> list[tuple[int | None, str]]:
    return [(f.row, f.column) for f in proposal.findings if f.severity == "error"]


def warnings(proposal: Proposal) -> list[tuple[int | None, str]]:
    return [(f.row, f.column) for f in proposal.findings if f.severity == "warning"]


def said(proposal: Proposal) -> str:
    return "\n".join(finding.message for finding in proposal.findings)


def id_number(birth: str, order: str, place: str = "440902") -> str:
    """Return a number with its right check digit, such as of birth 19760201, order 964."""
    for last in "0123456789X":
        number = f"{place}{birth}{order}{last}"
        try:
            return check(number)
        except ValueError:
            continue
    raise AssertionError(birth)


def organizations() -> Source:
    return xlsx(
        "组织架构.xlsx",
        [
            ["组织名称", "组织类别", "上级组织", "类别", "成立时间", "本届任期起", "本届任期止"],
            ["茂源石化公司党委", "党委", "", "", "1998-07-01", "", ""],
            [
                BRANCH,
                "党支部",
                "茂源石化公司党委",
                "二类",
                "2004-05-01",
                "2025-06-10",
                "2028-06-09",
            ],
        ],
    )
