"""Counting a paper election, at every edge: who is elected, and when a vote does not stand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.core.electing import (
    Fault,
    Kind,
    Outcome,
    Paper,
    Rules,
    Tally,
    Verdict,
    differing,
    extra_candidates,
    faults,
    judge,
)
from zhibu.core.majority import Comparator, Threshold

AT_LEAST, MORE = Comparator.AT_LEAST, Comparator.MORE_THAN


def share(comparator, numerator, denominator):
    return Threshold(comparator, numerator, denominator, "voting_expected", "条例", "B")


RULES = Rules(
    quorum=share(AT_LEAST, 4, 5), majority=share(MORE, 1, 2), fewer_seats=share(MORE, 1, 2),
    tie_by_most=True,
)  # fmt: skip
PAPER = Paper(expected=10, present=10, seats=3, candidates=("陈", "李", "王", "赵"))


def tally(*votes, issued=10, returned=10, invalid=0, names="陈李王赵"):
    return Tally(
        issued, returned, returned - invalid, invalid, dict(zip(names, votes, strict=False))
    )


def judged(*votes, paper=PAPER, rules=RULES, **told):
    return judge(paper, tally(*votes, **told), rules)


def test_exactly_four_fifths_is_a_quorum_and_one_fewer_is_not():
    assert RULES.quorum.met(8, 10)
    assert not RULES.quorum.met(7, 10)
    assert RULES.quorum.met(9, 11) is True  # 8.8, so nine
    assert not RULES.quorum.met(8, 11)


def test_by_the_old_wording_four_fifths_must_be_passed():
    beyond = replace(RULES, quorum=share(MORE, 4, 5)).quorum
    assert not beyond.met(8, 10)
    assert beyond.met(9, 10)


def test_exactly_one_half_of_those_who_should_attend_elects_nobody():
    assert judged(9, 8, 5, 3) == Outcome(Verdict.SHORT, 6, ("陈", "李"), (), 1)
    assert judged(9, 8, 6, 3) == Outcome(Verdict.FILLED, 6, ("陈", "李", "王"), (), 0)


def test_the_half_is_of_those_who_should_attend_not_of_those_who_came():
    paper = replace(PAPER, present=8)
    assert judged(8, 8, 5, 1, paper=paper, issued=8, returned=8).verdict is Verdict.SHORT


def test_more_than_the_seats_reached_the_majority_so_votes_decide():
    assert judged(9, 6, 7, 8).elected == ("陈", "赵", "王")


def test_a_tie_at_the_last_seat_is_voted_on_again_among_the_tied():
    found = judged(9, 7, 7, 6)
    assert found == Outcome(Verdict.FILLED, 6, ("陈", "李", "王"), (), 0)
    assert judged(9, 8, 6, 6) == Outcome(Verdict.TIED, 6, ("陈", "李"), ("王", "赵"), 1)
    assert judged(7, 7, 7, 7) == Outcome(Verdict.TIED, 6, (), ("李", "王", "赵", "陈"), 3)


def test_equal_votes_below_the_majority_are_no_tie():
    assert judged(9, 8, 5, 5) == Outcome(Verdict.SHORT, 6, ("陈", "李"), (), 1)


def test_among_the_tied_most_votes_win_and_a_second_tie_is_voted_again():
    again = Paper(10, 10, 1, ("王", "赵"), Kind.TIED)
    assert judged(5, 4, paper=again, names="王赵").elected == ("王",)
    assert judged(5, 5, paper=again, names="王赵").tied == ("王", "赵")
    strict = replace(RULES, tie_by_most=False)
    assert judged(5, 4, paper=again, names="王赵", rules=strict).verdict is Verdict.SHORT


def test_more_returned_than_issued_voids_the_vote_and_fewer_do_not():
    assert judged(11, 9, 8, 1, returned=11).verdict is Verdict.VOID
    assert judged(9, 9, 8, 1, returned=9).verdict is Verdict.FILLED


def test_somebody_not_on_the_list_may_be_elected():
    written_in = tally(9, 8, 3, 3, 7, names="陈李王赵曾")
    assert judge(PAPER, written_in, RULES).elected == ("陈", "李", "曾")


@pytest.mark.parametrize(("seats", "extra"), [(1, 1), (3, 1), (5, 1), (6, 2), (7, 2), (0, 0)])
def test_a_fifth_more_candidates_than_seats(seats, extra):
    assert extra_candidates(seats, 20) == extra


def test_a_good_sheet_has_no_fault():
    assert faults(PAPER, tally(9, 8, 7, 3, invalid=1)) == ()


@pytest.mark.parametrize(
    ("sheet", "fault"),
    [
        (tally(1, 1, 1, 1, issued=11), Fault("issued_beyond_present", "issued", 10)),
        (Tally(10, 10, 8, 1, dict.fromkeys("陈李王赵", 1)), Fault("returned_not_sum", "returned", 9)),
        (tally(10, 1, 1, 1, invalid=1), Fault("votes_beyond_valid", "votes:陈", 9)),
        (tally(9, 9, 9, 4), Fault("votes_beyond_seats", "votes", 30)),
        (tally(9, 9, 9), Fault("votes_missing", "votes:赵")),
        (tally(9, 9, 9, -1), Fault("negative", "votes:赵")),
    ],
)  # fmt: skip
def test_numbers_that_contradict_each_other(sheet, fault):
    assert fault in faults(PAPER, sheet)


def test_more_returned_than_issued_is_no_fault_of_the_counter():
    assert faults(PAPER, tally(9, 9, 9, 1, issued=9)) == ()


def test_two_counters_differ_cell_by_cell():
    first = tally(9, 8, 7, 3, 0, names="陈李王赵曾")
    assert differing(first, tally(9, 8, 7, 3)) == ()
    assert differing(first, tally(9, 7, 7, 3, invalid=1)) == ("valid", "invalid", "votes:李")


NAMES = tuple("甲乙丙丁戊己庚")


@st.composite
def counted(draw):
    """A paper with a count that contradicts nothing."""
    present = draw(st.integers(1, 40))
    expected = draw(st.integers(present, 50))
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    paper = Paper(expected, present, draw(st.integers(1, 7)), names, draw(st.sampled_from([*Kind])))
    issued = draw(st.integers(0, present))
    returned = draw(st.integers(0, issued + 1))
    valid = draw(st.integers(0, returned))
    votes = {name: draw(st.integers(0, valid)) for name in names}
    return paper, Tally(issued, returned, valid, returned - valid, votes)


def sound(found):
    paper, sheet = found
    return not faults(paper, sheet)


@given(counted().filter(sound))
def test_seats_and_people_add_up(found):
    paper, sheet = found
    outcome = judge(paper, sheet, RULES)

    assert len(outcome.elected) + outcome.open_seats == paper.seats
    assert not set(outcome.elected) & set(outcome.tied)
    assert len(set(outcome.elected)) == len(outcome.elected)
    assert (outcome.verdict is Verdict.TIED) == bool(outcome.tied)
    assert (outcome.verdict is Verdict.FILLED) == (outcome.open_seats == 0)
    assert (outcome.verdict is Verdict.VOID) == (sheet.returned > sheet.issued)
    if outcome.tied:
        assert len(outcome.tied) > outcome.open_seats


@given(counted().filter(sound))
def test_nobody_is_elected_past_somebody_with_as_many_votes(found):
    paper, sheet = found
    outcome = judge(paper, sheet, RULES)
    least = 1 if paper.kind is Kind.TIED else outcome.needed

    for one in outcome.elected:
        assert sheet.votes[one] >= least
        assert all(
            sheet.votes[other] < sheet.votes[one]
            for other in sheet.votes
            if other not in outcome.elected and sheet.votes[other] >= least
        )


@given(counted().filter(sound), st.randoms())
def test_the_order_of_the_list_decides_nothing(found, luck):
    paper, sheet = found
    shuffled = list(sheet.votes.items())
    luck.shuffle(shuffled)
    assert judge(paper, replace(sheet, votes=dict(shuffled)), RULES) == judge(paper, sheet, RULES)


@given(counted().filter(sound))
def test_voting_again_among_the_tied_comes_to_an_end_unless_it_ties_again(found):
    paper, sheet = found
    outcome = judge(paper, sheet, RULES)
    if not outcome.tied:
        return
    again = replace(paper, seats=outcome.open_seats, candidates=outcome.tied, kind=Kind.TIED)
    ranked = {name: place for place, name in enumerate(outcome.tied)}
    decided = Tally(len(ranked), len(ranked), len(ranked), 0, {n: p + 1 for n, p in ranked.items()})
    assert judge(again, decided, RULES).verdict is Verdict.FILLED


@given(counted().filter(sound))
def test_a_sheet_agrees_with_itself(found):
    _paper, sheet = found
    assert differing(sheet, sheet) == ()
