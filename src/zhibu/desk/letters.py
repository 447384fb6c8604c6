"""Letters of introduction that wait: to be received here, or run out on the other side."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.mobility import queries
from zhibu.mobility.models import Letter
from zhibu.notices.due import Line
from zhibu.party.models import Organization
from zhibu.party.permits import TABLE, Ability, Permit, Permits, Reach


def lines(held: Permits, today: date) -> Iterator[Line]:
    """Yield what waits to be received; then what nobody received in time. One query.

    An officer is told the latter as one sum.
    """
    able = [one for one in held.held if one.gives(Ability.MANAGE_MEMBERS)]
    if not able:
        return
    own = [one.organization for one in able]
    under = Organization.objects.filter(held.scope(Ability.MANAGE_MEMBERS))
    found = queries.due_at(own, under, today)
    for letter in found:
        if letter.to_id in own:
            words = _("接收%(name)s的组织关系（%(branch)s转来）")
            if letter.valid_until < today:
                words = _("%(name)s的介绍信已经过期，请%(branch)s重开后再接收")
            told = {"name": letter.member.name, "branch": letter.branch.name}
            yield _line(words % told, letter, today)
    for permit in able:
        yield from _run_out(permit, [one for one in found if one.to_id not in own], today)


def _run_out(permit: Permit, found: list[Letter], today: date) -> Iterator[Line]:
    """Yield letters of a branch that nobody received; of a committee how many there are."""
    of_ours = [one for one in found if permit.reaches(one.branch.path)]
    if TABLE[permit.role][0] is Reach.OWN:
        for letter in of_ours:
            words = _("催%(to)s接收%(name)s的介绍信")
            if letter.valid_until < today:
                words = _("%(name)s转往%(to)s的介绍信已经过期，请重开或者作废")
            yield _line(words % {"to": letter.to_name, "name": letter.member.name}, letter, today)
    elif of_ours:
        words = _("%(n)d 封组织关系介绍信快到期或者已过期") % {"n": len(of_ours)}
        by, url = of_ours[0].valid_until, reverse("mobility:committee", args=[permit.organization])
        yield Line(words, by, url, max((today - by).days, 0))


def _line(words: str, letter: Letter, today: date) -> Line:
    by = letter.valid_until
    return Line(words, by, reverse("mobility:letter", args=[letter.rec]),
                max((today - by).days, 0))  # fmt: skip
