"""Restricted kinds: neither leaf nor row says who, where, what or when; reading still does."""

from datetime import date

import pytest

from tests.journal.test_door import standing
from tests.journal.toys import Hidden, hand, meet, spelled
from zhibu.core import canonical
from zhibu.core import leaf as spelling
from zhibu.core.ids import new_id
from zhibu.core.lag import Lag
from zhibu.journal import log, models, payloads, reading
from zhibu.journal.log import Op

pytestmark = pytest.mark.django_db
KIND = "toys.hidden"


@pytest.fixture
def unit():
    return new_id("o")


def hide(unit, on="2026-11-03", topic="警告", *, counts=0, by_day=False, **told):
    with log.act(unit):
        record = Hidden(date.fromisoformat(on), topic, counts, by_day)
        return log.append(record, unit=unit, **(hand().told | told))


def amend(leaf, topic):
    with log.act(leaf.unit):
        return log.append(
            Hidden(leaf.on, topic), unit=leaf.unit, op=Op.CORRECT, supersedes=leaf.lh,
            reason="写错", **hand().told,
        )  # fmt: skip


def undo(leaf):
    with log.act(leaf.unit):
        return log.withdraw(leaf.lh, unit=leaf.unit, reason="误录", **hand().told)


def test_the_leaf_says_only_that_something_is_there(unit):
    told = canonical.decode(spelled(hide(unit)))

    assert set(told) == {"at", "kind", "op", "pc", "rec", "v"}
    assert told["kind"] == "restricted"


def test_no_column_says_more_than_the_leaf(unit):
    leaf = hide(unit)
    amended = amend(leaf, "严重警告")
    gone = undo(amended)

    for one in (leaf, amended, gone):
        row = models.LeafRow.objects.get(payload_id=one.lh)
        said = (row.unit, row.kind, row.actor, row.role, row.via, row.lag)
        assert said == ("", "restricted", "", "", "", Lag.SAME_DAY)
        assert row.on == date(2026, 11, 20)  # the day of entry, which the leaf shows
        lying = models.Payload.objects.get(lh=one.lh)
        assert set(payloads._unpack(bytes(lying.parts))) == {b""}
        everything = b"".join(bytes(part) for part in (lying.parts, lying.secret, lying.sealed))
        assert not any(word.encode() in everything for word in (unit, one.actor, "警告", KIND))


def test_every_reading_finds_it_again(unit):
    first = hide(unit, topic="警告")
    hide(new_id("o"))
    meet(unit)
    second = amend(first, "严重警告")

    assert log.leaf_of(first.lh) == first
    assert (first.unit, first.kind, first.on, first.restricted) == (
        unit, KIND, date(2026, 11, 3), True,
    )  # fmt: skip
    assert log.leaf_of_record(first.rec).lh == second.lh
    assert [one.reason for one in log.versions_of(first.rec)] == [None, "写错"]
    assert log.latest_of([first.rec])[first.rec].lh == second.lh
    assert [one.topic for one in log.records_of([first, second])] == ["警告", "严重警告"]
    assert [one.lh for one in log.leaves_of(unit, named=[KIND])] == [second.lh, first.lh]
    assert [one.lh for one in log.leaves_about([unit], named=KIND)] == [first.lh, second.lh]
    assert [one.lh for one in log.leaves_about([unit], named=KIND, after=first)] == [second.lh]
    assert len([*log.leaves_named([KIND])]) == 3
    assert reading.kind_of(second).name == KIND


def test_it_is_among_a_units_leaves_only_where_its_kind_is_asked_for(unit):
    hide(unit)
    other = meet(unit)

    assert [one.lh for one in log.leaves_of(unit)] == [other.lh]
    assert [one.lh for one in log.leaves_about([unit])] == [other.lh]


def test_a_withdrawn_one_says_what_was_withdrawn(unit):
    gone = undo(hide(unit, topic="误录的处分"))

    assert log.record_of(gone).topic == "误录的处分"
    assert (gone.unit, gone.kind) == (unit, KIND)
    with pytest.raises(log.AlreadyReplaced):
        amend(gone, "再改")


def test_its_numbers_count_the_month_and_are_taken_back(unit):
    first = hide(unit, counts=1)
    assert sum(standing(unit).values()) == 0  # the month has not ended
    stated = reading.stated_of(first.lh)
    assert [(one.fact.on, one.fact.value) for one in stated] == [(date(2026, 11, 30), 1)]

    hide(unit, "2026-10-08", counts=1)
    assert [*standing(unit)] == [("meetings.expected", 202610, Lag.WITHIN_22)]
    found = log.evidence_of(
        unit, facts=["meetings.expected"], first=date(2026, 10, 1), until=date(2026, 10, 31)
    )
    undo(found[0].leaf)
    assert standing(unit) == {}
    assert not log.evidence_of(
        unit, facts=["meetings.expected"], first=date(2026, 10, 1), until=date(2026, 10, 31)
    )


@pytest.mark.parametrize("told", [{"counts": 2}, {"counts": 1, "by_day": True}])
def test_a_number_that_would_say_more_is_a_programming_error(unit, told):
    with pytest.raises(RuntimeError, match="may only count its month"):
        hide(unit, "2026-10-08", **told)


def test_what_answers_a_restricted_record_is_restricted_too(unit):
    leaf = hide(unit)
    with log.act(unit):
        answer = log.append(
            Hidden(leaf.on, "知道了"), unit=unit, op=Op.ANNOTATE, supersedes=leaf.lh, **hand().told
        )

    assert "prev" not in canonical.decode(spelled(answer))
    told = reading.parts_of(answer.lh)[2][1]
    assert told["prev"] == spelling.spell_bytes(leaf.lh)
