"""Cards as they read on a day: today's rows, with what changed since taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery

from zhibu.core.indicators import Value
from zhibu.mobility.models import Arrival
from zhibu.party.models import Affiliation, MemberHistory
from zhibu.party.sets import Ethnicity
from zhibu.procedures.models import CaseStep

# What changes in a life. A changed name, sex or birthday mends an error, and holds for every day.
CHANGING = ("education", "occupation", "stopped_on", "out_of_contact_on", "floating_on")
COLUMNS = (
    "member_id", "organization_id", "from_on", "until_on", "reason", "member__name",
    "member__sex", "member__ethnicity", "member__birth_on", "member__education",
    "member__joined_on", "member__converted_on", "member__occupation", "member__stopped_on",
    "member__out_of_contact_on", "member__floating_on", "admitted_on", "confirmed_on",
)  # fmt: skip
# By which step of an admission, and how it came out, the superior approves.
ADMITTED = ("admission_approval", "approved")
CONVERTED = ("conversion_approval", "converted")
Chains = dict[str, list[tuple[str, date, date | None, bool]]]
Earlier = dict[str, list[tuple[date, str, str]]]


@dataclass(slots=True)
class Belonging:
    """A member's time in a branch, with the card as it reads today.

    ``admitted_on`` and ``confirmed_on`` are the days on which the superior approved admission and
    conversion, where a case tells them: from these on they count.
    """

    member: str
    branch: str
    from_on: date
    until_on: date | None
    reason: str
    name: str
    sex: str
    ethnicity: str
    birth_on: date | None
    education: str
    joined_on: date
    converted_on: date | None
    occupation: str
    stopped_on: date | None
    out_of_contact_on: date | None
    floating_on: date | None
    admitted_on: date | None
    confirmed_on: date | None

    @property
    def since(self) -> date:
        """Return from when it counts: not before the admission was approved."""
        return max(self.from_on, self.admitted_on or self.from_on)

    @property
    def full_on(self) -> date | None:
        """Return from when the member counts as a full one: not before that was approved."""
        if self.converted_on is None:
            return None
        return max(self.converted_on, self.confirmed_on or self.converted_on)

    def there_on(self, day: date) -> bool:
        """Say whether it lasted on a day."""
        return self.since <= day and (self.until_on is None or self.until_on > day)


def belongings(where: Q, first: date, on: date) -> list[Belonging]:
    """Return who belonged at the eve of a period or during it. One query."""
    lasting = Q(until_on=None) | Q(until_on__gte=first)
    rows = Affiliation.objects.filter(where, lasting, from_on__lte=on)
    rows = rows.annotate(admitted_on=_approved(*ADMITTED), confirmed_on=_approved(*CONVERTED))
    told = rows.order_by("from_on", "rec").values_list(*COLUMNS)
    found = (Belonging(*one) for one in told.iterator(5_000))
    return [one for one in found if one.since <= on]


def _approved(step: str, outcome: str) -> Subquery:
    """Return the day on which the superior last approved a step of somebody's admission."""
    done = CaseStep.objects.filter(
        case__subject=OuterRef("member_id"), case__family="admission", step=step, outcome=outcome
    )
    return Subquery(done.order_by("-on").values("on")[:1])


def changes_since(where: Q, day: date) -> Earlier:
    """Return member → (day, item, what it said before) of changes after a day. One query."""
    members = Affiliation.objects.filter(where).values("member_id")
    rows = MemberHistory.objects.filter(on__gt=day, item__in=CHANGING, member__in=members)
    found: Earlier = {}
    for member, on, item, old in rows.order_by("-on", "-rec").values_list(
        "member_id", "on", "item", "old"
    ):
        found.setdefault(member, []).append((on, item, old))
    return found


def as_of(one: Belonging, day: date, earlier: Earlier) -> dict[str, Value]:
    """Return the card's changing items as they read on a day; of the latest change first."""
    items: dict[str, Value] = {
        "education": one.education, "occupation": one.occupation, "stopped_on": one.stopped_on,
        "out_of_contact_on": one.out_of_contact_on, "floating_on": one.floating_on,
    }  # fmt: skip
    for on, item, old in earlier.get(one.member, ()):
        if on > day:
            items[item] = _day_or_none(old) if item.endswith("_on") else old
    return items


def is_stopped(one: Belonging, day: date, earlier: Earlier) -> bool:
    """Say whether the membership was stopped on a day."""
    stopped = as_of(one, day, earlier)["stopped_on"] if earlier else one.stopped_on
    return isinstance(stopped, date) and stopped <= day


def row_of(one: Belonging, day: date, earlier: Earlier, **more: Value) -> dict[str, Value]:
    """Return what is counted of a card on a day: of a minority only that it is one."""
    items = as_of(one, day, earlier)
    full = one.full_on is not None and one.full_on <= day
    return {
        "member": one.member, "branch": one.branch, "name": one.name, "sex": one.sex,
        "minority": _yes(one.ethnicity not in {"", Ethnicity.HAN.value}),
        "age": _age(one.birth_on, day), "joined": one.joined_on,
        "standing": "full" if full else "probationary",
        "education": items["education"], "occupation": items["occupation"],
        "out_of_contact": _yes(_begun(items["out_of_contact_on"], day)),
        "floating": _yes(_begun(items["floating_on"], day)), **more,
    }  # fmt: skip


def _begun(value: Value, day: date) -> bool:
    return isinstance(value, date) and value <= day


def _yes(told: object) -> str:
    return "yes" if told else "no"


def _age(born: date | None, day: date) -> int | None:
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def earlier_rows(members: Iterable[str], on: date) -> Chains:
    """Return member → (branch, from, until, came from outside) in order. One query for ten
    thousand.
    """
    found: Chains = {}
    wanted = sorted(set(members))
    arrived = Arrival.objects.filter(
        branch=OuterRef("organization_id"), member=OuterRef("member_id"),
        received_on=OuterRef("from_on"),
    )  # fmt: skip
    for start in range(0, len(wanted), 10_000):
        rows = Affiliation.objects.filter(
            member_id__in=wanted[start : start + 10_000], from_on__lte=on
        ).order_by("from_on", "rec")
        for member, *link in rows.values_list(
            "member_id", "organization_id", "from_on", "until_on", Exists(arrived)
        ):
            found.setdefault(member, []).append((link[0], link[1], link[2], link[3]))
    return found
