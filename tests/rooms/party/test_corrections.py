"""A member asks for a correction; two cards of one person become one."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import at, card, hand
from tests.rooms.party.stated import facts_of
from zhibu.journal import log
from zhibu.mobility import actions as letters
from zhibu.mobility.actions import LetterTold
from zhibu.mobility.models import Letter, State
from zhibu.party import actions, queries
from zhibu.party.actions import CannotAskCorrection, CannotMerge
from zhibu.party.cards import card_of
from zhibu.party.models import CorrectionRequest, Member

MARCH = at(2026, 3, 3)


def mine(here, who="member"):
    return hand(getattr(here.accounts, who), role=who, at=MARCH)


def asked(here, item="education", wanted="30"):
    actions.ask_correction(
        member=here.member("王立新"), item=item, wanted=wanted, why="毕业证", hand=mine(here)
    )
    return CorrectionRequest.objects.get(item=item)


def test_wang_asks_and_the_secretary_corrects_it(here):
    actions.answer_correction(
        request=asked(here), granted=True, words="", hand=mine(here, "secretary")
    )

    wang = here.member("王立新")
    assert wang.education == "30"
    assert [one.new for one in queries.history_of(wang)] == ["30"]
    assert CorrectionRequest.objects.get().answer == "granted"


def test_nobody_answers_a_request_of_their_own(here):
    actions.ask_correction(
        member=here.member("陈可"), item="education", wanted="20", why="",
        hand=mine(here, "secretary"),
    )  # fmt: skip
    with pytest.raises(CannotAskCorrection, match="另一人"):
        actions.answer_correction(
            request=CorrectionRequest.objects.get(), granted=True, words="",
            hand=mine(here, "secretary"),
        )  # fmt: skip


def test_nobody_asks_for_a_correction_of_another_card(here):
    with pytest.raises(CannotAskCorrection, match="自己"):
        actions.ask_correction(
            member=here.member("赵兰"), item="education", wanted="20", why="", hand=mine(here)
        )


@pytest.mark.parametrize(
    ("item", "wanted", "field"),
    [("stopped_on", "2026-01-01", "item"), ("education", " ", "wanted"),
     ("birth_on", "去年", "wanted")],
)  # fmt: skip
def test_a_request_that_says_nothing_is_refused(here, item, wanted, field):
    with pytest.raises(CannotAskCorrection) as refused:
        asked(here, item, wanted)
    assert refused.value.field == field
    assert not CorrectionRequest.objects.exists()


def test_the_same_item_is_asked_about_once_until_it_is_answered(here):
    asked(here)
    with pytest.raises(CannotAskCorrection, match="等待核对"):
        asked(here)


def test_a_refused_request_says_why_and_changes_nothing(here):
    request = asked(here)
    with pytest.raises(CannotAskCorrection, match="理由"):
        actions.answer_correction(
            request=request, granted=False, words=" ", hand=mine(here, "secretary")
        )
    actions.answer_correction(
        request=request, granted=False, words="与档案不符", hand=mine(here, "secretary")
    )
    assert here.member("王立新").education != "30"


def test_a_request_is_answered_once(here):
    request = asked(here)
    told = {"request": request, "granted": True, "words": "", "hand": mine(here, "secretary")}
    actions.answer_correction(**told)
    with pytest.raises(CannotAskCorrection, match="答复过"):
        actions.answer_correction(**told)


def test_wang_asks_in_two_taps_and_what_is_wanted_stands_nowhere_in_clear(here, client):
    wang = here.member("王立新")
    client.force_login(here.accounts.member)
    page = reverse("party:item", args=[wang.uid, "home_address"])
    assert page in client.get(reverse("party:member", args=[wang.uid])).content.decode()
    kept = client.post(page, {"wanted": "望江门内三号", "why": ""})
    assert kept.status_code == 302, kept.content.decode()

    client.force_login(here.accounts.secretary)
    shown = client.get(reverse("party:corrections", args=[here.refining.uid])).content.decode()
    assert "望江门内三号" in shown
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM party_correctionrequest")
        assert "望江门" not in repr(cursor.fetchall())
    request = CorrectionRequest.objects.get()
    client.post(reverse("party:answer-correction", args=[request.rec]), {"granted": "yes"})
    assert card_of(here.member("王立新")).home_address == "望江门内三号"


def test_the_next_branch_finds_neither_the_requests_nor_the_pages(here, client):
    request = asked(here)
    client.force_login(here.accounts.stranger)
    wang = here.member("王立新")
    addresses = [
        reverse("party:corrections", args=[here.refining.uid]),
        reverse("party:item", args=[wang.uid, "education"]),
        reverse("party:leave", args=[wang.uid]),
        reverse("party:duplicates", args=[here.refining.uid]),
    ]
    assert [client.get(one).status_code for one in addresses] == [404] * 4
    answer = reverse("party:answer-correction", args=[request.rec])
    assert client.post(answer, {"granted": "yes"}).status_code == 404


def test_the_list_of_requests_costs_the_same_for_one_and_for_five(here, client):
    client.force_login(here.accounts.secretary)
    page = reverse("party:corrections", args=[here.refining.uid])
    counts = []
    for items in (["education"], ["name", "occupation", "native_place", "phone"]):
        for item in items:
            asked(here, item, "30" if item == "education" else "王立新")
        with CaptureQueriesContext(
            connection,
        ) as queried:
            assert client.get(page).status_code == 200
        counts.append(len(queried))
    assert counts[0] == counts[1]


def twice(here, **told):
    """Register 王立新 a second time, next door."""
    first = {"birth_on": date(1989, 4, 13), "joined_on": date(2012, 8, 9),
             "converted_on": date(2013, 8, 9)}  # fmt: skip
    return actions.register_member(
        branch=here.cracking, card=card("王立新", "1", **(first | told)), since=date(2026, 2, 1),
        hand=hand(at=MARCH),
    )  # fmt: skip


def merged(here, second, **told):
    first = Member.objects.exclude(uid=second.uid).get(name="王立新")
    usual = {"kept": first, "dropped": second, "reason": "核对档案为同一人",
             "on": date(2026, 3, 3), "hand": hand(here.accounts.officer, at=MARCH)}  # fmt: skip
    return first, actions.merge_members(**(usual | told))


def test_a_second_card_of_wang_is_found_and_merged(here):
    second = twice(here, phone="13912345678")
    pairs = queries.duplicates_under(here.committee, date(2026, 3, 3))
    assert [{pair.first.name, pair.second.name} for pair in pairs] == [{"王立新"}]
    first, _leaf = merged(here, second)

    second.refresh_from_db()
    assert second.merged_into_id == first.uid
    assert second not in queries.members_of(here.cracking, date(2026, 3, 3))
    assert card_of(queries.card_of(first.uid)).phone == "13912345678"
    assert facts_of(here.cracking)[-2:] == [
        ("party.members", "2026-03-03", -1), ("party.full_members", "2026-03-03", -1),
    ]  # fmt: skip
    assert not queries.duplicates_under(here.committee, date(2026, 3, 3))


def test_both_cards_say_that_they_were_merged_and_only_one_is_mended(here, client):
    second = twice(here)
    first, _leaf = merged(here, second)
    client.force_login(here.accounts.officer)
    old = client.get(reverse("party:member", args=[second.uid])).content.decode()
    kept = client.get(reverse("party:member", args=[first.uid])).content.decode()

    assert "已经合并到炼油一车间党支部的卡片" in old
    assert reverse("party:member", args=[first.uid]) in old
    assert reverse("party:leave", args=[second.uid]) not in old
    assert "合并过一张重复登记的卡片（乙烯裂解党支部）" in kept
    assert reverse("party:member", args=[second.uid]) in kept


def test_a_pair_is_told_with_its_days_and_a_label_that_is_seen(here, client):
    second = twice(here)
    client.force_login(here.accounts.officer)
    page = client.get(reverse("party:duplicates", args=[here.committee.uid])).content.decode()

    assert page.count("1989-04-13 出生 · 2012-08-09 入党") == 2
    assert re.search(r'<label for="why-[^"]+">怎样核实为同一人</label>', page)
    assert second.uid in page


def test_of_another_branch_a_merged_card_is_told_and_not_linked(here, client):
    first, _leaf = merged(here, twice(here))
    client.force_login(here.accounts.secretary)
    kept = client.get(reverse("party:member", args=[first.uid])).content.decode()

    assert "合并过一张重复登记的卡片" in kept
    assert "打开重复的卡片" not in kept


def test_the_card_with_the_account_is_kept_and_either_may_be(here, client):
    second = twice(here)
    first = Member.objects.exclude(uid=second.uid).get(name="王立新")
    with pytest.raises(CannotMerge, match="账号"):
        merged(here, first, kept=second, dropped=first)

    client.force_login(here.accounts.officer)
    told = {"kept": second.uid, "dropped": first.uid, "reason": "同一人", "swap": "1"}
    client.post(reverse("party:duplicates", args=[here.committee.uid]), told)
    second.refresh_from_db()
    assert second.merged_into_id == first.uid


def test_a_letter_of_the_second_card_ends_with_it(here):
    second = twice(here)
    stranger = hand(here.accounts.stranger, role="secretary", at=MARCH)
    told = LetterTold(second, "2026-02", 10, to=here.refining)
    leaf = letters.issue(branch=here.cracking, told=told, hand=stranger)

    merged(here, second)

    assert Letter.objects.get(rec=leaf.rec).state == State.WITHDRAWN


def test_a_merge_taken_back_leaves_both_as_they_were(here):
    second = twice(here, phone="13912345678")
    first, leaf = merged(here, second)
    with log.act(here.cracking.uid):
        log.withdraw(leaf.lh, unit=here.cracking.uid, reason="其实是两人", **hand(at=MARCH).told)

    assert card_of(queries.card_of(second.uid)).phone == "13912345678"
    assert card_of(queries.card_of(first.uid)).phone == ""
    assert queries.branch_of(second, date(2026, 3, 4)) == here.cracking


@pytest.mark.parametrize(
    ("told", "words"),
    [({"birth_on": date(1990, 1, 1)}, "出生日期不同"), ({"name": "王立心"}, "姓名")],
)
def test_cards_of_two_people_are_not_merged(here, told, words):
    usual = {"birth_on": date(1989, 4, 13), "joined_on": date(2012, 8, 9)}
    name = told.pop("name", "王立新")
    second = actions.register_member(
        branch=here.cracking, since=date(2026, 2, 1), hand=hand(at=MARCH),
        card=card(name, "1", converted_on=date(2013, 8, 9), **(usual | told)),
    )  # fmt: skip
    first = Member.objects.exclude(uid=second.uid).get(name="王立新")
    with pytest.raises(CannotMerge, match=words):
        merged(here, second, kept=first)


def test_a_merge_without_a_reason_is_refused(here):
    with pytest.raises(CannotMerge, match="同一人"):
        merged(here, twice(here), reason=" ")


def test_an_officer_merges_on_the_page_and_no_secretary_reaches_the_other_branch(here, client):
    second = twice(here)
    first = Member.objects.exclude(uid=second.uid).get(name="王立新")
    told = {"kept": first.uid, "dropped": second.uid, "reason": "同一人"}
    client.force_login(here.accounts.secretary)
    page = reverse("party:duplicates", args=[here.refining.uid])
    client.post(page, told)
    second.refresh_from_db()
    assert second.merged_into_id is None

    client.force_login(here.accounts.officer)
    client.post(reverse("party:duplicates", args=[here.committee.uid]), told)
    second.refresh_from_db()
    assert second.merged_into_id == first.uid


def test_who_died_leaves_the_roll_on_that_day(here, client):
    client.force_login(here.accounts.secretary)
    jia = here.member("贾𠮷")
    client.post(reverse("party:leave", args=[jia.uid]), {"reason": "died", "left_on": "2026-02-10"})
    assert jia not in queries.members_of(here.refining, date(2026, 2, 10))


def test_no_without_a_reason_is_said_beside_the_request(here, client):
    request = asked(here)
    client.force_login(here.accounts.secretary)
    place = reverse("party:answer-correction", args=[request.rec])
    page = client.post(place, {"granted": "no", "words": ""})

    assert page.status_code == 422
    assert "写明理由" in str(page.context["asked"][0].form.errors["words"])
    assert client.post(place, {"granted": "no", "words": "与档案不符"}).status_code == 302


def test_the_reason_of_a_no_stands_on_the_members_own_card_and_on_no_strangers_page(here, client):
    request = asked(here)
    card_page = reverse("party:member", args=[here.member("王立新").uid])
    place = reverse("party:answer-correction", args=[request.rec])
    client.force_login(here.accounts.secretary)
    client.post(place, {"granted": "no", "words": "与学历档案不符"})

    client.force_login(here.accounts.member)
    assert "与学历档案不符" in client.get(card_page).content.decode()
    client.force_login(here.accounts.stranger)
    assert client.get(card_page).status_code == 404


def test_the_card_costs_the_same_for_one_answer_and_for_four(here, client):
    client.force_login(here.accounts.member)
    page = reverse("party:member", args=[here.member("王立新").uid])
    counts = []
    for items in (["education"], ["occupation", "native_place", "phone"]):
        for item in items:
            actions.answer_correction(
                request=asked(here, item), granted=False, words=f"{item}不改",
                hand=mine(here, "secretary"),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as asking:
            shown = client.get(page).content.decode()
        assert [item for item in items if f"{item}不改" not in shown] == []
        counts.append(len(asking))
    assert counts[0] == counts[1]


def test_who_read_what_is_told_in_words_on_the_card(here, client):
    wang = here.member("王立新")
    for items in (("id_number", "phone"), ("dues",), ("sanctions",)):
        actions.log_reading(
            member=wang, account=here.accounts.officer, role="officer", items=items,
            at=at(2026, 3, 2),
        )  # fmt: skip
    client.force_login(here.accounts.member)
    page = client.get(reverse("party:member", args=[wang.uid]))

    told = [one.what for one in page.context["page"].readings]
    assert sorted(told) == sorted(["公民身份号码、手机号码", "党费", "纪律处分"])
    for account, seen in (("assessor", False), ("auditor", False), ("officer", True)):
        client.force_login(getattr(here.accounts, account))
        page = client.get(reverse("party:member", args=[wang.uid])).content.decode()
        assert ("纪律处分" in page) is seen, account
