"""What may be told of elections."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.core.electing import Tally, cell_of
from zhibu.elections import queries, rules, wording
from zhibu.elections.models import Office

MOST_VOTES = 10_000
WRITTEN_IN = 3
_DAY = {"required": _("请选一个日期。"), "invalid": _("日期写成 2026-11-30 这样。")}
Pairs = Sequence[tuple[str, Any]]


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, error_messages=_DAY)


def _number(label: Any, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_VOTES, required=required,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("请填一个数，没有的填 0。"), "invalid": _("请填整数。")},
    )  # fmt: skip


class Refusable(forms.Form):
    """A form that can take a refusal."""

    def refuse(self, field: str | None, words: object, basis: str | None = None) -> None:
        """Put a refusal beside its field, or above all of them, with the article."""
        said = f"{words}（{basis}）" if basis else str(words)
        self.add_error(field if field in self.fields else None, said)


class OpenForm(Refusable):
    """Which election, of how many, in what way. When the term ends is known already."""

    variant = forms.ChoiceField(
        label=_("选举"), choices=list(wording.VARIANTS.items()), widget=forms.RadioSelect
    )
    seats = forms.IntegerField(
        label=_("应选委员名额"), min_value=1, max_value=7, required=False,
        help_text=_("一般三至五名，不超过七名。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    method = forms.ChoiceField(label=_("选举方式"), choices=list(wording.METHODS.items()))
    term = forms.ChoiceField(label=_("新一届任期"))
    deputy = forms.ChoiceField(
        label=_("副书记"), choices=list(wording.DEPUTIES.items()), required=False,
        help_text=_("只有不设支委会的要选：必要时由党员大会选一名副书记。"),
    )  # fmt: skip
    vacant_on = _day(_("缺额发生日"), required=False)
    office = forms.ChoiceField(
        label=_("补选职务"), choices=Office.choices[:2], required=False
    )  # fmt: skip
    vacancies = forms.IntegerField(
        label=_("补选名额"), min_value=1, max_value=7, required=False, initial=1,
        help_text=_("补选书记的只选一名，不用改。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, usual: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, initial=dict(usual))
        terms = [(key, one.title) for key, one in rules.in_force().terms.items()]
        self.fields["term"].choices = terms  # type: ignore[attr-defined]

    def told(self) -> dict[str, date | int | str]:
        """Return what the variant asks for, from a valid form."""
        found, variant = self.cleaned_data, self.cleaned_data["variant"]
        names = {
            queries.COMMITTEE: ("seats", "term", "method"),
            queries.SINGLE: ("term", "method", "deputy"),
            queries.BY_ELECTION: ("vacant_on", "office"),
        }[variant]
        told = {name: found[name] for name in names if found.get(name)}
        if variant == queries.BY_ELECTION:
            told["seats"] = found.get("vacancies") or 1
        return told

    def clean(self) -> dict[str, Any]:
        """Refuse what does not go together."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("variant") == queries.SINGLE and found.get("method") == queries.DIRECT:
            self.add_error(
                "method", _("不设支委会的，书记本来就由党员大会直接选举，请选别的方式。")
            )
        return found


class RollForm(Refusable):
    """How many came to the meeting, and who is not counted among those who should."""

    on = _day(_("大会日期"))
    present = _number(_("实到有选举权的人数"))
    excused = forms.MultipleChoiceField(
        label=_("本人申请、大会同意不计入应到会的"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("长期患病、出国半年以上等，默认，待确认。"),
    )  # fmt: skip
    suspended = forms.MultipleChoiceField(
        label=_("停止行使表决权、选举权的"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("被留置、拘留、逮捕期间。受留党察看处分的已经除外，不用选。"),
    )  # fmt: skip

    counters = forms.MultipleChoiceField(
        label=_("大会通过的计票人"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("两名以上，用自己的账号录入计票。没有选的，由书记、组织委员或者上级干事录入，候选人除外。"),
    )  # fmt: skip

    def __init__(
        self, electors: Pairs, standing: set[str], data: Any = None, **more: Any
    ) -> None:  # fmt: skip
        super().__init__(data, **more)
        for name in ("excused", "suspended"):
            self.fields[name].choices = electors  # type: ignore[attr-defined]
        free = [one for one in electors if one[0] not in standing]
        self.fields["counters"].choices = free  # type: ignore[attr-defined]


class CountForm(Refusable):
    """One counter's sheet: the papers, each candidate's votes, and who was written in."""

    issued = _number(_("发出选票"))
    returned = _number(_("收回选票"))
    valid = _number(_("有效票"))
    invalid = _number(_("无效票"))

    def __init__(self, candidates: Pairs, others: Pairs, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.candidates = candidates
        for uid, name in candidates:
            self.fields[cell_of(uid)] = _number(_("%(name)s的得票") % {"name": name})
        for place in range(min(WRITTEN_IN, len(others))):
            who = forms.ChoiceField(
                label=_("另选他人"), choices=[("", "——"), *others], required=False
            )
            self.fields[f"other_{place}"] = who
            self.fields[f"other_votes_{place}"] = _number(_("得票"), required=False)

    @property
    def papers(self) -> Iterable[forms.BoundField]:
        return [self[name] for name in wording.CELLS]

    @property
    def votes(self) -> Iterable[forms.BoundField]:
        return [self[cell_of(uid)] for uid, _name in self.candidates]

    @property
    def written(self) -> Iterable[tuple[forms.BoundField, forms.BoundField]]:
        places = [name for name in self.fields if name.startswith("other_votes_")]
        return [(self[name.replace("_votes", "")], self[name]) for name in places]

    def clean(self) -> dict[str, Any]:
        """Refuse votes for nobody, and somebody written in twice."""
        found: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for who, votes in ((one.name, two.name) for one, two in self.written):
            uid, number = found.get(who), found.get(votes)
            if bool(uid) != (number is not None):
                self.add_error(who, _("另选的人和得票要一起填。"))
            if uid and uid in seen:
                self.add_error(who, _("这个人已经填过一次。"))
            seen.add(uid or "")
        return found

    def tally(self) -> Tally:
        """Return the sheet as numbers, from a valid form."""
        found = self.cleaned_data
        votes = {uid: found[cell_of(uid)] for uid, _name in self.candidates}
        for who, number in self.written:
            if found[who.name]:
                votes[found[who.name]] = found[number.name]
        sums = {name: found[name] for name in wording.CELLS}
        return Tally(**sums, votes=votes)


class AgainForm(Refusable):
    """Whom the papers of another ballot name."""

    candidates = forms.MultipleChoiceField(
        label=_("再次投票的候选人"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一名候选人。")},
    )  # fmt: skip

    def __init__(self, electors: Pairs, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["candidates"].choices = electors  # type: ignore[attr-defined]


class FewerForm(Refusable):
    """How many electors agreed to leave seats open."""

    agreed = _number(_("同意减少名额的人数"))


class ReserveForm(Refusable):
    """Who is put on the reserve list, and who recommended them."""

    member = forms.ChoiceField(label=_("党员"))
    on = _day(_("列入日期"))
    recommended_by = forms.CharField(label=_("推荐单位"), max_length=100)

    def __init__(self, members: Pairs, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["member"].choices = [("", "——"), *members]  # type: ignore[attr-defined]


class ReserveEndForm(Refusable):
    """What came of somebody on the reserve list."""

    on = _day(_("日期"))
    result = forms.ChoiceField(label=_("结果"), choices=list(wording.RESERVE_RESULTS.items()))
