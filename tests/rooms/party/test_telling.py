"""Records taken back, corrected, and told again from the journal."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import at, card, hand
from tests.rooms.party.stated import level_of
from zhibu.journal import log, replay
from zhibu.journal.log import Entry, Op
from zhibu.party import actions, cards, queries
from zhibu.party.models import Affiliation, Member, MemberHistory, Organization, PostHeld

LATER = hand(at=at(2026, 3, 2))


def rows():
    """Return every row of the room that a record told."""
    tables = replay.projections_of("party")
    assert len(tables) == 11
    return {
        model.__name__: sorted(tuple(map(str, row)) for row in model.objects.values_list())
        for model in tables
    }


def test_the_room_told_again_is_the_same_row_for_row(here):
    lixin = here.member("王立新")
    actions.change_member(
        member=lixin, changed_on=date(2026, 2, 1), phone="13800138000", education="20",
        hand=hand(),
    )  # fmt: skip
    actions.leave(member=lixin, left_on=date(2026, 2, 1), reason="transferred", hand=hand())
    actions.affiliate(member=lixin, branch=here.cracking, from_on=date(2026, 2, 1), hand=hand())
    actions.change_organization(
        organization=here.general_branch, name="炼化系统党总支", changed_on=date(2026, 2, 1),
        hand=hand(),
    )  # fmt: skip
    actions.dissolve_group(party_group=here.first_group, dissolved_on=date(2026, 2, 1), hand=hand())
    actions.end_role(
        grant=here.grant(here.accounts.assessor), hand=hand(here.accounts.administrator)
    )
    before = rows()

    replay.replay("party")

    assert rows() == before
    assert apps.get_model("party.Account").objects.count() == 8


def test_members_entered_in_one_batch_are_like_those_entered_one_by_one(here):
    names = [f"测试{chr(0x4E00 + number)}" for number in range(300)]
    records = [
        cards.member_record(
            cards.tidy(card(name)), branch=here.cracking.uid, since=date(2026, 1, 1)
        )
        for name in names
    ]
    entries = [
        Entry(record=record, unit=here.cracking.uid, hand=hand(), history=True)
        for record in records
    ]
    with log.act(here.cracking.uid), CaptureQueriesContext(connection) as captured:
        leaves = log.append_many(entries)
    asked = [query for query in captured if "party_" in query["sql"]]
    assert len(asked) < 60

    assert len(queries.members_of(here.cracking, date(2026, 1, 1))) == 308
    assert level_of(here.cracking, "party.members", date(2026, 1, 1)) == 308
    before = rows()
    replay.replay("party")
    assert rows() == before

    with log.act(here.cracking.uid):
        log.withdraw_many([leaf.lh for leaf in leaves], reason="导错了文件", hand=LATER)
    assert len(queries.members_of(here.cracking, date(2026, 1, 1))) == 8
    assert level_of(here.cracking, "party.members", date(2026, 1, 1)) == 8


def take_back(rec, unit):
    latest = log.leaf_of_record(rec)
    with log.act(unit.uid):
        log.withdraw(latest.lh, unit=unit.uid, reason="录错了", **LATER.told)


def test_a_change_taken_back_gives_the_old_card(here):
    lixin = here.member("王立新")
    leaf = actions.change_member(
        member=lixin, changed_on=date(2026, 2, 1), education="20", phone="13800138000",
        hand=hand(),
    )  # fmt: skip
    take_back(leaf.rec, here.refining)

    again = cards.card_of(here.member("王立新"))
    assert (again.education, again.phone) == ("", "")
    assert not MemberHistory.objects.exists()


def test_a_transfer_taken_back_reopens_branch_group_and_post(here):
    lixin = here.member("王立新")
    leaf = actions.leave(member=lixin, left_on=date(2026, 2, 1), reason="transferred", hand=hand())
    take_back(leaf.rec, here.refining)

    assert Affiliation.objects.get(member=lixin).until_on is None
    assert PostHeld.objects.get(member=lixin).is_open
    on_roll = {one.name: one for one in queries.roll_of(here.refining, date(2026, 3, 1)).members}
    assert on_roll["王立新"].party_group == here.first_group.uid
    assert level_of(here.refining, "party.grouped_members", date(2026, 3, 1)) == 8


def test_a_move_taken_back_puts_the_branch_where_it_was(here):
    leaf = actions.change_organization(
        organization=here.refining, superior=here.committee, changed_on=date(2026, 2, 1),
        hand=hand(),
    )  # fmt: skip
    assert queries.superiors_of(Organization.objects.get(pk=here.refining.pk)) == [here.committee]
    take_back(leaf.rec, here.refining)

    again = Organization.objects.get(pk=here.refining.pk)
    assert (again.path, again.superior) == (here.refining.path, here.general_branch)


def test_a_corrected_card_does_not_undo_what_changed_since(here):
    lixin = here.member("王立新")
    actions.change_member(member=lixin, changed_on=date(2026, 2, 1), education="20", hand=hand())
    first = log.leaf_of_record(lixin.rec)
    told = cards.card_of(lixin)
    corrected = cards.member_record(
        cards.tidy(card("王立欣", education="30", birth_on=told.birth_on)),
        branch=here.refining.uid, since=date(2025, 1, 1), uid=lixin.uid,
    )  # fmt: skip
    with log.act(here.refining.uid):
        log.append(
            corrected, unit=here.refining.uid, op=Op.CORRECT, supersedes=first.lh,
            reason="姓名写错", **LATER.told,
        )  # fmt: skip

    again = Member.objects.get(pk=lixin.pk)
    assert (again.name, again.education, again.rec) == ("王立欣", "20", lixin.rec)
    assert again.name_key.endswith("xin")
    assert queries.roll_of(here.refining, date(2026, 3, 1)).members[5].name == "王立欣"


@pytest.mark.parametrize("name", ["party.members", "party.full_members", "party.grouped_members"])
def test_levels_say_what_the_roll_says(here, name):
    roll = queries.roll_of(here.refining, date(2026, 2, 2))
    said = {
        "party.members": len(roll.members),
        "party.full_members": len(roll.voting),
        "party.grouped_members": sum(one.party_group is not None for one in roll.members),
    }

    assert level_of(here.refining, name, date(2026, 2, 2)) == said[name]
