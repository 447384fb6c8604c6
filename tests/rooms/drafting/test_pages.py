"""The pages on which 高翔, the committee's officer, writes a standard."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.rooms.drafting.conftest import SHEET, as_csv, imported
from zhibu.core import rubric_writing
from zhibu.drafting.models import StandardDraft

pytestmark = pytest.mark.django_db


def tree(draft):
    draft.refresh_from_db()
    return rubric_writing.read(draft.text)


def item(draft, place):
    return tree(draft)["items"][place]


def address(name, draft):
    return reverse(f"drafting:{name}", args=[draft.uid])


def form_of(page):
    """Return what a browser would post of the open item."""
    form = page.context["form"]
    return {each.html_name: "" if each.value() is None else each.value() for each in form}


def test_the_officer_imports_a_sheet_and_is_asked(here, officer):
    sheet = SimpleUploadedFile("考核表.csv", as_csv(SHEET))

    answer = officer.post(reverse("drafting:list", args=[here.committee.uid]), {"sheet": sheet})

    draft = StandardDraft.objects.get()
    assert answer.url == address("questions", draft)
    page = officer.get(answer.url).content.decode()
    assert "每次扣0.5分" in page
    assert "这一行没有写分值" in page
    assert "由人评定" in page


def test_what_was_not_answered_yet_is_told_beside_the_preview(here, officer):
    draft = imported(here)

    page = officer.get(address("draft", draft)).content.decode()

    assert "还有 2 个问题没有答" in page
    assert "优 20、良 15、中 10、差 0" in page


def test_a_click_answers_a_question(here, officer):
    draft = imported(here)

    officer.post(address("questions", draft), {"key": "A2.rule", "choice": "1"})

    assert item(draft, 1)["code"] == "J"
    assert draft.open_questions == 1


def test_a_question_that_is_not_asked_changes_nothing(here, officer):
    draft = imported(here)

    officer.post(address("questions", draft), {"key": "Z9.rule", "choice": "0"})
    officer.post(address("questions", draft), {"key": "A2.rule", "choice": "77"})

    assert draft.text == StandardDraft.objects.get().text


def test_an_item_is_kept_as_typed_however_faulty(here, officer):
    draft = imported(here)
    page = officer.get(address("draft", draft), {"item": 0})
    typed = form_of(page) | {"points": "四分", "title": "党员大会"}

    officer.post(address("item", draft), typed)

    assert item(draft, 0)["points"] == "四分"
    shown = officer.get(address("draft", draft)).content.decode()
    assert "“四分”不是分值" in shown
    assert "写数字，最多两位小数" in shown


def test_saving_an_item_without_a_change_changes_nothing_but_the_form_of_the_text(here, officer):
    draft = imported(here)
    before = tree(draft)

    for place in range(len(before["items"])):
        page = officer.get(address("draft", draft), {"item": place})
        officer.post(address("item", draft), form_of(page))

    assert tree(draft) == before


def test_a_fact_is_chosen_by_its_chinese_title(here, officer):
    draft = imported(here)
    page = officer.get(address("draft", draft), {"item": 0})
    typed = form_of(page) | {"demands-0-fact": "开展主题党日", "demands-0-months": "1"}

    officer.post(address("item", draft), typed)

    demands = item(draft, 0)["rule"]["demands"]
    assert demands == [{"fact": "meetings.party_day.held", "months": "1"}]
    assert [case["points"] for case in item(draft, 0)["cases"]] == ["4", "3.67"]


def test_another_kind_of_rule_shows_its_own_parameters(here, officer):
    draft = imported(here)
    page = officer.get(address("draft", draft), {"item": 0})

    shown = officer.post(address("item", draft), form_of(page) | {"code": "T", "act": "rule"})

    assert "rule-matter" in shown.context["form"].fields
    assert "demands-0-fact" not in shown.context["form"].fields
    assert item(draft, 0)["code"] == "P"


def test_worked_cases_may_be_written_by_hand(here, officer):
    draft = imported(here)
    page = officer.get(address("draft", draft), {"item": 0})
    typed = form_of(page) | {"mode": "own", "cases-0-say": "一次没开", "cases-0-points": "0",
                             "cases-0-given": "", "cases-1-say": ""}  # fmt: skip
    typed |= {"cases-1-given": "", "cases-1-points": ""}

    officer.post(address("item", draft), typed)

    assert item(draft, 0)["cases"] == [{"say": "一次没开", "given": {}, "points": "0"}]


def test_the_preview_answers_while_typing_and_keeps_nothing(here, officer):
    draft = imported(here)
    page = officer.get(address("draft", draft), {"item": 0})

    shown = officer.post(address("preview", draft), form_of(page) | {"points": "5"})

    assert "还没有保存" in shown.content.decode()
    assert shown.context["preview"].total.right
    assert not shown.context["preview"].sums[0].right
    assert item(draft, 0)["points"] == "4"


def test_sums_are_made_right_by_a_click(here, officer):
    draft = imported(here)
    page = officer.get(address("draft", draft), {"item": 0})
    officer.post(address("item", draft), form_of(page) | {"points": "6"})
    draft.refresh_from_db()

    officer.post(address("recount", draft), {"seen": draft.revision})

    assert tree(draft)["sections"][0]["points"] == "9"
    assert tree(draft)["total"] == "29"


def test_items_are_added_and_taken_out(here, officer):
    draft = imported(here)

    officer.post(address("add", draft), {"section": "A", "seen": draft.revision})
    assert item(draft, -1)["id"] == "A3"
    page = officer.get(address("draft", draft), {"item": len(tree(draft)["items"]) - 1})
    officer.post(address("item", draft), form_of(page) | {"act": "remove"})

    assert [each["id"] for each in tree(draft)["items"]] == ["A1", "A2", "B1", "B2"]


def test_sections_classes_vetoes_and_awards_are_edited(here, officer):
    draft = imported(here)
    page = officer.get(address("head", draft))
    typed = form_of(page) | {
        "vetoes-0-id": "V1", "vetoes-0-title": "发生责任事故", "table-0-id": "G1",
        "table-0-title": "省级表彰", "table-0-points": "3", "bonus-each": "3", "bonus-cap": "6",
        "sections-1-open": "yes",
    }  # fmt: skip

    officer.post(address("head", draft), typed)

    told = tree(draft)
    assert told["vetoes"] == [{"id": "V1", "title": "发生责任事故"}]
    assert told["bonus"]["table"] == [{"id": "G1", "title": "省级表彰", "points": "3"}]
    assert told["sections"][1]["open"] == "yes"
    assert told["classes"]["production"]["title"] == "主要生产"


def test_a_text_that_is_no_yaml_is_kept_and_its_line_told(here, officer):
    draft = imported(here)

    officer.post(address("text", draft), {"text": "id: [1\n标题", "seen": draft.revision})

    draft.refresh_from_db()
    assert draft.text == "id: [1\n标题"
    shown = officer.get(address("text", draft)).content.decode()
    assert "不是合格的 YAML 文件" in shown
    assert officer.get(address("draft", draft)).url == address("text", draft)


def test_what_another_officer_wrote_meanwhile_is_not_overwritten(here, officer):
    draft = imported(here)
    officer.post(address("text", draft), {"text": "id: a", "seen": draft.revision})

    shown = officer.post(address("text", draft), {"text": "id: b", "seen": draft.revision})

    assert shown.status_code == 422
    assert "别人改过这份草稿" in shown.content.decode()
    assert "id: b" in shown.content.decode()
    assert StandardDraft.objects.get().text == "id: a"


def test_the_standard_in_force_serves_as_a_base(here, officer):
    officer.post(reverse("drafting:list", args=[here.committee.uid]), {"act": "copy"})

    draft = StandardDraft.objects.get()
    page = officer.get(address("draft", draft))
    assert page.context["preview"].sound
    assert page.context["comments"] > 0
    assert len(tree(draft)["items"]) == 41


def test_an_empty_draft_is_sound_and_asks_nothing(here, officer):
    officer.post(
        reverse("drafting:list", args=[here.committee.uid]), {"act": "empty", "title": "车间标准"}
    )

    page = officer.get(address("draft", StandardDraft.objects.get()))
    assert page.context["preview"].faults == ()
    assert page.context["preview"].burden.entries == 0


@pytest.mark.parametrize("role", ["secretary", "member", "stranger", "administrator"])
def test_a_draft_does_not_exist_for_others(here, client, role):
    draft = imported(here)
    client.force_login(getattr(here.accounts, role))

    assert client.get(address("draft", draft)).status_code == 404
    assert client.post(address("text", draft), {"text": "x", "seen": "1"}).status_code == 404
    page = reverse("drafting:list", args=[here.committee.uid])
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("role", ["assessor", "auditor"])
def test_who_sees_the_committee_but_may_not_adopt_is_refused(here, client, role):
    draft = imported(here)
    client.force_login(getattr(here.accounts, role))

    assert client.get(address("draft", draft)).status_code == 403


def test_the_list_costs_the_same_for_one_draft_and_many(
    here, officer, django_assert_max_num_queries
):
    for _ in range(12):
        imported(here)

    with django_assert_max_num_queries(12):
        page = officer.get(reverse("drafting:list", args=[here.committee.uid]))

    assert len(page.context["drafts"]) == 12


def test_a_draft_is_discarded_and_handed_out(here, officer):
    draft = imported(here)

    handed = officer.get(address("download", draft))
    assert handed.content.decode() == draft.text
    officer.post(address("discard", draft))

    assert not StandardDraft.objects.exists()


def test_importing_without_a_file_says_so_at_the_file(here, officer):
    answer = officer.post(reverse("drafting:list", args=[here.committee.uid]), {"title": ""})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["sheet"]
