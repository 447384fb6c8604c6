"""Out of contact: six months, then two years; a person decides, and the card says so."""

from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.mobility.conftest import facts_of, secretary
from zhibu.core.refusal import Refusal
from zhibu.mobility import actions
from zhibu.party import queries as parties
from zhibu.procedures import actions as procedures

LOST = date(2026, 2, 10)


def officer(here, day):
    return hand(here.accounts.officer, at=at(day.year, day.month, day.day))


def branch(here, day):
    return hand(
        here.accounts.secretary, role="secretary", at=at(day.year, day.month, day.day)
    )  # fmt: skip


def begun(here, **other):
    usual = {
        "branch": here.refining, "member": here.member("曾小雨"), "lost_on": LOST,
        "circumstances": "春节后电话停机。", "hand": secretary(here),
    }  # fmt: skip
    return actions.begin_search(**{**usual, **other})


def step(case, name, on, by, outcome="", **values):
    return procedures.complete(
        case=case, step=name, on=on, values=values, outcome=outcome, hand=by
    )  # fmt: skip


def stopped(here):
    case = begun(here)
    step(case, "search", date(2026, 5, 1), branch(here, date(2026, 5, 1)), means="问过家属。")
    on = date(2026, 8, 10)
    step(case, "stop_proposal", on, branch(here, on), opinion="建议停止党籍。")
    on = date(2026, 8, 20)
    step(case, "stop_decision", on, officer(here, on), outcome="stopped")
    return case


def test_who_is_registered_as_out_of_contact_has_it_on_the_card(here):
    begun(here)

    assert here.member("曾小雨").out_of_contact_on == LOST


def test_a_day_before_six_months_stopping_is_refused_with_the_article(here):
    case = begun(here)
    step(case, "search", date(2026, 5, 1), branch(here, date(2026, 5, 1)), means="问过家属。")
    early = date(2026, 8, 9)

    with pytest.raises(Refusal, match="不满六个月") as refused:
        step(case, "stop_proposal", early, branch(here, early), opinion="建议停止党籍。")

    assert "第二十四条" in str(refused.value.basis)
    assert here.member("曾小雨").stopped_on is None


def test_the_branch_cannot_decide_what_its_superior_decides(here):
    case = begun(here)
    step(case, "search", date(2026, 5, 1), branch(here, date(2026, 5, 1)), means="问过家属。")
    on = date(2026, 8, 10)
    step(case, "stop_proposal", on, branch(here, on), opinion="建议停止党籍。")

    with pytest.raises(Refusal):
        step(case, "stop_decision", on, branch(here, on), outcome="stopped")


def test_a_stopped_member_counts_no_more_and_is_off_the_roll(here):
    before = len(parties.members_of(here.refining, date(2026, 8, 19)))
    stopped(here)

    assert here.member("曾小雨").stopped_on == date(2026, 8, 20)
    assert len(parties.members_of(here.refining, date(2026, 8, 20))) == before - 1
    assert facts_of(here.refining.uid)["party.members"] == before - 1


def test_two_years_later_a_removed_member_is_taken_away_once_and_not_twice(here):
    before = len(parties.members_of(here.refining, date(2026, 3, 10)))
    case = stopped(here)
    early, late = date(2028, 8, 19), date(2028, 8, 20)

    with pytest.raises(Refusal, match="不满两年"):
        step(case, "removal_proposal", early, branch(here, early), opinion="建议除名。")
    step(case, "removal_proposal", late, branch(here, late), opinion="建议除名。")
    step(case, "removal_decision", late, officer(here, late), outcome="removed")

    assert parties.branch_of(here.member("曾小雨"), late) is None
    assert facts_of(here.refining.uid)["party.members"] == before - 1


def test_who_is_found_is_out_of_contact_no_more(here):
    case = begun(here)
    on = date(2026, 4, 1)

    step(case, "found", on, branch(here, on), outcome="found", explanation="换了号码。")

    assert here.member("曾小雨").out_of_contact_on is None


def test_who_is_found_after_stopping_is_restored_by_the_superior_alone(here):
    before = facts_of(here.refining.uid).get("party.members", 0)
    case = stopped(here)
    on = date(2027, 1, 5)

    with pytest.raises(Refusal, match="恢复党籍"):
        step(case, "found", on, branch(here, on), outcome="found", explanation="回来了。")
    step(case, "restore", on, officer(here, on), outcome="restored", explanation="情况属实。")

    member = here.member("曾小雨")
    assert (member.stopped_on, member.out_of_contact_on) == (None, None)
    assert facts_of(here.refining.uid)["party.members"] == before


def test_a_search_begins_once_for_a_member_of_ones_own(here):
    begun(here)

    with pytest.raises(Refusal):
        begun(here)
    with pytest.raises(Refusal, match="不在本支部"):
        begun(here, member=here.member("吴静"))
    with pytest.raises(Refusal, match="之间"):
        begun(here, member=here.member("赵兰"), lost_on=date(2026, 3, 11))
