"""A branch of few stars is overhauled: plan, visits, exit test by a new rating."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.periods import add_months
from zhibu.journal import log
from zhibu.journal.entering import Entry
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party import queries as party
from zhibu.party.models import Account, Organization
from zhibu.stars import measure, periods, queries, rules
from zhibu.stars.actions.rating import Decision, decided
from zhibu.stars.actions.refusals import CannotOverhaul, words_of
from zhibu.stars.models import By, Outcome, Overhaul, Rating
from zhibu.stars.records import (
    OverhaulClosed,
    OverhaulOpened,
    OverhaulVisited,
    PlanLine,
    Rated,
)

MOST_LINES = 20
LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class PlanTold:
    """A plan as somebody wrote it. ``helper`` is an organization or an account."""

    lines: tuple[PlanLine, ...]
    helper: str


@dataclass(frozen=True, slots=True)
class Exit:
    """What a committee decided at the exit test: the stars, the outcome, and why."""

    won: tuple[str, ...]
    level: int | None
    outcome: Outcome
    words: str


def open_overhaul(rating: Rating, *, told: PlanTold, hand: Hand) -> Leaf:
    """Open the overhaul that a rating of few stars asks for.

    Raises CannotOverhaul where one is open, the rating is not the latest or has stars enough, and
    for a plan without lines, helper, people of the branch or days to come.
    """
    with log.act(rating.branch_id):
        branch = Organization.objects.get(pk=rating.branch_id)
        _insist_on_owing(rating, branch)
        today = log.civil(hand.at)
        opened = OverhaulOpened(
            branch=branch.uid,
            committee=rating.committee_id,
            rating=rating.rec,
            helper=_helper(told.helper, branch),
            lines=_lines(told.lines, branch, today),
            exit_from=add_months(today, rules.in_force().months["retest"].number),
            on=today,
        )
        return log.append(opened, unit=branch.uid, **hand.told)


def _insist_on_owing(rating: Rating, branch: Organization) -> None:
    if queries.open_overhaul_of(branch) is not None:
        raise CannotOverhaul(_("这个支部正在整转提升，不用再开。"))
    latest = queries.ratings_of(branch).first()
    if latest is None or latest.rec != rating.rec:
        raise CannotOverhaul(_("支部后来又评定过，请从最近一次评定打开。"))
    if not queries.is_owed(latest, None):
        raise CannotOverhaul(_("这次评定不需要整转提升，或者整转已经结束。"))


def _helper(uid: str, branch: Organization) -> str:
    """Return who helps: another organization, or somebody's account."""
    if uid == branch.uid or not (
        Organization.objects.filter(pk=uid, dissolved_on=None).exists()
        or Account.objects.filter(pk=uid, is_active=True).exists()
    ):
        raise CannotOverhaul(_("请选一个联系帮扶的支部或干部，不能是本支部。"), field="helper")
    return uid


def _lines(lines: Sequence[PlanLine], branch: Organization, today: date) -> tuple[PlanLine, ...]:
    if not 0 < len(lines) <= MOST_LINES:
        words = _("三张清单至少写 1 条，最多 %(most)d 条：问题、措施、责任人和期限。")
        raise CannotOverhaul(words % {"most": MOST_LINES}, field="lines")
    own = set(party.members_of(branch, today).values_list("uid", flat=True))
    for number, one in enumerate(lines, 1):
        if one.member not in own:
            words = _("第 %(n)d 条的责任人不是本支部现在的党员，请另选。")
            raise CannotOverhaul(words % {"n": number}, field="lines")
        if one.by < today:
            words = _("第 %(n)d 条的期限已经过去，请另选一天。")
            raise CannotOverhaul(words % {"n": number}, field="lines")
    return tuple(
        PlanLine(
            words_of(one.problem, "lines", CannotOverhaul, most=LONGEST_LINE),
            words_of(one.measure, "lines", CannotOverhaul, most=LONGEST_LINE),
            one.member,
            one.by,
        )
        for one in lines
    )


def visit(overhaul: Overhaul, *, words: str, mended: Sequence[int], on: date, hand: Hand) -> Leaf:
    """Enter a visit, and which lines of the plan are mended by now.

    Raises CannotOverhaul where the overhaul is over, without words, for a line that the plan does
    not have, and for a day before the plan or to come.
    """
    with _holding(overhaul) as now:
        if not now.opened_on <= on <= log.civil(hand.at):
            raise CannotOverhaul(_("走访日期要在方案之后、今天以前。"), field="on")
        done = tuple(sorted(set(mended)))
        if any(not 1 <= one <= now.lines for one in done):
            raise CannotOverhaul(_("所选的条目不在方案里，请刷新这一页。"), field="mended")
        said = words_of(words, "words", CannotOverhaul)
        told = OverhaulVisited(now.rec, now.branch_id, said, done, on)
        return log.append(told, unit=now.branch_id, **hand.told)


def end_overhaul(overhaul: Overhaul, *, told: Exit, hand: Hand) -> list[Leaf]:
    """Decide the exit test: rate anew as of today, and end the overhaul or let it go on.

    Raises CannotOverhaul before the test's first day, without words, and for passing with so few
    stars as ask for an overhaul.
    """
    with _holding(overhaul) as now:
        today = log.civil(hand.at)
        if today < now.exit_from:
            words = _("%(day)s起才能复评。")
            raise CannotOverhaul(words % {"day": now.exit_from.isoformat()})
        rated = _rated_anew(now, told, today)
        passed = told.outcome == Outcome.PASSED
        if passed and rules.in_force().is_weak(rated.level):
            words = _("复评为 %(level)d 星，仍在整转范围，不能结束；请选延长，或者重新评定。")
            raise CannotOverhaul(words % {"level": rated.level}, field="outcome")
        (leaf,) = log.append_many([Entry(record=rated, unit=now.branch_id, hand=hand)])
        months = rules.in_force().months["prolonged"].number
        closed = OverhaulClosed(
            now.rec, now.branch_id, leaf.rec, Outcome(told.outcome), rated.reason, today,
            None if passed else add_months(today, months),
        )  # fmt: skip
        return [leaf, log.append(closed, unit=now.branch_id, **hand.told)]


def _rated_anew(overhaul: Overhaul, told: Exit, today: date) -> Rated:
    period = periods.today_of(today)
    by = periods.Modes().of(overhaul.branch, today.year).by
    reckoned = measure.reckon([overhaul.branch_id], period, by=by)[overhaul.branch_id]
    won, level = decided(Decision(overhaul.branch, told.won, told.level), reckoned, by=by)
    return Rated(
        branch=overhaul.branch_id,
        committee=overhaul.committee_id,
        by=By(by),
        year=period.year,
        half=period.half,
        as_of=period.as_of,
        standard=reckoned.named,
        stars=reckoned.stars,
        percent=reckoned.percent,
        computed=reckoned.level,
        won=won,
        level=level,
        on=today,
        reason=words_of(told.words, "words", CannotOverhaul),
        exit_test=True,
    )


@contextmanager
def _holding(overhaul: Overhaul) -> Iterator[Overhaul]:
    """Open the act and yield the overhaul as it stands now. Raises CannotOverhaul if it is over."""
    with log.act(overhaul.branch_id):
        found = Overhaul.objects.select_related("branch", "committee").get(rec=overhaul.rec)
        if found.ended_on is not None:
            raise CannotOverhaul(_("这次整转提升已经结束。"))
        yield found
