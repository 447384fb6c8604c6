"""One case of a family runs about somebody at a time, in whichever organization that is."""

from django.utils.translation import gettext as _

from zhibu.journal.leaves import Hand
from zhibu.party.models import Member
from zhibu.procedures import queries
from zhibu.procedures.actions.refusals import CannotOpen, may_see


def insist_on_alone(
    subject: str, family: str, name: str, *, unit: str, hand: Hand, field: str = "subject"
) -> None:
    """Refuse a second running case about the same, here or elsewhere; ``unit`` is where.

    Call it inside the act. The act holds its own organization only, so a member is held besides
    until it ends: of two organizations at once the second sees what the first began. Where the
    other case runs is told to those who may read that organization's work. Raises CannotOpen.
    """
    if not subject:
        return
    # Only the row of a member: an organization's own cases queue with its acts already.
    Member.objects.select_for_update(no_key=True).filter(pk=subject).first()
    running = queries.open_about(subject, family)
    if running is None:
        return
    told = {"name": name, "where": running.organization.name}
    if running.organization_id == unit:
        words = _("“%(name)s”已有一件正在办理，请先办完或结束那一件。")
    elif may_see(hand, running.organization):
        words = _("“%(name)s”已有一件正在“%(where)s”办理，请先在那里办完或结束。")
    else:
        words = _("“%(name)s”已有一件正在别的党组织办理，请联系上级党组织。")
    raise CannotOpen(words % told, field=field)
