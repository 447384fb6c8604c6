"""Moving a branch between classes: the branch asks, the committee decides with reasons."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment.reasons import words_of
from zhibu.core.refusal import Refusal
from zhibu.grading.models import ClassWish, Decision
from zhibu.grading.records import ClassAsked, ClassDecided
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party import actions as party
from zhibu.party import queries
from zhibu.party.models import Organization
from zhibu.party.sets import BranchClass


class CannotAskForClass(Refusal):
    """A branch cannot ask for that class."""


class CannotClass(Refusal):
    """The branch cannot be put into that class so."""


def ask_for_class(*, branch: Organization, wanted: str, words: str, hand: Hand) -> Leaf:
    """Enter that a branch asks for another class.

    Raises CannotAskForClass for its own class, while another wish is open, and without reasons.
    """
    with log.act(branch.uid):
        now = queries.organization(branch.uid)
        _insist_on_class(wanted, now, CannotAskForClass)
        if ClassWish.objects.filter(branch=now, withdrawn=False, decision="").exists():
            raise CannotAskForClass(_("已有一件申请在等决定，请先等决定或撤回。"))
        record = ClassAsked(
            now.uid, str(wanted), log.civil(hand.at), words_of(words, CannotAskForClass, "words")
        )
        return log.append(record, unit=now.uid, **hand.told)


def withdraw_wish(wish: ClassWish, *, reason: str, hand: Hand) -> Leaf:
    """Take back a wish that is not decided yet. Raises CannotAskForClass for any other."""
    with log.act(wish.branch_id):
        now = ClassWish.objects.get(rec=wish.rec)
        if not now.open:
            raise CannotAskForClass(_("这件申请已有决定或已经撤回。"))
        return log.withdraw(now.leaf_id, unit=now.branch_id, reason=reason, **hand.told)


def decide_class(
    branch: Organization, *, wanted: str, reasons: str, from_on: date, hand: Hand,
    wish: ClassWish | None = None,
) -> Leaf:  # fmt: skip
    """Put a branch into a class from a day on, with reasons; answers its wish if there is one.

    The party's record moves the branch, this room's keeps why. Raises CannotClass for the class it
    is in and without reasons, and as ``change_organization`` does.
    """
    with log.act(*_line_of(branch)):
        now = queries.organization(branch.uid)
        _insist_on_class(wanted, now, CannotClass)
        told = words_of(reasons, CannotClass, "reasons")
        if wish is not None:
            _insist_on_open(wish)
        moved = party.change_organization(
            organization=now, changed_on=from_on, branch_class=str(wanted), hand=hand
        )
        record = ClassDecided(
            now.uid, Decision.ACCEPTED, log.civil(hand.at), told,
            wish=wish.rec if wish else "", change=moved.rec,
        )  # fmt: skip
        return log.append(record, unit=now.uid, **hand.told)


def refuse_wish(wish: ClassWish, *, reasons: str, hand: Hand) -> Leaf:
    """Leave a branch where it is, with reasons. Raises CannotClass twice and without any."""
    with log.act(wish.branch_id):
        _insist_on_open(wish)
        record = ClassDecided(
            wish.branch_id, Decision.REJECTED, log.civil(hand.at),
            words_of(reasons, CannotClass, "reasons"), wish=wish.rec,
        )  # fmt: skip
        return log.append(record, unit=wish.branch_id, **hand.told)


def _line_of(branch: Organization) -> list[str]:
    return [*(one.uid for one in queries.superiors_of(branch)), branch.uid]


def _insist_on_class(wanted: str, now: Organization, refusal: type[Refusal]) -> None:
    if wanted not in BranchClass.values:
        raise refusal(_("请选一个类别。"), field="wanted")
    if wanted == now.branch_class:
        raise refusal(_("支部已经在这一类，请选别的类别。"), field="wanted")


def _insist_on_open(wish: ClassWish) -> None:
    if not ClassWish.objects.get(rec=wish.rec).open:
        raise CannotClass(_("这件申请已有决定或已经撤回。"))
