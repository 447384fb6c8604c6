"""The catalogue of facts and the forms of meetings, as shipped and as spoilt."""

import pytest

from tests.core.tellers import KNOWN
from zhibu.core import catalogue, forms
from zhibu.core.catalogue import Coverage, Nature
from zhibu.core.standard_fault import StandardFault
from zhibu.standards import text

pytestmark = pytest.mark.once
FORMS = forms.load(text("meetings.yaml"))


def test_every_form_states_that_it_was_held():
    for form in FORMS.forms:
        assert KNOWN[f"meetings.{form}.held"].nature is Nature.FLOW
    for theme in FORMS.themes:
        assert f"meetings.theme.{theme}" in KNOWN


def test_groups_met_is_known_once_group_meetings_are():
    assert KNOWN.coverages[0] == Coverage(
        "coverage.groups_met", "meetings.group_meeting.held", 1, 1
    )
    assert "coverage.groups_met" in KNOWN.known_from(["meetings.group_meeting.held"])
    assert KNOWN.known_from(["party.members"]) == {"party.members"}


MEASURES = "measures:\n  a.b: {title: t, unit: time, nature: flow, emitted_by: a}\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("measures:\n  AB: {title: t, unit: time, nature: flow, emitted_by: a}", "not_a_name"),
        ("measures:\n  a.b: {title: t, unit: mile, nature: flow, emitted_by: a}", "not_a_choice"),
        ("measures:\n  a.b: {title: t, unit: time, nature: flow, emitted_by: a  b}", "not_a_name"),
        ("measures:\n  a.b: {title: t, unit: time, nature: flow, emitted_by: a a}", "not_a_name"),
        ("measures:\n  a.b: {title: t, unit: time, nature: flaw, emitted_by: a}", "not_a_choice"),
        (MEASURES + "coverage:\n  a.c: {counts: a.b, at_least: 1, months: 1}", "fact_unknown"),
        (MEASURES + "coverage:\n  a.b: {counts: a.c, at_least: 1, months: 1}", "fact_unknown"),
        (MEASURES + "coverage:\n  a.b: {counts: a.b, at_least: 1, months: 5}", "cadence_unknown"),
        (MEASURES + "families:\n  a.b: {title: t}", "not_a_name"),
        (
            MEASURES
            + "families:\n  f: {title: t, unit: point, nature: flow, emitted_by: a, parts: 4}",
            "not_a_number",
        ),
    ],
)
def test_a_catalogue_that_cannot_be_meant_is_refused(words, code):
    with pytest.raises(StandardFault) as refused:
        catalogue.load(words)
    assert refused.value.code == code


def test_a_fact_may_be_stated_by_several_rooms():
    words = MEASURES.replace("emitted_by: a}", "emitted_by: worklog admission}")
    assert catalogue.load(words)["a.b"].rooms == ("worklog", "admission")


def test_a_catalogue_may_know_no_coverage():
    assert catalogue.load(MEASURES).coverages == ()


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("支委会", "committee_meeting"),
        ("党员大会", "general_meeting"),
        ("组织生活会", "life_meeting"),
    ],
)
def test_people_call_one_form_by_several_names(words, form):
    assert FORMS.form_called(words).key == form


def test_no_name_means_two_forms():
    names = [name for form in FORMS.forms.values() for name in form.synonyms]
    assert len(names) == len(set(names))
    assert FORMS.form_called("茶话会") is None


def test_contents_suggest_themes_that_the_form_may_carry():
    assert FORMS.themes_in("1.学习文件；2.观看警示教育片", "party_day") == ("warning_education",)
    assert FORMS.themes_in("警示教育", "talk") == ()


def test_quorums_and_majorities_of_the_articles():
    general, committee = FORMS.forms["general_meeting"], FORMS.forms["committee_meeting"]
    assert (general.quorum.needed(21), general.majority.needed(20)) == (11, 11)
    assert (general.quorum.needed(20), committee.quorum.needed(5)) == (10, 3)
    assert FORMS.forms["party_day"].quorum is None


def test_a_theme_of_an_unknown_form_is_refused():
    with pytest.raises(StandardFault) as refused:
        forms.load(
            text("meetings.yaml").replace("forms: [committee_meeting, study]", "forms: [stduy]")
        )
    assert (refused.value.code, refused.value.suggestion) == ("not_a_choice", "study")
