"""The part of a form that asks how each material is kept: files, made from facts, on paper."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.core.procedure_parts import Material
from zhibu.procedures.forms import RefusableForm
from zhibu.procedures.papers import LONGEST_PLACE, Held
from zhibu.procedures.uploading import CHOSEN, KEPT, Chosen, Tray

PLACE, MADE = "w_", "m_"


class Tokens(forms.MultipleChoiceField):
    """Files that come back: whose they are, the tray has checked."""

    def valid_value(self, value: Any) -> bool:
        return bool(value)


@dataclass(frozen=True, slots=True)
class PaperField:
    """A material in a form: its inputs, the files chosen so far."""

    material: Material
    where: forms.BoundField
    made: forms.BoundField | None
    chosen: list[Chosen]

    @property
    def upload(self) -> str:
        """Return the name of the input of files."""
        return CHOSEN + self.material.id

    @property
    def kept(self) -> str:
        """Return the name under which files come back."""
        return KEPT + self.material.id


class PapersForm(RefusableForm):
    """A form that asks for materials, whatever else it asks."""

    materials: tuple[Material, ...] = ()
    tray: Tray = Tray("")

    def ask_for(self, materials: Iterable[Material], tray: Tray, makes: Collection[str]) -> None:
        """Make the inputs of materials; ``makes`` are those that can be made from facts."""
        self.materials, self.tray = tuple(materials), tray
        for one in self.materials:
            self.fields[PLACE + one.id] = forms.CharField(
                label=_("纸质存放处"), max_length=LONGEST_PLACE, required=False
            )
            self.fields[KEPT + one.id] = Tokens(required=False)
            # A browser sends an input of files without any as an empty text; the tray reads files.
            self.fields[CHOSEN + one.id] = forms.CharField(required=False)
            if one.id in makes:
                self.fields[MADE + one.id] = forms.BooleanField(
                    label=_("由系统按记录出具"), required=False
                )

    def clean(self) -> dict[str, Any]:
        """Say beside each material which of its files could not be kept."""
        told = super().clean() or self.cleaned_data
        for material, words in self.tray.refused:
            self.add_error(PLACE + material, words)
        return told

    def name_of(self, field: str) -> str | None:
        """Return which input a rule is about: a material stands under its own."""
        place = PLACE + field
        return place if place in self.fields else super().name_of(field)

    @property
    def sheets(self) -> Iterator[PaperField]:
        """Yield the materials with their inputs."""
        for one in self.materials:
            made = self[MADE + one.id] if MADE + one.id in self.fields else None
            yield PaperField(one, self[PLACE + one.id], made, self.tray.of(one.id))

    def papers(self) -> tuple[Held, ...]:
        """Return how the materials are kept, those told of only."""
        told = (self._held(one.id) for one in self.materials)
        return tuple(one for one in told if one.is_kept)

    def _held(self, material: str) -> Held:
        return Held(
            material,
            files=self.tray.files_of(material),
            made=bool(self.cleaned_data.get(MADE + material)),
            where=(self.cleaned_data.get(PLACE + material) or "").strip(),
        )


def initial_papers(held: Iterable[Held]) -> dict[str, Any]:
    """Return what the inputs start from where materials are kept already."""
    found: dict[str, Any] = {}
    for one in held:
        found[PLACE + one.material] = one.where
        found[MADE + one.material] = one.made
    return found
