"""The fields of a meeting's sheet, and the rows they stand in."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

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
