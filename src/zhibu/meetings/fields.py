"""The fields of a meeting's sheet, and the rows they stand in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note
from zhibu.meetings.parts import State


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class HourInput(forms.TimeInput):
    """The browser's own field for hours and minutes."""

    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class InstantField(forms.CharField):
    """An instant as a browser spells it, 2026-03-18T06:30:00.000Z."""

    def clean(self, value: Any) -> datetime | None:
        """Return the instant, None where none was told. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        try:
            at = datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError) as fault:
            raise forms.ValidationError(_("手机记录时间无法识别，请重新提交。")) from fault
        if not 2000 <= at.year < 2200:  # noqa: PLR2004 - beyond, no phone's clock is a claim
            raise forms.ValidationError(_("手机记录时间无法识别，请重新提交。"))
        return at


class CheckpointField(forms.CharField):
    """The checkpoint a phone held. What is none proves nothing, and is left out."""

    LARGEST = 8 * 1024

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def clean(self, value: Any) -> str:
        """Return a checkpoint as it was signed, or empty text."""
        text: str = super().clean(value).replace("\r\n", "\n")
        try:
            data = text.encode()
            if len(data) > self.LARGEST:
                return ""
            Checkpoint.parse(Note.parse(data).text)
        except ValueError:
            return ""
        return text


@dataclass(frozen=True, slots=True)
class Person:
    """One person's fields: came or not, and why not."""

    uid: str
    name: str
    votes: bool
    state: BoundField
    reason: BoundField

    @property
    def value(self) -> str:
        return str(self.state.value() or State.PRESENT)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic's fields."""

    position: int
    title: BoundField
    decision: BoundField
    resolution: BoundField
    votes: tuple[BoundField, ...]
    voted: bool
    filled: bool


def text_line(longest: int, hint: Any, **attrs: str) -> forms.CharField:
    """Return an optional field of one line that says what to write in it."""
    widget = forms.TextInput(attrs={"placeholder": hint, "autocomplete": "off"} | attrs)
    return forms.CharField(required=False, max_length=longest, widget=widget)
