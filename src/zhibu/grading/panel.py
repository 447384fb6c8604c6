"""The panel of a claim: independent sheets, read only once enough are in and close enough."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhibu.core.sealed_sheets import SealedSheets
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
    def spread(self) -> int | None:
        """How far the sheets are apart, in hundredths; None until enough are in."""
        given = [one.points for one in self.told]
        return max(given) - min(given) if len(given) >= rules.in_force()["panel"] else None

    @property
    def sealed(self) -> SealedSheets:
        """How far the panel is: what its sheets say is told, and the claim decided, once complete.

        What they give may differ by so many percent of the most that may be given.
        """
        told, spread = rules.in_force(), self.spread
        return SealedSheets(
            count=len(self.sheets),
            needed=told["panel"],
            most=told["most_judges"],
            spread=None if spread is None else spread * PERCENT,
            bound=self.claim.most * told["spread_percent"],
        )

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
