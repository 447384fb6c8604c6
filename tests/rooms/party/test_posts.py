from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.party.stated import facts_of, level_of
from zhibu.party import actions, queries

OVERDUE = "party.term_overdue.standing"


def test_the_secretary_of_a_day_is_who_held_the_post_that_day(here):
    actions.end_post(post=here.post("陈可", "secretary"), ended_on=date(2026, 2, 1), hand=hand())
    actions.appoint(
        member=here.member("单国栋"), organization=here.refining, post="secretary",
        from_on=date(2026, 2, 1), hand=hand(),
    )  # fmt: skip

    assert queries.secretary_of(here.refining, date(2025, 3, 9)) is None
    assert queries.secretary_of(here.refining, date(2026, 1, 31)).name == "陈可"
    assert queries.secretary_of(here.refining, date(2026, 2, 1)).name == "单国栋"


def test_a_branch_has_one_secretary(here):
    with pytest.raises(actions.CannotAppoint, match="书记由陈可担任，请先办理免职"):
        appoint(here, "赵兰", "secretary")


def test_somebody_on_probation_is_not_appointed(here):
    with pytest.raises(actions.CannotAppoint, match="预备党员") as refused:
        appoint(here, "孙晓梅", "committee_member")

    assert "第七条" in str(refused.value.basis)


def test_somebody_of_another_branch_is_not_appointed(here):
    with pytest.raises(actions.CannotAppoint, match="不是该党组织的党员"):
        appoint(here, "周建国", "deputy_secretary")


def appoint(here, name, post):
    return actions.appoint(
        member=here.member(name), organization=here.refining, post=post,
        from_on=date(2026, 2, 1), hand=hand(),
    )  # fmt: skip


def test_a_secretary_of_the_committee_comes_from_one_of_its_branches(here):
    actions.appoint(
        member=here.member("周建国"), organization=here.committee, post="secretary",
        from_on=date(2026, 2, 1), hand=hand(),
    )  # fmt: skip

    assert queries.secretary_of(here.committee, date(2026, 2, 1)).name == "周建国"


def test_a_post_ends_once_and_not_before_it_began(here):
    post = here.post("陈可", "secretary")
    with pytest.raises(actions.CannotEndPost, match="2025-03-10"):
        actions.end_post(post=post, ended_on=date(2025, 3, 9), hand=hand())
    actions.end_post(post=post, ended_on=date(2026, 2, 1), hand=hand())
    with pytest.raises(actions.CannotEndPost, match="已经结束"):
        actions.end_post(post=post, ended_on=date(2026, 2, 1), hand=hand())


def test_a_term_renewed_in_time_is_never_overdue(here):
    begin(here, date(2028, 3, 1), date(2031, 2, 28))

    assert sorted(facts_of(here.refining, OVERDUE)) == [
        (OVERDUE, "2028-03-10", -1), (OVERDUE, "2028-03-10", 1), (OVERDUE, "2031-03-01", 1),
    ]  # fmt: skip


def test_a_term_renewed_late_was_overdue_until_then(here):
    begin(here, date(2028, 5, 20), date(2031, 5, 19))

    assert level_of(here.refining, OVERDUE, date(2028, 4, 30)) == 1
    assert level_of(here.refining, OVERDUE, date(2028, 5, 20)) == 0
    breach = "party.term_overdue.breach"
    assert facts_of(here.refining, breach) == [(breach, "2028-05-20", 1)]


def begin(here, starts_on, ends_on, **told):
    told = {"has_committee": True, "hand": hand(at=at(2028, 6, 1))} | told
    return actions.begin_term(
        organization=here.refining, starts_on=starts_on, ends_on=ends_on, **told
    )


def test_a_branch_without_a_committee_owes_no_committee_meetings(here):
    name = "party.has_committee"
    assert facts_of(here.refining, name) == [(name, "2025-04-01", 1)]
    assert facts_of(here.cracking, name) == []

    begin(here, date(2028, 3, 1), date(2031, 2, 28), has_committee=False)
    assert facts_of(here.refining, name)[-1] == (name, "2028-03-01", -1)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (date(2026, 1, 1), date(2031, 1, 2), "最长五年"),
        (date(2026, 1, 1), date(2026, 1, 1), "最长五年"),
        (date(2025, 3, 10), date(2028, 1, 1), "晚于上一届开始日期（2025-03-10）"),
        (date(2028, 6, 2), date(2031, 6, 1), "不能晚于今天"),
    ],
)
def test_a_term_that_cannot_be_is_refused(here, starts_on, ends_on, words):
    with pytest.raises(actions.CannotBeginTerm, match=words):
        begin(here, starts_on, ends_on)
