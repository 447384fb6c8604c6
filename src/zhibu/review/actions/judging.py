"""Judging: a sheet goes in closed; once enough are in, they are opened together and count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment.judges import Somebody
from zhibu.assessment.reasons import words_of
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party.models import Organization
from zhibu.review import appeals, judges, measure, rules, sittings
from zhibu.review.actions.entering import enter
from zhibu.review.judges import CannotJudge, Judge
from zhibu.review.measure import Asked
from zhibu.review.models import Occasion, Sheet
from zhibu.review.records import Judged, Mark, Opened
from zhibu.review.sittings import Sitting


@dataclass(frozen=True, slots=True)
class MarkTold:
    """What an assessor gives an item, in 1/10,000 of its points, and why."""

    share: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a sheet is judged by: who, where, what is asked, what is in already."""

    judge: Judge
    branch: Organization
    edition: str
    asked: tuple[Asked, ...]
    sitting: Sitting
    on: date

    @property
    def own(self) -> Sheet | None:
        """The judge's own sheet, if it is in."""
        return self.sitting.sheet_of(self.judge.person)


def judge(
    *, branch: Organization, year: int, occasion: str, marks: Mapping[str, MarkTold],
    who: Somebody, hand: Hand, words: str = "", reason: str = "",
) -> Leaf:  # fmt: skip
    """Enter an assessor's sheet, or correct it with a reason; open the sheets once enough are in.

    Raises CannotJudge for who may not judge here or now, for the own branch, for a sheet too many,
    and for a sheet that leaves an item out or gives what the item's grades do not know.
    """
    with log.act(branch.uid):
        scene = _scene(branch, year, occasion, who=who, on=log.civil(hand.at))
        _insist_on_room(scene)
        told = Judged(
            branch=branch.uid, year=year, occasion=Occasion(occasion),
            turn=scene.sitting.when.place, standard=scene.sitting.when.standard,
            edition=scene.edition, assessor=scene.judge.account, person=scene.judge.person,
            on=scene.on, marks=_marks(scene.asked, marks),
            words=words_of(words, CannotJudge, "words", needed=False),
        )  # fmt: skip
        former = scene.own.leaf_id if scene.own else None
        leaf = enter(told, unit=None, former=former, reason=reason, hand=hand)
        _open(scene, reason=reason, hand=hand)
        return leaf


def _scene(
    branch: Organization, year: int, occasion: str, *, who: Somebody, on: date
) -> Scene:  # fmt: skip
    if occasion not in Occasion.values or year > on.year:
        raise CannotJudge(_("没有这个考核时段，请从名单重新打开。"))
    judge = judges.judge_of(who, branch, occasion, year=year, on=on)
    standard = measure.standard_of(branch.uid, year)
    asked = measure.asked_on(standard, occasion, below=judge.below)
    when = sittings.when_of(year, occasion, standard.id, on=on)
    edition = measure.edition_of(standard)
    return Scene(judge, branch, edition, asked, sittings.sitting_of(branch, when), on)


def _insist_on_room(scene: Scene) -> None:
    when = scene.sitting.when
    if measure.sealed_on(scene.branch, when.year):
        raise CannotJudge(_("这个年度已经封存，不能再评。有异议的，由支部申诉。"))
    if appeals.has_judged_anew(scene.branch, when.year, when.standard):
        raise CannotJudge(_("对评判的申诉已经改评，评判表不能再交或更正。"))
    if scene.own is None and not scene.sitting.sealed.wants_more:
        words = _("这次已有 %(n)d 位考核员交了评判表，不用再评。")
        raise CannotJudge(words % {"n": len(scene.sitting.sheets)})
    if not scene.asked:
        raise CannotJudge(_("这个支部的标准里没有由您评判的项目，不用评。"))


def _marks(asked: Sequence[Asked], told: Mapping[str, MarkTold]) -> tuple[Mark, ...]:
    missing = [one.item.id for one in asked if one.item.id not in told]
    if missing:
        words = _("还有 %(n)d 项没有评（%(items)s），请评齐再交。")
        shown = {"n": len(missing), "items": "、".join(missing[:6])}
        raise CannotJudge(words % shown, field=missing[0])
    return tuple(_mark(one, told[one.item.id]) for one in asked)


def _mark(asked: Asked, told: MarkTold) -> Mark:
    steps = {grade.share: grade.title for grade in rules.grades_of(asked.item)}
    if told.share not in steps:
        raise CannotJudge(_("请在所列的等次里选一个。"), field=asked.item.id)
    words = words_of(told.words, CannotJudge, asked.item.id, needed=False)
    return Mark(asked.item.id, asked.rater, told.share, steps[told.share], words)


def _open(scene: Scene, *, reason: str, hand: Hand) -> None:
    """Open the sheets together, or open them anew with what was corrected or came in since."""
    now = sittings.sitting_of(scene.branch, scene.sitting.when)
    if now.opening is None and not now.sealed.full:
        return
    said = sittings.said_in(now.sheets)
    earlier = log.record_of(log.leaf_of(now.opening.leaf_id)) if now.opening else None
    when = now.when
    told = Opened(
        branch=scene.branch.uid, year=when.year, occasion=Occasion(when.occasion),
        turn=when.place, standard=when.standard, edition=scene.edition,
        # A correction keeps its day, so that the sums end as if nobody had ever erred.
        on=earlier.on if earlier else scene.on,
        counts_on=earlier.counts_on if earlier else measure.counted_on(scene.on, when.year),
        sheets=tuple(sheet.rec for sheet in now.sheets),
        rated=sittings.rated_by(now.sheets, said),
    )  # fmt: skip
    enter(
        told, unit=scene.branch.uid, former=now.opening.leaf_id if now.opening else None,
        reason=reason or _("又有一位考核员交了评判表"), hand=hand,
    )  # fmt: skip
