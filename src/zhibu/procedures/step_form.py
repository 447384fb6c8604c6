"""The form of a step, and of materials that come to it afterwards."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.core.procedure_parts import Step, Value
from zhibu.core.refusal import Refusal
from zhibu.party.forms import day
from zhibu.procedures.asking import Choices
from zhibu.procedures.forms import ASKED, field_of, radio, shown, value_of, why
from zhibu.procedures.paper_form import MADE, PLACE, PapersForm
from zhibu.procedures.uploading import CHOSEN, KEPT, Tray

ITS_OWN = (ASKED, PLACE, KEPT, MADE, CHOSEN, "outcome")
LONGEST_MARK = 60


class StepForm(PapersForm):
    """A step as its definition asks for it; ``correcting`` adds why.

    ``seen`` marks what the form was made from, so that an outdated one is told from a fresh one;
    what an ``outdated`` one tells and the step asks no more is left out.

    ``makes`` are the materials that can be made from facts, ``tray`` the files chosen so far.
    """

    def __init__(
        self,
        step: Step,
        data: Any = None,
        *,
        choices: Choices,
        tray: Tray,
        makes: Collection[str] = (),
        initial: Mapping[str, Any] | None = None,
        correcting: bool = False,
        outdated: bool = False,
    ) -> None:
        self.step, self.choices, self.correcting = step, choices, correcting
        self.outdated = outdated
        self.tray, self.makes = tray, makes
        super().__init__(data, initial=initial or {}, auto_id=f"{step.id}_%s")

    def _insist_on_own_fields(self) -> None:
        """Refuse what nobody asked for; of a form that is outdated, drop what was asked then."""
        if self.outdated:
            sent: Any = self.data
            sent = sent.copy()
            for name in [one for one in sent if one not in self.fields]:
                if name.startswith(ITS_OWN):
                    del sent[name]
            self.data = sent
        super()._insist_on_own_fields()

    def build(self) -> None:
        """Make the fields that the definition asks for."""
        step, correcting = self.step, self.correcting
        self.fields["on"] = day(_("办理日期"))
        if step.outcomes and not correcting:
            self.fields["outcome"] = radio(
                _("结果"), [(one.id, one.title) for one in step.outcomes.values()]
            )
        for ask in step.asks.values():
            self.fields[ASKED + ask.id] = field_of(ask, self.choices.of(ask))
        self.ask_for(step.materials.values(), self.tray, self.makes)
        if correcting:
            self.fields["reason"] = why(_("更正理由"))
        self.fields["seen"] = forms.CharField(
            widget=forms.HiddenInput, max_length=LONGEST_MARK, required=correcting
        )

    def name_of(self, field: str) -> str | None:
        """Return which input a rule is about: a field, a material, the day or the outcome."""
        return ASKED + field if field in self.step.asks else super().name_of(field)

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal beside the field that its rule means."""
        named = self.name_of(refusal.field or "")
        super().refuse(Refusal(refusal.words, basis=refusal.basis, field=named))

    @property
    def asked(self) -> Iterable[forms.BoundField]:
        """Yield the fields of the definition, in its order, those marked that must be filled in.

        Only marked: the machine refuses with the article, and a room may fill in what is empty.
        """
        for name, ask in self.step.asks.items():
            bound = self[ASKED + name]
            bound.field.required = not ask.optional and not ask.when
            yield bound

    def renew(self, seen: str) -> None:
        """Let a refused form, which is shown with what changed, be sent once more."""
        sent: Any = self.data
        sent = sent.copy()
        sent["seen"] = seen
        self.data = sent

    def values(self) -> dict[str, Value]:
        """Return what was filled in, as the machine's values; what is empty is left out."""
        found = {}
        for ask in self.step.asks.values():
            value = value_of(ask, self.cleaned_data.get(ASKED + ask.id))
            if value is not None:
                found[ask.id] = value
        return found

    def told(self) -> dict[str, Any]:
        """Return the arguments of ``complete`` and ``correct_step`` alike."""
        return {
            "on": self.cleaned_data["on"],
            "values": self.values(),
            "papers": self.papers(),
        }


class AddForm(PapersForm):
    """Materials of a step that came after it was done, and on which day."""

    def __init__(
        self, step: Step, data: Any = None, *, tray: Tray, makes: Collection[str] = (), on: date
    ) -> None:
        self.step, self.tray, self.makes = step, tray, makes
        super().__init__(data, initial={"on": on})

    def build(self) -> None:
        self.fields["on"] = day(_("收到日期"))
        self.ask_for(self.step.materials.values(), self.tray, self.makes)


def initial_of(step: Step, values: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Return what a form starts from: the day, and values by their fields."""
    found: dict[str, Any] = {"on": values.get("on", on)}
    for name, value in values.items():
        ask = step.asks.get(name)
        if ask is not None:
            found[ASKED + name] = shown(ask, value)
    return found
