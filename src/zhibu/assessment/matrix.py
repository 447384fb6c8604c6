"""The matrix: one cell for each month of a branch, over all kinds of organizational life."""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhibu.assessment import words
from zhibu.assessment.gaps import Track
from zhibu.assessment.sights import Cell
from zhibu.assessment.standing import Standing
from zhibu.assessment.states import State

# What a month shows is the gravest of its states: a gap is not hidden by what was done beside it.
GRAVITY = (
    State.MISSING,
    State.LATE,
    State.DUE,
    State.HISTORY,
    State.ON_TIME,
    State.AHEAD,
    State.NA,
)


def cells_of(found: Standing | None, tracks: Sequence[Track], *, begun: int) -> tuple[Cell, ...]:
    """Return twelve cells, those of months not yet begun empty.

    A quarter's duty stands in its last month, where it is counted.
    """
    months: list[list[tuple[State, str]]] = [[] for _month in range(12)]
    if found is not None:
        for track in tracks:
            if track.of_life:
                for place, state in enumerate(found.states_in(track.key)):
                    last = (place + 1) * track.months - 1
                    if last < begun:
                        months[last].append((state, track.fact))
    language = get_language() or ""
    return tuple(_cell(n, tuple(told), language) for n, told in enumerate(months, start=1))


@lru_cache(maxsize=4096)
def _cell(month: int, told: tuple[tuple[State, str], ...], _language: str) -> Cell:
    """Return a cell in the reader's language. Most branches' months are alike: told once."""
    state = min((state for state, _fact in told), key=GRAVITY.index, default=State.NA)
    acts = [words.act_named(fact) for each, fact in told if each is state]
    concerned = words.listed(acts)
    named = words.period_name(month - 1, 1)
    if state in (State.NA, State.AHEAD):
        return Cell(month, state.tone, _("%(month)s：没有应办的事") % {"month": named})
    said = {
        State.MISSING: _("%(month)s：缺 %(acts)s"),
        State.LATE: _("%(month)s：超过期限才记录 %(acts)s"),
        State.DUE: _("%(month)s：待办 %(acts)s"),
        State.HISTORY: _("%(month)s：补录 %(acts)s"),
        State.ON_TIME: _("%(month)s：按时 %(acts)s"),
    }
    return Cell(month, state.tone, said[state] % {"month": named, "acts": concerned})
