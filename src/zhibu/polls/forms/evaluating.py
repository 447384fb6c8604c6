"""Forms of mutual evaluation: the plan, partners, a sheet."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from zhibu.core.evaluation import Criterion, Grade
from zhibu.core.pairing import PairKind
from zhibu.party.models import Organization
from zhibu.polls.actions.evaluating import LONGEST_WORDS, RoundTold
from zhibu.polls.forms.lines import Refusable, graded, lines_of, numbered

KINDS = {
    PairKind.LINKED: _("业务联系单位"),
    PairKind.OFFICE_BASE: _("机关与基层之间"),
    PairKind.SAME_CLASS: _("同类支部"),
    PairKind.OTHER_CLASS: _("其他类支部"),
}
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CRITERIA = _("组织生活正常、有质量，30\n作用发挥明显，30\n服务、配合到位，25\n作风扎实，15")
GRADES = _("好 100，较好 80，一般 60，差 0")


class RoundForm(Refusable):
    """The plan of a round."""

    title = forms.CharField(label=_("名称"), max_length=60)
    year = forms.IntegerField(label=_("考核年度"), min_value=2000, max_value=2200)
    closes_on = forms.DateField(label=_("截止日期"), widget=DAY)
    criteria = forms.CharField(
        label=_("评价内容"), max_length=4_000, initial=CRITERIA,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("一行一项，先写内容，再写分值。4 项左右，评一个支部不到 4 分钟。"),
    )  # fmt: skip
    grades = forms.CharField(
        label=_("等次"), max_length=200, required=False, initial=GRADES,
        help_text=_("各等次得分值的百分之几。不填的，直接打分。"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("权重说明"), max_length=300, required=False,
        help_text=_("四种关系各占几份。一份都不多给的，都填 1。"),
    )  # fmt: skip
    seed = forms.CharField(
        label=_("公开的数"), max_length=100,
        help_text=_("谁评谁由它算出，如当天公布的开奖号码。定了方案，谁都可以重算。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in KINDS.items():
            self.fields[f"weight_{kind.value}"] = forms.IntegerField(
                label=label, min_value=1, max_value=10, initial=1
            )

    def weights(self) -> list[BoundField]:
        """Return the fields of the weights."""
        return [self[f"weight_{kind.value}"] for kind in KINDS]

    def clean_grades(self) -> tuple[Grade, ...]:
        return tuple(Grade(*one) for one in graded(self.cleaned_data["grades"]))

    def clean_criteria(self) -> tuple[tuple[str, int], ...]:
        return tuple(numbered(line) for line in lines_of(self.cleaned_data["criteria"]))

    def told(self) -> RoundTold:
        """Return the plan as told, from a valid form."""
        said = self.cleaned_data
        return RoundTold(
            title=said["title"],
            year=said["year"],
            closes_on=said["closes_on"],
            criteria=tuple(
                Criterion(words, points, said["grades"]) for words, points in said["criteria"]
            ),
            weights={kind: said[f"weight_{kind.value}"] for kind in KINDS},
            note=said["note"],
            seed=said["seed"],
        )


class LinkForm(Refusable):
    """Two branches that work together."""

    one = forms.ChoiceField(label=_("支部"))
    other = forms.ChoiceField(label=_("业务联系的支部"))
    words = forms.CharField(label=_("什么业务"), max_length=100, required=False)

    def __init__(self, branches: Iterable[Organization], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.uid, one.name) for one in branches]
        for name in ("one", "other"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class ReasonForm(Refusable):
    """Why something is taken back."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class DeclineForm(Refusable):
    """Why a unit would rather not rate another."""

    words = forms.CharField(
        label=_("原因"), max_length=LONGEST_WORDS,
        error_messages={"required": _("不评也可以，请写一句原因，如“没有往来，不了解”。")},
    )  # fmt: skip


class SheetForm(Refusable):
    """A grade or points for each criterion."""

    def __init__(self, criteria: Sequence[Criterion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for place, one in enumerate(criteria):
            self.fields[f"mark_{place}"] = _field_for(one)

    def marks_fields(self) -> list[BoundField]:
        """Return the fields in the order of the criteria."""
        return [self[f"mark_{place}"] for place in range(len(self.criteria))]

    def marks(self) -> tuple[int, ...]:
        """Return the marks, from a valid form."""
        return tuple(int(self.cleaned_data[f"mark_{p}"]) for p in range(len(self.criteria)))


def _field_for(one: Criterion) -> forms.Field:
    label = _("%(words)s（%(points)d 分）") % {"words": one.words, "points": one.points}
    missing = {"required": _("请选一个。")}
    if one.grades:
        choices = [(str(place), grade.title) for place, grade in enumerate(one.grades)]
        return forms.ChoiceField(
            label=label, choices=choices, widget=forms.RadioSelect, error_messages=missing
        )
    return forms.IntegerField(
        label=label, min_value=0, max_value=one.points, error_messages=missing
    )
