"""Facts of a family: no list names them, and a kind that states the family may state them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from tests.journal.toys import hand, withdraw
from zhibu.core import decided
from zhibu.core.catalogue import is_stated
from zhibu.core.facts import Fact
from zhibu.core.ids import new_id
from zhibu.journal import facts, kinds, log, sums

pytestmark = pytest.mark.django_db
AWARDED = decided.rated("zb-41", "A1", "assessor", "awarded")
OFFERED = decided.rated("zb-41", "A1", "assessor", "offered")
DAY = date(2026, 3, 14)


@kinds.register(
    "toys.rated", version=1, title="打分", emits=("rated.*",), project=lambda *_: None
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class Rated:
    """A sheet that awards a share of 10,000."""

    share: int
    fact: str = AWARDED

    @property
    def on(self) -> date:
        return DAY

    def facts(self) -> Iterator[Fact]:
        yield Fact(self.fact, DAY, self.share)
        yield Fact(OFFERED, DAY, decided.SHEET)


def rate(unit, record):
    with log.act(unit):
        return log.append(record, unit=unit, **hand("2026-03-14").told)


def test_a_kind_may_state_the_members_of_its_family_only():
    kind = kinds.latest("toys.rated")
    assert kind.may_state(AWARDED)
    assert not kind.may_state("rated.zb_41.ia1.assessor.given")
    assert not kind.may_state(decided.adjusted("zb-41", "A1"))
    plain = replace(kind, emits=frozenset({"meetings.talk.held"}))
    assert plain.may_state("meetings.talk.held")
    assert not plain.may_state(AWARDED)


def test_a_stated_family_makes_its_facts_known():
    known = facts.known().known_from(kinds.fact_names())
    assert is_stated(AWARDED, known)


def test_sheets_add_up_in_the_sums_and_a_withdrawal_takes_one_back():
    unit = new_id("o")
    first = rate(unit, Rated(7_500))
    rate(unit, Rated(10_000))
    assert told(unit) == {AWARDED: 17_500, OFFERED: 20_000}

    withdraw(first)
    assert told(unit) == {AWARDED: 10_000, OFFERED: 10_000}


def told(unit):
    return {fact: total for _, fact, _, _, total in sums.rows_of([unit], 2026)}


def test_what_the_family_does_not_know_is_refused():
    with pytest.raises(RuntimeError, match="does not declare"):
        rate(new_id("o"), Rated(1, fact="rated.zb_41.ia1.assessor.given"))
