"""The populations of a return: who is there, who came, left, was admitted, and the organizations.

Coming and going are told from each member's own rows, what there was at both ends from who stood
there: that they agree is a check, and can fail.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from zhibu.core.indicators import Row
from zhibu.party.models import Organization
from zhibu.returns.counting import cards
from zhibu.returns.counting.cards import Belonging, Chains, Earlier, is_stopped, row_of
from zhibu.returns.counting.scope import Scope, reached, scope_of, strangers_of, terms_in
from zhibu.returns.spans import Span


@dataclass(frozen=True, slots=True)
class Gathered:
    """The rows by population, and the names of the organizations they are in."""

    populations: dict[str, list[Row]]
    names: dict[str, str]


@dataclass(slots=True)
class _Told:
    """What one count reads: the period, both scopes, everybody's time in branches."""

    span: Span
    before: Scope
    now: Scope
    people: list[Belonging]
    earlier: Earlier
    chains: Chains

    def counts(self, one: Belonging, day: date) -> bool:
        """Say whether somebody is counted on a day: there, and not stopped."""
        return one.there_on(day) and not is_stopped(one, day, self.earlier)


def gather(org: Organization, span: Span) -> Gathered:
    """Return everything that is counted for an organization. Seven queries at most, and one more
    for each ten thousand who came.
    """
    before, now = scope_of(org, span.eve), scope_of(org, span.on)
    strangers = strangers_of(org, before, now)
    where = reached(org, strangers, "organization")
    people = cards.belongings(where, span.first, span.on)
    came = [one.member for one in people if one.since >= span.first]
    told = _Told(
        span, before, now, people,
        cards.changes_since(where, span.eve), cards.earlier_rows(came, span.on),
    )  # fmt: skip
    ends = terms_in(org, span.on, strangers)
    arrivals = list(_arrivals(told))
    populations: dict[str, list[Row]] = {
        "members": _there(told, now, span.on),
        "start": _there(told, before, span.eve),
        "arrivals": arrivals,
        "departures": list(_departures(told)),
        "admitted": [row for row in arrivals if row["cause"] == "admitted"],
        "converted": list(_converted(told)),
        "organizations": [
            {"uid": one.uid, "name": one.name, "level": one.level, "form": one.form,
             "term": _term(ends.get(one.uid), span.on)}
            for one in now.standing()
        ],
    }  # fmt: skip
    names = {uid: one.name for scope in (before, now) for uid, one in scope.units.items()}
    return Gathered(populations, names)


def _there(told: _Told, scope: Scope, day: date) -> list[Row]:
    return [
        row_of(one, day, told.earlier)
        for one in told.people
        if one.branch in scope and told.counts(one, day)
    ]


def _arrivals(told: _Told) -> Iterator[Row]:
    span = told.span
    for one in told.people:
        if one.branch not in told.now:
            continue
        stopped = is_stopped(one, span.eve, told.earlier)
        if one.since >= span.first:
            yield row_of(one, span.on, told.earlier, cause=_why_came(told, one), happened=one.since)
        elif stopped and told.counts(one, span.on):
            yield row_of(one, span.on, told.earlier, cause="restored", happened=span.on)
        elif one.branch not in told.before and told.counts(one, span.eve):
            yield row_of(one, span.on, told.earlier, cause="unit", happened=span.first)


def _why_came(told: _Told, one: Belonging) -> str:
    """Say why somebody came: admitted here, or from another branch, of ours or not.

    Whoever admits, counts: who came from outside with a letter was admitted there.
    """
    span, chain = told.span, told.chains[one.member]
    place = next(at for at, link in enumerate(chain) if link[1] == one.from_on)
    if place == 0:
        elsewhere, admitted = chain[0][3], one.admitted_on or one.joined_on
        here = not elsewhere and span.first <= admitted <= span.on
        return "admitted" if here else "transferred"
    branch, _since, until, _outside = chain[place - 1]
    return "within" if branch in told.now and until and until >= span.first else "transferred"


def _went_on(told: _Told, one: Belonging) -> bool:
    """Say whether who left came back into one of our branches by the day of the count."""
    chain = told.chains.get(one.member, [])
    following = next((each for each in chain if each[1] > one.from_on), None)
    return following is not None and following[0] in told.now


def _departures(told: _Told) -> Iterator[Row]:
    span = told.span
    for one in told.people:
        left = one.until_on is not None and one.until_on <= span.on
        stopped = is_stopped(one, span.eve, told.earlier) and one.since < span.first
        if one.branch not in told.now:
            if one.branch in told.before and told.counts(one, span.eve):
                yield row_of(one, span.on, told.earlier, cause="unit", happened=span.first)
        elif left and not stopped:
            cause = "within" if _went_on(told, one) else one.reason or "transferred"
            yield row_of(one, span.on, told.earlier, cause=cause, happened=one.until_on)
        elif not left and not stopped and is_stopped(one, span.on, told.earlier):
            yield row_of(one, span.on, told.earlier, cause="stopped", happened=one.stopped_on)


def _converted(told: _Told) -> Iterator[Row]:
    for one in told.people:
        day = one.full_on
        here = one.branch in told.now
        if here and day and told.span.first <= day <= told.span.on and one.there_on(day):
            yield row_of(one, told.span.on, told.earlier, happened=day)


def _term(ends: date | None, on: date) -> str | None:
    if ends is None:
        return None
    return "running" if ends >= on else "expired"


def rows_named(rows: Iterable[Row], names: dict[str, str]) -> list[dict[str, object]]:
    """Return rows with the name of their branch, for a page that lists them."""
    return [{**row, "branch_name": names.get(str(row.get("branch")), "")} for row in rows]
