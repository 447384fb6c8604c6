"""Papers made from what was recorded: nothing that is known is left to be written by hand."""

import zipfile
from io import BytesIO

import pytest

from tests.rooms.admission.walking import LIN_XIA
from zhibu.admission.documents import DOCUMENTS
from zhibu.paper.document import Blank, texts_of
from zhibu.paper.docx import to_docx
from zhibu.procedures import defined


def text_of(document):
    return "\n".join(text for _role, text in texts_of(document))


@pytest.fixture
def full(walk):
    walk.until("archive")
    return walk


def test_every_template_of_the_definitions_can_be_made_and_no_other():
    named = {
        material.template
        for one in defined.known()
        if one.family == "admission"
        for step in one.steps.values()
        for material in step.materials.values()
        if material.template
    }
    assert named == set(DOCUMENTS)


def test_all_papers_of_a_whole_admission_name_her_and_never_her_number(full):
    for template, made in DOCUMENTS.items():
        told = text_of(made(full.case))
        assert "林夏" in told, template
        assert LIN_XIA.id_number not in told
        assert "None" not in told
        assert "%(" not in told


def test_they_are_made_as_well_while_nothing_is_done_yet(walk):
    for made in DOCUMENTS.values():
        document = made(walk.case)
        assert zipfile.is_zipfile(BytesIO(to_docx(document)))


def test_the_record_of_the_talk_says_who_talked_when_about_what(full):
    told = text_of(DOCUMENTS["admission/talk"](full.case))

    assert "2026年6月10日" in told
    assert "陈可" in told
    assert "谈了入党动机和家庭情况。" in told


def test_the_resolution_counts_the_votes_as_the_meeting_did(full):
    told = text_of(DOCUMENTS["admission/resolution"](full.case))

    assert "应到会有表决权的正式党员 7 名，实到会 7 名" in told
    assert "赞成 6 票" in told
    assert "须 4 票" in told


def test_the_notice_of_publicity_names_its_days(full):
    told = text_of(DOCUMENTS["admission/publicity"](full.case))

    assert "2027年7月5日至2027年7月9日" in told
    assert "茂源石化公司党委" in told


def test_the_conversion_counts_from_the_end_of_probation(full):
    told = text_of(DOCUMENTS["admission/conversion_reply"](full.case))

    assert "从 2028年8月31日起转为中共正式党员" in told


def test_the_index_lists_every_paper_with_its_day(full):
    told = text_of(DOCUMENTS["admission/index"](full.case))

    for paper in ("入党申请书", "谈话记录", "综合政审报告", "入党志愿书", "转正申请书"):
        assert paper in told


def test_only_words_that_nobody_recorded_are_blank(full):
    blanks = [one.label for one in DOCUMENTS["admission/talk"](full.case).body
              if isinstance(one, Blank)]  # fmt: skip

    assert blanks == ["看法：", "谈话人签名：", "本人签名："]
