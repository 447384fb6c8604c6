"""A sitting: the sheets about one branch on one occasion, opened together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhibu.core.periods import MONTHS
from zhibu.core.sealed_sheets import SealedSheets
from zhibu.journal import log
from zhibu.party.models import Organization
from zhibu.review import rules
from zhibu.review.models import Opening, Sheet
from zhibu.review.records import Judged, Rated


@dataclass(frozen=True, slots=True)
class When:
    """Which sitting: the year, the occasion, the place among the occasion's periods, by what."""

    year: int
    occasion: str
    place: int
    standard: str

    @property
    def keys(self) -> dict[str, object]:
        """Return the columns by which its rows are found."""
        return {
            "year": self.year, "occasion": self.occasion, "place": self.place,
            "standard": self.standard,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sitting:
    """The sheets that are in, in their order, and the opening once they are opened."""

    branch: str
    when: When
    sheets: tuple[Sheet, ...]
    opening: Opening | None

    @property
    def sealed(self) -> SealedSheets:
        """How far the sitting is; its sheets are opened by a record of their own."""
        told = rules.in_force()
        return SealedSheets(
            count=len(self.sheets),
            needed=told.occasions[self.when.occasion].assessors.number,
            most=told["most_assessors"],
            spread=self.opening.spread if self.opening else None,
            bound=told["spread_percent"] * (rules.WHOLE // 100),
        )

    def sheet_of(self, person: str) -> Sheet | None:
        """Return somebody's own sheet."""
        return next((sheet for sheet in self.sheets if sheet.person == person), None)


def when_of(year: int, occasion: str, standard: str, *, on: date) -> When:
    """Return the sitting of an occasion that a day falls in; a past year's last one."""
    months = rules.in_force().occasions[occasion].months
    last = MONTHS // months - 1
    place = (on.month - 1) // months if on.year == year else last
    return When(year, occasion, place, standard)


def sitting_of(branch: Organization, when: When) -> Sitting:
    """Return a branch's sitting. Two queries."""
    sheets = Sheet.objects.filter(branch=branch, **when.keys).order_by("entered_at", "rec")
    opening = Opening.objects.filter(branch=branch, **when.keys).first()
    return Sitting(branch.uid, when, tuple(sheets), opening)


def sittings_in(branches: Iterable[Organization], when: When) -> dict[str, Sitting]:
    """Return the sittings of many branches, by branch. Two queries."""
    uids = [branch.uid for branch in branches]
    sheets: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in Sheet.objects.filter(branch__in=uids, **when.keys).order_by("entered_at", "rec"):
        sheets[sheet.branch_id].append(sheet)
    opened = Opening.objects.filter(branch__in=uids, **when.keys)
    by_branch = {one.branch_id: one for one in opened}
    return {uid: Sitting(uid, when, tuple(sheets[uid]), by_branch.get(uid)) for uid in uids}


def said_in(sheets: Sequence[Sheet]) -> dict[str, Judged]:
    """Return what sheets say, by their records. Constant queries. Not for readers' eyes as such."""
    leaves = log.latest_of(sheet.rec for sheet in sheets)
    told = log.records_of(list(leaves.values()))
    return dict(zip(leaves, told, strict=True))


def rated_by(sheets: Sequence[Sheet], said: Mapping[str, Judged]) -> tuple[Rated, ...]:
    """Return the shares of each item and rater, in the order of the sheets."""
    shares: dict[tuple[str, str], list[int]] = defaultdict(list)
    for sheet in sheets:
        for mark in said[sheet.rec].marks:
            shares[mark.item, mark.rater].append(mark.share)
    return tuple(Rated(item, rater, tuple(each)) for (item, rater), each in sorted(shares.items()))
