"""What may be typed in this room."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from zhibu.assessment.reasons import LONGEST_WORDS
from zhibu.core.standard import Item
from zhibu.party.models import Organization
from zhibu.review import rules
from zhibu.review.actions.appealing import AnswerTold
from zhibu.review.actions.assessing_oneself import OwnTold
from zhibu.review.actions.confirming import ConfirmationTold
from zhibu.review.actions.judging import MarkTold
from zhibu.review.actions.spot_checking import LONGEST_TEXT
from zhibu.review.models import Decision, Occasion, Outcome
from zhibu.review.presenting import Question
from zhibu.review.records import Commented, Judged, OwnMark

AS_IT_IS, ADJUST = "as_it_is", "adjust"
_CHOOSE = {"required": _("请选一项。")}


def _words(label: object, *, rows: int = 2, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=required,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("请写几句话，说明理由。")},
    )


def _points(label: object, **bounds: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=7, decimal_places=2, **bounds)  # type: ignore[arg-type]


def _count(label: object) -> forms.IntegerField:
    told = dict.fromkeys(("required", "invalid", "min_value"), _("请填 1 或更大的整数。"))
    return forms.IntegerField(label=label, min_value=1, initial=3, error_messages=told)  # type: ignore[arg-type]


class Refusable(forms.Form):
    """A form that can take a refusal; a field of the action is one here of that name or ending."""

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside its field, or above all of them."""
        named = (field, f"share_{field}", f"adjust_{field}", f"points_{field}")
        found = next((name for name in named if name and name in self.fields), None)
        self.add_error(found, str(words))


@dataclass(frozen=True, slots=True)
class Asked:
    """An item on a form, with its fields."""

    question: Question
    fields: tuple[BoundField, ...]


class _Items(Refusable):
    """A form of some fields for each item."""

    def __init__(self, questions: Sequence[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions

    def rows(self) -> Iterator[Asked]:
        """Yield the items with their fields, in the order of the standard."""
        for question in self.questions:
            ending = f"_{question.item.id}"
            named = [name for name in self.fields if name.endswith(ending)]
            yield Asked(question, tuple(self[name] for name in named))


class SheetForm(_Items):
    """An assessor's sheet: a grade for each item, words where one likes."""

    def __init__(
        self, questions: Sequence[Question], own: Judged | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(questions, *args, **kwargs)
        given = {mark.item: mark for mark in own.marks} if own else {}
        for question in questions:
            code, mark = question.item.id, given.get(question.item.id)
            self.fields[f"share_{code}"] = forms.ChoiceField(
                label=_("等次"), choices=grades_of(question.item), widget=forms.RadioSelect,
                initial=mark.share if mark else None, error_messages=_CHOOSE,
            )  # fmt: skip
            self.fields[f"words_{code}"] = _words(_("评语"))
            self.fields[f"words_{code}"].initial = mark.words if mark else ""
        if own:
            self.fields["reason"] = _words(_("更正理由"), required=True)

    def told(self) -> dict[str, MarkTold]:
        """Return what was filled in."""
        data = self.cleaned_data
        codes = [question.item.id for question in self.questions]
        return {c: MarkTold(int(data[f"share_{c}"]), data[f"words_{c}"]) for c in codes}


def grades_of(item: Item) -> list[tuple[int, str]]:
    """Return an item's grades as choices: 较好 75%."""
    return [(one.share, f"{one.title} {one.share / 100:g}%") for one in rules.grades_of(item)]


class ConfirmForm(_Items):
    """Machine items, each left alone, confirmed as it is, or adjusted with a reason."""

    def __init__(
        self, questions: Sequence[Question], given: Mapping[str, int], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(questions, *args, **kwargs)
        choices = [(AS_IT_IS, _("按机器结果")), (ADJUST, _("调整"))]
        for question in questions:
            code = question.item.id
            adjust = given.get(code)
            said = None if adjust is None else ADJUST if adjust else AS_IT_IS
            self.fields[f"how_{code}"] = forms.ChoiceField(
                label=_("确认"), choices=choices, widget=forms.RadioSelect, required=False,
                initial=said,
            )  # fmt: skip
            most = Decimal(question.item.points) / 100
            field = _points(_("加减分"), min_value=-most, max_value=most, required=False)
            field.initial = Decimal(adjust) / 100 if adjust else None
            self.fields[f"adjust_{code}"] = field
            self.fields[f"words_{code}"] = _words(_("理由"))

    def told(self) -> dict[str, ConfirmationTold]:
        """Return what was confirmed or adjusted; what was left alone is not among it."""
        data, told = self.cleaned_data, {}
        for code in (question.item.id for question in self.questions):
            if how := data[f"how_{code}"]:
                points = data[f"adjust_{code}"] if how == ADJUST else None
                told[code] = ConfirmationTold(int((points or 0) * 100), data[f"words_{code}"])
        return told


class OwnForm(_Items):
    """A branch's own view: points for the items it has a view of."""

    def __init__(
        self, questions: Sequence[Question], given: Mapping[str, OwnMark], *args: Any,
        correcting: bool, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(questions, *args, **kwargs)
        for question in questions:
            code, mark = question.item.id, given.get(question.item.id)
            field = _points(_("自评分"), required=False)
            field.initial = Decimal(mark.points) / 100 if mark else None
            self.fields[f"points_{code}"] = field
            self.fields[f"words_{code}"] = _words(_("说明"), rows=1)
            self.fields[f"words_{code}"].initial = mark.words if mark else ""
        if correcting:
            self.fields["reason"] = _words(_("更正理由"), required=True)

    def told(self) -> dict[str, OwnTold]:
        """Return the items that were given points."""
        data = self.cleaned_data
        codes = [question.item.id for question in self.questions]
        return {
            c: OwnTold(int(data[f"points_{c}"] * 100), data[f"words_{c}"])
            for c in codes
            if data[f"points_{c}"] is not None
        }


class DelegationForm(Refusable):
    """To whom, on which occasions, from when until when."""

    committee = forms.ModelChoiceField(
        queryset=Organization.objects.none(), label=_("委托给"), empty_label=_("请选择"),
        error_messages=_CHOOSE,
    )  # fmt: skip
    occasions = forms.MultipleChoiceField(
        choices=Occasion.choices, label=_("考核"), widget=forms.CheckboxSelectMultiple,
        error_messages=_CHOOSE,
    )  # fmt: skip
    from_on = forms.DateField(
        label=_("开始日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until_on = forms.DateField(
        label=_("结束日期"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class SpotForm(Refusable):
    """What is announced."""

    text = forms.CharField(
        label=_("名称"), max_length=LONGEST_TEXT,
        error_messages={"required": _("“名称”没有填：例如“第四季度抽查”。")},
    )  # fmt: skip
    branches = _count(_("抽几个支部"))
    items = _count(_("每个支部抽几项"))


class FindingForm(Refusable):
    """What was found of a drawn line."""

    outcome = forms.ChoiceField(
        label=_("结果"), choices=Outcome.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    words = _words(_("情况"))

    def __init__(self, *args: Any, correcting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if correcting:
            self.fields["reason"] = _words(_("更正理由"), required=True)


class AppealForm(Refusable):
    """Why an item should be looked at again, and which records tell so."""

    words = _words(_("申诉理由"), rows=5, required=True)
    records = forms.MultipleChoiceField(
        label=_("有关的记录"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, records: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["records"].choices = list(records)  # type: ignore[attr-defined]


class AnswerForm(Refusable):
    """Whether an appeal is granted, what moves, and why."""

    decision = forms.ChoiceField(
        label=_("答复"), choices=Decision.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    words = _words(_("理由"), rows=4, required=True)

    def __init__(self, item: Item, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        if item.judged:
            self.fields["share"] = forms.TypedChoiceField(
                label=_("改评为"), required=False, coerce=int, empty_value=None,
                choices=[("", _("不改")), *grades_of(item)],
            )  # fmt: skip
        else:
            most = Decimal(item.points) / 100
            self.fields["adjust"] = _points(
                _("加减分"), required=False, min_value=-most, max_value=most
            )
        self.order_fields(["decision", "share", "adjust", "words"])

    def told(self) -> AnswerTold:
        """Return the answer."""
        data = self.cleaned_data
        adjust = int((data.get("adjust") or 0) * 100)
        return AnswerTold(data["decision"], data["words"], adjust, data.get("share"))


class ReasonForm(Refusable):
    """Why something is taken back."""

    reason = _words(_("撤回理由"), required=True)


class CommentForm(Refusable):
    """The opening words of a month's commentary."""

    words = _words(_("开头的话"), rows=6, required=True)

    def __init__(self, former: Commented | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if former:
            self.fields["words"].initial = former.words
            self.fields["reason"] = _words(_("更正理由"), required=True)
