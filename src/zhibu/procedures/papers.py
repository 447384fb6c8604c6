"""The materials of a step: how each is kept, between what is told, what records hold and pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhibu.meetings.parts import Attachment
from zhibu.procedures.records import KeptAt, MaterialAdded, Paper, StepDone, StepTicked

LONGEST_PLACE = 100


@dataclass(frozen=True, slots=True)
class Held:
    """A material and how it is kept: files here, made from facts, on paper and where.

    ``ticked`` materials are those of records which said no more than that they were there.
    """

    material: str
    files: tuple[Attachment, ...] = ()
    made: bool = False
    where: str = ""
    on_paper: bool = False
    ticked: bool = False

    @property
    def is_kept(self) -> bool:
        return bool(self.files or self.made or self.where or self.on_paper or self.ticked)


Parted = tuple[tuple[Paper, ...], tuple[KeptAt, ...], tuple[Attachment, ...]]


def parted(told: Iterable[Held]) -> Parted:
    """Return materials as a record holds them: how each is kept, where on paper, and the files."""
    kept = [one for one in told if one.is_kept]
    papers = tuple(
        Paper(one.material, tuple(file.id for file in one.files), one.made, bool(one.where))
        for one in kept
    )
    places = tuple(KeptAt(one.material, one.where) for one in kept if one.where)
    listed = {file.id: file for one in kept for file in one.files}
    return papers, places, tuple(listed.values())


def told_in(record: StepDone | StepTicked | MaterialAdded) -> tuple[Held, ...]:
    """Return the materials that a record tells of; one whose files were all erased is gone."""
    if isinstance(record, StepTicked):
        return tuple(Held(one, ticked=True) for one in record.materials)
    files = {one.id: one for one in record.attachments}
    places = {one.material: one.where for one in record.kept_at}
    told = (_held(one, files, places) for one in record.materials)
    return tuple(one for one in told if one.is_kept)


def ids_of(held: Iterable[Held]) -> tuple[str, ...]:
    """Return which materials are there, each once, in the order in which they came."""
    return tuple(dict.fromkeys(one.material for one in held))


def words_of(held: Held) -> str:
    """Return how a material is kept, in words."""
    told = [_("电子文件 %d 个") % len(held.files)] * bool(held.files)
    told += [_("系统出具")] * held.made
    if held.on_paper or held.where:
        told.append(_("纸质：%s") % (held.where or _("存放处已删除")))
    return _("、").join(told) or _("只打了勾")


def _held(one: Paper, files: Mapping[str, Any], places: Mapping[str, str]) -> Held:
    return Held(
        material=one.material,
        files=tuple(files[file] for file in one.files if file in files),
        made=one.made,
        where=places.get(one.material, ""),
        on_paper=one.on_paper,
    )
