"""What may be typed on a month's list of dues: everybody paid in full unless told otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from zhibu.dues.actions import LineTold
from zhibu.dues.lines import Line
from zhibu.dues.queries import Standing
from zhibu.party.models import Member

PAYERS = [
    ("wage", _("按月领工资")),
    ("annual_salary", _("年薪制")),
    ("no_fixed_income", _("收入不固定")),
    ("retired", _("离退休")),
    ("farmer", _("农民")),
    ("student", _("学生")),
    ("unemployed", _("下岗失业")),
    ("relief", _("领抚恤、低保")),
]


@dataclass(frozen=True, slots=True)
class Row:
    """One member's fields, or that nothing is left to pay."""

    member: Member
    settled: bool
    owing: Decimal | None
    fields: tuple[BoundField, ...]


class CollectionForm(forms.Form):
    """A month's list: base and kind of payer from the last time, paid in full until unticked."""

    lines = forms.CharField(required=False, widget=forms.HiddenInput)
    month = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        members: list[Member],
        standing: Mapping[str, Standing],
        before: Mapping[str, Line],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members, self.standing = members, standing
        for member in self.open_members():
            self._add_member(member.uid, before.get(member.uid))

    def open_members(self) -> Iterator[Member]:
        """Yield the members whose month is not settled yet."""
        for member in self.members:
            earlier = self.standing.get(member.uid)
            if earlier is None or not earlier.settled:
                yield member

    def _add_member(self, uid: str, before: Line | None) -> None:
        base = before.base if before else None
        reduced = before.owed if before and base is None else None
        self.fields |= {
            f"base_{uid}": _amount(_("缴费基数"), base),
            f"payer_{uid}": forms.ChoiceField(
                label=_("类别"), choices=PAYERS, initial=(before and before.payer) or "wage"
            ),
            f"reduced_{uid}": _amount(_("核定应缴"), reduced),
            f"full_{uid}": forms.BooleanField(label=_("已缴足"), required=False, initial=True),
            f"paid_{uid}": _amount(_("未缴足的实缴"), None),
        }

    def rows(self) -> Iterator[Row]:
        """Yield every member's row in the order of the roll."""
        names = ("base", "payer", "reduced", "full", "paid")
        for member in self.members:
            earlier = self.standing.get(member.uid)
            settled = bool(earlier and earlier.settled)
            fields = () if settled else tuple(self[f"{name}_{member.uid}"] for name in names)
            owing = earlier.owed - earlier.paid if earlier and not settled else None
            yield Row(member, settled, owing, fields)

    def told(self) -> tuple[LineTold, ...]:
        """Return the lines as told, from a valid form."""
        return tuple(self._line(member.uid) for member in self.open_members())

    def _line(self, uid: str) -> LineTold:
        found = self.cleaned_data
        return LineTold(
            member=uid,
            paid=None if found[f"full_{uid}"] else found[f"paid_{uid}"] or Decimal(0),
            base=found[f"base_{uid}"],
            payer=found[f"payer_{uid}"],
            owed=found[f"reduced_{uid}"],
        )

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside the field or the member it is about."""
        names = (field, f"base_{field}")
        known = next((name for name in names if name in self.fields), None)
        self.add_error(known, str(words))


class CorrectionForm(CollectionForm):
    """The list of a month once more, with the reason."""

    reason = forms.CharField(label=_("更正理由"), max_length=200)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)


class WithdrawalForm(forms.Form):
    """Why a collection is taken back."""

    reason = forms.CharField(label=_("撤回理由"), max_length=200)


def _amount(label: Any, initial: Decimal | None) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, initial=initial, required=False, min_value=0, max_value=999_999,
        max_digits=8, decimal_places=2, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
