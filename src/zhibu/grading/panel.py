"""The panel of a claim: independent sheets, read only once enough are in and close enough."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhibu.grading import rules
from zhibu.grading.models import HUNDREDTHS, Claim, PanelSheet
from zhibu.grading.records import BonusJudged
from zhibu.journal import log

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Panel:
    """The sheets of a claim in their order, and what they give, in hundredths of points."""

    claim: Claim
    sheets: tuple[PanelSheet, ...]
    told: tuple[BonusJudged, ...]

    @property
    def needed(self) -> int:
        """How many sheets there must be before anything is told of any."""
        return rules.in_force()["panel"]

    @property
    def full(self) -> bool:
        return len(self.sheets) >= self.needed

    @property
    def spread(self) -> int | None:
        """How far the sheets are apart, in hundredths; None until enough are in."""
        given = [one.points for one in self.told]
        return max(given) - min(given) if self.full else None

    @property
    def apart(self) -> bool:
        """Whether they differ so much that one more is asked for."""
        most = self.claim.most * rules.in_force()["spread_percent"]
        return self.spread is not None and self.spread * PERCENT > most

    @property
    def wants_more(self) -> bool:
        """Whether another sheet may come in: until then nobody reads what the others say."""
        if not self.full:
            return True
        return self.apart and len(self.sheets) < rules.in_force()["most_judges"]

    @property
    def complete(self) -> bool:
        """Whether the sheets may be read, and the claim decided."""
        return not self.wants_more

    @property
    def mean(self) -> int:
        """The mean of the sheets, half up, cut at what one claim may give; hundredths."""
        n, total = len(self.told), sum(one.points for one in self.told)
        return min((2 * total + n) // (2 * n), self.claim.most) if n else 0

    @property
    def mean_points(self) -> float:
        return self.mean / HUNDREDTHS

    def sheet_of(self, person: str) -> PanelSheet | None:
        """Return somebody's own sheet."""
        return next((sheet for sheet in self.sheets if sheet.person == person), None)

    def told_by(self, person: str) -> BonusJudged | None:
        """Return what somebody's own sheet says."""
        return next((one for one in self.told if one.person == person), None)


def panel_of(claim: Claim) -> Panel:
    """Return a claim's panel. Four queries at most."""
    return panels_of([claim])[claim.rec]


def panels_of(claims: Iterable[Claim]) -> Mapping[str, Panel]:
    """Return the panels of many claims, by claim. A constant number of queries."""
    by_rec = {claim.rec: claim for claim in claims}
    rows = PanelSheet.objects.filter(claim__in=by_rec).order_by("entered_at", "rec")
    sheets = list(rows)
    leaves = log.latest_of(sheet.rec for sheet in sheets)
    told = dict(zip(leaves, log.records_of(list(leaves.values())), strict=True))
    return {rec: _panel(claim, sheets, told) for rec, claim in by_rec.items()}


def _panel(claim: Claim, sheets: list[PanelSheet], told: Mapping[str, BonusJudged]) -> Panel:
    own = tuple(sheet for sheet in sheets if sheet.claim_id == claim.rec)
    return Panel(claim, own, tuple(told[sheet.rec] for sheet in own))
