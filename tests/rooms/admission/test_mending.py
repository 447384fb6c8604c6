"""Cards never say otherwise than the case: a correction is refused, and there is a way out."""

from datetime import date, timedelta
from random import Random

import pytest

from tests.rooms.admission.walking import DAYS, Walk, after
from zhibu.admission import checks
from zhibu.party.models import Affiliation, Member
from zhibu.procedures import actions, queries
from zhibu.procedures.actions import CannotComplete

pytestmark = pytest.mark.django_db
END = date(2029, 6, 1)
OUTCOMES = {"convert": "converted", "extend": "extended", "cancel": "cancelled"}


@pytest.fixture
def walk(here):
    begun = Walk(here)
    begun.apply()
    return begun


def entered(walk, step):
    return [one for one in queries.file_of(walk.case).entered if one.done.step == step]


def correct(walk, one, *, on=None, at=END, **values):
    actions.correct_step(
        case=walk.case, rec=one.row.rec, on=on or one.done.on, papers=one.papers,
        values={**one.done.values, **values}, reason="录错。", hand=walk.hand(one.done.step, at),
    )  # fmt: skip


def take_back(walk, at=END):
    last = queries.file_of(walk.case).last
    actions.withdraw_step(
        case=walk.case, rec=last.row.rec, reason="录错。", hand=walk.hand(last.done.step, at)
    )


def agrees(walk):
    """Hold the member's card against the case."""
    done = queries.file_of(walk.case).core.done
    approved = {one.outcome: one for one in done if one.step == "conversion_approval"}
    admitted = any(one.step == "admission_approval" for one in done)
    card = Member.objects.filter(name="林夏").first()
    assert bool(card) == admitted
    if card is None:
        return
    assert card.joined_on == checks.last_of(done, "admission_meeting").on
    until = checks.probation_until(done) if "converted" in approved else None
    assert card.converted_on == until
    left = Affiliation.objects.get(member=card).until_on
    assert left == (approved["cancelled"].on if "cancelled" in approved else None)
    for outcome, one in approved.items():
        before = done[: done.index(one)]
        meeting = checks.last_of(before, "conversion_meeting")
        assert outcome == OUTCOMES[meeting.values["decision"]]


def test_a_resolution_stays_once_the_superior_answered_it(walk):
    walk.until("conversion_approval")
    (meeting,) = entered(walk, "conversion_meeting")

    with pytest.raises(CannotComplete, match="与支部大会的决议不一致") as refused:
        correct(walk, meeting, decision="cancel")

    assert "审批" in refused.value.words
    assert "撤回到那一步" in refused.value.words
    assert refused.value.basis
    agrees(walk)


def test_a_wrong_resolution_is_mended_by_taking_the_approval_back(walk):
    walk.until("conversion_approval")
    take_back(walk)
    (meeting,) = entered(walk, "conversion_meeting")
    correct(walk, meeting, decision="cancel")
    walk.do("conversion_approval", outcome="cancelled", mine=walk.hand("conversion_approval", END))

    assert Affiliation.objects.get(member__name="林夏").reason == "revoked"
    agrees(walk)


def test_the_length_of_an_extension_stays_once_probation_ended_by_it(walk):
    walk.until("conversion_application")
    walk.do("conversion_meeting", values={"decision": "extend", "months": 7})
    walk.do("conversion_approval", outcome="extended")
    expired = date(2029, 3, 31)
    walk.do("continued", on=date(2029, 3, 1))
    walk.do("conversion_application", on=expired)
    walk.do("conversion_meeting", on=date(2029, 4, 5))
    walk.do("conversion_approval", on=date(2029, 4, 10))
    first = entered(walk, "conversion_meeting")[0]

    with pytest.raises(CannotComplete, match="2029-08-31 期满"):
        correct(walk, first, months=12)
    with pytest.raises(CannotComplete, match="已经按这一步原来的内容记入党员卡片"):
        correct(walk, first, months=6)
    agrees(walk)


def test_the_day_of_an_approval_stays_once_the_card_says_so(walk):
    walk.until("conversion_approval")
    (approval,) = entered(walk, "conversion_approval")

    with pytest.raises(CannotComplete, match="撤回到这一步，再按正确的内容重新办理"):
        correct(walk, approval, on=after(approval.done.on, -1))


def test_what_no_later_step_stands_on_is_corrected_as_before(walk):
    walk.until("conversion_approval")
    (oath,) = entered(walk, "oath")
    correct(walk, oath, on=after(oath.done.on, -1))

    assert entered(walk, "oath")[0].done.on == after(DAYS["oath"], -1)
    agrees(walk)


class Hands:
    """Somebody who goes on, corrects and takes back, as it comes to mind."""

    def __init__(self, walk, seed):
        self.walk, self.chance, self.done = walk, Random(seed), 0

    def live(self, acts):
        for _turn in range(acts):
            act = self.chance.choice([self.go_on] * 6 + [self.correct] * 3 + [self.take_back])
            try:
                act()
            except CannotComplete:
                continue
            self.done += 1
            agrees(self.walk)

    def go_on(self):
        file = queries.file_of(self.walk.case)
        names, place = list(DAYS), len(file.core.done) - 1
        if file.case.ended or place >= len(names):
            return
        name, told = names[place], {}
        if name == "conversion_meeting":
            told["values"] = {"decision": self.chance.choice(("convert", "cancel"))}
        elif name == "conversion_approval":
            told["outcome"] = OUTCOMES[file.core.done[-1].values["decision"]]
        on = max(DAYS[name], file.core.done[-1].on)
        self.walk.do(name, on=on, mine=self.walk.hand(name.removesuffix("_2"), END), **told)

    def correct(self):
        file = queries.file_of(self.walk.case)
        one = self.chance.choice(file.entered[-6:])
        told = {}
        if "decision" in one.done.values and self.chance.random() < 0.8:
            told["decision"] = self.chance.choice(("convert", "cancel"))
        on = one.done.on + timedelta(days=self.chance.choice((-9, -1, 0, 0, 1, 9)))
        if "meeting" in one.done.values and on != one.done.on:
            told["meeting"] = self.walk.meet(on).rec
        correct(self.walk, one, on=on, **told)

    def take_back(self):
        if len(queries.file_of(self.walk.case).core.done) > 1:
            take_back(self.walk)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_corrected_no_card_contradicts_its_case(walk, seed):
    walk.until("admission_form")
    hands = Hands(walk, seed)
    hands.live(60)

    assert hands.done > 20
