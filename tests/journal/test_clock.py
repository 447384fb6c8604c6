"""Time in the journal: a clock set back is told of once, and civil days are those of China."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.journal.test_door import standing
from tests.journal.toys import Seen, hand, meet, spelled
from zhibu.core import canonical
from zhibu.core.ids import new_id
from zhibu.core.lag import Lag
from zhibu.journal import clock, log, models, opening
from zhibu.journal.days import civil

pytestmark = pytest.mark.django_db
NOON = hand("2026-11-20", "12:00").at


@pytest.fixture
def unit():
    return new_id("o")


@pytest.fixture
def at(monkeypatch):
    """Set the server's clock, and return a hand that acts then."""

    def set_to(moment):
        monkeypatch.setattr(clock, "read", lambda: moment)
        told = hand()
        return log.Hand(told.by, told.role, told.via, moment)

    return set_to


def anomalies():
    leaves = [*log.leaves_named(["clock.anomaly"])]
    return [(record.clock, record.latest) for record in log.records_of(leaves)]


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(days=1), timedelta(days=365)])
def test_a_clock_set_back_is_told_of_once_and_turns_no_order_round(unit, at, step):
    meet(unit, by=at(NOON))
    entered = [meet(unit, by=at(NOON - step + timedelta(minutes=n))) for n in range(3)]

    assert [leaf.at for leaf in entered] == [NOON] * 3
    assert anomalies() == [(NOON - step, NOON)]
    assert canonical.decode(spelled(entered[0]))["at"] == "2026-11-20T04:00:00.000Z"


def test_a_clock_that_catches_up_and_falls_back_again_is_told_of_twice(unit, at):
    meet(unit, by=at(NOON))
    meet(unit, by=at(NOON - timedelta(hours=1)))
    later = NOON + timedelta(minutes=5)
    meet(unit, by=at(later))
    meet(unit, by=at(NOON))

    assert anomalies() == [(NOON - timedelta(hours=1), NOON), (NOON, later)]


def test_a_clock_that_falls_back_further_is_told_of_again(unit, at):
    meet(unit, by=at(NOON))
    for hours in (1, 3, 2):
        meet(unit, by=at(NOON - timedelta(hours=hours)))

    assert [behind for behind, _ in anomalies()] == [NOON - timedelta(hours=n) for n in (1, 3)]


def test_a_clock_a_year_ahead_holds_the_journal_where_it_was_set(unit, at):
    ahead = NOON + timedelta(days=365)
    meet(unit, by=at(ahead))
    leaf = meet(unit, by=at(NOON))

    assert leaf.at == ahead
    assert anomalies() == [(NOON, ahead)]


def test_two_seconds_are_no_anomaly(unit, at):
    meet(unit, by=at(NOON))
    leaf = meet(unit, by=at(NOON - timedelta(seconds=2)))

    assert (leaf.at, anomalies()) == (NOON, [])


def test_an_act_that_waited_its_turn_is_no_anomaly(unit, at):
    early = at(NOON - timedelta(minutes=1))
    meet(unit, by=at(NOON))
    leaf = meet(unit, by=early)

    assert (leaf.at, anomalies()) == (NOON, [])


def test_a_clock_set_back_makes_no_late_record_timely(unit, at):
    meet(new_id("o"), by=at(NOON))
    meet(unit, "2026-10-08", by=at(hand("2026-10-08", "20:00").at))

    assert standing(unit) == {("meetings.party_day.held", 202610, Lag.LATER): 1}


def test_a_demonstration_may_tell_the_past_and_nobody_wonders(unit, at):
    opening.open_journal(demo=True, hand=at(NOON))
    meet(unit, "2026-02-01", by=at(NOON - timedelta(days=200)))

    assert anomalies() == []


def test_the_anomaly_is_not_the_acts_own_leaf(unit, at):
    meet(unit, by=at(NOON))
    leaf = meet(unit, by=at(NOON - timedelta(hours=1)))

    assert (leaf.kind, leaf.unit) == ("toys.met", unit)
    assert models.LeafRow.objects.filter(op="system").count() == 1


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-14T15:59:59.999+00:00", "2026-03-14"),  # midnight in China is 16:00 in UTC
        ("2026-03-14T16:00:00+00:00", "2026-03-15"),
        ("2026-01-31T16:00:00+00:00", "2026-02-01"),
        ("2028-02-28T16:00:00+00:00", "2028-02-29"),
        ("1988-07-01T15:30:00+00:00", "1988-07-02"),  # summer time was kept then
        ("1985-07-01T15:30:00+00:00", "1985-07-01"),
    ],
)
def test_days_are_those_of_china(moment, day):
    assert civil(datetime.fromisoformat(moment)) == date.fromisoformat(day)


def see(unit, on, at):
    with log.act(unit):
        return log.append(
            Seen(date.fromisoformat(on)), unit=unit, by="a_" + "a" * 26, role="secretary",
            via=log.Via.WEB, at=at,
        )  # fmt: skip


def test_tomorrow_is_refused_and_today_begins_at_midnight_in_china(unit):
    before, after = (datetime(2026, 1, 31, 15 + n, 59 * (1 - n), tzinfo=UTC) for n in (0, 1))

    with pytest.raises(log.AheadOfItsDay, match="2026-02-01 还没有到"):
        see(unit, "2026-02-01", before)
    assert see(unit, "2026-02-01", after).lag == Lag.SAME_DAY


def test_a_kind_may_declare_that_it_speaks_of_a_day_ahead(unit):
    assert meet(unit, "2026-11-28", by=hand("2026-11-20")).on == date(2026, 11, 28)
    with pytest.raises(log.AheadOfItsDay), log.act(unit):
        log.append(Seen(date(2026, 11, 21)), unit=unit, **hand("2026-11-20").told)
