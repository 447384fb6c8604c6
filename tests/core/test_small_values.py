"""Identities, facts, refusals and the bounds of a leaf."""

from datetime import date

import pytest

from zhibu.core import ids, leaf
from zhibu.core.facts import Fact
from zhibu.core.refusal import Refusal

pytestmark = pytest.mark.once


def test_an_identity_is_a_prefix_and_26_letters():
    wang_min, li_qiang = ids.new_id("m"), ids.new_id("m")
    assert wang_min != li_qiang
    assert ids.is_id(wang_min, "m")
    assert len(wang_min) == 28
    assert ids.new_id("o", bytes(16)) == "o_" + "a" * 26


@pytest.mark.parametrize("text", ["", "m_", "m_" + "A" * 26, "m_" + "a" * 27, "m_" + "1" * 26])
def test_what_has_another_shape_is_no_identity(text):
    assert not ids.is_id(text)


def test_an_identity_of_an_organization_is_none_of_a_member():
    assert not ids.is_id(ids.new_id("o"), "m")


def test_a_fact_and_its_negation_are_about_the_same():
    met = Fact("meetings.group_meeting.held", date(2026, 3, 5), 1, "o_group")
    assert -met == Fact("meetings.group_meeting.held", date(2026, 3, 5), -1, "o_group")
    assert sum(each.value for each in (met, -met)) == 0


def test_a_refusal_tells_words_basis_and_field():
    refused = Refusal("到会人数不足，请择期重开", basis="第十一条", field="attendance")
    assert str(refused) == "到会人数不足，请择期重开"
    assert (refused.basis, refused.field) == ("第十一条", "attendance")


def test_a_leaf_beyond_its_bounds_is_refused():
    with pytest.raises(leaf.LeafTooLongError, match="4096"):
        leaf.encode({"kind": "x" * leaf.LONGEST})


def test_a_leaf_leaves_out_what_is_not_said():
    assert (
        leaf.encode({"kind": "meetings.held", "reason": None}) == b'{"kind":"meetings.held","v":1}'
    )
