"""A committee declares how it rates, and rates branches: the reckoned beside the decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu.journal import log
from zhibu.journal.entering import Entry
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.stars import measure, periods, queries
from zhibu.stars.actions.refusals import CannotRate, words_of
from zhibu.stars.measure import Reckoned
from zhibu.stars.models import By, Every, Overhaul, Rating
from zhibu.stars.periods import Mode, Period
from zhibu.stars.records import ModeDeclared, Rated

MOST_AT_ONCE = 100
MOST_STARS = 5


@dataclass(frozen=True, slots=True)
class Decision:
    """What a committee decided of one branch: sections of stars won, or the level by total."""

    branch: Organization
    won: tuple[str, ...] = ()
    level: int | None = None
    reason: str = ""


def declare_mode(
    *, committee: Organization, by: By, every: Every, from_year: int, reason: str, hand: Hand
) -> Leaf:
    """Declare how a committee rates from a year on; for those below without a declaration too.

    Raises CannotRate for a year that is past or far off, without reasons, and where a branch below
    was rated for that year already.
    """
    today = log.civil(hand.at)
    if not today.year <= from_year <= today.year + 1:
        told = {"first": today.year, "last": today.year + 1}
        raise CannotRate(
            _("办法从 %(first)d 年或 %(last)d 年起用，不改以前的评定。") % told, field="from_year"
        )
    with log.act(committee.uid):
        if _was_rated(committee, from_year):
            words = _("%(year)d 年已经评定过，办法请从下一年起用。")
            raise CannotRate(words % {"year": from_year}, field="from_year")
        why = words_of(reason, "reason", CannotRate)
        told_ = ModeDeclared(committee.uid, By(by), Every(every), from_year, why, today)
        return log.append(told_, unit=committee.uid, **hand.told)


def _was_rated(committee: Organization, year: int) -> bool:
    found = Rating.objects.filter(year__gte=year, withdrawn=False, exit_test=False)
    return found.filter(branch__path__startswith=committee.path).exists()


def rate(
    *, committee: Organization, period: Period, decisions: Sequence[Decision], hand: Hand
) -> list[Leaf]:
    """Rate branches for a period, all or none.

    Raises CannotRate for none or too many, before the period ends, for a branch that was rated
    meanwhile or is rated otherwise, and where reckoned and decided differ without a reason.
    """
    if not 0 < len(decisions) <= MOST_AT_ONCE:
        raise CannotRate(_("一次评定 1 到 %(most)d 个支部。") % {"most": MOST_AT_ONCE})
    units = [one.branch.uid for one in decisions]
    # How is rated may be declared anywhere above: not in the same moment.
    above = [one.uid for one in (*party.superiors_of(committee), committee)]
    with log.act(*above, *units):
        if rated := queries.rated_in(units, period):
            name = next(one.branch.name for one in decisions if one.branch.uid in rated)
            words = _("%(branch)s这一期已经评定过，请刷新这一页。要改的，先撤回原来的评定。")
            raise CannotRate(words % {"branch": name})
        mode = _mode_of(committee, period, decisions, hand=hand)
        reckoned = measure.reckon(units, period, by=mode.by)
        entries = [
            Entry(
                record=_rated(one, reckoned, period, committee=committee, mode=mode, hand=hand),
                unit=one.branch.uid, hand=hand,
            )
            for one in decisions
        ]  # fmt: skip
        return log.append_many(entries)


def _mode_of(
    committee: Organization, period: Period, decisions: Sequence[Decision], *, hand: Hand
) -> Mode:
    """Return how all the branches are rated. Raises CannotRate where not alike, or not yet."""
    modes, today = periods.Modes(), log.civil(hand.at)
    mode = modes.of(committee, period.year)
    for one in decisions:
        if modes.of(one.branch, period.year) != mode:
            words = _("%(branch)s的上级另有评定办法，请由它评定。")
            raise CannotRate(words % {"branch": one.branch.name})
    if period not in periods.open_periods(modes, committee, today):
        words = _("%(period)s还没有结束，或者不在现行办法里，现在不能评定。")
        raise CannotRate(words % {"period": period.title})
    return mode


def _rated(
    decision: Decision, all_reckoned: Mapping[str, Reckoned], period: Period, *,
    committee: Organization, mode: Mode, hand: Hand,
) -> Rated:  # fmt: skip
    reckoned = all_reckoned[decision.branch.uid]
    won, level = decided(decision, reckoned, by=mode.by)
    return Rated(
        branch=decision.branch.uid,
        committee=committee.uid,
        by=By(mode.by),
        year=period.year,
        half=period.half,
        as_of=period.as_of,
        standard=reckoned.named,
        stars=reckoned.stars,
        percent=reckoned.percent,
        computed=reckoned.level,
        won=won,
        level=level,
        on=log.civil(hand.at),
        reason=_reason(decision, reckoned, (won, level), hand=hand),
    )


def decided(decision: Decision, reckoned: Reckoned, *, by: str) -> tuple[tuple[str, ...], int]:
    """Return stars and level as decided. Raises CannotRate for a star that the standard lacks."""
    if by == By.STARS and reckoned.stars:
        known = [star.section for star in reckoned.stars]
        if not set(decision.won) <= set(known):
            raise CannotRate(_("所选的星不在现行的星级标准里，请刷新这一页。"), field="won")
        won = tuple(section for section in known if section in decision.won)
        return won, len(won)
    if decision.level is None or not 0 <= decision.level <= MOST_STARS:
        raise CannotRate(_("请选择星级，一星到五星。"), field="level")
    return (), decision.level


def _reason(
    decision: Decision, reckoned: Reckoned, found: tuple[tuple[str, ...], int], *, hand: Hand
) -> str:
    """Return why it is decided otherwise than reckoned.

    Raises CannotRate where that is missing, and where the branch is one's own.
    """
    won, level = found
    differs = level != reckoned.level or won not in ((), reckoned.won)
    if differs and party.works_in(hand.by, decision.branch.uid, log.civil(hand.at)):
        words = _("%(branch)s是您所在的支部，与按记录算的不一样的评定，请由别的人入账。")
        raise CannotRate(words % {"branch": decision.branch.name})
    if not decision.reason.strip():
        if differs:
            words = _("%(branch)s：评定的和按记录算的不一样，请写明理由。")
            raise CannotRate(words % {"branch": decision.branch.name}, field="reason")
        return ""
    return words_of(decision.reason, "reason", CannotRate)


def withdraw_rating(rating: Rating, *, reason: str, hand: Hand) -> Leaf:
    """Withdraw a rating, so that the period can be rated again.

    Raises CannotRate where it was withdrawn, an overhaul leans on it, or it ended one.
    """
    with log.act(rating.branch_id):
        now = Rating.objects.get(rec=rating.rec)
        if now.withdrawn:
            raise CannotRate(_("这次评定已经撤回过了。"))
        if now.exit_test or Overhaul.objects.filter(rating=now.rec).exists():
            raise CannotRate(_("整转提升以这次评定为准，不能撤回；请在复评时写明。"))
        why = words_of(reason, "reason", CannotRate)
        return log.withdraw_many([bytes(now.leaf_id)], reason=why, hand=hand)[0]
