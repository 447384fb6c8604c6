"""Forms of polls: what is asked, a ballot, a count of paper, a code."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from zhibu.core import decided
from zhibu.core.ballots import ABSTAINED, Choice, Paper, Question
from zhibu.polls.actions.polling import MOST_INVITED, PollTold
from zhibu.polls.forms.evaluating import DAY
from zhibu.polls.forms.lines import Refusable, graded, lines_of
from zhibu.polls.models import Level
from zhibu.polls.queries.polls import INVITED, MEMBERS
from zhibu.polls.records.polling import SATISFACTION

GROUPS = [(MEMBERS, _("党员")), (INVITED, _("受邀群众"))]
OFFERED = [(one.value, one.label) for one in (Level.CONFIDENTIAL, Level.BLIND, Level.PAPER)]
FEEDS = [("", _("只公布结果")), (SATISFACTION, _("计入满意度")), ("item", _("计入一个条款"))]


class PollForm(Refusable):
    """What is asked, of whom, and what the result counts for."""

    title = forms.CharField(label=_("名称"), max_length=60)
    year = forms.IntegerField(label=_("考核年度"), min_value=2000, max_value=2200)
    closes_on = forms.DateField(label=_("截止日期"), widget=DAY)
    questions = forms.CharField(
        label=_("测评内容"), max_length=8_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("一行一项。评议个人的，写明姓名和职务。没有意见栏：笔迹、口气会认出人。"),
    )  # fmt: skip
    choices = forms.CharField(
        label=_("选项"), max_length=200,
        initial=_("满意 100，基本满意 80，一般 60，不满意 0"),
        help_text=_("每个选项折合百分之几。"),
    )  # fmt: skip
    satisfied = forms.IntegerField(label=_("前几项算满意"), min_value=0, max_value=10, initial=2)
    level = forms.ChoiceField(
        label=_("填写方式"), choices=OFFERED, initial=Level.CONFIDENTIAL,
        widget=forms.RadioSelect,
    )  # fmt: skip
    members = forms.BooleanField(
        label=_("本组织（含下属）的党员参加"), required=False, initial=True
    )
    invited = forms.IntegerField(
        label=_("另外邀请几人（发填写码）"), min_value=0, max_value=MOST_INVITED, initial=0
    )
    feeds = forms.ChoiceField(label=_("结果用处"), choices=FEEDS, required=False)
    standard = forms.CharField(label=_("标准编号"), max_length=24, required=False)
    item = forms.CharField(label=_("条款编号"), max_length=20, required=False)
    rater = forms.CharField(label=_("评价人"), max_length=16, required=False, initial="masses")

    def clean_questions(self) -> list[str]:
        return lines_of(self.cleaned_data["questions"])

    def clean_choices(self) -> list[tuple[str, int]]:
        found = list(graded(self.cleaned_data["choices"]))
        if any(share > decided.SHEET for _title, share in found):
            raise ValidationError(_("折合的百分数最多 100。"))
        return found

    def clean(self) -> None:
        super().clean()
        missing = [one for one in ("standard", "item", "rater") if not self.cleaned_data.get(one)]
        if self.cleaned_data.get("feeds") == "item" and missing:
            self.add_error(missing[0], _("计入条款的，标准编号、条款编号和评价人都要填。"))

    def told(self) -> PollTold:
        """Return the poll as told, from a valid form."""
        said = self.cleaned_data
        choices = tuple(
            Choice(title, share, place < said["satisfied"])
            for place, (title, share) in enumerate(said["choices"])
        )
        return PollTold(
            title=said["title"],
            level=said["level"],
            year=said["year"],
            closes_on=said["closes_on"],
            questions=tuple(Question(words, choices) for words in said["questions"]),
            members=said["members"],
            invited=said["invited"],
            feeds=self._feeds(),
        )

    def _feeds(self) -> str:
        said = self.cleaned_data
        if said["feeds"] != "item":
            return str(said["feeds"])
        names = (said["standard"], said["item"], said["rater"])
        return decided.rated(*names, "awarded").removesuffix(".awarded")


class BallotForm(Refusable):
    """One answer to each question; leaving one out is an answer too."""

    def __init__(self, questions: Sequence[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for place, one in enumerate(questions):
            choices = [(str(n), choice.title) for n, choice in enumerate(one.choices)]
            self.fields[f"answer_{place}"] = forms.ChoiceField(
                label=one.words,
                choices=[*choices, (str(ABSTAINED), _("弃权"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("请选一个；不想表态的选“弃权”。")},
            )

    def answer_fields(self) -> list[BoundField]:
        """Return the fields in the order of the questions."""
        return [self[f"answer_{place}"] for place in range(len(self.questions))]

    def answers(self) -> tuple[int, ...]:
        """Return the answers, from a valid form."""
        return tuple(int(self.cleaned_data[f"answer_{p}"]) for p in range(len(self.questions)))


class CodeForm(Refusable):
    """The code on an invited person's slip."""

    code = forms.CharField(
        label=_("填写码"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("纸条上的 12 位字母和数字，大小写、空格都不要紧。"),
    )  # fmt: skip


class CredentialForm(Refusable):
    """The credential that a voter's browser kept."""

    credential = forms.CharField(
        label=_("凭证"), max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("把保存的凭证全部贴在这里；换行、空格都不要紧。"),
    )  # fmt: skip


class PaperForm(Refusable):
    """A count of paper ballots."""

    group = forms.TypedChoiceField(label=_("哪一组"), choices=GROUPS, coerce=int)
    issued = forms.IntegerField(label=_("发出"), min_value=0, max_value=100_000)
    returned = forms.IntegerField(label=_("收回"), min_value=0, max_value=100_000)
    valid = forms.IntegerField(label=_("有效"), min_value=0, max_value=100_000)

    def __init__(self, questions: Sequence[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for place, one in enumerate(questions):
            titles = [*(choice.title for choice in one.choices), str(_("弃权"))]
            for number, title in enumerate(titles):
                self.fields[f"count_{place}_{number}"] = forms.IntegerField(
                    label=title, min_value=0, max_value=100_000
                )

    def rows(self) -> list[tuple[str, list[BoundField]]]:
        """Return each question with the fields of its counts."""
        return [
            (one.words, [self[f"count_{place}_{n}"] for n in range(len(one.choices) + 1)])
            for place, one in enumerate(self.questions)
        ]

    def paper(self) -> Paper:
        """Return the count, from a valid form."""
        said = self.cleaned_data
        counts = tuple(
            tuple(said[f"count_{place}_{n}"] for n in range(len(one.choices) + 1))
            for place, one in enumerate(self.questions)
        )
        return Paper(said["issued"], said["returned"], said["valid"], counts)
