"""A committee adopts a standard: with its exact bytes, for its own units, from a day on."""

from datetime import date
from hashlib import sha256

import pytest

from tests.people import at, hand
from zhibu import standards
from zhibu.assessment import actions, engine, in_force, queries
from zhibu.assessment.actions import CannotAdopt, CannotWithdraw, Proposal
from zhibu.assessment.models import Adopted, LiveScore
from zhibu.journal import log, replay
from zhibu.party import actions as party

MARCH = at(2026, 3, 20)


def edition(version: str = "2026.3", *, points: str = "") -> str:
    """Return ZB-41 under another version; ``points`` moves a point from C1 to C3, or back."""
    text = standards.text("zb41.yaml")
    head, rest = text.split("version:", 1)
    return f"{head}version: {version}\n{rest.split(chr(10), 1)[1]}"


@pytest.fixture
def adopt(here):
    def adopt(committee=None, *, when=MARCH, **told):
        proposal = Proposal(**{"text": edition(), "effective_from": date(2026, 1, 1), **told})
        return actions.adopt(
            committee or here.committee, proposal, hand=hand(here.accounts.officer, at=when)
        )

    return adopt


def test_the_exact_bytes_stand_in_the_journal(here, adopt):
    text = edition() + "# 炼油系统，2026 年修订\r\n"

    leaf = adopt(text=text)

    row = Adopted.objects.get(rec=leaf.rec)
    assert bytes(row.text) == text.encode()
    assert row.sha256 == sha256(text.encode()).hexdigest()
    assert log.record_of(leaf).sha256 == row.sha256


def test_what_is_adopted_can_be_told_again_from_the_journal(here, adopt):
    adopt()
    before = list(Adopted.objects.values())

    replay.replay("assessment")

    assert list(Adopted.objects.values()) == before


def test_the_units_below_are_scored_by_it_at_once(here, adopt):
    adopt()

    assert engine.standard_for(here.refining.uid, 2026).version == "2026.3"
    assert queries.live_score_of(here.refining.uid, year=2026) is not None
    rows = LiveScore.objects.filter(unit=here.refining.uid, year=2026)
    assert "zb-41/2026.3" in rows.values_list("standard", flat=True)


def test_rows_of_the_former_standard_go(here, adopt):
    former = f"zb-41/{engine.standard_in_force().version}"
    assert LiveScore.objects.filter(unit=here.refining.uid, year=2026, standard=former).exists()

    adopt()

    assert not LiveScore.objects.filter(unit=here.refining.uid, year=2026, standard=former).exists()


def test_the_nearest_committee_decides(here, adopt):
    adopt(text=edition("上级"))
    adopt(here.general_branch, text=edition("本级"))

    assert engine.standard_for(here.refining.uid, 2026).version == "本级"
    assert engine.standard_for(here.committee.uid, 2026).version == "上级"


def test_a_later_version_takes_over_from_its_year(here, adopt):
    adopt(text=edition("一"))
    adopt(text=edition("二"), effective_from=date(2027, 1, 1))

    assert engine.standard_for(here.refining.uid, 2026).version == "一"
    assert engine.standard_for(here.refining.uid, 2027).version == "二"


def test_years_before_it_keep_the_shipped_standard(here, adopt):
    adopt()

    assert engine.standard_for(here.refining.uid, 2025) is engine.standard_in_force()


def test_a_branch_elsewhere_is_not_concerned(here, adopt):
    elsewhere = party.found_organization(
        name="另一公司党委", level="committee", superior=None, founded_on=date(1999, 7, 1),
        hand=hand(),
    )  # fmt: skip

    adopt(elsewhere)

    assert engine.standard_for(here.refining.uid, 2026) is engine.standard_in_force()


def test_what_the_compiler_refuses_is_refused_with_its_line(here, adopt):
    with pytest.raises(CannotAdopt, match=r"^第 \d+ 行：") as refused:
        adopt(text=edition().replace("points:", "pionts:", 1))

    assert refused.value.field == "text"
    assert not Adopted.objects.exists()


def test_one_version_is_one_text(here, adopt):
    adopt()

    with pytest.raises(CannotAdopt, match="另一份文本的版本号"):
        adopt(here.general_branch, text=edition() + "# 不同\n")


def test_another_committee_may_adopt_the_same_text(here, adopt):
    adopt()

    adopt(here.general_branch)

    assert Adopted.objects.count() == 2


def test_the_shipped_version_is_taken_too(here, adopt):
    with pytest.raises(CannotAdopt, match="另一份文本的版本号"):
        adopt(text=standards.text("zb41.yaml") + "# 改过\n")


def test_as_written_only_with_reasons(here, adopt):
    with pytest.raises(CannotAdopt, match="理由"):
        adopt(profile="literal")

    leaf = adopt(profile="literal", reasons="党委会 2026 年第 3 次会议决定保留原考核办法。")

    assert Adopted.objects.get(rec=leaf.rec).profile == "literal"


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 7, 1), "一个年度只按一个版本"), (date(2031, 1, 1), "之间"),
     (date(2023, 1, 1), "之间")],
)  # fmt: skip
def test_days_that_would_split_a_year_are_refused(here, adopt, day, words):
    with pytest.raises(CannotAdopt, match=words):
        adopt(effective_from=day)


def test_a_branch_adopts_nothing(here, adopt):
    with pytest.raises(CannotAdopt, match="党支部不能"):
        adopt(here.refining)


def test_withdrawing_brings_back_what_was_in_force(here, adopt):
    leaf = adopt()
    mine = hand(here.accounts.officer, at=at(2026, 3, 21))

    actions.withdraw(Adopted.objects.get(rec=leaf.rec), reason="传错了文件", hand=mine)

    assert engine.standard_for(here.refining.uid, 2026) is engine.standard_in_force()
    assert Adopted.objects.get(rec=leaf.rec).withdrawn_at is not None
    with pytest.raises(CannotWithdraw, match="已经撤回"):
        actions.withdraw(Adopted.objects.get(rec=leaf.rec), reason="再撤", hand=mine)


def test_bytes_that_are_not_those_recorded_score_nobody(here, adopt):
    leaf = adopt()
    Adopted.objects.filter(rec=leaf.rec).update(text=edition().encode() + b"#")
    in_force.compiled.cache_clear()

    with pytest.raises(in_force.BytesChanged):
        engine.standard_for(here.refining.uid, 2026)
