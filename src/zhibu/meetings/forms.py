"""What may be typed on the sheet of a meeting."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.journal.leaves import Captured
from zhibu.meetings import regulation, sheets
from zhibu.meetings.checks import LONGEST_TEXT, MOST_TOPICS
from zhibu.meetings.fields import (
    CheckpointField,
    DayInput,
    HourInput,
    InstantField,
    Person,
    TopicRow,
    text_line,
)
from zhibu.meetings.models import LONGEST_PLACE, LONGEST_RESOLUTION, LONGEST_TITLE
from zhibu.meetings.parts import Attachment, State, TopicTold, Votes
from zhibu.meetings.sheets import Sheet
from zhibu.meetings.told import Away, MeetingTold

ROWS = 6
NAME = 50
REASON = 30
MOST_VOTES = 10_000
STATES = [(State.PRESENT, _("到会")), (State.EXCUSED, _("请假")), (State.ABSENT, _("缺席"))]
VOTES = [("ayes", _("赞成")), ("noes", _("反对")), ("abstentions", _("弃权"))]
OUTCOMES = [("", "—"), ("adopted", _("通过")), ("rejected", _("未通过"))]
CIRCLES = {
    regulation.MEMBERS: _("全体党员"),
    regulation.COMMITTEE: _("支委会"),
    regulation.GROUP: _("党小组"),
    regulation.PARTICIPANTS: _("部分党员"),
}


class MeetingForm(forms.Form):
    """A meeting as a secretary tells it; the roll of the day gives the people."""

    form = forms.ChoiceField(label=_("会议形式"), widget=forms.RadioSelect)
    held_on = forms.DateField(label=_("日期"), widget=DayInput())
    began = forms.TimeField(label=_("开始"), required=False, widget=HourInput())
    ended = forms.TimeField(label=_("结束"), required=False, widget=HourInput())
    circle = forms.ChoiceField(label=_("范围"), required=False)
    groups = forms.MultipleChoiceField(
        label=_("党小组"), required=False, widget=forms.CheckboxSelectMultiple
    )
    place = forms.CharField(label=_("地点"), required=False, max_length=LONGEST_PLACE)
    chair = forms.ChoiceField(label=_("主持"), required=False)
    chair_told = forms.CharField(label=_("外来主持人"), required=False, max_length=NAME)
    recorder = forms.ChoiceField(label=_("记录"), required=False)
    lecturer = forms.ChoiceField(label=_("主讲"), required=False)
    lecturer_told = forms.CharField(label=_("外来主讲人"), required=False, max_length=NAME)
    attending = forms.MultipleChoiceField(
        label=_("参加的人"), required=False, widget=forms.CheckboxSelectMultiple
    )
    attendance = forms.CharField(required=False, widget=forms.HiddenInput)
    topics = forms.CharField(required=False, widget=forms.HiddenInput)
    themes = forms.MultipleChoiceField(
        label=_("内容属于"), required=False, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.CharField(
        label=_("会议记录"), required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    rec = forms.RegexField(r"r_[a-z2-7]{26}", required=False, widget=forms.HiddenInput)
    uploads = forms.CharField(required=False, widget=forms.HiddenInput)
    captured_at = InstantField(required=False, widget=forms.HiddenInput)
    held_checkpoint = CheckpointField(required=False, widget=forms.HiddenInput)

    def __init__(self, sheet: Sheet, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.sheet = sheet
        self._offer_choices()
        for person in sheet.assembly.people:
            self._add_person(person.uid)
        for position in range(1, self._rows() + 1):
            self._add_topic(position)

    def _offer_choices(self) -> None:
        sheet, roll = self.sheet, self.sheet.assembly.roll
        everybody = [(person.uid, sheets.named(person)) for person in roll.members]
        self._offer("form", [(one.key, one.short) for one in regulation.forms().values()])
        circles = regulation.circles_of(sheet.form)
        self._offer("circle", [(circle, CIRCLES[circle]) for circle in circles])
        self._offer("groups", [(group.uid, group.name) for group in roll.groups])
        for name in ("chair", "recorder", "lecturer"):
            self._offer(name, [("", "—"), *everybody])
        self._offer("attending", everybody)
        themes = regulation.themes_of(sheet.form.key, sheet.circle)
        self._offer("themes", [(theme.key, theme.label) for theme in themes])

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    def _rows(self) -> int:
        source: Any = self.data if self.is_bound else self.initial
        filled = [n for n in range(1, MOST_TOPICS + 1) if source.get(f"topic_{n}")]
        return min(MOST_TOPICS, max([ROWS, *(n + 1 for n in filled)]))

    def _add_person(self, uid: str) -> None:
        self.fields[f"state_{uid}"] = forms.ChoiceField(
            choices=STATES, initial=State.PRESENT, required=not self.sheet.chosen_one_by_one
        )
        self.fields[f"reason_{uid}"] = text_line(REASON, _("事由，可不填"), list="reasons")

    def _add_topic(self, position: int) -> None:
        self.fields[f"topic_{position}"] = text_line(LONGEST_TITLE, _("议题或内容"))
        self.fields[f"decision_{position}"] = forms.BooleanField(required=False)
        self.fields[f"resolution_{position}"] = text_line(LONGEST_RESOLUTION, _("决议，没有不填"))
        for name, label in VOTES:
            self.fields[f"{name}_{position}"] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=MOST_VOTES,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
        self.fields[f"outcome_{position}"] = forms.ChoiceField(
            label=_("结果"), choices=OUTCOMES, required=False
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a page laid out for another day's roll: nobody was told of those now on it."""
        cleaned: dict[str, Any] = super().clean() or {}
        shown = {name[6:] for name in self.data if name.startswith("state_")}
        if not self.sheet.chosen_one_by_one and shown != self.sheet.assembly.uids:
            self.add_error(
                "attendance",
                _("名册已换成 %(day)s 那一天的，请核对到会情况后再提交。") % {"day": self.sheet.on},
            )
        return cleaned

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside the field it is about."""
        known = field if field in self.fields else None
        self.add_error(known, str(words))

    def people(self) -> Iterator[Person]:
        """Yield the fields of everybody expected."""
        for person in self.sheet.assembly.people:
            yield Person(
                person.uid, person.name, person.full,
                self[f"state_{person.uid}"], self[f"reason_{person.uid}"],
            )  # fmt: skip

    def topic_rows(self) -> Iterator[TopicRow]:
        """Yield the fields of each topic."""
        names = ("ayes", "noes", "abstentions", "outcome")
        for n in range(1, self._rows() + 1):
            votes = tuple(self[f"{name}_{n}"] for name in names)
            voted = any(field.value() not in (None, "") for field in votes)
            filled = bool(self[f"topic_{n}"].value() or self[f"resolution_{n}"].value() or voted)
            yield TopicRow(
                n, self[f"topic_{n}"], self[f"decision_{n}"], self[f"resolution_{n}"],
                votes, voted, filled,
            )  # fmt: skip

    def told(self, attachments: tuple[Attachment, ...]) -> MeetingTold:
        """Return the meeting as told, from a valid form."""
        found = self.cleaned_data
        day: date = found["held_on"]
        return MeetingTold(
            form=self.sheet.form.key,
            held_on=day,
            circle=self.sheet.circle,
            began=_hour(found["began"]),
            ended=_hour(found["ended"]),
            place=found["place"],
            chair="" if found["chair_told"] else found["chair"],
            chair_told=found["chair_told"],
            recorder=found["recorder"],
            lecturer="" if found["lecturer_told"] else found["lecturer"],
            lecturer_told=found["lecturer_told"],
            groups=self.sheet.groups,
            attending=tuple(found["attending"]),
            away=dict(self._away()),
            themes=tuple(found["themes"]),
            topics=tuple(self._topics()),
            minutes=found["minutes"],
            attachments=attachments,
        )

    def captured(self) -> Captured | None:
        """Return what a phone says of when it took the meeting down without a network."""
        at: datetime | None = self.cleaned_data["captured_at"]
        held = self.cleaned_data["held_checkpoint"]
        return Captured(at, held or None) if at else None

    def _away(self) -> Iterator[tuple[str, Away]]:
        if self.sheet.chosen_one_by_one:
            return
        for person in self.sheet.assembly.people:
            state = State(self.cleaned_data[f"state_{person.uid}"])
            if state != State.PRESENT:
                yield person.uid, Away(state, self.cleaned_data[f"reason_{person.uid}"])

    def _topics(self) -> Iterator[TopicTold]:
        found = self.cleaned_data
        for n in range(1, self._rows() + 1):
            cast = [found[f"{name}_{n}"] for name in ("ayes", "noes", "abstentions")]
            voted = any(number is not None for number in cast)
            yield TopicTold(
                title=found[f"topic_{n}"],
                decision=found[f"decision_{n}"],
                resolution=found[f"resolution_{n}"] or None,
                votes=Votes(*(number or 0 for number in cast)) if voted else None,
                adopted=found[f"outcome_{n}"] != "rejected" if voted else None,
            )


class CorrectionForm(MeetingForm):
    """The same sheet for a right version, with the reason and the version it was made from."""

    reason = forms.CharField(label=_("更正理由"), max_length=200)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)


class WithdrawalForm(forms.Form):
    """Why a record is taken back."""

    reason = forms.CharField(label=_("撤回理由"), max_length=200)


def _hour(told: time | None) -> str:
    return told.strftime("%H:%M") if told else ""
