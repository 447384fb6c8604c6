"""Every field of every kind of record has a Chinese label; codes read as words."""

import enum
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from tests.rooms.procedures.conftest import do, opened
from tests.rooms.procedures.definition import FIRST, SECOND
from zhibu.core.pairing import PairKind
from zhibu.desk import labels, telling, words
from zhibu.desk.telling import HIDDEN, say
from zhibu.elections.records import BallotOpened
from zhibu.honours.records import Commended, Sanctioned
from zhibu.journal import kinds, log
from zhibu.mobility.records import Contacted, Way
from zhibu.notary.records import Exported
from zhibu.notary.records import Post as WitnessPost
from zhibu.party.records import CorrectionAsked
from zhibu.procedures import defined

# Tests of the journal register kinds of their own, which no page shows.
KINDS = [one for one in kinds.all_kinds() if one.record.__module__.startswith("zhibu.")]
WANG, BRANCH = "m_" + "a" * 26, "o_" + "b" * 26
NAMES = {WANG: "王立新", BRANCH: "炼油一车间党支部"}
DAY = date(2026, 3, 2)
# Told by the journal about itself: no branch has such a record, so no page puts them in words.
OF_THE_JOURNAL = (Exported, WitnessPost, PairKind)


def named(record: type[Any]) -> Iterator[tuple[str, Any]]:
    """Yield every field of a record and of its parts, however deep, with its type."""
    hints = get_type_hints(record)
    for field in fields(record):
        yield field.name, hints[field.name]
        for part in parts_of(hints[field.name]):
            yield from named(part)


def parts_of(hint: Any) -> Iterator[type[Any]]:
    if is_dataclass(hint) and isinstance(hint, type):
        yield hint
    for one in get_args(hint):
        yield from parts_of(one)


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.tag)
def test_every_field_has_a_chinese_label(kind):
    told = {name for name, _hint in named(kind.record)} - telling.UNSAID - {"lh"}

    assert [one for one in sorted(told) if not is_chinese(labels.label_of(one, kind.name))] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.tag)
def test_no_two_fields_of_a_record_are_called_the_same(kind):
    called = [labels.label_of(one.name, kind.name) for one in fields(kind.record)]

    assert sorted({one for one in called if called.count(one) > 1}) == []


def test_what_is_called_otherwise_in_one_kind_is_a_field_of_it():
    known = {f"{kind.name}.{name}" for kind in KINDS for name, _hint in named(kind.record)}

    assert sorted({*labels.OWN, *words.OWN} - known - {"erase.ground"}) == []


def coded() -> Iterator[tuple[str, str, Any]]:
    for kind in KINDS:
        for name, hint in named(kind.record):
            if isinstance(hint, enum.EnumType) and hint not in OF_THE_JOURNAL:
                yield kind.name, name, hint


@pytest.mark.parametrize(("kind", "name", "codes"), list(coded()))
def test_a_word_of_a_closed_set_reads_as_a_word(kind, name, codes):
    read = {one.value: words.word_of(name, one.value, kind) for one in codes}

    assert [code for code, word in read.items() if not is_chinese(word)] == []


def test_a_commendation_reads_by_its_level_and_form():
    given = Commended(
        WANG, BRANCH, "member", "province", "先锋党员", "省委", DAY, due_on=DAY, in_time=True
    )

    said = say(given, NAMES)

    assert said["表彰级别"] == ("省级",)
    assert said["党员"] == ("王立新",)
    assert said["表彰名称"] == ("先锋党员",)


def test_a_sanction_hides_its_cause_from_who_may_not_see_what_is_sensitive():
    told = Sanctioned(WANG, BRANCH, "warning", "迟报", "厂纪委", DAY, None, False, DAY, True)

    bare = say(told, NAMES, masked=words.masked_for(sensitive=True))
    hidden = say(told, NAMES, masked=words.masked_for(sensitive=False))

    assert bare["处分种类"] == ("警告",)
    assert bare["处分事由"] == ("迟报",)
    assert hidden["处分种类"] == hidden["处分事由"] == hidden["决定机关"] == (HIDDEN,)


def test_a_wanted_correction_names_the_item_and_never_its_value():
    asked = CorrectionAsked(WANG, BRANCH, "id_number", "110101199001011234", "登记有误", DAY)

    said = say(asked, NAMES)

    assert said["项目"] == ("公民身份号码",)
    assert said["申请改为"] == (HIDDEN,)


def test_a_contact_and_a_ballot_read_as_words():
    spoken = Contacted("r_1", BRANCH, DAY, Way.PHONE, "一切正常", counted=True)
    ballot = BallotOpened(BRANCH, "r_1", DAY, "secretary", 1, "tied", 1, (WANG,))

    assert say(spoken, NAMES)["联系方式"] == ("电话",)
    assert say(ballot, NAMES)["选举职务"] == ("书记",)
    assert say(ballot, NAMES)["投票类别"] == ("就票数相等的人再次投票",)
    assert say(ballot, NAMES)["候选人"] == ("王立新",)


def test_a_step_reads_by_its_definition(db, here):
    with defined.lent(FIRST, SECOND):
        case = opened(here)
        do(here, case, "application", date(2026, 2, 9))
        leaf = do(here, case, "talk", date(2026, 2, 12))
        record = log.records_of([leaf])[0]

        said = say(record, telling.names_in([record]))

    step = FIRST.steps["talk"]
    assert said["步骤"] == (step.title,)
    assert said["所属流程"] == (FIRST.title,)
    assert f"{step.asks['by'].title} 王立新" in said["有关人员的填报"]
    assert f"{step.asks['opinion'].title} 态度端正" in said["有关人员的填报"]
