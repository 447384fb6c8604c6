"""Every threshold of every rule, typed, as ``standards/detectors.yaml`` declares it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from zhibu.core.bound import CONFIDENCE
from zhibu.core.lag import Lag
from zhibu.core.standard_text import Node, parse

HARD, STATISTICAL, DESCRIPTIVE = "hard", "statistical", "descriptive"
SIGNALS = (
    "lateness", "text", "attendance", "document", "impossible", "picture", "heaping", "disputed",
)  # fmt: skip
_LAGS = {lag.spelled: lag for lag in Lag}


@dataclass(frozen=True, slots=True)
class Burst:
    """D1: how many late records, how close together they came in, how far apart their days."""

    least_records: int
    gap_minutes: int
    span_days: int


@dataclass(frozen=True, slots=True)
class Lateness:
    """D2: the rate of false discoveries, the least share to test against, the least numbers."""

    q_percent: int
    floor_percent: int
    least_records: int
    least_branches: int


@dataclass(frozen=True, slots=True)
class Reuse:
    """D3: what counts as the same text, how often, how much text it takes to compare at all."""

    overlap_percent: int
    least_pairs: int
    least_letters: int
    apart_days: int
    least_corpus: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """D4: how often people stay away anywhere, how rare too few absences may be."""

    absent_percent: int
    once_in: int
    least_people: int
    least_meetings: int


@dataclass(frozen=True, slots=True)
class Anachronism:
    """D5: how many days before a document came out a meeting may have had it."""

    margin_days: int


@dataclass(frozen=True, slots=True)
class Impossible:
    """D6: minutes in two places at once, days of grace in a transfer, minutes before the end."""

    overlap_minutes: int
    grace_days: int
    early_minutes: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """D7: how many branches may have a picture before it is one that was handed out."""

    most_branches: int
    apart_days: int


@dataclass(frozen=True, slots=True)
class Across:
    """D8: as D3, across branches, after what more than a share of branches have is taken out."""

    overlap_percent: int
    least_pairs: int
    common_percent: int
    least_letters: int
    apart_days: int
    least_branches: int


@dataclass(frozen=True, slots=True)
class Heaping:
    """D9: which share of a quarter's records in its last hours is worth telling."""

    last_hours: int
    share_percent: int
    least_records: int


@dataclass(frozen=True, slots=True)
class Disputed:
    """D11: how many must say that they were not there."""

    least_people: int


_KNOBS: Mapping[str, type[Any]] = {
    "D1": Burst, "D2": Lateness, "D3": Reuse, "D4": Attendance, "D5": Anachronism,
    "D6": Impossible, "D7": Pictures, "D8": Across, "D9": Heaping, "D11": Disputed,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in words: how strong what it sees is, on what ground, and where it ends."""

    code: str
    title: str
    words: str
    strength: str
    signal: str
    fact_only: bool
    knobs: Mapping[str, int]
    knob: str
    grid: tuple[int, ...]
    basis: str
    confidence: str
    limits: str

    @property
    def asks_alone(self) -> bool:
        """Say whether one finding is enough to ask the branch."""
        return self.strength == HARD and not self.fact_only


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All rules with their thresholds. ``version`` is what a flag names."""

    version: str
    window_months: int
    late_from: Lag
    branch_first_days: int
    rules: Mapping[str, Rule]
    burst: Burst
    lateness: Lateness
    reuse: Reuse
    attendance: Attendance
    anachronism: Anachronism
    impossible: Impossible
    pictures: Pictures
    across: Across
    heaping: Heaping
    disputed: Disputed

    def turned(self, code: str, value: int) -> "Thresholds":
        """Return the thresholds with a rule's knob at another value."""
        name = _FIELDS[code]
        knobs = replace(getattr(self, name), **{self.rules[code].knob: value})
        changed: dict[str, Any] = {name: knobs}
        return replace(self, **changed)


_FIELDS = {
    code: field.name
    for code, knobs in _KNOBS.items()
    for field in fields(Thresholds)
    if field.type is knobs or field.type == knobs.__name__
}


def load(text: str, *, filename: str = "detectors.yaml") -> Thresholds:
    """Read the rules. Raises StandardFault for whatever is missing, unknown or no number."""
    told = parse(text, filename).fields(
        required=("name", "version", "window_months", "late_from", "branch_first", "rules")
    )
    first = told["branch_first"].fields(required=("working_days", "basis", "confidence"))
    rules = told["rules"].fields(required=tuple(_KNOBS))
    typed = {code: _knobs(_KNOBS[code], node) for code, node in rules.items()}
    named: dict[str, Any] = {_FIELDS[code]: knobs for code, knobs in typed.items()}
    return Thresholds(
        version=told["version"].text(),
        window_months=told["window_months"].whole(least=1, most=120),
        late_from=_LAGS[told["late_from"].choice(_LAGS)],
        branch_first_days=first["working_days"].whole(least=1, most=60),
        rules={code: _rule(code, node, typed[code]) for code, node in rules.items()},
        **named,
    )


def _knobs(kind: type[Any], node: Node) -> Any:
    told = node.entries().get("thresholds")
    if told is None:
        raise node.fault("key_missing", value="thresholds")
    numbers = told.fields(required=tuple(one.name for one in fields(kind)))
    return kind(**{name: one.whole() for name, one in numbers.items()})


def _rule(code: str, node: Node, knobs: Any) -> Rule:
    told = node.fields(
        required=(
            "title", "rule", "strength", "signal", "thresholds", "knob", "grid", "basis",
            "confidence", "limits",
        ),
        optional=("fact_only",),
    )  # fmt: skip
    numbers = {one.name: getattr(knobs, one.name) for one in fields(knobs)}
    return Rule(
        code=code,
        title=told["title"].text(),
        words=told["rule"].text(),
        strength=told["strength"].choice((HARD, STATISTICAL, DESCRIPTIVE)),
        signal=told["signal"].choice(SIGNALS),
        fact_only="fact_only" in told and told["fact_only"].flag(),
        knobs=numbers,
        knob=told["knob"].choice(numbers),
        grid=tuple(one.whole() for one in told["grid"].listed()),
        basis=told["basis"].text(),
        confidence=told["confidence"].choice(CONFIDENCE),
        limits=told["limits"].text(),
    )
