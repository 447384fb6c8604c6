"""Cards as they read on a day: what changed in a life since is taken back.

A changed name, sex or birthday mends an error, and holds for every day.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from zhibu.party import queries as party
from zhibu.party.models import Member, MemberHistory, Organization
from zhibu.party.sealing import SEALED_ITEMS

CHANGING = (
    "education", "occupation", "professional_title", "stopped_on", "out_of_contact_on",
    "floating_on", "outflow_place", "phone", "fixed_phone", "home_address",
)  # fmt: skip


def members_on(branch: Organization, day: date) -> list[Member]:
    """Return who belonged to a branch on a day, each as the card read then. Two queries.

    What was entered later about days before counts; what happened later does not.
    """
    return there_on(party.members_of(branch, day), day)


def there_on(members: Iterable[Member], day: date) -> list[Member]:
    """Return members as their cards read on a day, without whose membership was stopped then."""
    found = as_read_on(members, day)
    return [one for one in found if one.stopped_on is None or one.stopped_on > day]


def as_read_on(members: Iterable[Member], day: date) -> list[Member]:
    """Return members as their cards read on a day. They are for reading, never to be saved."""
    found = list(members)
    later = _changes_after(found, day)
    for one in found:
        for item in CHANGING:
            if rows := later.get((one.uid, item)):
                _take_back(one, _first_of(rows))
        if one.converted_on and one.converted_on > day:
            one.converted_on = None
    return found


def _changes_after(
    members: Sequence[Member], day: date
) -> dict[tuple[str, str], list[MemberHistory]]:
    rows = MemberHistory.objects.filter(
        member__in=[one.uid for one in members], on__gt=day, item__in=CHANGING
    )
    found: dict[tuple[str, str], list[MemberHistory]] = defaultdict(list)
    for row in rows.order_by("on", "rec"):
        found[row.member_id, row.item].append(row)
    return found


def _first_of(rows: Sequence[MemberHistory]) -> MemberHistory:
    """Return the change that came first; of several on one day, the one that no other led to."""
    day = [row for row in rows if row.on == rows[0].on]
    came = {row.new for row in day}
    return next((row for row in day if row.old not in came), day[0])


def _take_back(one: Member, row: MemberHistory) -> None:
    if row.item in SEALED_ITEMS:
        setattr(one, f"{row.item}_sealed", row.old_sealed)
    elif row.item.endswith("_on"):
        setattr(one, row.item, date.fromisoformat(row.old) if row.old else None)
    else:
        setattr(one, row.item, row.old)
