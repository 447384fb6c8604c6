"""A meeting's ballots as its page shows them. A sheet is shown to nobody but its own counter."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.elections import queries, rules, wording
from zhibu.elections.models import Kind, Office, PaperBallot, Verdict
from zhibu.elections.posts import duties_are_known, posts_of
from zhibu.elections.queries import Contest
from zhibu.elections.records import Result
from zhibu.look.templatetags.look import full_day

TONES = {Verdict.FILLED: "green", Verdict.VOID: "red"}
COUNTERS = 2


@dataclass(frozen=True, slots=True)
class VoteLine:
    """Somebody's votes, and whether they are elected by them."""

    name: str
    votes: int
    elected: bool
    tied: bool


@dataclass(frozen=True, slots=True)
class BallotLine:
    """One ballot: what it asks, how many sheets are in, in which cells they differ, the result."""

    ballot: PaperBallot
    office: str
    kind: str
    candidates: tuple[str, ...]
    sheets: int
    own: bool
    differing: tuple[str, ...]
    result: Result | None
    votes: tuple[VoteLine, ...]
    verdict: str
    tone: str
    needs_choice: bool

    @property
    def waits(self) -> bool:
        """Say whether a second sheet is waited for."""
        return self.result is None and self.sheets < COUNTERS


def lines_of(contest: Contest, account: str) -> list[BallotLine]:
    """Return an election's ballots for somebody who looks at them, in the order of voting."""
    results = queries.results_of(contest.ballots)
    voted = {vote.member for one in results.values() for vote in one.votes}
    names = contest.named(voted.union(*(one.candidates for one in contest.ballots)))
    last = {one.rec for office in Office if (one := contest.last(office))}
    return [
        _line(one, results.get(one.rec), names, account=account, is_last=one.rec in last)
        for one in sorted(contest.ballots, key=lambda one: (one.office, one.turn))
    ]


def elected_of(contest: Contest) -> list[tuple[str, list[str]]]:
    """Return who was elected to what; once duties are shared out, who takes which post."""
    posts = posts_of(contest) if duties_are_known(contest) else []
    chosen = [(str(post.label), uid) for post, uid in posts] or [
        (str(office.label), uid) for office in contest.offices for uid in contest.elected(office)
    ]
    names = contest.named(uid for _title, uid in chosen)
    lines: dict[str, list[str]] = {}
    for title, uid in chosen:
        lines.setdefault(title, []).append(names.get(uid, uid))
    return list(lines.items())


def told_of(contest: Contest) -> list[tuple[str, object]]:
    """Return what an election was opened with, in words."""
    context = contest.case.context
    if contest.case.variant == queries.BY_ELECTION:
        return [
            (_("补选职务"), Office(context["office"]).label),
            (_("名额"), context["seats"]),
            (_("缺额发生日"), full_day(date.fromisoformat(context["vacant_on"]))),
        ]  # fmt: skip
    lines: list[tuple[str, object]] = [
        (_("本届届满"), full_day(date.fromisoformat(context["term_ends"]))),
        (_("选举方式"), wording.METHODS[context.get("method", "usual")]),
        (_("新一届任期"), rules.in_force().terms[context.get("term", "usual")].title),
    ]
    if contest.case.variant == queries.COMMITTEE:
        return [*lines, (_("应选委员"), _("%(n)s 名") % {"n": context["seats"]})]
    return [*lines, (_("副书记"), wording.DEPUTIES[context.get("deputy", "none")])]


def _line(
    ballot: PaperBallot, result: Result | None, names: dict[str, str], *, account: str,
    is_last: bool,
) -> BallotLine:  # fmt: skip
    sheets = [] if result else queries.sheets_of(ballot)
    cells = queries.differences(ballot) if len(sheets) == COUNTERS else ()
    return BallotLine(
        ballot=ballot,
        office=str(Office(ballot.office).label),
        kind=str(Kind(ballot.kind).label),
        candidates=tuple(names.get(uid, uid) for uid in ballot.candidates),
        sheets=len(sheets),
        own=any(one.account == account for one in sheets),
        differing=tuple(wording.cell_words(cell, names) for cell in cells),
        result=result,
        votes=_votes(result, names),
        verdict=str(Verdict(ballot.verdict).label) if ballot.verdict else "",
        tone=TONES.get(Verdict(ballot.verdict), "gold") if ballot.verdict else "",
        needs_choice=is_last and queries.needs_choice(ballot),
    )


def _votes(result: Result | None, names: dict[str, str]) -> tuple[VoteLine, ...]:
    """Return who got how many votes; the list is announced as it was counted."""
    return tuple(
        VoteLine(
            names.get(one.member, one.member), one.votes,
            elected=one.member in result.elected, tied=one.member in result.tied,
        )
        for one in (result.votes if result else ())
        if result
    )  # fmt: skip
