"""The one door: what a record becomes, what is refused, what stays unreadable."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from tests.journal.toys import TOLD, Came, Hidden, Met, correct, hand, meet, withdraw
from zhibu.core import canonical, commitment, merkle
from zhibu.core import leaf as spelling
from zhibu.core.ids import new_id
from zhibu.core.lag import Lag
from zhibu.journal import log, models, opening, payloads, reading, sums
from zhibu.journal.log import AlreadyReplaced, NoReason, Op, OutsideTransactionError

pytestmark = pytest.mark.django_db

RENDING = Came("m_aaaaaaaaaaaaaaaaaaaaaaaaaa", "任心文")


@pytest.fixture
def unit():
    return new_id("o")


def standing(unit, year=2026):
    """The sums of a unit that are not nought, by fact, month and lag."""
    rows = sums.rows_of([unit], year)
    return {(fact, month, lag): total for _, fact, month, lag, total in rows if total}


def spelled(leaf):
    rows = models.Pending if connection.vendor == "postgresql" else models.Entry
    return bytes(rows.objects.get(lh=leaf.lh).leaf)


def test_a_leaf_has_the_specified_fields_and_hash(unit):
    leaf = meet(unit, by=hand(clock="10:11"))

    data = spelled(leaf)
    found = canonical.decode(data)
    assert merkle.leaf_hash(data) == leaf.lh
    assert set(found) == {"actor", "at", "kind", "on", "op", "org", "pc", "rec", "role", "v", "via"}
    assert (found["at"], found["on"]) == ("2026-11-20T02:11:00.000Z", "2026-11-19")
    assert (found["kind"], found["op"], found["org"]) == ("toys.met", "create", unit)


def test_the_leaf_commits_to_every_part(unit):
    leaf = meet(unit, came=(RENDING,), phone="13800000000")

    secret = reading.secret_of(leaf.lh)
    parts = reading.parts_of(leaf.lh)
    again = commitment.commit(secret, commitment.encode_parts(parts))
    assert canonical.decode(spelled(leaf))["pc"] == spelling.spell_bytes(again)
    assert [part[0] for part in parts] == [
        "kind",
        "facts",
        "held_on",
        "topic",
        "came",
        "phone",
        "joined",
    ]


def test_names_and_sealed_fields_are_unreadable_in_the_database(unit):
    leaf = meet(unit, came=(RENDING,), phone="13800000000")

    row = models.Payload.objects.get(lh=leaf.lh)
    lying_open = payloads._unpack(bytes(row.parts))
    assert not any("任心文".encode() in part or b"13800000000" in part for part in lying_open)
    assert "任心文".encode() not in bytes(row.sealed)
    assert log.record_of(leaf).came == (RENDING,)
    assert log.record_of(leaf).phone == "13800000000"


def test_a_sealed_phone_number_cannot_be_guessed_from_the_database_alone(unit):
    leaf = meet(unit, phone="13800000000")

    row = models.Payload.objects.get(lh=leaf.lh)
    parts = commitment.encode_parts(reading.parts_of(leaf.lh))
    published = canonical.decode(spelled(leaf))["pc"]
    for found in (bytes(row.secret), bytes(row.secret)[:32], bytes(row.secret)[-32:]):
        assert spelling.spell_bytes(commitment.commit(found, parts)) != published


def test_why_something_was_corrected_is_unreadable_in_the_database(unit):
    second = correct(meet(unit, "2026-11-19"), "2026-09-01")

    row = models.Payload.objects.get(lh=second.lh)
    assert not any(b"reason" in part for part in payloads._unpack(bytes(row.parts)))
    assert log.versions_of(second.rec)[-1].reason


def test_a_restricted_record_shows_neither_unit_nor_person_nor_kind(unit):
    with log.act(unit):
        leaf = log.append(Hidden(date(2026, 11, 1), "警告"), unit=unit, **hand().told)

    assert set(canonical.decode(spelled(leaf))) == {"at", "kind", "op", "pc", "rec", "v"}
    assert log.record_of(leaf).topic == "警告"


def test_a_correction_takes_back_what_was_stated_and_keeps_the_record(unit):
    first = meet(unit, "2026-11-19")
    second = correct(first, "2026-09-01")

    assert second.rec == first.rec
    assert standing(unit) == {("meetings.party_day.held", 202609, Lag.LATER): 1}
    assert [leaf.reason for leaf in log.versions_of(first.rec)] == [None, "日期写错"]


def test_correcting_words_alone_keeps_the_old_lag(unit):
    first = meet(unit, "2026-11-19", by=hand("2026-11-19"))
    correct(first, "2026-11-19", topic="学习与讨论", by=hand("2026-11-30"))

    assert standing(unit) == {("meetings.party_day.held", 202611, Lag.SAME_DAY): 1}


def test_moving_a_late_record_to_another_day_does_not_make_it_timely(unit):
    late = meet(unit, "2026-03-02", by=hand("2026-11-20"))
    correct(late, "2026-11-20", by=hand("2026-11-20"))

    assert standing(unit) == {("meetings.party_day.held", 202611, Lag.SAME_DAY): 1}
    other = meet(unit, "2026-11-20", by=hand("2026-11-20"))
    correct(other, "2026-03-02", by=hand("2026-11-20"))
    assert standing(unit)[("meetings.party_day.held", 202603, Lag.LATER)] == 1


def test_correcting_twice_leaves_only_the_last_version_counted(unit):
    leaf = meet(unit, "2026-11-02")
    for day in ("2026-10-05", "2026-08-03", "2026-11-02"):
        leaf = correct(leaf, day)

    assert sum(standing(unit).values()) == 1


def test_a_withdrawn_record_counts_for_nothing_and_stays_visible(unit):
    gone = withdraw(meet(unit, topic="误录"))

    assert standing(unit) == {}
    assert log.record_of(gone).topic == "误录"
    assert TOLD[-1] == (Op.WITHDRAW, "误录")
    with pytest.raises(AlreadyReplaced):
        correct(gone, "2026-11-19")


def test_a_version_is_replaced_once(unit):
    first = meet(unit)
    correct(first, "2026-11-18")

    with pytest.raises(AlreadyReplaced, match="已经被更正"):
        correct(first, "2026-11-17")


def test_a_correction_says_why(unit):
    first = meet(unit)

    with pytest.raises(NoReason), log.act(unit):
        log.append(
            Met(date(2026, 1, 1)),
            unit=unit,
            op=Op.CORRECT,
            supersedes=first.lh,
            reason=" ",
            **hand().told,
        )


def test_history_is_marked_whatever_the_day(unit):
    meet(unit, "2026-11-20", by=hand("2026-11-20"), history=True)

    assert standing(unit) == {("meetings.party_day.held", 202611, Lag.HISTORY): 1}


def test_evidence_names_the_standing_versions_only(unit):
    first = meet(unit, "2026-11-03")
    second = correct(first, "2026-11-04")
    withdraw(meet(unit, "2026-11-05"))

    found = log.evidence_of(
        unit, facts=["meetings.party_day.held"], first=date(2026, 11, 1), until=date(2026, 11, 30)
    )
    assert [(one.leaf.lh, one.on) for one in found] == [(second.lh, date(2026, 11, 4))]


def test_entry_times_never_run_backwards(unit):
    meet(unit, by=hand("2026-11-20", "12:00"))
    early = meet(unit, by=hand("2026-11-20", "11:00"))

    assert early.at == datetime.fromisoformat("2026-11-20T12:00:00+08:00")


def test_only_a_demonstration_may_enter_the_past(unit):
    opening.open_journal(demo=True, hand=hand("2026-11-20"))
    past = meet(unit, "2026-02-01", by=hand("2026-02-02"))

    assert log.is_demo()
    assert past.at < datetime.fromisoformat("2026-02-03T00:00:00+08:00")
    with pytest.raises(opening.AlreadyOpen):
        opening.open_journal(demo=False, hand=hand())


def test_an_undeclared_fact_is_a_programming_error(unit):
    class Odd(Met):
        pass

    with pytest.raises(KeyError), log.act(unit):
        log.append(Odd(date(2026, 1, 1)), unit=unit, **hand().told)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_appended_outside_an_act(unit):
    with pytest.raises(OutsideTransactionError):
        log.append(Met(date(2026, 1, 1)), unit=unit, **hand().told)


def test_followers_hear_of_each_act_once(unit, monkeypatch):
    heard = []
    monkeypatch.setattr(
        "zhibu.journal.entering.followers", [lambda units, _at: heard.append(units)]
    )
    other = new_id("o")
    with log.act(unit, other):
        entries = [
            log.Entry(
                record=Met(date(2026, 11, 1) + timedelta(n)), unit=(unit, other)[n % 2], hand=hand()
            )
            for n in range(6)
        ]
        log.append_many(entries)

    assert heard == [frozenset({unit, other})]
    assert sum(standing(unit).values()) == 3


def test_a_correction_cannot_move_a_record_to_another_unit(unit):
    leaf = meet(unit)

    with pytest.raises(RuntimeError, match="the unit its record was about"):
        log.append(
            Met(leaf.on), unit=new_id("o"), op=Op.CORRECT, supersedes=leaf.lh, reason="记错支部",
            **hand().told,
        )  # fmt: skip
    assert sum(standing(unit).values()) == 1


def test_the_versions_of_a_record_cost_the_same_however_many(unit, django_assert_num_queries):
    leaf = meet(unit)
    for day in ("2026-11-02", "2026-11-03", "2026-11-04"):
        leaf = correct(leaf, day)

    with django_assert_num_queries(3):
        versions = log.versions_of(leaf.rec)
    with django_assert_num_queries(1):
        told = log.records_of(versions)
    assert [one.on.day for one in told] == [19, 2, 3, 4]
    assert [one.reason for one in versions] == [None, "日期写错", "日期写错", "日期写错"]
