"""Erasing and withholding: one asks, two others approve; every other part and proof still holds."""

from dataclasses import replace
from datetime import date

import pytest

from tests.journal.test_door import standing
from tests.journal.toys import FORGOTTEN, TOLD, Came, Hidden, Kept, Noted, hand, meet, spelled
from zhibu.core import canonical
from zhibu.core import leaf as spelling
from zhibu.core.ids import new_id
from zhibu.journal import erasing, log, models, reading
from zhibu.journal.erasing import CannotErase
from zhibu.journal.log import Op
from zhibu.journal.records import Ground, Target

pytestmark = pytest.mark.django_db
SECRETARY, OFFICER, AUDITOR = "m_陈可", "m_高翔", "m_宋岚"  # persons, whatever their accounts
WANG = Came("m_" + "w" * 26, "王立新")
REN = Came("m_" + "r" * 26, "任心文")


@pytest.fixture
def unit():
    return new_id("o")


@pytest.fixture
def noted(unit):
    """A record with a field of every sort."""
    with log.act(unit):
        record = Noted(
            date(2026, 11, 10), unit, "赵兰家中困难，须保密", "x", "三楼会议室", "13800000000",
            (WANG, REN), (Kept("f_" + "a" * 26, "证明.pdf"), Kept("f_" + "b" * 26, "照片.png")),
        )  # fmt: skip
        return log.append(record, unit=unit, **hand("2026-11-11").told)


def places(leaf, *names):
    return tuple(one.place for one in erasing.choices_of(leaf.lh) if one.name in names)


def target(leaf, *names):
    return Target(spelling.spell_bytes(leaf.lh), places(leaf, *names), tuple(sorted(set(names))))


def ask(*targets, ground=Ground.ERASE, person=SECRETARY, why="本人申请", until=None):
    return erasing.ask(
        targets, ground=ground, why=why, person=person, hand=hand("2026-11-18"), until=until
    )


def approve(request, person):
    return erasing.approve(request.rec, person=person, hand=hand("2026-11-19"))


def carry_out(*targets, **told):
    request = ask(*targets, **told)
    approve(request, OFFICER)
    approve(request, AUDITOR)
    return request


def commits(leaf):
    """Whether what lies in the payload still is what the leaf commits to."""
    found = canonical.decode(spelled(leaf))["pc"]
    return spelling.spell_bytes(reading.opened_of(leaf.lh).commitment) == found


def test_two_others_approve_and_the_part_is_gone(noted):
    request = carry_out(target(noted, "words", "phone"))

    record = log.record_of(noted)
    assert (record.words, record.phone, record.place) == ("〔已删除〕", None, "三楼会议室")
    assert commits(noted)
    assert reading.secret_of(noted.lh) is None
    act = log.leaf_of(erasing.acts_on(noted.rec)[0].leaf.lh)
    done = log.record_of(act)
    assert (act.op, act.prev, act.rec) == (Op.ERASE, noted.lh, noted.rec)
    assert (done.places, done.names) == (places(noted, "words", "phone"), ("words", "phone"))
    assert (done.ground, len(done.approvers), done.request) == (Ground.ERASE, 2, request.rec)


def test_the_room_hears_what_is_left(noted):
    carry_out(target(noted, "words"))

    assert TOLD[-1] == (Op.CREATE, repr(log.record_of(noted)))
    assert "赵兰" not in TOLD[-1][1]


def test_one_person_of_many_goes_and_the_numbers_stay(noted, unit):
    before = standing(unit)
    (first, _) = places(noted, "came")
    carry_out(Target(spelling.spell_bytes(noted.lh), (first,), ("came",)))

    assert log.record_of(noted).came == (REN,)
    assert standing(unit) == before
    assert [one.value for one in log.evidence_of(
        unit, facts=["meetings.expected"], first=noted.on, until=noted.on
    )] == [2]  # fmt: skip


def test_a_withheld_part_is_shown_to_nobody_and_can_be_given_back(noted):
    carry_out(target(noted, "words", "place"), ground=Ground.RESTRICT)
    record = log.record_of(noted)
    assert (record.words, record.place) == ("〔已封存〕", None)
    assert [(one.name, one.erased) for one in reading.gone_of([noted])[noted.lh]] == [
        ("words", False), ("place", False),
    ]  # fmt: skip
    assert all(one.value is None for one in erasing.choices_of(noted.lh) if one.withheld)
    assert commits(noted)

    carry_out(target(noted, "words"), ground=Ground.GIVE_BACK)
    record = log.record_of(noted)
    assert (record.words, record.place) == ("赵兰家中困难，须保密", None)
    assert commits(noted)


def test_a_withheld_part_may_be_erased_later(noted):
    carry_out(target(noted, "words"), ground=Ground.RETAIN_UNTIL, until=date(2027, 1, 1))
    carry_out(target(noted, "words"))

    row = models.Payload.objects.get(lh=noted.lh)
    assert row.withheld is None
    assert log.record_of(noted).words == "〔已删除〕"
    assert commits(noted)


def test_all_but_what_cannot_be_spared_may_go(noted):
    free = [one for one in erasing.choices_of(noted.lh) if not one.fixed]
    told = Target(
        spelling.spell_bytes(noted.lh), tuple(one.place for one in free),
        tuple(sorted({one.name for one in free})),
    )  # fmt: skip
    carry_out(told)

    record = log.record_of(noted)
    left = replace(record, words="")
    assert left == Noted(date(2026, 11, 10), record.unit, "", "x")
    assert commits(noted)
    assert models.Payload.objects.get(lh=noted.lh).sealed  # the code is sealed still


@pytest.mark.parametrize("name", ["noted_on", "unit", "code"])
def test_what_a_record_cannot_do_without_stays(noted, name):
    with pytest.raises(CannotErase, match="不可缺少"):
        ask(target(noted, name))


@pytest.mark.parametrize("place", [0, 1, 99])
def test_kind_and_facts_are_never_erased(noted, place):
    with pytest.raises(CannotErase, match="种类和计分的数字"):
        ask(Target(spelling.spell_bytes(noted.lh), (place,), ("facts",)))


def test_nobody_approves_the_own_request_nor_twice_by_whatever_account(noted):
    request = ask(target(noted, "words"))
    with pytest.raises(CannotErase, match="自己提出"):
        approve(request, SECRETARY)
    approve(request, OFFICER)
    with pytest.raises(CannotErase, match="已经表过态"):
        approve(request, OFFICER)

    assert log.record_of(noted).words == "赵兰家中困难，须保密"


def test_a_refusal_says_why_and_closes_the_request(noted):
    request = ask(target(noted, "words"))
    with pytest.raises(CannotErase, match="请写明不同意的理由"):
        erasing.refuse(request.rec, why=" ", person=OFFICER, hand=hand("2026-11-19"))
    erasing.refuse(request.rec, why="还在保存期内", person=OFFICER, hand=hand("2026-11-19"))

    with pytest.raises(CannotErase, match="已经办结"):
        approve(request, AUDITOR)
    (closed,) = erasing.requests(noted.unit, is_open=False)
    assert (closed.state, closed.voices[0].why) == ("refused", "还在保存期内")


@pytest.mark.parametrize(("told", "why"), [
    ({"why": ""}, "请写明理由"),
    ({"why": "长" * 501}, "最多 500 字"),
    ({"ground": Ground.RETAIN_UNTIL}, "保存到期"),
    ({"ground": Ground.RETAIN_UNTIL, "until": date(2026, 11, 18)}, "保存到期"),
    ({"ground": Ground.GIVE_BACK}, "没有封存"),
])  # fmt: skip
def test_a_request_says_why_and_what_it_can(noted, told, why):
    with pytest.raises(CannotErase, match=why):
        ask(target(noted, "words"), **told)


def test_a_record_has_one_open_request_at_a_time(noted):
    ask(target(noted, "words"))

    with pytest.raises(CannotErase, match="没有办结的申请"):
        ask(target(noted, "phone"))


def test_what_is_gone_is_not_erased_again(noted):
    carry_out(target(noted, "words"))

    with pytest.raises(CannotErase, match="已经删除"):
        ask(target(noted, "words"))


def test_nothing_chosen_is_nothing_asked(noted):
    with pytest.raises(CannotErase, match="没有选中"):
        ask(Target(spelling.spell_bytes(noted.lh), (), ()))
    with pytest.raises(CannotErase, match="没有选中"):
        ask()


def test_two_records_are_two_requests(noted, unit):
    with pytest.raises(CannotErase, match="一次只能"):
        ask(target(noted, "words"), target(meet(unit), "topic"))


def amend(leaf, **changed):
    with log.act(leaf.unit):
        return log.append(
            replace(log.record_of(leaf), **changed), unit=leaf.unit, op=Op.CORRECT,
            supersedes=leaf.lh, reason="地点写错", **hand("2026-11-12").told,
        )  # fmt: skip


def test_other_versions_that_say_the_same_are_named_and_go_with_it(noted):
    second = amend(noted, place="四楼会议室", came=(replace(WANG, name="王立新（副书记）"), REN))
    (first, _) = places(noted, "came")
    wanted = (*places(noted, "words"), *places(noted, "place"), first)

    (same,) = erasing.same_elsewhere(noted, wanted)
    # Of somebody named the other version says something else: it is the same person all the same.
    assert (same.lh, same.names) == (spelling.spell_bytes(second.lh), ("words", "came"))
    carry_out(Target(spelling.spell_bytes(noted.lh), wanted, ("came", "place", "words")), same)
    assert [log.record_of(leaf).words for leaf in (noted, second)] == ["〔已删除〕"] * 2
    assert [leaf.came for leaf in log.records_of([noted, second])] == [(REN,)] * 2
    assert len(erasing.acts_on(noted.rec)) == 2
    assert commits(noted)
    assert commits(second)


def test_a_file_is_forgotten_once_no_version_lists_it(noted):
    FORGOTTEN.clear()
    second = amend(noted, place="四楼会议室")
    (first, _) = places(noted, "file")
    carry_out(Target(spelling.spell_bytes(noted.lh), (first,), ("file",)))
    assert FORGOTTEN == []

    (again, _) = places(second, "file")
    carry_out(Target(spelling.spell_bytes(second.lh), (again,), ("file",)))
    assert FORGOTTEN == ["f_" + "a" * 26]


def test_an_erased_record_may_still_be_corrected_and_withdrawn(noted, unit):
    carry_out(target(noted, "words"))
    second = amend(noted, words="重新写明")
    with log.act(unit):
        gone = log.withdraw(second.lh, unit=unit, reason="误录", **hand("2026-11-19").told)

    assert [leaf.lh for leaf in log.versions_of(noted.rec)] == [noted.lh, second.lh, gone.lh]
    assert standing(unit) == {}


def test_counts_are_by_unit(noted, unit):
    carry_out(target(noted, "words"))
    carry_out(target(noted, "place"), ground=Ground.RESTRICT)
    leaf = meet(unit)
    with log.act(unit):
        log.withdraw(leaf.lh, unit=unit, reason="误录", **hand("2026-11-20").told)

    assert erasing.counts_by_unit() == {unit: erasing.Counts(1, 1, 1)}


def test_a_restricted_record_is_erased_without_a_word_about_whose_it_is(unit):
    with log.act(unit):
        leaf = log.append(Hidden(date(2026, 11, 3), "警告"), unit=unit, **hand("2026-11-04").told)
    with pytest.raises(CannotErase):
        ask(target(leaf, "topic"))  # a text of a kind that names it neither sealed nor optional
    carry_out(target(leaf, "counts"))

    assert commits(leaf)
    for row in models.LeafRow.objects.all():
        assert (row.unit, row.kind) == ("", "restricted")
    assert models.ErasureRequest.objects.get().unit == ""
    assert erasing.counts_by_unit() == {}
    assert [act.target for act in erasing.acts()] == [leaf.lh]
    assert [one.unit for one in erasing.requests(unit)] == [unit]


def test_telling_the_journals_own_room_again_gives_the_same_requests(noted):
    from zhibu.journal.replay import replay

    carry_out(target(noted, "words"))
    request = ask(target(noted, "phone"))
    approve(request, OFFICER)
    tables = (models.ErasureRequest, models.ErasureVoice)
    before = [sorted(table.objects.values_list()) for table in tables]
    replay("journal")

    assert [sorted(table.objects.values_list()) for table in tables] == before
