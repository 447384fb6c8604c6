"""V3, the rooms: every projected table told again into shadows, compared row by row."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from zhibu.journal import entering
from zhibu.notary.verify import differing, telling
from zhibu.notary.verify.faults import Findings
from zhibu.notary.verify.shadow import real, shadow
from zhibu.notary.verify.telling import Told

_UNTELLABLE = _("这条记录写不进它的房间：它所依据的记录不完整。")


def tell(findings: Findings, told: Sequence[Told]) -> None:
    """Have the rooms write what some leaves say into the shadows.

    What fails is told again one by one, so that the failing leaf is named and the others stand.
    """
    try:
        with transaction.atomic():
            _tell(told)
    except Exception:  # noqa: BLE001 - one of them is named below
        for one in told:
            _tell_alone(findings, one)


def compare(findings: Findings, tables: Iterable[type[models.Model]]) -> None:
    """Compare every room's tables with their shadows."""
    for model in tables:
        table = model._meta.db_table
        keys = [str(field.column) for field in model._meta.pk_fields]
        every = [str(field.column) for field in model._meta.concrete_fields if field.column]
        columns = keys + [column for column in every if column not in keys]
        differing.compare(findings, table, real(table), shadow(table), columns, len(keys))


def _tell(told: Sequence[Told]) -> None:
    for kind, run in groupby(told, key=telling.kind_of):
        entering.tell(kind, [(telling.record_of(one), one.leaf) for one in run])


def _tell_alone(findings: Findings, one: Told) -> None:
    try:
        with transaction.atomic():
            _tell([one])
    except Exception as fault:  # noqa: BLE001 - whatever forged rows make of it is a finding
        why = f"{_UNTELLABLE}（{fault!r:.200}）"
        findings.broken("journal_payload", f"lh={one.leaf.lh.hex()}", "parts", why=why)
