"""Whose word suffices: logs, witnesses, groups and the quorum."""

import pytest

from tests.core.forging import (
    AT,
    INSPECTION,
    LOG,
    ORIGIN,
    POLICY,
    SUPERIOR,
    policy,
    signed,
    vector,
)
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note, NoteFault, Signer
from zhibu.core.policy import Judgement, Policy

pytestmark = pytest.mark.once

TEXT = Checkpoint(ORIGIN, 7, bytes(32)).text


def judged(told, **how):
    return Policy.parse(told).judge(signed(TEXT, **how))


def quorum(told):
    return POLICY.replace("group both all superior inspection\nquorum both", told)


def test_the_published_policy_trusts_the_published_checkpoint():
    found = Policy.parse(vector("policy.txt")).judge(Note.parse(vector("cp-300")))
    assert found == Judgement(True, {"superior": 1774800000, "inspection": 1774800000}, met=True)


def test_all_of_a_group_must_have_witnessed():
    assert judged(POLICY) == Judgement(True, {"superior": AT, "inspection": AT}, met=True)
    assert judged(POLICY, cosigned=(SUPERIOR,)) == Judgement(True, {"superior": AT}, met=False)


@pytest.mark.parametrize(("count", "met"), [("any", True), ("1", True), ("2", False)])
def test_so_many_of_a_group_must_have_witnessed(count, met):
    told = quorum(f"group some {count} superior inspection\nquorum some")
    assert judged(told, cosigned=(INSPECTION,)).met is met


def test_a_group_may_stand_in_a_group():
    told = quorum("group g any inspection\ngroup h all g superior\nquorum h")
    assert judged(told).met
    assert not judged(told, cosigned=(SUPERIOR,)).met


def test_groups_nested_without_measure_are_judged():
    nested = "".join(f"group {i} any {i - 1}\n" for i in range(1, 3_000))
    told = quorum(f"group 0 any superior\n{nested}quorum 2999")
    assert judged(told).met
    assert not judged(told, cosigned=(INSPECTION,)).met


def test_one_witness_may_be_the_quorum():
    assert not judged(quorum("quorum superior"), cosigned=(INSPECTION,)).met
    assert judged(quorum("quorum superior"), cosigned=(SUPERIOR,)).met


def test_without_witnesses_the_log_asserts_itself():
    alone = Policy.parse(quorum("quorum none"))
    assert alone.is_self_asserted
    assert not policy().is_self_asserted
    assert alone.judge(signed(TEXT, cosigned=())) == Judgement(True, {}, met=True)


def test_witnesses_do_not_stand_in_for_the_log():
    assert judged(POLICY, by=()) == Judgement(False, {"superior": AT, "inspection": AT}, met=False)


def test_a_log_signs_for_its_own_origin_only():
    text = Checkpoint("other.example/journal/1", 7, bytes(32)).text
    assert not policy().judge(signed(text)).signed


def test_either_key_signs_while_one_is_rotated():
    old = Signer.of_seed(ORIGIN, b"o" * 32)
    told = f"log {old.verifier.spelled}\n{POLICY}"
    assert judged(told).met
    assert judged(told, by=(old,)).met
    assert judged(told, by=(old, LOG)).met
    assert [one.name for one in Policy.parse(told).log] == [ORIGIN, ORIGIN]


def test_a_forged_line_of_any_known_key_refuses_the_checkpoint():
    stolen = signed(TEXT.replace("\n7\n", "\n8\n"))
    for lines in ((stolen.lines[0],), (LOG.sign(TEXT), stolen.lines[1])):
        with pytest.raises(NoteFault, match="is not its signature"):
            policy().judge(Note(TEXT, lines))


def test_addresses_comments_tabs_and_empty_lines_have_their_place():
    told = quorum("quorum superior").replace(
        SUPERIOR.verifier.spelled, f"{SUPERIOR.verifier.spelled} https://a.example/w"
    )
    found = Policy.parse(f"\n\t# 说明\n  {told}".replace("quorum ", "quorum\t ").encode())
    assert found.witnesses["superior"].url == "https://a.example/w"
    assert found.witnesses["inspection"].url is None
    assert found.quorum == "superior"
