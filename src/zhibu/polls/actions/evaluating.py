"""Mutual evaluation: say who works together, plan a round, open it, fill in sheets, close it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core import evaluation, merkle, pairing
from zhibu.core.evaluation import Criterion
from zhibu.core.leaf import spell_bytes
from zhibu.core.pairing import Pair, PairKind
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.journal.log import Entry
from zhibu.party.models import Organization
from zhibu.polls.models import Assignment, BusinessLink, Round
from zhibu.polls.queries import rounds
from zhibu.polls.records import (
    Linked,
    PeersAwarded,
    RoundClosed,
    RoundOpened,
    RoundPlanned,
    Row,
    SheetFilled,
    Weight,
)

LEAST_UNITS = pairing.LEAST_RATERS + 1
MOST_CRITERIA, MOST_GRADES, MOST_WEIGHT = 10, 10, 10
LONGEST_WORDS = 200


class CannotLink(Refusal):
    """Two units cannot be said to work together so."""


class CannotHold(Refusal):
    """The round cannot be planned, opened or closed so."""


class CannotRate(Refusal):
    """The sheet cannot be entered so."""


@dataclass(frozen=True, slots=True)
class RoundTold:
    """What a committee says of a round before the matrix is worked out."""

    title: str
    year: int
    closes_on: date
    criteria: tuple[Criterion, ...]
    weights: dict[PairKind, int]
    note: str
    seed: str


def link_units(organization: Organization, *, one: str, other: str, words: str, hand: Hand) -> Leaf:
    """Enter that two branches below a committee work together.

    Raises CannotLink for a branch with itself, one that is not below, or a link that stands.
    """
    first, second = sorted((one, other))
    with log.act(organization.uid):
        below = {unit.uid for unit in rounds.units_under(organization)}
        if first == second or not {first, second} <= below:
            raise CannotLink(_("请选本党委下面两个不同的支部。"), field="other")
        if frozenset((first, second)) in rounds.linked_in(organization):
            raise CannotLink(_("这两个支部已经登记为业务联系单位，不用再记。"), field="other")
        told = Linked(organization.uid, first, second, words.strip(), log.civil(hand.at))
        return log.append(told, unit=organization.uid, **hand.told)


def unlink_units(link: BusinessLink, *, reason: str, hand: Hand) -> Leaf:
    """Take back that two branches work together. Raises NoReason, AlreadyReplaced."""
    with log.act(link.organization_id):
        return log.withdraw(link.leaf_id, unit=link.organization_id, reason=reason, **hand.told)


def plan_round(organization: Organization, *, told: RoundTold, hand: Hand) -> Leaf:
    """Work out who rates whom and enter it, before anybody can begin.

    Raises CannotHold for fewer than six branches, too many, a closing day that is not ahead, or
    criteria, weights or a seed that will not do.
    """
    with log.act(organization.uid):
        today = log.civil(hand.at)
        _insist_on_sense(told, today)
        units = rounds.units_under(organization)
        _insist_on_company(len(units))
        links = rounds.linked_in(organization)
        pairs = pairing.assign(units, seed=told.seed.strip(), links=links)
        return log.append(
            RoundPlanned(
                organization=organization.uid,
                title=told.title,
                year=told.year,
                closes_on=told.closes_on,
                criteria=told.criteria,
                weights=tuple(Weight(kind, told.weights[kind]) for kind in PairKind),
                note=told.note,
                each=pairing.LEAST_RATERS,
                seed=told.seed.strip(),
                planned_on=today,
                rows=tuple(_rows(pairs)),
            ),
            unit=organization.uid,
            **hand.told,
        )


def open_round(planned: Round, *, hand: Hand) -> Leaf:
    """Let units begin. Raises CannotHold where they may already, or the closing day has passed."""
    with log.act(planned.organization_id):
        now = Round.objects.get(rec=planned.rec)
        today = log.civil(hand.at)
        if now.opened_at is not None:
            raise CannotHold(_("这一轮互评已经开始。"))
        if now.closes_on <= today:
            raise CannotHold(_("截止日期已经过了，请另订一份方案。"))
        told = RoundOpened(now.rec, today)
        return log.append(
            told, unit=now.organization_id, op=Op.ANNOTATE, supersedes=now.leaf_id, rec=now.rec,
            **hand.told,
        )  # fmt: skip


def fill_sheet(
    held: Round, *, rater: Organization, rated: str, marks: Sequence[int], hand: Hand
) -> Leaf:
    """Enter what one unit thinks of another, sealed until the round closes; again, to change it.

    Raises CannotRate outside the round's days, for a pair that was not assigned, or marks that
    are not all there.
    """
    told = SheetFilled(held.rec, rater.uid, rated, log.civil(hand.at), tuple(marks))
    return _enter_sheet(held, told, hand)


def decline(held: Round, *, rater: Organization, rated: str, words: str, hand: Hand) -> Leaf:
    """Enter that a unit would rather not rate another, and why. Raises CannotRate."""
    words = words.strip()
    if not words:
        raise CannotRate(_("不评也可以，请写一句原因，如“没有工作往来，不了解”。"), field="words")
    if len(words) > LONGEST_WORDS:
        most = {"most": LONGEST_WORDS}
        raise CannotRate(_("最多 %(most)d 字，请写得短些。") % most, field="words")
    told = SheetFilled(held.rec, rater.uid, rated, log.civil(hand.at), declined=True, words=words)
    return _enter_sheet(held, told, hand)


def close_round(held: Round, *, hand: Hand) -> Leaf:
    """Close a round on its last day or later: open the sheets and enter what they came to.

    Raises CannotHold before that day, twice, or where it never began.
    """
    rated = Assignment.objects.filter(round=held).values_list("rated_id", flat=True)
    units = sorted({*rated})
    with log.act(held.organization_id, *units):
        now = Round.objects.get(rec=held.rec)
        today = log.civil(hand.at)
        if not now.is_open:
            raise CannotHold(_("这一轮互评没有开始，或者已经结束。"))
        if today < now.closes_on:
            raise CannotHold(_("还没有到截止日期。为了公平，不能提前结束。"))
        entries = _closing(now, units, hand)
        return log.append_many(entries)[0]


def _closing(held: Round, units: Sequence[str], hand: Hand) -> list[Entry]:
    said = list(rounds.all_filled_in(held))
    today = log.civil(hand.at)
    declined = sum(record.declined for _sheet, record in said)
    closed = RoundClosed(
        round=held.rec,
        sheets=len(said) - declined,
        declined=declined,
        unanswered=Assignment.objects.filter(round=held).count() - len(said),
        root=spell_bytes(merkle.root(sorted(bytes(sheet.leaf_id) for sheet, _said in said))),
        closed_on=today,
    )
    first = Entry(
        record=closed, unit=held.organization_id, hand=hand, op=Op.ANNOTATE,
        supersedes=held.leaf_id, rec=held.rec,
    )  # fmt: skip
    results = _results(held, [record for _sheet, record in said])
    counts_on = min(today, date(held.year, 12, 31))
    awarded = (
        PeersAwarded(held.rec, uid, held.title, today, counts_on, results.get(uid)) for uid in units
    )
    return [first, *(Entry(record=one, unit=one.branch, hand=hand) for one in awarded)]


def _results(held: Round, said: Iterable[SheetFilled]) -> dict[str, int | None]:
    about: dict[str, list[evaluation.Sheet]] = defaultdict(list)
    for one in rounds.scored(rounds.criteria_of(held), rounds.kinds_in(held), said):
        about[one.rated].append(one)
    weights = rounds.weights_of(held)
    return {uid: evaluation.result_of(sheets, weights) for uid, sheets in about.items()}


def _enter_sheet(held: Round, told: SheetFilled, hand: Hand) -> Leaf:
    with log.act(held.organization_id):
        now = Round.objects.get(rec=held.rec)
        _insist_on_open(now, told)
        if not told.declined and not evaluation.are_whole(rounds.criteria_of(now), told.marks):
            raise CannotRate(_("请每一项都选一个。"))
        before = rounds.sheet_of(now, told.rater, told.rated)
        if before is None:
            return log.append(told, unit=None, **hand.told)
        return log.append(
            told, unit=None, op=Op.CORRECT, supersedes=before.leaf_id,
            reason=_("评价单位在截止前修改"), **hand.told,
        )  # fmt: skip


def _insist_on_open(held: Round, told: SheetFilled) -> None:
    if not held.is_open:
        raise CannotRate(_("这一轮互评没有开始，或者已经结束，不能再填。"))
    if told.filled_on > held.closes_on:
        raise CannotRate(_("截止日期已经过了，不能再填或修改。"))
    if rounds.assignment_of(held, told.rater, told.rated) is None:
        raise CannotRate(_("这一轮没有安排本支部评价这个支部。"))


def _insist_on_sense(told: RoundTold, today: date) -> None:
    if told.closes_on <= today:
        raise CannotHold(_("截止日期应在今天之后。"), field="closes_on")
    if not today.year - 1 <= told.year <= today.year:
        raise CannotHold(_("年度只能是今年或去年。"), field="year")
    if not 1 <= len(told.criteria) <= MOST_CRITERIA:
        most = {"most": MOST_CRITERIA}
        raise CannotHold(_("评价内容要有 1 至 %(most)d 项。") % most, field="criteria")
    if not all(_is_sound(one) for one in told.criteria):
        words = _("每项写明内容和分值（1 至 1000 分），等次要有 2 至 10 个，比例 0 至 100。")
        raise CannotHold(words, field="criteria")
    if not all(1 <= told.weights.get(kind, 0) <= MOST_WEIGHT for kind in PairKind):
        raise CannotHold(_("每种关系的权重应是 1 至 10。"), field="note")
    if not told.seed.strip():
        raise CannotHold(_("请填公开的数，谁都能据此重算分配。"), field="seed")


def _is_sound(one: Criterion) -> bool:
    grades = one.grades
    shares = all(0 <= grade.share <= evaluation.WHOLE and grade.title for grade in grades)
    several = not grades or 1 < len(grades) <= MOST_GRADES
    return bool(one.words) and 1 <= one.points <= evaluation.MOST_POINTS and shares and several


def _insist_on_company(count: int) -> None:
    if count < LEAST_UNITS:
        words = _("下面只有 %(n)d 个支部。不到 %(least)d 个，不能互评：会看出是谁评的。")
        raise CannotHold(words % {"n": count, "least": LEAST_UNITS})
    if count > pairing.MOST_UNITS:
        words = _("下面有 %(n)d 个支部，一轮最多 %(most)d 个。请按党总支分开组织。")
        raise CannotHold(words % {"n": count, "most": pairing.MOST_UNITS})


def _rows(pairs: Iterable[Pair]) -> Iterable[Row]:
    rated: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        rated[pair.rated].append(pair)
    for uid, those in rated.items():
        yield Row(uid, tuple(one.rater for one in those), tuple(one.kind for one in those))
