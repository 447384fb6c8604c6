"""The language of indicators: what is counted, how it is broken down, what must close."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu import standards
from zhibu.core import indicators
from zhibu.core.indicator_text import load
from zhibu.core.standard_fault import StandardFault

NUMBER = "of: members, formula: 计数, basis: 约定, confidence: P"
BOOK = f"""
version: "1"
source: 试验
indicators:
  - {{id: members, title: 党员, {NUMBER}}}
  - {{id: women, title: 女, {NUMBER}, where: {{sex: {{among: ["2"]}}}}}}
breakdowns:
  - id: age
    title: 年龄
    of: members
    formula: 周岁
    basis: 约定
    confidence: P
    parts:
      - {{id: young, title: 35岁及以下, where: {{age: {{most: 35}}}}}}
      - {{id: older, title: 36岁及以上, where: {{age: {{least: 36}}}}}}
      - {{id: unknown, title: 未填, where: {{age: {{unknown: yes}}}}}}
balances:
  - {{id: same, title: 女党员不多于党员, left: [women], right: [members], basis: 约定, confidence: P}}
tables:
  - {{id: "1", title: 党员, shows: [members, women, age]}}
  - {{id: "2", title: 别的, cannot: 没有这项资料}}
"""
PEOPLE = [
    {"sex": "2", "age": 35}, {"sex": "2", "age": 36}, {"sex": "1", "age": None},
    {"sex": "1", "age": 70},
]  # fmt: skip


def book(text: str = BOOK) -> indicators.Book:
    return load(text, filename="book.yaml")


def test_rows_are_counted_once_in_the_part_that_takes_them() -> None:
    counted = indicators.count(book(), {"members": PEOPLE})
    assert counted == {
        "members": 4, "women": 2, "age": 4, "age.young": 1, "age.older": 2, "age.unknown": 1,
    }  # fmt: skip


def test_a_breakdown_that_leaves_somebody_out_does_not_close() -> None:
    text = BOOK.replace("{least: 36}", "{least: 40}")
    found = indicators.check(book(text), indicators.count(book(text), {"members": PEOPLE}))
    assert [(one.id, one.holds) for one in found] == [("age", False), ("same", False)]
    assert (found[0].left, found[0].right) == (3, 4)


def test_a_breakdown_whose_parts_overlap_does_not_close() -> None:
    text = BOOK.replace("{least: 36}", "{least: 35}")
    found = indicators.check(book(text), indicators.count(book(text), {"members": PEOPLE}))
    assert (found[0].left, found[0].right) == (5, 4)


def test_where_the_first_part_takes_all_overlaps_do_not_matter() -> None:
    text = BOOK.replace("{least: 36}", "{least: 35}").replace(
        "confidence: P\n    parts", "confidence: P\n    first: yes\n    parts"
    )
    counted = indicators.count(book(text), {"members": PEOPLE})
    assert (counted["age.young"], counted["age.older"]) == (1, 2)


def test_a_number_leads_to_the_rows_it_counts() -> None:
    told, counted = book(), indicators.count(book(), {"members": PEOPLE})
    for line, number in counted.items():
        assert len(told.rows_of(line, PEOPLE)) == number
    assert told.rows_of("age.unknown", PEOPLE) == [PEOPLE[2]]


@pytest.mark.parametrize("line", ["nothing", "age.nothing", "women.young", "", "age."])
def test_a_line_that_is_not_in_the_book_has_no_rows(line: str) -> None:
    if line == "age.":
        assert len(book().rows_of(line, PEOPLE)) == len(PEOPLE)
        return
    with pytest.raises(KeyError):
        book().rows_of(line, PEOPLE)


@pytest.mark.parametrize(
    ("wrong", "right", "code"),
    [
        ("left: [womn]", "left: [women]", "not_a_choice"),
        ("{mst: 35}", "{most: 35}", "key_unknown"),
        ("{most: many}", "{most: 35}", "not_a_number"),
        ("id: members, title: 女", "id: women, title: 女", "id_doubled"),
        ('id: "2", title: 别的}', 'id: "2", title: 别的, cannot: 没有这项资料}', "key_missing"),
        ("confidence: X", "confidence: P", "not_a_choice"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(wrong: str, right: str, code: str) -> None:
    assert right in BOOK
    with pytest.raises(StandardFault) as fault:
        book(BOOK.replace(right, wrong, 1))
    assert fault.value.code == code
    assert fault.value.line > 0


SHIPPED = load(standards.text("returns.yaml"), filename="returns.yaml")
ANYBODY = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(["0", "1", "2", "9"]),
        "age": st.none() | st.integers(18, 110),
        "education": st.sampled_from(["", "10", "11", "14", "20", "30", "40", "60", "70", "80"]),
        "joined": st.dates(date(1921, 7, 1), date(2026, 6, 30)),
        "occupation": st.sampled_from(["", "外操", "退休工人", "工程师", "某岗位", "学生"]),
        "standing": st.sampled_from(["full", "probationary"]),
        "minority": st.sampled_from(["yes", "no"]),
        "out_of_contact": st.sampled_from(["yes", "no"]),
        "floating": st.sampled_from(["yes", "no"]),
        "cause": st.sampled_from(["admitted", "transferred", "within", "restored", "unit"]),
    }
)


@given(st.lists(ANYBODY, max_size=30))
def test_every_shipped_breakdown_closes_whoever_is_counted(people: list[dict[str, object]]) -> None:
    rows = dict.fromkeys(SHIPPED.populations, people) | {"organizations": [], "departures": []}
    counted = indicators.count(SHIPPED, rows)
    closing = {one.id for one in SHIPPED.breakdowns}
    checks = [one for one in indicators.check(SHIPPED, counted) if one.id in closing]
    assert len(checks) == len(closing)
    assert all(one.holds for one in checks)


def test_the_shipped_book_never_lists_who_belongs_to_a_minority() -> None:
    about = [
        one for one in SHIPPED.numbers() if any(each.attribute == "minority" for each in one.where)
    ]
    assert about
    assert all(not one.listed and one.pooled for one in about)
    attributes = {name for one in SHIPPED.breakdowns for name in one.attributes}
    assert not attributes & {"minority", "ethnicity"}


def test_every_line_of_the_shipped_book_is_in_some_table() -> None:
    shown = {key for table in SHIPPED.tables for key in table.shows}
    assert {one.id for one in SHIPPED.numbers()} <= shown | {"out_of_contact", "floating"}
