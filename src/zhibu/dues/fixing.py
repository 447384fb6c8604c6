"""Bases that were fixed for the year hold a collection to them; reliefs lower what is owed."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.dues import checks, ledger
from zhibu.dues.checks import CannotCollectDues, LineTold
from zhibu.dues.lines import NOTHING, Line


def as_fixed(branch: str, month: Month, lines: Sequence[LineTold]) -> list[LineTold]:
    """Return the lines with approved reliefs in place of what the base would make.

    Raises CannotCollectDues for another base than was fixed, and for less than is owed where no
    relief was approved. Whose base moves (by year's salary, or of no fixed income) tells it anew
    with each payment, and only the kind of payer holds. Where nobody fixed bases for the year, the
    lines stay as told.
    """
    fixed, relieved = ledger.fixed_for(branch, month), ledger.relieved_in(branch, month)
    return [
        replace(line, owed=relieved[line.member])
        if line.member in relieved
        else _held(line, fixed.get(line.member), month)
        for line in lines
    ]


def starting_lines(branch: str, month: Month, before: dict[str, Line]) -> dict[str, Line]:
    """Return where a month's form starts: what was fixed or relieved, else the last time's."""
    found = dict(before)
    for member, one in ledger.fixed_for(branch, month).items():
        found[member] = Line(member, NOTHING, NOTHING, one.base, one.payer)
    for member, owed in ledger.relieved_in(branch, month).items():
        found[member] = Line(member, owed, NOTHING, None, None)
    return found


def _held(line: LineTold, fixed: ledger.Fixed | None, month: Month) -> LineTold:
    if fixed is None:
        return line
    if line.owed is not None:
        words = _("这名党员没有经批准的减免。请先在“减免”里申请，由上级党委审批。")
        raise CannotCollectDues(words, field=line.member, basis=checks.REGULATION)
    if line.base is None:
        return replace(line, base=fixed.base, payer=fixed.payer)
    held = line.base == fixed.base or checks.base_moves(fixed.payer, month)
    if line.payer != fixed.payer or not held:
        words = _(
            "缴费基数年初已核定，年内一般不变。确需调整的，请先在“基数核定”里调整并写明理由。"
        )
        raise CannotCollectDues(words, field=line.member, basis=checks.REGULATION)
    return line
