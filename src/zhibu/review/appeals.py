"""What stands in the way of an appeal, and who may not answer it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment.judges import Somebody, is_own
from zhibu.journal import facts, log
from zhibu.party.models import Organization
from zhibu.review import measure, rules
from zhibu.review.models import Appeal, Confirmation, Decision, Opening, Sheet


@dataclass(frozen=True, slots=True)
class Chance:
    """Until when an item may be appealed (None: nothing was decided yet), and what is in the way.

    ``spent`` says that an answer was given since the item was last judged.
    """

    since: date | None
    until: date | None
    open: Appeal | None
    spent: bool

    def stands(self, on: date) -> bool:
        """Say whether an appeal may be entered on a day."""
        in_time = self.until is None or on <= self.until
        return in_time and self.open is None and not self.spent


def chance_of(branch: Organization, *, year: int, standard: str, item: str) -> Chance:
    """Return whether a branch may appeal an item. Five queries at most."""
    since = _decided_on(branch, year, standard=standard, item=item)
    until = None
    if since is not None:
        until = facts.calendar().add_working_days(since, rules.in_force()["appeal_within"])
    mine = list(
        Appeal.objects.filter(
            branch=branch, year=year, standard=standard, item=item, withdrawn=False
        ).order_by("appealed_on", "rec")
    )
    waiting = next((one for one in mine if one.open), None)
    answered = [one.answered_on for one in mine if one.answered_on]
    spent = bool(answered) and (since is None or max(answered) >= since)
    return Chance(since, until, waiting, spent)


def why_not(asked: Appeal, who: Somebody) -> str:
    """Return why somebody may not answer an appeal, or nothing."""
    if is_own(who, asked.branch, asked.year):
        return _("申诉不能由本支部的人答复。")
    if who.uid in judged_by(asked):
        return _("评判过这一项的人不能答复对它的申诉，请由别的人答复。")
    return ""


def judged_by(asked: Appeal) -> frozenset[str]:
    """Return who judged or confirmed the item. Two queries."""
    rows = Sheet.objects.filter(branch=asked.branch_id, year=asked.year, standard=asked.standard)
    sheets = {
        person for person, items in rows.values_list("person", "items") if asked.item in items
    }
    confirmed = Confirmation.objects.filter(
        branch=asked.branch_id, year=asked.year, standard=asked.standard, item=asked.item
    )
    return frozenset(sheets | set(confirmed.values_list("person", flat=True)))


def given_by_sheets(asked: Appeal) -> dict[str, list[int]]:
    """Return the shares that opened sheets gave the item in its year, by rater."""
    rows = Opening.objects.filter(branch=asked.branch_id, year=asked.year, standard=asked.standard)
    given: dict[str, list[int]] = defaultdict(list)
    for row in rows.order_by("rec"):
        for one in log.record_of(log.leaf_of(row.leaf_id)).rated:
            if one.item == asked.item:
                given[one.rater] += one.shares
    return dict(given)


def has_judged_anew(branch: Organization, year: int, standard: str) -> bool:
    """Say whether an answer changed what sheets gave: then these stay as they are."""
    return Appeal.objects.filter(
        branch=branch, year=year, standard=standard, decision=Decision.GRANTED, share__isnull=False
    ).exists()


def _decided_on(branch: Organization, year: int, *, standard: str, item: str) -> date | None:
    """Return the latest day on which the item was opened, confirmed, or its year sealed."""
    keys = {"branch": branch, "year": year, "standard": standard}
    opened = Opening.objects.filter(**keys).values_list("opened_on", "items")
    confirmed = Confirmation.objects.filter(**keys, item=item)
    days = [day for day, items in opened if item in items]
    days += confirmed.values_list("confirmed_on", flat=True)
    sealed = measure.sealed_on(branch, year)
    return max([*days, *([sealed] if sealed else [])], default=None)
