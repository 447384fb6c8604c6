"""Two lists set side by side: nobody is lost, nobody is matched by a name alone."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from zhibu.core.matching import Doubt, Entry, compare

BORN, JOINED = date(1980, 5, 1), date(2004, 7, 1)


def entry(place, name="王立新", **told):
    return Entry(place, name, **told)


def test_the_same_number_is_the_same_person_even_if_the_name_differs():
    found = compare([entry("1", "王立新", number="A")], [entry("甲", "王立心", number="A")])

    assert [pair.fields for pair in found.differing] == [(("name", "王立新", "王立心"),)]
    assert not found.only_left
    assert not found.only_right


def test_without_a_number_name_birth_and_joining_together_are_enough():
    found = compare(
        [entry("1", birth_on=BORN, joined_on=JOINED, number="A")],
        [entry("甲", birth_on=BORN, joined_on=JOINED)],
    )

    assert (found.same, found.agrees) == (1, True)


def test_a_name_alone_is_never_enough():
    found = compare([entry("1", number="A", birth_on=BORN)], [entry("甲")])

    assert [one.why for one in found.doubtful] == [Doubt.NAMESAKE]
    assert found.same == 0


def test_a_wrong_day_beside_a_missing_one_is_a_doubt_and_not_two_people():
    found = compare(
        [entry("1", birth_on=BORN, joined_on=JOINED)], [entry("甲", joined_on=date(2004, 7, 2))]
    )

    assert [one.why for one in found.doubtful] == [Doubt.NAMESAKE]


def test_two_of_one_name_with_different_numbers_are_two_people_without_any_days():
    found = compare([entry("1", number="A")], [entry("甲", number="B")])

    assert (len(found.only_left), len(found.only_right)) == (1, 1)


def test_two_people_of_one_name_with_other_days_are_two_people():
    found = compare(
        [entry("1", birth_on=BORN, joined_on=JOINED)],
        [entry("甲", birth_on=date(1990, 1, 2), joined_on=date(2014, 7, 1))],
    )

    assert [one.place for one in found.only_left] == ["1"]
    assert [one.place for one in found.only_right] == ["甲"]


def test_one_day_that_agrees_and_one_that_does_not_is_a_doubt():
    found = compare(
        [entry("1", birth_on=BORN, joined_on=JOINED)],
        [entry("甲", birth_on=BORN, joined_on=date(2005, 7, 1))],
    )

    assert [one.why for one in found.doubtful] == [Doubt.ALIKE]


def test_all_days_agree_but_the_numbers_differ_so_a_person_looks():
    days = {"birth_on": BORN, "joined_on": JOINED}

    found = compare([entry("1", number="A", **days)], [entry("甲", number="B", **days)])

    assert [one.why for one in found.doubtful] == [Doubt.OTHER_NUMBER]


def test_a_number_that_stands_twice_on_one_list_is_a_doubt_and_not_a_pair():
    found = compare(
        [entry("1", number="A")], [entry("甲", number="A"), entry("乙", "李明远", number="A")]
    )

    [doubt] = found.doubtful
    assert (doubt.why, len(doubt.left), len(doubt.right)) == (Doubt.REPEATED, 1, 2)


def test_a_person_written_twice_without_a_number_is_a_doubt():
    days = {"birth_on": BORN, "joined_on": JOINED}

    found = compare([], [entry("甲", **days), entry("乙", **days)])

    assert [one.why for one in found.doubtful] == [Doubt.REPEATED]


def test_further_fields_are_compared_where_both_lists_say_them():
    here = entry("1", number="A", others={"branch": "炼油一车间党支部", "sex": "男"})
    there = entry("甲", number="A", others={"branch": "机修党支部", "sex": ""})

    found = compare([here], [there], fields=("branch", "sex"))

    assert found.differing[0].fields == (("branch", "炼油一车间党支部", "机修党支部"),)


def test_two_empty_lists_agree():
    assert compare([], []).agrees


ENTRIES = st.lists(
    st.builds(
        Entry,
        place=st.just(""),
        name=st.sampled_from(["王立新", "李明远", ""]),
        number=st.sampled_from(["", "A", "B", "C"]),
        birth_on=st.sampled_from([None, BORN, date(1990, 1, 2)]),
        joined_on=st.sampled_from([None, JOINED, date(2014, 7, 1)]),
    ),
    max_size=12,
)


@given(ENTRIES, ENTRIES)
def test_every_line_of_both_lists_stands_in_exactly_one_place(left, right):
    found = compare(left, right)
    pairs = found.same + len(found.differing)
    lefts = sum(len(one.left) for one in found.doubtful)
    rights = sum(len(one.right) for one in found.doubtful)

    assert pairs + len(found.only_left) + lefts == len(left)
    assert pairs + len(found.only_right) + rights == len(right)


@given(ENTRIES, ENTRIES)
def test_which_list_stands_left_does_not_matter(left, right):
    one, other = compare(left, right), compare(right, left)

    assert one.same == other.same
    assert len(one.differing) == len(other.differing)
    assert sorted(map(str, one.only_left)) == sorted(map(str, other.only_right))
    assert len(one.doubtful) == len(other.doubtful)


def test_a_list_against_itself_agrees():
    told = [entry(str(n), f"党员{n}", number=str(n), birth_on=BORN) for n in range(200)]

    assert compare(told, list(reversed(told))).same == len(told)
