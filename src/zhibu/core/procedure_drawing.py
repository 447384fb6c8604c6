"""A procedure as a picture: a column for each stage, a box for each step, lines for what follows.

Plain SVG without scripts and without styles of its own; classes only. Every length is in units of
the picture. Boxes carry the step's title, its body and, of a running case, its state.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from zhibu.core.case_parts import Standing, StepState
from zhibu.core.case_words import STATES
from zhibu.core.procedure_parts import Procedure, Step

WIDE, HIGH = 188, 52
GAP, ROW = 44, 76
HEAD, EDGE = 56, 16
ROUND, LINE = 6, 18
LONGEST = 13
PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step's box stands: its left upper corner."""

    x: int
    y: int

    @property
    def middle(self) -> int:
        """The height of the box's middle."""
        return self.y + HIGH // 2


def svg(procedure: Procedure, standing: Standing | None) -> str:
    """Return a diagram of a procedure, with the states of a running case if one is given."""
    places = _places(procedure)
    wide = 2 * EDGE + len(procedure.stages) * (WIDE + GAP) - GAP
    high = max((place.y for place in places.values()), default=0) + HIGH + EDGE
    states = {one.step: one for one in standing.steps} if standing else {}
    inside = (
        f"<title>{escape(procedure.title)}</title>",
        f"<desc>{escape(_told(procedure, states))}</desc>",
        *_stages(procedure, high),
        *_lines(procedure, places),
        *_boxes(procedure, places, states),
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="procedure" role="img"'
        f' viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">{"".join(inside)}</svg>'
    )


def _all(procedure: Procedure) -> Iterator[Step]:
    return iter(procedure.steps.values())


def _places(procedure: Procedure) -> Mapping[str, Place]:
    """Set the steps of a stage below each other, in the order of the file."""
    found: dict[str, Place] = {}
    for column, stage in enumerate(procedure.stages):
        here = [step.id for step in _all(procedure) if step.stage == stage]
        x = EDGE + column * (WIDE + GAP)
        found |= {step: Place(x, HEAD + row * ROW) for row, step in enumerate(here)}
    return found


def _told(procedure: Procedure, states: Mapping[str, StepState]) -> str:
    """Return the picture in words: each stage with its steps in order."""
    lines = []
    for stage in procedure.stages.values():
        titles = [
            " ".join((step.title, *_state_words(states.get(step.id))))
            for step in _all(procedure)
            if step.stage == stage.id
        ]
        lines.append(f"{stage.title}: " + " → ".join(titles))
    return "; ".join(lines)


def _state_words(state: StepState | None) -> tuple[str, ...]:
    return (STATES[state.state],) if state else ()


def _stages(procedure: Procedure, high: int) -> Iterator[str]:
    for column, stage in enumerate(procedure.stages.values()):
        x = EDGE + column * (WIDE + GAP)
        yield (
            f'<g class="procedure-stage"><rect x="{x - 8}" y="8" width="{WIDE + 16}"'
            f' height="{high - 16}" rx="{ROUND}"/>'
            f'<text x="{x + WIDE // 2}" y="34" text-anchor="middle">{_short(stage.title)}</text>'
            "</g>"
        )


def _lines(procedure: Procedure, places: Mapping[str, Place]) -> Iterator[str]:
    for step in _all(procedure):
        for earlier in step.after:
            yield f'<path class="procedure-line" d="{_path(places[earlier], places[step.id])}"/>'
        for outcome in step.outcomes.values():
            if outcome.back_to:
                back = _back(places[step.id], places[outcome.back_to])
                yield (
                    f'<path class="procedure-back" d="{back}">'
                    f"<title>{escape(outcome.title)}</title></path>"
                )


def _path(start: Place, end: Place) -> str:
    """Return a way down a column, or from the right of one box to the left of another."""
    middle = start.x + WIDE // 2
    if start.x == end.x and end.y - start.y == ROW:
        return f"M{middle} {start.y + HIGH}V{end.y}"
    if start.x == end.x:
        side = start.x + WIDE + GAP // 4
        return f"M{start.x + WIDE} {start.middle}H{side}V{end.middle}H{end.x + WIDE}"
    side = end.x - GAP // 2
    if end.x > start.x:
        return f"M{start.x + WIDE} {start.middle}H{side}V{end.middle}H{end.x}"
    side = end.x + WIDE + GAP // 2
    return f"M{start.x} {start.middle}H{side}V{end.middle}H{end.x + WIDE}"


def _back(start: Place, end: Place) -> str:
    """Return a way from the lower part of a box back to an earlier one."""
    low, side = start.y + HIGH - 10, min(start.x, end.x) - GAP // 4
    return f"M{start.x} {low}H{side}V{end.middle + 10}H{end.x}"


def _boxes(
    procedure: Procedure, places: Mapping[str, Place], states: Mapping[str, StepState]
) -> Iterator[str]:
    for step in _all(procedure):
        state = states[step.id].state if step.id in states else PLAIN
        body = procedure.bodies[step.body].title
        yield _box(step, places[step.id], state, body=_short(body))


def _box(step: Step, place: Place, state: str, *, body: str) -> str:
    classes, title = quoteattr(f"procedure-step is-{state}"), _short(step.title)
    words = f"{step.title} — {step.requirement} ({step.basis})"
    return (
        f"<g class={classes}><title>{escape(words)}</title>"
        f'<rect x="{place.x}" y="{place.y}" width="{WIDE}" height="{HIGH}" rx="{ROUND}"/>'
        f'<text class="procedure-title" x="{place.x + 12}" y="{place.y + 22}">{title}</text>'
        f'<text class="procedure-body" x="{place.x + 12}" y="{place.y + 22 + LINE}">{body}</text>'
        "</g>"
    )


def _short(words: str) -> str:
    """Return words that fit into a box; the whole of them stands in its title."""
    return escape(words if len(words) <= LONGEST else words[: LONGEST - 1] + "…")
