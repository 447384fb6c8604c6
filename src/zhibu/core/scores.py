"""What a score is made of, for many units side by side: points, totals, results and stars."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhibu.core.decided import SHEET
from zhibu.core.reading import Flags, portion, summed
from zhibu.core.rules import WHOLE
from zhibu.core.standard import Standard, StarRule
from zhibu.core.sums import Ints

PERCENT_OF = 10_000
NO_RESULT = -1


class Result(StrEnum):
    """What a class's thresholds make of a score."""

    ADVANCED = "advanced"
    QUALIFIED = "qualified"
    BELOW_STANDARD = "below_standard"


def _at(result: Result) -> int:
    return list(Result).index(result)


@dataclass(frozen=True, slots=True)
class Star:
    """One star of one unit: points of its section, and whether it is won (None: not yet)."""

    section: str
    points: int
    out_of: int
    won: bool | None
    failed_item: str | None


@dataclass(frozen=True, slots=True)
class Stars:
    """The stars of one unit. ``level`` counts those won; None while a star is not decided."""

    each: tuple[Star, ...]

    @property
    def level(self) -> int | None:
        won = [star.won for star in self.each]
        return None if None in won else sum(each is True for each in won)


@dataclass(frozen=True)
class Scores:
    """Points in hundredths and counts, by item and unit.

    ``waiting`` are, by unit, the points that people have not rated yet; ``bonus``, ``peer`` (in
    hundredths of a percent) and ``peers`` (whether there were any) stand beside the items.
    """

    standard: Standard
    points: Ints
    out_of: Ints
    owed: Ints
    done: Ints
    missed: Ints
    due: Ints
    applicable: Flags
    measured: Flags
    vetoes: Flags
    unrated: Flags
    bonus: Ints
    peer: Ints
    peers: Flags

    @property
    def vetoed(self) -> Flags:
        """Tell the units for which any veto stands."""
        return summed(self.vetoes) > 0

    @cached_property
    def waiting(self) -> Ints:
        """Return by unit how many points wait for people to rate them."""
        worth = np.array([item.points for item in self.standard.items], dtype=np.int64)
        found: Ints = worth @ self.unrated
        return found

    @cached_property
    def section_points(self) -> Ints:
        """Return points by section and unit; only an open section may give more than its whole."""
        found = self._by_section(self.points)
        shut = np.array([[not section.open] for section in self.standard.sections], dtype=bool)
        return np.where(shut, np.minimum(found, self.section_out_of), found)

    @cached_property
    def section_out_of(self) -> Ints:
        """Return by section and unit what applies of its points."""
        return self._by_section(self.out_of)

    def _by_section(self, table: Ints) -> Ints:
        return np.array([summed(table[rows]) for rows in self._places])

    @cached_property
    def _places(self) -> list[NDArray[np.int64]]:
        """The rows of each section's items."""
        rows: dict[str, list[int]] = {section.id: [] for section in self.standard.sections}
        for place, item in enumerate(self.standard.items):
            rows[item.section].append(place)
        return [np.array(each, dtype=np.int64) for each in rows.values()]

    @cached_property
    def total(self) -> Ints:
        return summed(self.section_points)

    @cached_property
    def total_out_of(self) -> Ints:
        return summed(self.section_out_of)

    @cached_property
    def percent(self) -> Ints:
        """Weighted points of those measured, in hundredths of a percent; 0 when nothing is."""
        return self._weighed(PERCENT_OF)

    @cached_property
    def weighted_total(self) -> Ints:
        """Weighted points of what applies, on the scale of the standard's total; rounded once."""
        return self._weighed(self.standard.out_of)

    def _weighed(self, scale: int) -> Ints:
        weights = np.array([section.weight for section in self.standard.sections], dtype=np.int64)
        whole = weights @ self.section_out_of
        return portion(np.int64(scale), weights @ self.section_points, whole)

    @cached_property
    def final(self) -> Ints:
        """Return own × (100 − w) % + peers' × w % + bonus; own alone where there are no peers."""
        weight, own = self.standard.peer_weight, self.weighted_total
        peer = portion(np.int64(self.standard.out_of), self.peer, np.full_like(own, SHEET))
        mixed = portion(
            np.int64(1), own * (WHOLE - weight) + peer * weight, np.full_like(own, WHOLE)
        )
        return np.where(self.peers, mixed, own) + self.bonus

    @cached_property
    def ready(self) -> Flags:
        """Tell the units whose result may be told: all is measured, nothing waits."""
        known = (self.waiting == 0) & (self.total_out_of > 0)
        return known if self.standard.complete else np.zeros_like(known)

    def result(self, unit: int, class_id: str) -> Result | None:
        """Return a unit's result in its class, or None before every item is measured and rated."""
        found = int(self.results([class_id], np.zeros_like(self.final))[unit])
        return None if found == NO_RESULT else tuple(Result)[found]

    def results(self, class_ids: Sequence[str], kinds: Ints) -> Ints:
        """Return each unit's result as its place among all results, or ``NO_RESULT``.

        ``kinds`` tells by unit which of the classes it is in.
        """
        bounds = [self.standard.classes[each] for each in class_ids]
        qualified = np.array([each.qualified_at for each in bounds], dtype=np.int64)[kinds]
        advanced = np.array([each.advanced_at for each in bounds], dtype=np.int64)[kinds]
        found = np.where(self.final >= advanced, _at(Result.ADVANCED), _at(Result.QUALIFIED))
        below = self.vetoed | (self.final < qualified)
        found = np.where(below, _at(Result.BELOW_STANDARD), found)
        told: Ints = np.where(self.ready, found, NO_RESULT)
        return told

    def stars(self, unit: int) -> Stars:
        """Return the stars of a unit. Raises ValueError for a standard without stars."""
        rule = self._star_rule()
        return Stars(tuple(self._star(section, unit, rule) for section in rule.sections))

    @cached_property
    def star_levels(self) -> Ints:
        """Return by unit how many stars are won; one that is not decided yet is not won."""
        rule, levels = self._star_rule(), np.zeros(self.points.shape[1], dtype=np.int64)
        for section in rule.sections:
            place = self._place_of(section)
            won = self._reached(place, rule) & ~self._undecided(place)
            levels += won & ~self._failed(section, rule)
        return levels

    def _star_rule(self) -> StarRule:
        if self.standard.stars is None:
            raise ValueError(f"standard {self.standard.id} has no stars")
        return self.standard.stars

    def _place_of(self, section: str) -> int:
        return [each.id for each in self.standard.sections].index(section)

    def _star(self, section: str, unit: int, rule: StarRule) -> Star:
        place = self._place_of(section)
        failed = next(
            (key for key in self._results_in(section, rule) if self._lost(key)[unit]), None
        )
        won: bool | None = failed is None and bool(self._reached(place, rule)[unit])
        if failed is None and self._undecided(place)[unit]:
            won = None
        points, out_of = self.section_points[place, unit], self.section_out_of[place, unit]
        return Star(section, int(points), int(out_of), won, failed)

    def _reached(self, place: int, rule: StarRule) -> Flags:
        points, out_of = self.section_points[place], self.section_out_of[place]
        reached: Flags = (points * WHOLE >= out_of * rule.won_at) & (out_of > 0)
        return reached

    def _undecided(self, place: int) -> Flags:
        """Tell the units of which something in a section waits or is not measured at all."""
        rows = self._places[place]
        return summed((self.unrated | ~self.measured[:, None])[rows]) > 0

    def _failed(self, section: str, rule: StarRule) -> Flags:
        failed = np.zeros(self.points.shape[1], dtype=bool)
        for key in self._results_in(section, rule):
            failed |= self._lost(key)
        return failed

    def _results_in(self, section: str, rule: StarRule) -> list[str]:
        return [key for key in rule.result_items if self.standard.item(key).section == section]

    def _lost(self, key: str) -> Flags:
        """Tell the units that a result item has failed."""
        place = [item.id for item in self.standard.items].index(key)
        lost: Flags = self.points[place] < self.out_of[place]
        return lost
