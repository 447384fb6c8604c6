"""Any procedure, walked at random: order never breaks and there is always a legal way out."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.procedures import small
from tests.core.tellers import CHINA
from tests.core.walkers import (
    FAR,
    SHIPPED,
    attempt_at,
    insist_on_order,
    opened,
    to_the_end,
    wander,
)
from zhibu.core import case

pytestmark = pytest.mark.once
EVERY = (small(), *SHIPPED)
each_procedure = pytest.mark.parametrize("definition", EVERY, ids=lambda one: one.key)
few = settings(max_examples=8, deadline=None, derandomize=True)
chances = st.builds(Random, st.integers(0, 2**32))


@each_procedure
def test_the_shortest_way_ends_with_a_clean_file(definition):
    ended = to_the_end(opened(definition))
    gaps = case.audit(ended, today=FAR, calendar=CHINA, procedures=EVERY)
    assert [gap.words for gap in gaps if gap.rule not in {"latest", "late"}] == []


@each_procedure
@few
@given(chance=chances, steps=st.integers(0, 40))
def test_from_wherever_one_wanders_there_is_a_legal_way_out(definition, chance, steps):
    to_the_end(wander(opened(definition), chance, steps=steps))


@each_procedure
@few
@given(chance=chances)
def test_what_is_permitted_never_breaks_the_order(definition, chance):
    wander(opened(definition), chance, steps=30, each=insist_on_order)


@each_procedure
@few
@given(chance=chances, steps=st.integers(0, 30))
def test_what_is_open_waits_for_nothing_and_what_is_done_is_not_open(definition, chance, steps):
    standing = case.stand(
        wander(opened(definition), chance, steps=steps), today=FAR, calendar=CHINA
    )
    for one in standing.open:
        assert "order" not in [obstacle.rule for obstacle in one.obstacles]
        assert one.again or not standing.ended
    if standing.ended:
        assert standing.open == ()


@each_procedure
@few
@given(chance=chances, steps=st.integers(0, 25))
def test_facts_said_step_by_step_are_those_said_at_once(definition, chance, steps):
    empty = opened(definition)
    walked = wander(empty, chance, steps=steps)
    cases = [case.Case(definition, empty.opened_on, empty.context)]
    told = {}
    for done in walked.done:
        cases.append(attempted(cases[-1], done, walked))
        for fact in case.due_facts(cases[-2], cases[-1], CHINA):
            told[fact.name, fact.on] = told.get((fact.name, fact.on), 0) + fact.value
    assert all(number >= 0 for number in told.values())
    due = sum(n for (name, _), n in told.items() if name.endswith(".due"))
    done = sum(n for (name, _), n in told.items() if not name.endswith(".due"))
    assert done <= due


def attempted(now, done, walked):
    granted = tuple(one for one in walked.granted if one not in now.granted)
    return replace(now, done=(*now.done, done), granted=(*now.granted, *granted))


@each_procedure
def test_the_future_and_the_past_are_closed(definition):
    now = opened(definition)
    first = next(iter(definition.steps))
    tomorrow = attempt_at(now, first, now.opened_on + timedelta(days=1))
    found = case.check(now, tomorrow, today=now.opened_on, calendar=CHINA)
    assert {"future"} & {one.rule for one in found}
