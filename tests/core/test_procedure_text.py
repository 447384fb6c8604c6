"""The language of procedures: what cannot be walked or has no ground is refused with its line."""

from datetime import date

import pytest

from tests.core.procedures import SMALL, small
from zhibu.core import procedure, procedure_cases
from zhibu.core.procedure import Kind, NotInForce, Span
from zhibu.core.standard_fault import FAULT_WORDS, StandardFault

pytestmark = pytest.mark.once


def changed(*pairs):
    text = SMALL
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def refused(text):
    with pytest.raises(StandardFault) as caught:
        small(text)
    return caught.value


def test_a_definition_is_read():
    one = small()

    assert (one.key, one.subject, one.valid_from) == (
        "sample/-/2026-05",
        "person",
        date(2026, 1, 1),
    )
    assert list(one.steps)[:3] == ["application", "talk", "examination"]
    assert one.steps["examination"].repeats.every == Span(months=6)
    assert one.steps["talk"].asks["opinion"].sealed
    assert one.steps["meeting"].asks["counters"].kind is Kind.MEMBERS
    assert one.before["training"] == {"application", "talk", "examination"}
    assert one.beyond["publicity"] == {"meeting", "archive"}


def test_rules_are_named_by_their_kind_unless_they_have_a_name():
    names = [rule.id for rule in small().steps["meeting"].rules]
    assert names == ["shown", "prompt", "quorum", "majority", "least", "long_enough"]
    first = "{kind: least, of: counters.count, number: 2,"
    other = "{kind: least, of: whole, number: 1, basis: 一, confidence: A}"
    doubled = small(changed((first, f"{other}\n      - {first}")))
    assert {"least", "least_2"} <= {rule.id for rule in doubled.steps["meeting"].rules}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    after: [application]\n", "", "step_without_way_in"),
        ("    after: [application]\n", "    after: [nowhere]\n", "step_unknown"),
        ("    after: [application]\n", "    after: [archive]\n", "circle"),
        ("    after: [publicity]\n", "    after: [training]\n", "step_without_way_out"),
        ("    stage: two\n    title: 公示", "    stage: three\n    title: 公示", "stage_unknown"),
        ("    body: branch\n    after: [publicity]", "    body: nobody\n    after: [publicity]", "body_unknown"),
        ("    tells: [superior]", "    tells: [everybody]", "body_unknown"),
        ("by: superior, waives: [prompt]", "by: someone, waives: [prompt]", "body_unknown"),
        ("waives: [prompt]", "waives: [unheard]", "rule_unknown"),
        ("waives: [prompt]", "waives: [shown]", "late_without_exit"),
        ("waives: [prompt]", "waives: []", "list_empty"),
        ("of: until, from: on", "of: beginning, from: on", "ref_unknown"),
        ("of: until, from: on", "of: whole, from: on", "field_of_other_kind"),
        ("votes: votes, whole: whole", "votes: talk.by, whole: whole", "field_of_other_kind"),
        ("from: application, months: 1", "from: applicaton, months: 1", "ref_unknown"),
        ("from: application, months: 1", "from: case.started, months: 1", "field_unknown"),
        ("from: application, months: 1", "from: talk.when, months: 1", "field_unknown"),
        ("from: application, months: 1", "from: a.b.c, months: 1", "ref_unreadable"),
        ("from: application, months: 1", "from: application, months: 1, days: 3", "span_mixed"),
        ("months: 1, basis: 《样例细则》第二条,", "months: 1,", "number_without_basis"),
        ("of: counters.count", "of: whole.count", "field_of_other_kind"),
        ("back_to: publicity", "back_to: archive", "back_to_not_before"),
        ("until: training", "until: application", "until_before"),
        ("every: {months: 6}", "every: {months: six}", "not_a_number"),
        ("when: {outcome: extended}", "when: {outcome: delayed}", "outcome_unknown"),
        ("when: {outcome: extended}", "when: {mood: good}", "field_unknown"),
        ("{id: failed, title: 未通过, ends: yes}", "{id: failed, title: 未通过, leads_to: [talk]}", "leads_elsewhere"),
        ("- {id: by, title: 谈话人, kind: member}", "- {id: meeting, title: 谈话人, kind: member}", "name_of_step_and_field"),
        ("- {id: by, title: 谈话人, kind: member}", "- {id: on, title: 谈话人, kind: member}", "name_reserved"),
        ("- {id: by, title: 谈话人, kind: member}", "- {id: by, title: 谈话人, kind: choice}", "options_or_not"),
        ("- {id: by, title: 谈话人, kind: member}", "- {id: by, title: 谈话人, kind: god}", "not_a_choice"),
        ("  - id: talk\n", "  - id: application\n", "id_doubled"),
        ("  - id: talk\n", "  - id: 谈话\n", "not_a_name"),
        ("    requirement: 表决。\n", "    requirment: 表决。\n", "key_unknown"),
        ("    requirement: 表决。\n", "", "key_missing"),
        ("share: 4/5", "share: 80%", "not_a_share"),
        ("confidence: P\n", "confidence: sure\n", "not_a_choice"),
        ("duty: sample.talk", "duty: Talk", "not_a_name"),
        ("duty: sample.talk", "duty: [sample.talk, Talk]", "not_a_name"),
        ("duty: sample.talk", "duty: [sample.talk, sample.talk]", "key_doubled"),
        ("duty: sample.talk", "duty: []", "text_empty"),
        ("subject: person", "subject: cat", "not_a_choice"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(old, new, code):
    fault = refused(changed((old, new)))

    assert fault.code == code
    assert fault.words == FAULT_WORDS[code] % fault.params
    assert fault.file == "sample.yaml"
    assert fault.line > 1


def test_a_fault_names_the_line_of_its_step_or_rule():
    text = changed(("from: application, months: 1", "from: applicaton, months: 1"))
    fault = refused(text)
    assert "applicaton" in text.splitlines()[fault.line - 1]
    assert fault.suggestion == "application"


def test_a_definition_that_never_starts_is_refused():
    text = changed(("  - id: application\n", "  - id: application\n    after: [archive]\n"))
    assert refused(text).code == "procedure_without_start"


def test_the_latest_day_leaves_room_after_the_earliest():
    rule = "{kind: earliest, id: shown, from: publicity, working_days: 5"
    fault = refused(changed((rule, "{kind: earliest, id: shown, from: publicity, months: 7")))
    assert fault.code == "latest_before_earliest"


def test_a_step_may_say_what_it_leads_to():
    text = changed(
        ("    after: [publicity]\n", "    after: []\n"),
        (
            "    requirement: 公示五个工作日。\n",
            "    requirement: 公示。\n    leads_to: [meeting]\n",
        ),
    )
    assert small(text).steps["meeting"].after == ("publicity",)


def versions():
    later = changed(('version: "2026-05"', 'version: "2027"'), ("2026-01-01", "2027-03-01"))
    other = changed(("title: 样例程序", "title: 另一流程\nvariant: two"))
    return [small(), small(later), small(other)]


@pytest.mark.parametrize(
    ("on", "version"),
    [("2026-01-01", "2026-05"), ("2027-02-28", "2026-05"), ("2027-03-01", "2027")],
)
def test_a_case_gets_the_latest_version_valid_on_its_day(on, version):
    found = procedure.in_force(versions(), "sample", "", on=date.fromisoformat(on))
    assert (found.version, found.variant) == (version, "")


@pytest.mark.parametrize(("family", "on"), [("sample", "2025-12-31"), ("other", "2026-05-01")])
def test_before_the_first_version_there_is_none(family, on):
    with pytest.raises(NotInForce) as caught:
        procedure.in_force(versions(), family, "", on=date.fromisoformat(on))
    assert family in str(caught.value)
    assert caught.value.field == "opened_on"


CASES = """\
cases:
  - say: 一步一步
    opened: 2026-01-05
    context: {kind: student}
    run:
      - {step: talk, on: 2026-01-06, refused: order}
      - {step: application, on: 2026-01-05}
      - {step: talk, on: 2026-02-06, marked: latest}
      - {stand: examination, on: 2026-02-06, state: open, earliest: 2026-02-06, latest: 2026-08-06, provisional: no}
      - {gaps: [talk.latest], on: 2026-02-06}
      - {ended: no}
"""


def outcome(text):
    one = small(SMALL + text)
    worked = procedure_cases.read_cases(SMALL + text, one, filename="sample.yaml")
    from tests.core.tellers import CHINA

    found = [procedure_cases.run(w, one, calendar=CHINA, procedures=[one]) for w in worked]
    return [said for each in found for said in each]


def test_a_worked_case_comes_out_as_it_says():
    assert outcome(CASES) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("refused: order", "refused: future", "future"),
        ("marked: latest", "outcome: ''", "marked"),
        (", marked: latest", "", "marked"),
        ("{step: application, on: 2026-01-05}", "{step: application, on: 2026-01-04}", "before_opening"),
        ("state: open", "state: ahead", "state"),
        ("latest: 2026-08-06", "latest: 2026-03-01", "latest"),
        ("[talk.latest]", "[]", "gaps"),
        ("ended: no", "ended: completed", "ended"),
    ],
)  # fmt: skip
def test_a_worked_case_that_is_wrong_is_told(old, new, said):
    assert old in CASES
    found = outcome(CASES.replace(old, new).replace(", outcome: ''", ""))
    assert any(said in one for one in found)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{ended: no}", "{step: talk, ended: no, on: 2026-01-01}", "act_unclear"),
        ("{ended: no}", "{step: walk, on: 2026-01-01}", "step_unknown"),
        ("{ended: no}", "{stand: walk, on: 2026-01-01}", "step_unknown"),
        ("{ended: no}", '{move: "1999", on: 2026-01-01}', "version_unknown"),
        ("{ended: no}", "{step: meeting, on: 2026-03-01, values: {whole: ten}}", "not_a_value"),
        ("kind: student", "mind: student", "field_unknown"),
    ],
)
def test_a_worked_case_that_cannot_be_read_is_refused(old, new, code):
    with pytest.raises(StandardFault) as caught:
        outcome(CASES.replace(old, new))
    assert caught.value.code == code
