"""Branches observe each other: a committee composes circles, visitors write sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.stars import rules
from zhibu.stars.actions.refusals import LONGEST_TITLE, CannotObserve, words_of
from zhibu.stars.models import Basis, Circle
from zhibu.stars.records import CircleComposed, CircleEnded, Observed

PARTS = ("heard", "seen", "checked", "asked", "judged")
MOST_FINDINGS = 20
LONGEST_FINDING = 300


@dataclass(frozen=True, slots=True)
class SheetTold:
    """What visitors wrote, part by part, what they found amiss, and when they came."""

    heard: str
    seen: str
    checked: str
    asked: str
    judged: str
    findings: tuple[str, ...]
    on: date


def compose(
    *, committee: Organization, title: str, basis: Basis, route: Sequence[str], hand: Hand
) -> Leaf:
    """Put branches together in the order in which they are visited.

    Raises CannotObserve for too few or too many, doubles, and branches not under the committee.
    """
    bounds, chosen = rules.in_force().circle, tuple(dict.fromkeys(route))
    least, most = bounds["least"].number, bounds["most"].number
    if not least <= len(chosen) <= most:
        words = _("一组 %(least)d 到 %(most)d 个支部，现在选了 %(n)d 个。")
        told = {"least": least, "most": most, "n": len(chosen)}
        raise CannotObserve(words % told, field="route")
    with log.act(committee.uid):
        if party.branches_under(committee).filter(pk__in=chosen).count() != len(chosen):
            raise CannotObserve(_("所选的支部有的不在本级之下，请重新选。"), field="route")
        composed = CircleComposed(
            committee.uid, words_of(title, "title", CannotObserve, most=LONGEST_TITLE),
            Basis(basis), chosen, log.civil(hand.at),
        )  # fmt: skip
        return log.append(composed, unit=committee.uid, **hand.told)


def end_circle(circle: Circle, *, hand: Hand) -> Leaf:
    """End a circle. Raises CannotObserve where it is over."""
    with log.act(circle.committee_id):
        _insist_on_open(circle)
        ended = CircleEnded(circle.rec, log.civil(hand.at))
        return log.append(ended, unit=circle.committee_id, **hand.told)


def observe(
    circle: Circle, *, branch: Organization, observer: Organization, told: SheetTold, hand: Hand
) -> Leaf:
    """Enter a visit sheet about a branch of a circle, by another branch of it or the committee.

    Raises CannotObserve where the circle is over, for the own branch, for strangers, for a branch
    that went elsewhere, a part left empty, too many findings, a day before the circle or to come.
    """
    with log.act(branch.uid):
        now = _insist_on_open(circle)
        if branch.uid not in now.route or observer.uid == branch.uid:
            raise CannotObserve(_("只能观摩本组的其他支部。"))
        if observer.uid not in now.route and observer.uid != now.committee_id:
            raise CannotObserve(_("只有本组的支部和组织这一组的党委能写观摩记录。"))
        if not party.branches_under(now.committee).filter(pk=branch.uid).exists():
            raise CannotObserve(_("这个支部已经不在组织这一组的党委之下。"))
        if party.works_in(hand.by, branch.uid, log.civil(hand.at)):
            raise CannotObserve(_("不能观摩本人所在的支部，请由别的人写。"))
        if not now.composed_on <= told.on <= log.civil(hand.at):
            raise CannotObserve(_("观摩日期要在编组以后、今天以前。"), field="on")
        sheet = Observed(
            circle=now.rec,
            branch=branch.uid,
            observer=observer.uid,
            **{part: words_of(getattr(told, part), part, CannotObserve) for part in PARTS},
            findings=_findings(told.findings),
            on=told.on,
        )
        return log.append(sheet, unit=branch.uid, **hand.told)


def _insist_on_open(circle: Circle) -> Circle:
    now = Circle.objects.get(rec=circle.rec)
    if now.ended:
        raise CannotObserve(_("这一组的观摩已经结束。"))
    return now


def _findings(told: Sequence[str]) -> tuple[str, ...]:
    found = [one.strip() for one in told if one.strip()]
    if len(found) > MOST_FINDINGS:
        words = _("最多列 %(most)d 个问题，请选最要紧的。")
        raise CannotObserve(words % {"most": MOST_FINDINGS}, field="findings")
    return tuple(words_of(one, "findings", CannotObserve, most=LONGEST_FINDING) for one in found)
