"""What may be said about stars."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.party.models import Organization
from zhibu.stars.actions.circling import PARTS, SheetTold
from zhibu.stars.actions.overhauling import LONGEST_LINE, PlanTold
from zhibu.stars.actions.rating import Decision
from zhibu.stars.actions.refusals import LONGEST_TITLE, LONGEST_WORDS
from zhibu.stars.measure import Reckoned
from zhibu.stars.models import Basis, By, Every, Outcome
from zhibu.stars.records import PlanLine

PLAN_LINES = 6
LEVELS = [(level, _("%(n)d 星") % {"n": level}) for level in range(5, -1, -1)]
_DAY = {"required": _("请选一个日期。"), "invalid": _("日期写成 2026-11-30 这样。")}


def _words(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": _("请写几句话，说明情况或理由。"),
            "max_length": _("最多 %(limit_value)d 字，请写得短些。"),
        },
    )


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, error_messages=_DAY)


def _line(label: Any, most: int = LONGEST_LINE, *, required: bool = False) -> forms.CharField:
    errors = {
        "required": _("请填写这一项。"),
        "max_length": _("最多 %(limit_value)d 字，请写得短些。"),
    }
    return forms.CharField(label=label, required=required, max_length=most, error_messages=errors)


class Refusable(forms.Form):
    """A form that can take a refusal."""

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside its field, or above all of them."""
        self.add_error(field if field in self.fields else None, str(words))


class StarsForm(Refusable):
    """Stars of one branch as a committee decides them; ticked is what the records give."""

    won = forms.MultipleChoiceField(
        label=_("评定的星"), required=False, widget=forms.CheckboxSelectMultiple
    )
    level = forms.TypedChoiceField(
        label=_("评定的星级"), coerce=int, empty_value=None, required=False
    )
    reason = _words(_("理由"), rows=2, required=False, help_text=_("和按记录算的不一样时必填。"))

    def __init__(self, reckoned: Reckoned, by: str, data: Any = None, **told: Any) -> None:
        initial = {"won": list(reckoned.won), "level": reckoned.level}
        super().__init__(data, initial=initial, **told)
        if by == By.STARS and reckoned.stars:
            del self.fields["level"]
            choices = [(star.section, star.title) for star in reckoned.stars]
            self.fields["won"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["won"]
            self.fields["level"].choices = [("", _("请选择")), *LEVELS]  # type: ignore[attr-defined]

    def decision(self, branch: Organization) -> Decision:
        """Return what was decided of a branch."""
        told = self.cleaned_data
        return Decision(
            branch, tuple(told.get("won", ())), told.get("level"), told.get("reason", "")
        )


class ModeForm(Refusable):
    """How is rated, and from which year."""

    by = forms.ChoiceField(label=_("星级怎样得出"), choices=By.choices)
    every = forms.ChoiceField(label=_("多久评一次"), choices=Every.choices)
    from_year = forms.IntegerField(
        label=_("从哪一年起"), min_value=2000, max_value=2100,
        error_messages={"invalid": _("年份写成 2026 这样。"), "required": _("请写年份。")},
    )  # fmt: skip
    reason = _words(_("理由"))


class ReasonForm(Refusable):
    """Why something is withdrawn."""

    reason = _words(_("理由"))


class PlanForm(Refusable):
    """The three lists of an overhaul as one table, and who helps."""

    helper = forms.ChoiceField(
        label=_("联系帮扶"), error_messages={"required": _("请选一个联系帮扶的支部或干部。")}
    )

    def __init__(
        self,
        members: Sequence[tuple[str, str]],
        helpers: Sequence[tuple[str, str]],
        data: Any = None,
        *,
        problems: Sequence[str] = (),
    ) -> None:
        super().__init__(data)
        self.fields["helper"].choices = [("", _("请选择")), *helpers]  # type: ignore[attr-defined]
        for place in range(PLAN_LINES):
            self.fields[f"problem_{place}"] = _line(_("问题"))
            self.fields[f"measure_{place}"] = _line(_("措施"))
            self.fields[f"member_{place}"] = forms.ChoiceField(
                label=_("责任人"), required=False, choices=[("", _("请选择")), *members]
            )
            self.fields[f"by_{place}"] = _day(_("期限"), required=False)
            if place < len(problems):
                self.fields[f"problem_{place}"].initial = problems[place][:LONGEST_LINE]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table's rows of bound fields."""
        names = ("problem", "measure", "member", "by")
        return [
            {"number": place + 1, **{name: self[f"{name}_{place}"] for name in names}}
            for place in range(PLAN_LINES)
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for a row's other fields where one of measure, person and day is filled in."""
        told: dict[str, Any] = super().clean() or {}
        for place in range(PLAN_LINES):
            names = [f"{name}_{place}" for name in ("problem", "measure", "member", "by")]
            given = [name for name in names if told.get(name)]
            if given and given != names[:1]:
                for name in names:
                    if name not in given and name not in self.errors:
                        self.add_error(name, _("这一条还没有写全：问题、措施、责任人和期限。"))
        return told

    def told(self) -> PlanTold:
        """Return the rows that are whole; a problem alone, as proposed, is left out."""
        said = self.cleaned_data
        lines = tuple(
            PlanLine(
                said[f"problem_{n}"], said[f"measure_{n}"], said[f"member_{n}"], said[f"by_{n}"]
            )
            for n in range(PLAN_LINES)
            if said.get(f"measure_{n}")
        )
        return PlanTold(lines, said["helper"])


class VisitForm(Refusable):
    """What a visit saw, and which lines are mended."""

    on = _day(_("走访日期"))
    words = _words(_("走访情况"))
    mended = forms.TypedMultipleChoiceField(
        label=_("已经解决的条目"), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, lines: Sequence[PlanLine], data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        choices = [(str(n), f"{n}. {one.problem}") for n, one in enumerate(lines, 1)]
        self.fields["mended"].choices = choices  # type: ignore[attr-defined]


class ExitForm(StarsForm):
    """The exit test: stars as decided, and whether the overhaul is over."""

    outcome = forms.ChoiceField(
        label=_("复评结果"), choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("请选择复评结果。")},
    )  # fmt: skip
    reason = _words(_("复评意见"))


class DemonstrationForm(Refusable):
    """Which branch is an example of what, until when."""

    branch = forms.ChoiceField(label=_("支部"))
    title = _line(_("名称"), LONGEST_TITLE, required=True)
    until_on = _day(_("有效期到"))
    reason = _words(_("命名理由"), rows=2)

    def __init__(self, branches: Sequence[Organization], data: Any = None) -> None:
        super().__init__(data, initial={"title": _("示范党支部")})
        choices = [("", _("请选择")), *((one.uid, one.name) for one in branches)]
        self.fields["branch"].choices = choices  # type: ignore[attr-defined]


class CircleForm(Refusable):
    """A circle: its name, and each branch's place in the route; empty leaves it out."""

    title = _line(_("组名"), LONGEST_TITLE, required=True)
    basis = forms.ChoiceField(choices=Basis.choices, widget=forms.HiddenInput)

    def __init__(self, branches: Sequence[Organization], data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        self.branches = branches
        for number, one in enumerate(branches, 1):
            self.fields[one.uid] = forms.IntegerField(
                label=one.name, required=False, min_value=1, max_value=99, initial=number,
                error_messages={"invalid": _("次序写成数字，不参加的留空。")},
            )  # fmt: skip

    @property
    def places(self) -> list[Any]:
        """The fields of the branches."""
        return [self[one.uid] for one in self.branches]

    def route(self) -> list[str]:
        """Return the branches that take part, in their order."""
        told = self.cleaned_data
        chosen = [(told[one.uid], at) for at, one in enumerate(self.branches) if told[one.uid]]
        return [self.branches[at].uid for _place, at in sorted(chosen)]


class SheetForm(Refusable):
    """A visit sheet: 述、看、查、问、评, in words, and what was found amiss."""

    on = _day(_("观摩日期"))
    heard = _words(_("述：听了什么汇报"))
    seen = _words(_("看：看了什么"))
    checked = _words(_("查：查了哪些记录"))
    asked = _words(_("问：问了谁、问了什么"))
    judged = _words(_("评：怎样评价"))
    findings = _words(
        _("发现的问题"), required=False, help_text=_("一行一个；没有就不填。不打分。")
    )

    def told(self) -> SheetTold:
        """Return the sheet."""
        said = self.cleaned_data
        lines = tuple(said["findings"].splitlines())
        on: date = said["on"]
        return SheetTold(**{part: said[part] for part in PARTS}, findings=lines, on=on)
