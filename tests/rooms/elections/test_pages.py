"""What pages show and to whom: no sheet but one's own, officers by age, the reserve list."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.people import at, hand
from zhibu.core.refusal import Refusal
from zhibu.elections import actions, clocks, documents, officers, rules
from zhibu.elections.models import ReserveSecretary
from zhibu.paper.docx import to_docx
from zhibu.party import actions as party
from zhibu.party.models import Term
from zhibu.party.sets import BranchForm
from zhibu.procedures.models import Case

pytestmark = pytest.mark.django_db
FOUR = {"陈可": 7, "李明远": 6, "王立新": 5, "赵兰": 3}


def shown(client, account, name, *args):
    client.force_login(account)
    return client.get(reverse(f"elections:{name}", args=args))


def test_a_sheet_is_shown_to_its_own_counter_alone(client, meeting):
    meeting.call(7, counters=meeting.uids("贾𠮷", "曾小雨"))
    leaf = meeting.count(issued=7, returned=6, **{**FOUR, "陈可": 6, "赵兰": 1})
    accounts, args = meeting.here.accounts, (meeting.case.rec, meeting.ballot.rec)

    own = shown(client, meeting.tellers[0], "sheet", *args).content.decode()
    assert 'name="returned" value="6"' in own
    for other in (meeting.tellers[1], accounts.secretary, accounts.officer):
        assert 'value="6"' not in shown(client, other, "sheet", *args).content.decode()
    told = client.get(reverse("desk:record", args=[leaf.rec])).content.decode()
    assert "收回" not in told


def test_a_member_counts_only_if_the_meeting_adopted_them(client, meeting):
    meeting.call(7)
    args = (meeting.case.rec, meeting.ballot.rec)
    for account in (*meeting.tellers, meeting.here.accounts.stranger):
        assert shown(client, account, "sheet", *args).status_code == 404
    assert shown(client, meeting.here.accounts.auditor, "sheet", *args).status_code == 403
    meeting.call(7, counters=meeting.uids("贾𠮷", "曾小雨"))
    for account in meeting.tellers:
        assert shown(client, account, "sheet", *args).status_code == 200
        assert shown(client, account, "meeting", meeting.case.rec).status_code == 200
        assert shown(client, account, "again", *args).status_code in {403, 404, 405}


def test_a_candidate_is_shown_no_sheet_and_told_who_counts(client, meeting):
    meeting.call(7)
    args = (meeting.case.rec, meeting.ballot.rec)
    page = shown(client, meeting.here.accounts.secretary, "sheet", *args).content.decode()
    assert "候选人不能计票" in page
    assert "提交我的计票" not in page


def test_papers_named_on_the_meeting_and_the_handover_page_can_be_fetched(client, meeting):
    meeting.call(7)
    secretary = meeting.here.accounts.secretary
    for name in ("meeting", "handover"):
        page = shown(client, secretary, name, meeting.case.rec).content.decode()
        papers = re.findall(r'href="([^"]+\.(?:pdf|docx))"', page)
        assert len(papers) == 2
        assert {client.get(one).status_code for one in papers} == {200}


def test_both_clocks_run_before_a_term_ends(here):
    ends = date(2028, 3, 9)
    assert [one.by for one in clocks.clocks_of(ends)] == [
        date(2027, 9, 9), date(2027, 11, 9), date(2028, 3, 9), date(2029, 3, 9),
    ]  # fmt: skip
    assert clocks.due_lines([here.refining], date(2027, 9, 8)) == []
    line = clocks.due_lines([here.refining], date(2027, 9, 9))[0]
    assert (line.words, line.tone) == ("准备换届，报送请示", "gold")
    late = clocks.due_lines([here.refining], date(2027, 11, 10))[0]
    assert (late.words, late.tone) == ("换届请示已过期限", "red")


def test_a_temporary_branch_has_no_due_line(here):
    here.refining.form = BranchForm.PROVISIONAL
    assert clocks.due_lines([here.refining], date(2028, 1, 1)) == []


def test_an_election_is_opened_in_one_click_by_the_superior_too(client, here):
    Term.objects.update(ends_on=date(2027, 1, 1))
    client.force_login(here.accounts.officer)
    told = {"variant": "committee", "seats": 3, "method": "usual", "term": "usual"}
    client.post(reverse("elections:new", args=[here.refining.uid]), told)
    assert Case.objects.get().context["term_ends"] == "2027-01-01"


def test_officers_by_age_with_a_vacancy_of_more_than_three_months(here):
    party.end_post(post=here.post("赵兰", "discipline"), ended_on=date(2026, 1, 10),
                   hand=hand(at=at(2026, 2, 2)))  # fmt: skip
    on_time = officers.structure_of([here.refining], date(2026, 4, 10))
    late = officers.structure_of([here.refining], date(2026, 4, 11))

    assert (late.people, late.filled) == (3, 3)
    # 陈可 is 50, 李明远 40, 王立新 36
    assert late.mean == "42.0"
    assert [one.count for one in late.bands] == [0, 1, 0, 2]
    assert (on_time.too_long, late.too_long) == (0, 0)  # a committee of three shares that duty


def test_a_secretary_missing_for_more_than_three_months_is_named(here):
    party.end_post(post=here.post("陈可", "secretary"), ended_on=date(2026, 1, 10),
                   hand=hand(at=at(2026, 2, 2)))  # fmt: skip
    assert officers.structure_of([here.refining], date(2026, 4, 10)).too_long == 0
    assert officers.structure_of([here.refining], date(2026, 4, 11)).too_long == 1


@pytest.mark.parametrize(("years", "band"), [(55, 55), (54, 50), (50, 50), (49, 45), (44, 0)])
def test_the_bands_begin_where_they_say(years, band):
    assert rules.in_force().band_of(years).least == band


def test_somebody_is_reserved_once_and_leaves_with_a_result(here):
    mine = hand(here.accounts.officer, at=at(2026, 4, 1))
    told = {"organization": here.committee, "member": here.member("王立新"),
            "on": date(2026, 4, 1), "recommended_by": "炼油系统党总支"}  # fmt: skip
    actions.reserve(**told, hand=mine)
    with pytest.raises(Refusal, match="已经在名单上"):
        actions.reserve(**told, hand=mine)
    with pytest.raises(Refusal, match="预备党员"):
        actions.reserve(**{**told, "member": here.member("孙晓梅")}, hand=mine)
    entry = ReserveSecretary.objects.get()
    actions.end_reserve(entry=entry, on=date(2026, 4, 1), result="appointed", hand=mine)
    with pytest.raises(Refusal, match="已经记过"):
        actions.end_reserve(entry=entry, on=date(2026, 4, 1), result="withdrawn", hand=mine)


def test_every_paper_is_made_at_the_beginning_and_at_the_end(meeting):
    for made in documents.BY_TEMPLATE.values():
        assert to_docx(made(meeting.case))
    meeting.call(7)
    meeting.count_twice(**FOUR)
    for made in documents.BY_TEMPLATE.values():
        assert to_docx(made(meeting.case))
    report = str(documents.result_report(meeting.case))
    assert "应到会有选举权的党员7名，实到7名" in report
    assert "王立新" in report


def test_a_ballot_paper_names_candidates_and_leaves_room_for_others(meeting):
    paper = documents.ballot(meeting.case)
    rows = next(one for one in paper.body if hasattr(one, "rows")).rows
    assert [row[0] for row in rows] == ["陈可", "李明远", "王立新", "赵兰", "", "", ""]


@pytest.mark.parametrize("name", ["branch", "new"])
def test_pages_of_a_branch_open(client, election, name):
    page = shown(client, election.here.accounts.secretary, name, election.here.refining.uid)
    assert page.status_code == 200


def test_pages_of_a_committee_open(client, here):
    for name in ("committee", "reserves"):
        assert shown(client, here.accounts.officer, name, here.committee.uid).status_code == 200


def test_papers_say_what_is_known_and_name_who_approves(meeting):
    meeting.call(7)
    meeting.count_twice(**FOUR)
    uids = {"secretary": meeting.uid("李明远"), "organization": meeting.uid("陈可")}
    meeting.do("first_committee", 2026, 4, 20, present=3, votes=3, **uids)
    meeting.do("results_report", 2026, 4, 21)
    meeting.do("confirmation", 2026, 4, 24, by="officer", outcome="approved")

    reply = documents.reply_result(meeting.case)
    assert reply.head == "茂源石化公司党委"  # a general branch approves nobody
    assert "同意李明远同志任书记，对选举产生的委员予以备案" in str(reply)
    assert "应到会人数的五分之四" in str(documents.method(meeting.case))
    assert "未当选" in str(documents.result_report(meeting.case))
    handed = str(documents.handover_list(meeting.case))
    assert "移交人（陈可）签字" in handed
    assert "接交人（李明远）签字" in handed


def test_a_vacancy_is_filled_by_one_unless_more_are_told(client, here):
    client.force_login(here.accounts.secretary)
    told = {"variant": "by_election", "office": "committee", "vacant_on": "2026-03-01",
            "seats": "5", "method": "usual", "term": "usual"}  # fmt: skip
    client.post(reverse("elections:new", args=[here.refining.uid]), told)
    assert Case.objects.get().context["seats"] == "1"
