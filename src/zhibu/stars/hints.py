"""What a machine can see of a weak and lax branch (软弱涣散): hints with records, never more."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.assessment import engine, gaps, standing
from zhibu.core.periods import add_months
from zhibu.journal.sums import rows_of
from zhibu.party.models import Organization, PostHeld, Term
from zhibu.party.models.validity import holds_on
from zhibu.party.sets import Post
from zhibu.stars import rules

ANSWERS, SATISFIED = "surveys.answers", "surveys.satisfied"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at, and the page of the records that show it."""

    key: str
    words: str
    url: str


def hints_of(branches: Sequence[Organization], today: date) -> dict[str, list[Hint]]:
    """Return what stands out, by branch. A constant number of queries for each 500 branches."""
    found: defaultdict[str, list[Hint]] = defaultdict(list)
    for at in range(0, len(branches), AT_ONCE):
        some = branches[at : at + AT_ONCE]
        for provider in (_vacant, _expired, _dissatisfied, _missed):
            for uid, hint in provider(some, today):
                found[uid].append(hint)
    return dict(found)


def _vacant(branches: Sequence[Organization], today: date) -> Iterator[tuple[str, Hint]]:
    """Yield branches whose secretary's post has been empty for too long."""
    held = PostHeld.objects.filter(post=Post.SECRETARY, organization__in=branches)
    filled = set(held.filter(holds_on(today)).values_list("organization_id", flat=True))
    rows = held.order_by().values_list("organization_id").annotate(Max("until_on"))
    until = {uid: day for uid, day in rows if day}
    months = rules.in_force().hints["vacant_months"].number
    for one in branches:
        since = until.get(one.uid, one.founded_on)
        if one.uid not in filled and add_months(since, months) < today:
            told = {"day": since.isoformat(), "months": months}
            words = _("书记自 %(day)s 起空缺，超过 %(months)d 个月") % told
            yield one.uid, Hint("vacant", words, reverse("party:organization", args=[one.uid]))


def _expired(branches: Sequence[Organization], today: date) -> Iterator[tuple[str, Hint]]:
    """Yield branches whose term ended without a new one."""
    rows = Term.objects.filter(organization__in=branches, starts_on__lte=today).order_by()
    for uid, ended in rows.values_list("organization_id").annotate(Max("ends_on")):
        if ended < today:
            words = _("任期 %(day)s 届满，没有按期换届") % {"day": ended.isoformat()}
            yield uid, Hint("expired", words, reverse("party:organization", args=[uid]))


def _dissatisfied(branches: Sequence[Organization], today: date) -> Iterator[tuple[str, Hint]]:
    """Yield branches with which too few were satisfied in the year's polls."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for uid, fact, _month, _lag, value in rows_of([one.uid for one in branches], today.year):
        if fact in (ANSWERS, SATISFIED):
            sums[uid, fact] += value
    least = rules.in_force().hints["satisfied_percent"].number
    for one in branches:
        asked, content = sums[one.uid, ANSWERS], sums[one.uid, SATISFIED]
        if asked and content * 100 < asked * least:
            told = {"percent": content * 100 // asked, "least": least, "n": asked}
            words = _("满意率 %(percent)d%%，不到 %(least)d%%（%(n)d 人次）") % told
            yield one.uid, Hint("satisfaction", words, reverse("stars:branch", args=[one.uid]))


def _missed(branches: Sequence[Organization], today: date) -> Iterator[tuple[str, Hint]]:
    """Yield branches that did not hold meetings several times, by the assessment's own account."""
    units, least = [one.uid for one in branches], rules.in_force().hints["missed"].number
    for standard, members in engine.units_by_standard(units, today.year).items():
        tracks = [track for track in gaps.tracks_of(standard) if track.of_life]
        named = standing.named(standard)
        stored = standing.standings_of(members, standard=named, year=today.year)
        for uid, found in stored.items():
            for track in tracks:
                places = gaps.missed_in(found, track)
                if len(places) >= least:
                    url = reverse("assessment:item", args=[uid, track.item.id])
                    yield uid, Hint("missed", gaps.said(track, places), url)
