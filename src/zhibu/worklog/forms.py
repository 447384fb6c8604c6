"""What may be typed of a piece of work: only the fields its kind needs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.core.periods import Month
from zhibu.party.forms import day
from zhibu.party.models import Member, Organization
from zhibu.worklog.declared import Shape, WorkType
from zhibu.worklog.told import WorkTold

DAY_LABELS: Mapping[Shape, Any] = {
    Shape.TASK: _("登记或收到日期"),
    Shape.DOCUMENT: _("完成日期"),
    Shape.STATE: _("开始日期"),
    Shape.INCIDENT: _("发生日期"),
}
PERIODS_BACK = 12
_EMPTY = {"required": _("“说明”没有填：写一句是什么事就够。")}


class WorkForm(forms.Form):
    """A piece of work of one kind; ``today`` is what the day starts from."""

    work = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self,
        kind: WorkType,
        *args: Any,
        today: date,
        members: Iterable[Member] = (),
        branches: Iterable[Organization] | None = None,
        correcting: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"work": kind.key, "on": today} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.kind, self.today, self.numbers = kind, today, len(kind.numbers)
        if branches is not None:
            self.fields["branches"] = _ticks(
                _("支部"), [(b.uid, b.name) for b in branches], _("请至少勾选一个支部。")
            )
        self._add_when()
        self._add_what(members)
        words_needed = kind.shape in {Shape.TASK, Shape.INCIDENT}
        self.fields["words"] = forms.CharField(
            label=_("说明"), required=words_needed, max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}), error_messages=_EMPTY,
        )  # fmt: skip
        if correcting:
            self.fields["reason"] = _reason(_("更正理由"))
            self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def told(self) -> WorkTold:
        """Return what a valid form tells."""
        found = self.cleaned_data
        month = found.get("month")
        return WorkTold(
            work=self.kind.key,
            on=found.get("on") or self.today,
            words=found["words"],
            participants=tuple(found.get("participants", ())),
            minutes=found.get("minutes"),
            parts=tuple(found.get("parts", ())),
            month=Month.parse(month) if month else None,
            numbers=tuple(found[f"number_{place}"] for place in range(self.numbers)),
            number=found.get("number") or 1,
            due_on=found.get("due_on"),
        )

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside the field it is about."""
        self.add_error(field if field in self.fields else None, str(words))

    def _add_when(self) -> None:
        if self.kind.shape is Shape.COUNT:
            self.fields["month"] = forms.ChoiceField(
                label=_("时段"), choices=_periods(self.kind.months, self.today)
            )
            return
        label = DAY_LABELS.get(self.kind.shape, _("日期"))
        self.fields["on"] = day(label)
        if self.kind.shape is Shape.TASK:
            self.fields["due_on"] = day(_("最后期限"))
            self.initial.setdefault("due_on", self.today + timedelta(days=self.kind.days))

    def _add_what(self, members: Iterable[Member]) -> None:
        for place, number in enumerate(self.kind.numbers):
            self.fields[f"number_{place}"] = _whole(number.title, 0, number.most)
        if self.kind.numbered:
            self.fields["number"] = _whole(_("数量"), 1, 10_000)
        if self.kind.parts:
            parts = [(part, _(part)) for part in self.kind.parts]
            self.fields["parts"] = _ticks(_("已经具备的"), parts, required=False)
        if self.kind.shape is Shape.PER_MEMBER:
            if self.kind.minutes:
                self.fields["minutes"] = _whole(_("每人多少分钟"), 1, 24 * 60)
            self._add_who([(one.uid, one.name) for one in members])

    def _add_who(self, members: Sequence[tuple[str, str]]) -> None:
        """Ask who took part. Where all sit together, all are ticked and who was away is cleared."""
        self.fields["participants"] = _ticks(
            _("参加的党员"), members, _("请至少勾选一位参加的党员。")
        )
        if self.kind.minutes and "participants" not in self.initial:
            self.initial["participants"] = [uid for uid, _name in members]
            self.fields["participants"].help_text = _("已全部勾选，没有参加的请去掉。")


class EndForm(forms.Form):
    """When a task was done or a state ended."""

    words = forms.CharField(
        label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("on", "words")

    def __init__(self, *args: Any, today: date, task: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today}
        super().__init__(*args, **kwargs)
        self.fields["on"] = day(_("办结日期") if task else _("结束日期"))
        self.order_fields(self.field_order)


class WithdrawalForm(forms.Form):
    """Why a record is taken back."""

    reason = forms.CharField(
        label=_("撤回理由"), max_length=200,
        error_messages={"required": _("请写明撤回的理由，例如“选错了文件”。")},
    )  # fmt: skip


def _reason(label: Any) -> forms.CharField:
    missing = {"required": _("“更正理由”没有填：写一句为什么改。")}
    return forms.CharField(label=label, max_length=200, error_messages=missing)


def _whole(label: Any, least: int, most: int) -> forms.IntegerField:
    words = _("请填 %(least)d 到 %(most)d 的整数。") % {"least": least, "most": most}
    told = dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)
    return forms.IntegerField(label=label, min_value=least, max_value=most, error_messages=told)


def _ticks(
    label: Any, choices: Sequence[tuple[str, Any]], missing: Any = "", *, required: bool = True
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": missing},
    )  # fmt: skip


def _periods(months: int, today: date) -> list[tuple[str, str]]:
    """Return the periods of a year back that have begun, the latest first."""
    first = Month(today.year, (today.month - 1) // months * months + 1)
    starts = [first.shift(-months * back) for back in range(PERIODS_BACK // months + 1)]
    return [(str(one), _named(one, months)) for one in starts]


def _named(first: Month, months: int) -> str:
    last = first.shift(months - 1)
    return str(first) if months == 1 else f"{first} – {last}"
