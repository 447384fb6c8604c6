"""What the import room knows."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, QuerySet

from zhibu.intake.identities import CONSOLE, record_of
from zhibu.intake.models import Batch
from zhibu.meetings.models import Meeting
from zhibu.party import permits
from zhibu.party.models import Account, Organization
from zhibu.party.permits import Ability
from zhibu.party.sets import Level

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A branch that is not live yet, and the month from which its ledger could count."""

    uid: str
    name: str
    counted_from: date | None


def batches_seen_by(account: Account) -> QuerySet[Batch]:
    """Return an account's own batches; who imports for the whole committee sees the console's."""
    tops = permits.organizations_for(account, Ability.IMPORT).filter(superior=None)
    actors = [account.uid, CONSOLE] if tops.exists() else [account.uid]
    found = Batch.objects.filter(actor__in=actors).prefetch_related("files")
    return found.order_by("-entered_at", "-rec")


def waiting_to_go_live(batch: Batch) -> list[Waiting]:
    """Return the branches a batch brought meetings to that are not live, at most a pageful."""
    recs = [record_of(batch.rec, place) for place in range(min(batch.records, _SHOWN * 10))]
    first: dict[str, date] = {}
    for start in range(0, len(recs), 400):
        rows = Meeting.objects.filter(rec__in=recs[start : start + 400], withdrawn=False)
        for uid, day in rows.values_list("branch").annotate(Min("held_on")):
            first[uid] = min(day, first.get(uid, day))
    waiting = Organization.objects.filter(
        uid__in=list(first)[:_SHOWN], live_on=None, level=Level.BRANCH
    )
    return [
        Waiting(one.uid, one.name, first[one.uid].replace(day=1))
        for one in waiting.order_by("path")
    ]
