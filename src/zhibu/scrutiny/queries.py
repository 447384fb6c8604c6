"""What the scrutiny room knows, and who may know it when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from zhibu.journal import log
from zhibu.journal.log import Leaf
from zhibu.party.models import Organization
from zhibu.party.permits import Ability, Permits
from zhibu.party.queries import below
from zhibu.scrutiny.detectors.chances import interval
from zhibu.scrutiny.detectors.sweep import Spent
from zhibu.scrutiny.models import Flag, FlaggedRecord, Noticed, Reply, State
from zhibu.scrutiny.records import Answered, Flagged, Settled


def is_open_to_committee(flag: Flag, today: date) -> bool:
    """Say whether who oversees the branch may see it: once answered, or when its days are over."""
    return flag.answered_at is not None or flag.open_on <= today


def flag_for(rec: str, permits: Permits, today: date) -> Flag | None:
    """Return a flag as somebody may see it, or None: the branch at once, others when it is open."""
    flag = Flag.objects.select_related("branch").filter(rec=rec).first()
    if flag is None or not permits.may(Ability.SEE_BRANCH_PRIVATE, flag.branch):
        return None
    keeps = permits.may(Ability.RECORD_WORK, flag.branch)
    return flag if keeps or is_open_to_committee(flag, today) else None


def flags_of(branch: Organization, *, opened: date | None = None) -> QuerySet[Flag]:
    """Return a branch's flags, the latest first; with a day, those open to its committee."""
    found = Flag.objects.filter(branch=branch)
    return (found.filter(_open(opened)) if opened else found).order_by("-flagged_at", "rec")


def unanswered_in(branch: Organization) -> int:
    """Return how many of a branch's flags wait for the branch's own words."""
    return Flag.objects.filter(branch=branch, state=State.OPEN).count()


def flags_under(org: Organization, today: date) -> QuerySet[Flag]:
    """Return the flags of all branches under an organization that it may see, latest first."""
    branches = Organization.objects.filter(below(org.path))
    found = Flag.objects.filter(_open(today), branch__in=branches).select_related("branch")
    return found.order_by("-flagged_at", "rec")


def _open(today: date) -> Q:
    return Q(answered_at__isnull=False) | Q(open_on__lte=today)


def counts_by_state(flags: QuerySet[Flag]) -> dict[str, int]:
    """Return how many of some flags stand where."""
    rows = flags.order_by().values_list("state").annotate(Count("rec"))
    return dict(rows)


def noticed_in(branch: Organization) -> QuerySet[Noticed]:
    """Return the facts and single signals of the last sweep."""
    return Noticed.objects.filter(branch=branch).order_by("rule", "id")


@dataclass(frozen=True, slots=True)
class Said:
    """All that was said about a flag: the question, the replies, the outcome, with their leaves."""

    leaf: Leaf
    flagged: Flagged
    replies: tuple[tuple[Leaf, Answered], ...]
    settled: tuple[Leaf, Settled] | None


def said_about(flag: Flag) -> Said:
    """Return what a flag's records say. A constant number of queries."""
    replies = Reply.objects.filter(flag=flag).order_by("replied_at", "leaf_id")
    leaves = [log.leaf_of(bytes(lh)) for lh in replies.values_list("leaf_id", flat=True)[:20]]
    asked = log.leaf_of(flag.leaf_id)
    last = log.leaf_of(bytes(flag.settled_by)) if flag.settled_by else None
    return Said(
        leaf=asked,
        flagged=log.record_of(asked),
        replies=tuple((leaf, log.record_of(leaf)) for leaf in leaves),
        settled=(last, log.record_of(last)) if last else None,
    )


def spent() -> Spent:
    """Return which records were asked about, by rule and branch."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = FlaggedRecord.objects.values_list("rule", "branch_id", "record")
    for rule, branch, record in rows.iterator():
        found[rule, branch].add(record)
    return {key: frozenset(recs) for key, recs in found.items()}


def spent_in(branch: str) -> dict[str, frozenset[str]]:
    """Return which of a branch's records were asked about, by rule."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = FlaggedRecord.objects.filter(branch_id=branch).values_list("rule", "record")
    for rule, record in rows:
        found[rule].add(record)
    return {rule: frozenset(recs) for rule, recs in found.items()}


@dataclass(frozen=True, slots=True)
class Precision:
    """How often a rule was right: of those settled, how many were confirmed."""

    rule: str
    flagged: int
    confirmed: int
    explained: int
    wrong: int

    @property
    def settled(self) -> int:
        return self.confirmed + self.explained + self.wrong

    @property
    def share(self) -> float | None:
        """Return the share confirmed, or None where nothing is settled."""
        return self.confirmed / self.settled if self.settled else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Return between what it lies with 95 % confidence."""
        return interval(self.confirmed, self.settled)


def precisions(rules: Iterable[str]) -> list[Precision]:
    """Return each rule's count over the whole installation. One query."""
    rows = FlaggedRecord.objects.values_list("rule", "flag__state")
    counted = rows.annotate(Count("flag_id", distinct=True)).order_by()
    by_rule: dict[str, dict[str, int]] = defaultdict(dict)
    for rule, state, count in counted:
        by_rule[rule][state] = count
    return [
        Precision(
            rule=rule,
            flagged=sum(by_rule[rule].values()),
            confirmed=by_rule[rule].get(State.CONFIRMED, 0),
            explained=by_rule[rule].get(State.EXPLAINED, 0),
            wrong=by_rule[rule].get(State.WRONG, 0),
        )
        for rule in rules
    ]


def outcomes_by_branch() -> dict[tuple[str, str], frozenset[str]]:
    """Return how flags came out, by rule and branch: the labels known so far."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = FlaggedRecord.objects.values_list("rule", "branch_id", "flag__state").distinct()
    for rule, branch, state in rows.iterator():
        found[rule, branch].add(state)
    return {key: frozenset(states) for key, states in found.items()}
