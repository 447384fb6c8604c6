from datetime import date

import pytest
from django.db import connection

from tests.people import at, card, hand
from tests.rooms.party.stated import facts_of, level_of
from zhibu.journal import log
from zhibu.party import actions, queries
from zhibu.party.cards import card_of
from zhibu.party.models import Member, MemberHistory
from zhibu.party.records import LeftAtFirst


def checked(seventeen):
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(int(sign) * weight for sign, weight in zip(seventeen, weights, strict=True))
    return seventeen + "10X98765432"[total % 11]


# Invented: Hua was born on 14 August 1980, a woman.
HUA = checked("11010119800814002")


def register(here, name="姚华", sex="2", branch=None, since=date(2026, 1, 5), **told):
    return actions.register_member(
        branch=branch or here.cracking, card=card(name, sex, **told), since=since, hand=hand()
    )


def test_a_registered_member_is_on_the_roll_from_that_day(here):
    hua = register(here)

    assert hua in queries.members_of(here.cracking, date(2026, 1, 5))
    assert hua not in queries.members_of(here.cracking, date(2026, 1, 4))
    assert facts_of(here.cracking)[-2:] == [
        ("party.members", "2026-01-05", 1), ("party.full_members", "2026-01-05", 1),
    ]  # fmt: skip


def test_somebody_admitted_later_belongs_from_the_day_of_admission(here):
    xiaomei = here.member("孙晓梅")

    assert xiaomei not in queries.members_of(here.refining, date(2025, 6, 29))
    assert xiaomei in queries.members_of(here.refining, date(2025, 6, 30))


def test_the_day_of_birth_is_taken_from_the_number(here):
    assert register(here, id_number=HUA).birth_on == date(1980, 8, 14)


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"id_number": HUA[:-1] + ("0" if HUA[-1] != "0" else "1")}, "id_number", "."),
        ({"id_number": HUA, "sex": "1"}, "sex", "第 17 位不符"),
        ({"id_number": HUA, "birth_on": date(1980, 8, 15)}, "birth_on", "1980-08-14"),
        ({"birth_on": date(1999, 1, 1), "joined_on": date(2016, 12, 31)}, "joined_on", "十八周岁"),
        ({"converted_on": date(2011, 1, 1)}, "converted_on", "不能早于入党日期"),
        ({"converted_on": date(2027, 1, 1)}, "converted_on", "不能晚于今天"),
        ({"phone": "12345"}, "phone", "11 位数字"),
        ({"name": "姚\u200b华"}, "name", "看不见"),
        ({"occupation": "工" * 61}, "occupation", "最多 60 个字"),
        ({"ethnicity": "77"}, "ethnicity", "五十六个民族"),
        ({"since": date(2026, 2, 3)}, "since", "不能晚于今天"),
        ({"since": date(2003, 1, 1), "joined_on": date(2002, 1, 1)}, "since", "支部成立日期"),
    ],
)
def test_a_card_that_cannot_stand_is_refused_with_its_field(here, told, field, words):
    before = Member.objects.count()

    with pytest.raises(actions.CannotRegisterMember, match=words) as refused:
        register(here, **told)

    assert refused.value.field == field
    assert Member.objects.count() == before


def test_one_number_is_one_member_in_whichever_branch(here):
    register(here, id_number=HUA)

    with pytest.raises(actions.CannotRegisterMember, match="已有党员登记") as refused:
        register(here, "姚桦", id_number=HUA, branch=here.refining)

    assert here.cracking.name not in str(refused.value)
    assert queries.members_holding([HUA, checked("44090219900704001")]).keys() == {HUA}


def test_what_is_sealed_cannot_be_read_in_the_database(here):
    hua = register(here, id_number=HUA, phone="138 0013 8000", home_address="茂名市官渡一路三号")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM party_member WHERE uid = %s", [hua.uid])
        stored = b"|".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for value in cursor.fetchone()
        )
        cursor.execute("SELECT parts, sealed FROM journal_payload")
        stored += b"|".join(bytes(value) for row in cursor.fetchall() for value in row if value)
    for plain in (HUA, "13800138000", "官渡一路"):
        assert plain.encode() not in stored
    assert card_of(hua).phone == "13800138000"
    assert card_of(hua).id_number == HUA


def test_a_rare_sign_is_kept_found_and_sorted(here):
    roll = queries.roll_of(here.refining, date(2026, 2, 1))

    names = [member.name for member in roll.members]
    assert names == ["陈可", "贾𠮷", "李明远", "单国栋", "孙晓梅", "王立新", "曾小雨", "赵兰"]
    assert Member.objects.filter(name="贾𠮷").count() == 1


def test_a_changed_card_keeps_what_it_said(here):
    lixin = here.member("王立新")
    actions.change_member(
        member=lixin, changed_on=date(2026, 2, 1), education="14", phone="13800138000", hand=hand()
    )

    rows = MemberHistory.objects.filter(member=lixin).values_list("item", "old", "new")
    assert set(rows) == {("education", "", "14"), ("phone", "", "")}
    assert card_of(here.member("王立新")).phone == "13800138000"


def test_a_change_that_changes_nothing_is_refused(here):
    with pytest.raises(actions.CannotChangeMember, match="没有任何变化"):
        actions.change_member(
            member=here.member("王立新"), changed_on=date(2026, 2, 1), sex="1", hand=hand()
        )


def test_an_item_no_card_has_is_refused_by_its_name(here):
    with pytest.raises(actions.CannotChangeMember, match="score"):
        actions.change_member(
            member=here.member("王立新"), changed_on=date(2026, 2, 1), score="100", hand=hand()
        )


def test_a_conversion_counts_from_its_own_day(here):
    actions.change_member(
        member=here.member("孙晓梅"), changed_on=date(2026, 7, 2), converted_on=date(2026, 6, 30),
        decided=True, hand=hand(at=at(2026, 7, 2)),
    )  # fmt: skip

    assert facts_of(here.refining)[-1] == ("party.full_members", "2026-06-30", 1)
    assert len(queries.roll_of(here.refining, date(2026, 6, 29)).voting) == 7
    assert len(queries.roll_of(here.refining, date(2026, 6, 30)).voting) == 8


def test_stopped_membership_neither_votes_nor_counts(here):
    actions.change_member(
        member=here.member("赵兰"), changed_on=date(2026, 2, 1), stopped_on=date(2026, 2, 1),
        hand=hand(),
    )  # fmt: skip

    assert here.member("赵兰") not in queries.members_of(here.refining, date(2026, 2, 1))
    assert level_of(here.refining, "party.members", date(2026, 2, 1)) == 7
    assert level_of(here.refining, "party.grouped_members", date(2026, 2, 1)) == 7


def test_a_transfer_leaves_on_the_day_it_arrives(here):
    lixin = here.member("王立新")
    actions.leave(member=lixin, left_on=date(2026, 2, 1), reason="transferred", hand=hand())
    actions.affiliate(member=lixin, branch=here.cracking, from_on=date(2026, 2, 1), hand=hand())

    assert queries.branch_of(lixin, date(2026, 1, 31)) == here.refining
    assert queries.branch_of(lixin, date(2026, 2, 1)) == here.cracking
    assert level_of(here.refining, "party.grouped_members", date(2026, 2, 1)) == 7
    assert level_of(here.cracking, "party.full_members", date(2026, 2, 1)) == 8
    publicity = here.post("王立新", "publicity")
    assert publicity.until_on == date(2026, 2, 1)


def test_nobody_belongs_to_two_branches(here):
    with pytest.raises(actions.CannotAffiliate, match="先办理转出"):
        actions.affiliate(
            member=here.member("王立新"), branch=here.cracking, from_on=date(2026, 2, 1),
            hand=hand(),
        )  # fmt: skip


def test_nobody_leaves_twice(here):
    lan = here.member("赵兰")
    actions.leave(member=lan, left_on=date(2026, 2, 1), reason="died", hand=hand())

    with pytest.raises(actions.CannotLeave, match="不在任何支部"):
        actions.leave(member=lan, left_on=date(2026, 2, 1), reason="died", hand=hand())


def test_whose_membership_was_stopped_is_taken_from_the_numbers_once(here):
    lan, day = here.member("赵兰"), date(2026, 2, 1)

    def counted():
        return [level_of(here.refining, f"party.{one}", day)
                for one in ("members", "full_members", "grouped_members")]  # fmt: skip

    assert counted() == [8, 7, 8]
    actions.change_member(member=lan, changed_on=day, stopped_on=day, hand=hand())
    assert counted() == [7, 6, 7]

    leaf = actions.leave(member=lan, left_on=day, reason="withdrew", hand=hand())
    assert counted() == [7, 6, 7]
    log.withdraw(leaf.lh, reason="登记错了", unit=here.refining.uid, **hand().told)
    assert counted() == [7, 6, 7]


def test_a_leaf_of_the_first_shape_still_takes_one_away():
    left = LeftAtFirst("m", "o", date(2026, 2, 1), "died", True, True)

    assert [(one.name, one.value) for one in left.facts()] == [
        ("party.members", -1), ("party.full_members", -1), ("party.grouped_members", -1),
    ]  # fmt: skip


def test_a_provisional_branch_takes_no_members_of_its_own(here):
    training = actions.found_organization(
        name="培训班临时党支部", level="branch", superior=here.committee, form="provisional",
        founded_on=date(2025, 1, 1), hand=hand(),
    )  # fmt: skip

    with pytest.raises(actions.CannotRegisterMember, match="临时党支部") as refused:
        register(here, branch=training)

    assert "第六条" in str(refused.value.basis)


@pytest.mark.parametrize("more", [0, 20])
def test_lists_cost_the_same_however_many_there_are(here, django_assert_num_queries, more):
    for number in range(more):
        register(here, f"测试{chr(0x4E00 + number)}", branch=here.refining)

    with django_assert_num_queries(4):
        assert len(queries.roll_of(here.refining, date(2026, 2, 1)).members) == 8 + more
    with django_assert_num_queries(3):
        assert len(queries.line_up(here.refining, date(2026, 2, 1))) == 8 + more
