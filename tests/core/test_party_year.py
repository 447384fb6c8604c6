"""A Party committee's years, day by day: many cases at once, walked by a legal but random hand.

Whoever sits there tries what comes to mind: open steps and closed ones, days in order and out of
it, exceptions, a new version when it comes into force, taking the last record back, giving up.
After every act the same things must be true of every case.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

import pytest

from tests.core.tellers import CHINA
from tests.core.walkers import SHIPPED, exits, insist_on_order, opened, outcomes_of
from zhibu.core import case, procedure
from zhibu.core.procedure_samples import fill

pytestmark = pytest.mark.once
FIRST, LAST = date(2026, 1, 5), date(2028, 12, 31)
MARKED = {"late", "overdue", "passed"}


@dataclass
class File:
    """A case and the facts it has stated so far."""

    now: case.Case
    stated: Counter = field(default_factory=Counter)
    seen: case.Case | None = None
    end: str = ""

    def become(self, then):
        self.state(case.due_facts(self.now, then, CHINA))
        self.now = then

    def state(self, facts):
        for fact in facts:
            self.stated[fact.name, fact.on] += fact.value

    @property
    def ended(self):
        if self.seen is not self.now:
            self.seen, self.end = self.now, case.stand(self.now, today=LAST, calendar=CHINA).ended
        return bool(self.end)


class Years:
    """The committee's files and the random hand that keeps them."""

    def __init__(self, seed):
        self.chance = Random(seed)
        self.today = FIRST
        self.files = []
        self.acts = Counter()

    def live(self):
        while self.today < LAST:
            self.today += timedelta(days=self.chance.randint(1, 6))
            if len(self.files) < 12 and self.chance.random() < 0.2:
                self.open()
            running = [one for one in self.files if not one.ended]
            for one in self.chance.sample(running, min(len(running), 3)):
                before = one.now
                self.act(one)
                if one.now is not before:
                    insist(one, self.today)
        for one in self.files:
            assert unlawful(one.now, self.today) == []

    def open(self):
        family = self.chance.choice(sorted({(one.family, one.variant) for one in SHIPPED}))
        try:
            definition = procedure.in_force(SHIPPED, *family, on=self.today)
        except procedure.NotInForce:
            return
        one = File(replace(opened(definition, self.today), opened_on=self.today))
        one.state(
            case.due_facts(replace(one.now, closed_as="not yet", closed_on=FIRST), one.now, CHINA)
        )
        self.files.append(one)

    def act(self, one):
        acts = [self.walk] * 12 + [self.stray] * 4 + [self.except_, self.move, self.take_back]
        chosen = self.chance.choice(
            [*acts, *([self.give_up] if self.chance.random() < 0.1 else [])]
        )
        before = one.now
        chosen(one)
        self.acts[chosen.__name__] += one.now != before

    def walk(self, one):
        """Do something that is open, today or on one of the last days."""
        states = case.stand(one.now, today=self.today, calendar=CHINA).open
        if states:
            self.attempt(one, self.chance.choice(states).step, self.chance.choice((0, 0, 0, 1, 5)))

    def stray(self, one):
        """Try any step on any day; nine times of ten the machine says no."""
        step = self.chance.choice([*one.now.procedure.steps])
        self.attempt(one, step, self.chance.choice((-30, -1, 0, 40, 400)))

    def attempt(self, one, step, ago):
        on, outcomes = self.today - timedelta(days=ago), outcomes_of(one.now, step)
        outcome = self.chance.choice([outcomes[0]] * 5 + outcomes)
        done = replace(
            fill(one.now, step, on, calendar=CHINA, outcome=outcome), entered_on=self.today
        )
        if not case.check(one.now, done, today=self.today, calendar=CHINA):
            one.become(replace(one.now, done=(*one.now.done, done)))

    def except_(self, one):
        signed = [now for now in exits(one.now) if now.granted[-1].on <= self.today]
        if signed:
            one.become(self.chance.choice(signed))

    def move(self, one):
        for version in SHIPPED:
            if not case.check_move(one.now, version, today=self.today):
                one.become(case.move(one.now, version))
                return

    def take_back(self, one):
        """Take the last record back and enter it again: nothing may be left of it."""
        if not one.now.done or one.now.done[-1].version != one.now.procedure.version:
            return
        there, facts = one.now, Counter(one.stated)
        one.become(replace(there, done=there.done[:-1]))
        one.become(there)
        assert +one.stated == +facts

    def give_up(self, one):
        if not case.check_close(one.now, self.today, today=self.today):
            one.become(replace(one.now, closed_as="withdrawn", closed_on=self.today))


def insist(one, today):
    """What must be true of a file after every act."""
    insist_on_facts(one)
    assert all(done.entered_on <= today for done in one.now.done)
    if len({done.version for done in one.now.done}) <= 1:
        insist_on_order(one.now)
    standing = case.stand(one.now, today=today, calendar=CHINA)
    assert bool(standing.ended) == (not standing.open) or not standing.ended
    assert all(0 <= stage.done <= stage.of for stage in standing.stages)
    if len(one.now.done) % 5 == 0:
        assert unlawful(one.now, today) == []


def insist_on_facts(one):
    """Each obligation was due once, and met once or still stands."""
    balance = Counter()
    for (name, on), number in one.stated.items():
        duty, _, what = name.rpartition(".")
        balance[duty, on] += number if what == "due" else -number
        assert number >= 0
    assert all(number >= 0 for number in balance.values())
    if not one.ended:
        assert +balance == Counter(obligations(one.now))


def obligations(now):
    for state in case.stand(now, today=LAST, calendar=CHINA).open:
        for duty in now.procedure.steps[state.step].duties if state.latest else ():
            yield duty, state.latest


def unlawful(now, today):
    """Return the gaps of a file that no legal hand can leave."""
    gaps = case.audit(now, today=today, calendar=CHINA, procedures=SHIPPED)
    known = {one.version: one for one in SHIPPED if one.family == now.procedure.family}
    return [(gap.step, gap.rule) for gap in gaps if not is_marked(known, gap)]


def is_marked(known, gap):
    steps = [one.steps[gap.step] for one in known.values() if gap.step in one.steps]
    marks = {rule.id for step in steps for rule in step.rules if rule.mark}
    return gap.rule in MARKED | marks


@pytest.mark.parametrize("seed", range(4))
def test_years_pass_and_every_file_stays_lawful(seed):
    years = Years(seed)
    years.live()

    assert len(years.files) == 12
    assert sum(len(one.now.done) for one in years.files) > 80
    assert {"walk", "stray", "except_"} <= set(years.acts)


def test_one_seed_is_one_history():
    one, other = Years(7), Years(7)
    one.live()
    other.live()
    assert [file.now for file in one.files] == [file.now for file in other.files]


def test_somebody_moves_to_the_version_that_came_into_force():
    years = Years(0)
    years.live()
    assert years.acts["move"] > 0


def test_a_forged_history_is_noticed():
    """The invariants can fail: a file with two steps exchanged is not lawful."""
    years = Years(1)
    years.live()
    long = next(one.now for one in years.files if len(one.now.done) > 4)
    forged = replace(long, done=(long.done[1], long.done[0], *long.done[2:]))
    assert unlawful(forged, LAST) != []
    with pytest.raises(AssertionError):
        insist_on_order(forged)
