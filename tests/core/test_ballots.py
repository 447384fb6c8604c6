"""Ballots: what fits, how it is counted, when it may be told."""

import pytest

from zhibu.core import canonical, merkle
from zhibu.core.ballots import (
    ABSTAINED,
    Ballot,
    Choice,
    MiscountError,
    Paper,
    Question,
    add,
    are_answers,
    check_paper,
    count,
    root_of,
    satisfied,
    tellable,
    worth,
)

CHOICES = (Choice("满意", 10_000, True), Choice("基本满意", 7_000, True), Choice("不满意", 0))
ASKED = (Question("对支部工作", CHOICES), Question("对书记履职", CHOICES))


def ballots(*answers, group=0) -> list[Ballot]:
    return [Ballot(f"b_{i}", group, one) for i, one in enumerate(answers)]


@pytest.mark.parametrize("answers", [(0,), (0, 3), (-2, 0), (0, 0, 0)])
def test_answers_that_do_not_fit(answers):
    assert not are_answers(ASKED, answers)


def test_answers_that_fit_may_leave_out_a_question():
    assert are_answers(ASKED, (2, ABSTAINED))


def test_counting_keeps_what_was_left_empty_apart():
    cast = ballots((0, 1), (0, ABSTAINED), (2, 0))

    assert count(ASKED, cast) == ((2, 0, 1, 0), (1, 1, 0, 1))
    assert add(ASKED, [count(ASKED, cast), count(ASKED, cast)]) == ((4, 0, 2, 0), (2, 2, 0, 2))


def test_worth_and_satisfaction_count_the_answers_given():
    counts = count(ASKED, ballots((0, 1), (0, ABSTAINED), (2, 0)))

    assert worth(ASKED, counts) == 7_400
    assert satisfied(ASKED, counts) == (5, 4)
    assert worth(ASKED, count(ASKED, [])) is None


def test_a_good_paper_count_passes():
    check_paper(ASKED, Paper(8, 7, 6, ((4, 1, 1, 0), (3, 1, 1, 1))))


@pytest.mark.parametrize(
    ("paper", "what"),
    [
        (Paper(6, 7, 6, ((4, 1, 1, 0), (3, 1, 1, 1))), ("returned", 0)),
        (Paper(8, 5, 6, ((4, 1, 1, 0), (3, 1, 1, 1))), ("valid", 0)),
        (Paper(8, 7, 6, ((4, 1, 1, 0), (3, 1, 1, 0))), ("counts", 1)),
        (Paper(8, 7, 6, ((4, 1, 1, 0),)), ("shape", 0)),
        (Paper(8, 7, 6, ((7, 1, -2, 0), (3, 1, 1, 1))), ("negative", 0)),
    ],
)
def test_a_count_that_cannot_be_is_refused(paper, what):
    with pytest.raises(MiscountError) as refused:
        check_paper(ASKED, paper)
    assert refused.value.args == what


def test_the_root_is_that_of_the_sorted_ballots_in_whatever_order():
    cast = ballots((0, 1), (2, 0), (1, 1))
    spelled = sorted(canonical.encode([b.uid, 0, list(b.answers)]) for b in cast)

    assert root_of(cast) == root_of(cast[::-1])
    assert root_of(cast) == merkle.root([merkle.leaf_hash(one) for one in spelled])
    assert root_of(cast) != root_of(cast[:2])


def test_small_groups_and_those_that_give_them_away_are_not_told():
    small, large, larger = (count(ASKED, ballots(*[(0, 0)] * number)) for number in (2, 6, 20))

    assert set(tellable({0: small, 1: large, 2: larger, 3: count(ASKED, [])})) == {2}
    assert set(tellable({0: large, 1: larger})) == {0, 1}
    assert tellable({0: small, 1: large}) == {}
