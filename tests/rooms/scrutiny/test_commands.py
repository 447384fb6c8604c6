"""``zhibu scrutinize`` and ``zhibu calibrate``."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from tests.rooms.scrutiny.conftest import anachronism
from tests.rooms.scrutiny.told import RULES
from zhibu.desk.management.commands import work
from zhibu.journal.models import LeafRow
from zhibu.scrutiny import actions, calibrating
from zhibu.scrutiny.calibrating import Tried
from zhibu.scrutiny.models import Flag, Noticed


def said(*words, **told):
    out = StringIO()
    call_command(*words, stdout=out, **told)
    return out.getvalue()


def test_a_dry_run_says_what_it_would_ask_and_asks_nobody(here):
    anachronism(here)
    before = LeafRow.objects.count()

    told = said("scrutinize", "--dry-run", "--today", "2026-03-23")

    assert "炼油一车间党支部" in told
    assert "超前学习" in told
    assert "请核实 1 项" in told
    assert LeafRow.objects.count() == before
    assert not Flag.objects.exists()


def test_it_asks_once_and_then_no_more(here):
    anachronism(here)
    assert "请核实 1 项" in said("scrutinize", "--today", "2026-03-23")
    assert "请核实 0 项" in said("scrutinize", "--today", "2026-03-23")
    assert Flag.objects.count() == 1


def test_as_objects_for_other_programs(here):
    anachronism(here)
    (told,) = [json.loads(one) for one in
               said("scrutinize", "--json", "--dry-run", "--today", "2026-03-23").splitlines()]  # fmt: skip
    assert told["branch"] == here.refining.uid
    assert told["rules"] == ["D5"]
    assert told["findings"][0]["figures"]["issued"] == "2025-10-23"


def test_the_worker_hears_nothing(here):
    anachronism(here)
    assert said("scrutinize", verbosity=0) == ""


def test_calibrating_tries_every_grid_and_writes_nothing(here):
    anachronism(here)
    call_command("scrutinize", "--today", "2026-03-23", verbosity=0)
    flag = Flag.objects.get()
    before = (LeafRow.objects.count(), Noticed.objects.count())

    told = {one["rule"]: one for one in map(json.loads, said("calibrate", "--json").splitlines())}

    assert set(told) == set(RULES.rules)
    assert [one["value"] for one in told["D5"]["tried"]] == [0, 7, 30]
    assert (LeafRow.objects.count(), Noticed.objects.count()) == before
    assert flag.state == "open"


def test_calibrating_knows_how_flags_came_out(here, flag):
    from tests.rooms.scrutiny.conftest import officer, secretary

    actions.answer(flag, words="记错了。", hand=secretary(here))
    actions.settle(flag, outcome="confirmed", why="属实。", hand=officer(here))

    told = said("calibrate", "--year", "2025")

    assert "1 / 2 个支部；已属实 1，合理或看错 0，未定 0" in told


def test_a_small_installation_is_never_told_to_look_keener():
    none = tuple(Tried(value, 0, 0, 0) for value in (14, 45, 90))
    assert calibrating._suggested(none, 45, 12) == 45
    assert calibrating._suggested(none, 45, 5_000) == 14


def test_a_value_is_suggested_where_few_but_the_confirmed_are_seen():
    tried = (Tried(14, 30, 4, 9), Tried(45, 6, 4, 0), Tried(90, 2, 2, 0))
    assert calibrating._suggested(tried, 45, 2_000) == 45
    assert calibrating._suggested(tried, 45, 1_000) == 90
    assert calibrating._suggested((Tried(14, 9, 0, 9),), 14, 100) is None


@pytest.mark.parametrize(("day", "weekly"), [(23, True), (24, False), (29, False), (30, True)])
def test_the_worker_looks_once_a_week_after_the_night(db, monkeypatch, day, weekly):
    called = []
    monkeypatch.setattr(work, "call_command", lambda name, **_: called.append(name))
    monkeypatch.setattr(work, "publish", lambda _: None)
    monkeypatch.setattr(work.timezone, "localdate", lambda: date(2026, 3, day))

    assert work.nightly()

    assert called == ["nightly", "awaited", "scrutinize"][: 2 + weekly]
