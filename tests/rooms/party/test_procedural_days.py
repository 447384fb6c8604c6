"""A procedure makes a full member, never a correction of a card; a wrong day is mended above."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.elections.conftest import account_of
from zhibu.journal import log
from zhibu.party import actions
from zhibu.party.actions import CannotAskCorrection, CannotChangeMember
from zhibu.party.models import CorrectionRequest, MemberHistory
from zhibu.party.sets import Standing

MARCH = at(2026, 3, 3)
TODAY = date(2026, 3, 3)


def mine(here, who):
    return hand(getattr(here.accounts, who), role=who, at=MARCH)


def change(here, name, by, **told):
    return actions.change_member(
        member=here.member(name), changed_on=TODAY, hand=mine(here, by), **told
    )


@pytest.mark.parametrize("by", ["secretary", "officer"])
def test_nobody_becomes_a_full_member_by_their_card(here, by):
    with pytest.raises(CannotChangeMember, match="发展党员流程里办理"):
        change(here, "孙晓梅", by, converted_on=date(2026, 2, 20), reason="档案")
    with pytest.raises(CannotChangeMember, match="发展党员流程里办理"):
        change(here, "王立新", by, converted_on=None, reason="档案")

    assert here.member("孙晓梅").standing_on(TODAY) is Standing.PROBATIONARY
    assert not MemberHistory.objects.exists()


def test_a_probationer_does_not_ask_to_be_converted_by_their_card(here):
    sun = here.member("孙晓梅")
    asks = hand(account_of(here, "孙晓梅"), role="member", at=MARCH)

    with pytest.raises(CannotAskCorrection, match="发展党员流程里办理"):
        actions.ask_correction(
            member=sun, item="converted_on", wanted="2026-02-20", why="", hand=asks
        )


@pytest.mark.parametrize("item", ["joined_on", "converted_on"])
def test_a_wrong_day_is_mended_by_the_committee_with_the_reason(here, item):
    wrong = getattr(here.member("王立新"), item)
    right = wrong.replace(day=wrong.day % 28 + 1)

    with pytest.raises(CannotChangeMember, match="由上级党委"):
        change(here, "王立新", "secretary", reason="志愿书", **{item: right})
    with pytest.raises(CannotChangeMember, match="依据哪份材料"):
        change(here, "王立新", "officer", reason=" ", **{item: right})
    leaf = change(here, "王立新", "officer", reason="入党志愿书第六页", **{item: right})

    assert getattr(here.member("王立新"), item) == right
    assert log.versions_of(leaf.rec)[-1].reason == "入党志愿书第六页"


def test_what_a_member_asks_of_a_day_the_committee_answers_in_words(here):
    wang = here.member("王立新")
    right = wang.converted_on.replace(day=wang.converted_on.day % 28 + 1)
    actions.ask_correction(
        member=wang, item="converted_on", wanted=right.isoformat(), why="志愿书",
        hand=mine(here, "member"),
    )  # fmt: skip
    request = CorrectionRequest.objects.get()

    for by, words, why in (
        ("secretary", "属实", "由上级党委"), ("officer", "", "依据哪份材料"),
    ):  # fmt: skip
        with pytest.raises(CannotChangeMember, match=why):
            actions.answer_correction(
                request=request, granted=True, words=words, hand=mine(here, by)
            )
    actions.answer_correction(
        request=request, granted=True, words="已核对志愿书", hand=mine(here, "officer")
    )

    assert here.member("王立新").converted_on == right


def test_the_page_of_a_day_asks_for_the_reason_and_shows_who_mends_it(here, client):
    wang = here.member("王立新")
    page = reverse("party:item", args=[wang.uid, "joined_on"])
    right = wang.joined_on.replace(day=wang.joined_on.day % 28 + 1).isoformat()

    client.force_login(here.accounts.secretary)
    refused = client.post(page, {"wanted": right, "why": "志愿书"})
    assert refused.status_code == 422
    assert "由上级党委核对档案后更正" in refused.content.decode()
    client.force_login(here.accounts.officer)
    assert client.post(page, {"wanted": right, "why": ""}).status_code == 422
    assert client.post(page, {"wanted": right, "why": "志愿书第六页"}).status_code == 302

    rec = MemberHistory.objects.get().rec
    assert "志愿书第六页" in client.get(reverse("desk:record", args=[rec])).content.decode()
