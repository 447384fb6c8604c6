"""Why something about a case is not done, and what every act of this room checks alike."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.utils.translation import gettext as _

from zhibu.core.case import Obstacle
from zhibu.core.procedure_parts import Procedure
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Hand
from zhibu.party import permits
from zhibu.party.models import Account, Organization
from zhibu.party.permits import TABLE, Ability
from zhibu.party.sets import Role
from zhibu.procedures.models import Case

LONGEST_REASON = 500


class CannotOpen(Refusal):
    """The procedure cannot be begun so."""


class CannotComplete(Refusal):
    """The step cannot be done, undone or passed over so; ``obstacles`` are all that stand in it."""

    def __init__(
        self,
        words: object,
        *,
        basis: str | None = None,
        field: str | None = None,
        obstacles: Sequence[Obstacle] = (),
    ) -> None:
        super().__init__(words, basis=basis, field=field)
        self.obstacles = tuple(obstacles)


@contextmanager
def holding(found: Case) -> Iterator[Case]:
    """Open the act, hold the organization and yield the case as it stands now."""
    with log.act(found.organization_id):
        now = Case.objects.select_related("organization").filter(rec=found.rec).first()
        if now is None:
            raise CannotComplete(_("这件流程已经撤回，不能再办。"))
        yield now


def insist_on_open(found: Case) -> None:
    """Let nothing more be done in a case that is over. Raises CannotComplete."""
    if found.ended:
        raise CannotComplete(_("这件流程已经结束，不能再办。办错了的，请先撤回最后一步。"))


def insist_on_body(procedure: Procedure, body: str, hand: Hand) -> None:
    """Let a body's act come by a hand that may act for it. Raises CannotComplete naming whose."""
    told = procedure.bodies[body]
    if not gives(hand, told.ability):
        words = _("这一步由%(body)s办理，您的角色不能办。请转%(body)s。")
        raise CannotComplete(words % {"body": told.title})


def gives(hand: Hand, ability: str) -> bool:
    """Say whether the role a hand acts in has an ability."""
    held = TABLE.get(Role(hand.role)) if hand.role in Role.values else None
    return held is not None and Ability(ability) in held[1]


def may_see(hand: Hand, where: Organization) -> bool:
    """Say whether whoever acts may read what an organization keeps for itself. Two queries."""
    account = Account.objects.filter(pk=hand.by).first()
    return account is not None and permits.may(account, Ability.SEE_BRANCH_PRIVATE, where)


def words_of(text: str, field: str = "reason") -> str:
    """Return a reason as it was written. Raises CannotComplete for nothing and for too much."""
    words = text.strip()
    if not words:
        raise CannotComplete(_("请写明理由，例如“日期录错”。"), field=field)
    if len(words) > LONGEST_REASON:
        told = {"n": len(words), "most": LONGEST_REASON}
        raise CannotComplete(_("写了 %(n)d 字，最多 %(most)d 字，请写得短些。") % told, field=field)
    return words


def refuse_for(obstacles: Sequence[Obstacle]) -> None:
    """Raise CannotComplete for the first of some obstacles, holding all; do nothing for none."""
    if obstacles:
        first = obstacles[0]
        raise CannotComplete(
            first.words, basis=first.basis or None, field=first.field or None, obstacles=obstacles
        )
