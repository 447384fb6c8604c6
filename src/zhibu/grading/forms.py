"""What may be typed in this room."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhibu.assessment.reasons import LONGEST_WORDS
from zhibu.core.standard import Standard
from zhibu.grading import rules
from zhibu.grading.actions import ClaimTold, Deviation, ResultsTold, VetoTold
from zhibu.grading.actions.claiming import LONGEST_TITLE
from zhibu.grading.models import Decision
from zhibu.grading.presenting import RESULTS
from zhibu.grading.standings import Proposal
from zhibu.party.sets import BranchClass

_CHOOSE = {"required": _("请选一项。")}
_NAMELESS = _("写工作，不写个人姓名。")
Choices = Sequence[tuple[str, str]]


def _words(label: object, *, rows: int = 3, required: bool = True, help_text: object = "") -> Any:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=required,
        max_length=LONGEST_WORDS,
        help_text=help_text,  # type: ignore[arg-type]
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("请写几句话，说明理由。")},
    )


def _day(label: object) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))  # type: ignore[arg-type]


class Refusable(forms.Form):
    """A form that can take a refusal; a field of the action is one here of that name."""

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside its field, or above all of them."""
        self.add_error(field if field in self.fields else None, str(words))


class _WithRecords(Refusable):
    """A form on which records of the branch may be chosen."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int, error_messages=_CHOOSE)
    records = forms.MultipleChoiceField(
        label=_("有关的记录"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, years: Sequence[int], records: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(one, str(one)) for one in years]  # type: ignore[attr-defined]
        self.fields["records"].choices = list(records)  # type: ignore[attr-defined]


class ClaimForm(_WithRecords):
    """What a branch did, with what result, and who took it over."""

    title = forms.CharField(label=_("活动名称"), max_length=LONGEST_TITLE)
    done = _words(_("做了什么"), rows=5, help_text=_NAMELESS)
    result = _words(_("取得什么成效"), rows=4, help_text=_("写看得见的变化；篇幅不计分。"))
    adopters = _words(
        _("已经借鉴的单位"), rows=3, required=False, help_text=_("每行一个单位名称。")
    )

    def __init__(self, standard: Standard, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if standard.bonus_table:
            self.fields["level"] = forms.ChoiceField(
                label=_("等级"), error_messages=_CHOOSE,
                choices=[
                    (one.id, _now("%(title)s（最多 %(n)g 分）") % {
                        "title": one.title, "n": one.points / 100
                    })
                    for one in standard.bonus_table
                ],
            )  # fmt: skip
        self.order_fields(["year", "title", "level", "done", "result", "adopters", "records"])

    def told(self) -> ClaimTold:
        """Return the claim."""
        data = self.cleaned_data
        return ClaimTold(
            year=data["year"], title=data["title"], done=data["done"], result=data["result"],
            level=data.get("level", ""), adopters=data["adopters"].splitlines(),
            records=data["records"],
        )  # fmt: skip


class PanelForm(Refusable):
    """One sheet: how many points, and why."""

    words = _words(_("评判理由"), help_text=_("看成效和借鉴价值，不看材料多少。"))

    def __init__(self, most: int, *args: Any, correcting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"] = forms.DecimalField(
            label=_("给分"), min_value=0, max_value=Decimal(most) / 100, max_digits=7,
            decimal_places=2,
        )  # fmt: skip
        if correcting:
            self.fields["reason"] = _words(_("更正理由"), rows=2)
        self.order_fields(["points", "words", "reason"])

    def told(self) -> dict[str, Any]:
        """Return the sheet, points in hundredths."""
        data = self.cleaned_data
        points = int(data["points"] * 100)
        return {"points": points, "words": data["words"], "reason": data.get("reason", "")}


class DecideForm(Refusable):
    """Whether a claim is accepted, and why not."""

    decision = forms.ChoiceField(
        label=_("认定"), choices=Decision.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    words = _words(_("说明"), required=False, help_text=_("不采纳的，要写明理由。"))


class WordsForm(Refusable):
    """A few words, with which something is done."""

    words = _words(_("说明"))


class ReasonForm(Refusable):
    """Why something is taken back."""

    reason = _words(_("撤回理由"), rows=2)


class VetoForm(_WithRecords):
    """Which veto, by what facts and records."""

    veto = forms.ChoiceField(label=_("情形"), widget=forms.RadioSelect, error_messages=_CHOOSE)
    words = _words(_("认定的事实"), rows=4, help_text=_("写事实和依据，不写个人姓名和处分细节。"))

    def __init__(self, standard: Standard, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["veto"].choices = [(one.id, one.title) for one in standard.vetoes]  # type: ignore[attr-defined]
        self.order_fields(["year", "veto", "words", "records"])

    def told(self) -> VetoTold:
        """Return what was found."""
        data = self.cleaned_data
        return VetoTold(data["year"], data["veto"], data["words"], data["records"])


class WishForm(Refusable):
    """For which class a branch asks, and why."""

    wanted = forms.ChoiceField(
        label=_("申请调到"), choices=BranchClass.choices, error_messages=_CHOOSE
    )
    words = _words(_("理由"))


class ClassForm(Refusable):
    """Into which class a branch is put, from when, and why."""

    wanted = forms.ChoiceField(label=_("调到"), choices=BranchClass.choices, error_messages=_CHOOSE)
    from_on = _day(_("从哪天起"))
    reasons = _words(_("理由"))


class AnswerWishForm(Refusable):
    """Whether a wish is granted, from when, and why."""

    decision = forms.ChoiceField(
        label=_("决定"), choices=Decision.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    from_on = _day(_("从哪天起"))
    reasons = _words(_("理由"))


class ResultsForm(Refusable):
    """What the meeting decided: where it deviates from what was computed, and what follows."""

    met_on = _day(_("会议日期"))
    consequences = forms.MultipleChoiceField(
        label=_("采用的处理建议"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("只是建议，会议决定采用哪些。"),
    )  # fmt: skip

    def __init__(
        self, proposals: Sequence[Proposal], *args: Any, rows: int, correcting: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        entailed = list(_entailed(proposals))
        self.fields["consequences"].choices = entailed  # type: ignore[attr-defined]
        self.fields["consequences"].initial = [key for key, _title in entailed]
        branches = [("", "—"), *((one.branch.uid, one.branch.name) for one in proposals)]
        self.rows = rows
        for at in range(rows):
            n = at + 1
            self.fields[f"branch_{at}"] = forms.ChoiceField(
                label=_now("改动 %(n)d：支部") % {"n": n}, required=False, choices=branches
            )
            self.fields[f"result_{at}"] = forms.ChoiceField(
                label=_now("改动 %(n)d：会议决定为") % {"n": n}, required=False,
                choices=[("", "—"), *((key.value, words) for key, words in RESULTS.items())],
            )  # fmt: skip
            self.fields[f"reasons_{at}"] = _words(
                _now("改动 %(n)d：理由") % {"n": n}, rows=2, required=False
            )
        if correcting:
            self.fields["reason"] = _words(_("更正理由"), rows=2)

    def clean(self) -> dict[str, Any]:
        """Insist that each deviation names branch, result and reasons."""
        data = super().clean() or {}
        for at in range(self.rows):
            told = {name: data.get(f"{name}_{at}", "") for name in ("branch", "result", "reasons")}
            if any(told.values()):
                for name in [key for key, value in told.items() if not value]:
                    self.add_error(f"{name}_{at}", _("改动的支部、结果和理由都要填。"))
        return data

    def deviating(self) -> list[list[forms.BoundField]]:
        """Return the fields of each deviation together."""
        names = ("branch", "result", "reasons")
        return [[self[f"{name}_{at}"] for name in names] for at in range(self.rows)]

    def told(self) -> ResultsTold:
        """Return what was decided."""
        data = self.cleaned_data
        deviations = {
            uid: Deviation(data[f"result_{at}"], data[f"reasons_{at}"])
            for at in range(self.rows)
            if (uid := data[f"branch_{at}"])
        }
        chosen: dict[str, list[str]] = {}
        for each in data["consequences"]:
            uid, _colon, key = each.partition(":")
            other = deviations.get(uid)
            # What was proposed for the computed result falls with it.
            if other is None or rules.in_force().consequences[key].of == other.result:
                chosen.setdefault(uid, []).append(key)
        return ResultsTold(data["met_on"], deviations, chosen)


def _entailed(proposals: Sequence[Proposal]) -> Any:
    for one in proposals:
        for entailed in rules.in_force().entailed_by(one.computed):
            yield f"{one.branch.uid}:{entailed.id}", f"{one.branch.name}：{entailed.words}"
