"""Invented populations: their margins are the bulletin's, and the importer takes their files."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.rooms.intake.books import HAND
from zhibu.core.identity import check, sex_of
from zhibu.core.refusal import Refusal
from zhibu.intake import actions as intake
from zhibu.intake.checking.proposing import Proposal, Source, propose
from zhibu.intake.checking.world import World
from zhibu.intake.system import System
from zhibu.party.models import Organization
from zhibu.returns.counted import count
from zhibu.returns.population import margins, people
from zhibu.returns.spans import Every, Span

BULLETIN = margins.latest()
SIZES = (300, 1_000, 9_999)
NEW = {"sex": "sex", "minority": "minority", "college": "college", "occupation": "occupation"}


@pytest.mark.parametrize("members", SIZES)
@pytest.mark.parametrize("name", ["sex", "minority", "college", "occupation", "joining"])
def test_every_margin_is_within_one_person_of_the_bulletin(members: int, name: str) -> None:
    told = Counter(getattr(one, name) for one in people.people(BULLETIN, members, 7))
    parts = BULLETIN.margins[name]
    assert sum(told.values()) == members
    for part, many in parts.items():
        assert abs(told[part] - members * many / sum(parts.values())) <= 1


@pytest.mark.parametrize("members", SIZES)
def test_ages_are_the_bulletins_on_its_own_day(members: int) -> None:
    ages = Counter(
        next(band for band, (low, high) in people.BANDS.items() if low <= one.age <= max(high, 0) or
             (band == "from_61" and one.age >= low))
        for one in people.people(BULLETIN, members, 7)
    )  # fmt: skip
    for band, many in BULLETIN.margins["age"].items():
        assert abs(ages[band] - members * many / BULLETIN.members) <= 1


@pytest.mark.parametrize("members", SIZES)
def test_those_admitted_in_the_year_have_margins_of_their_own(members: int) -> None:
    found = [one for one in people.people(BULLETIN, members, 7) if one.admitted]
    assert abs(len(found) - members * BULLETIN.admitted_members / BULLETIN.members) <= 1
    for name in NEW:
        parts, told = BULLETIN.admitted[name], Counter(getattr(one, name) for one in found)
        for part, many in parts.items():
            assert abs(told[part] - len(found) * many / sum(parts.values())) <= 1


def test_nobody_joined_before_eighteen_or_after_the_day_of_the_count() -> None:
    for one in people.people(BULLETIN, 5_000, 3):
        of_age = date(one.born.year + 18, one.born.month, min(one.born.day, 28))
        assert of_age <= one.joined <= BULLETIN.as_of


def test_the_same_seed_makes_the_same_people_and_another_others() -> None:
    same = [people.people(BULLETIN, 300, seed) for seed in (1, 1, 2)]
    assert same[0] == same[1] != same[2]


def test_shares_go_out_without_remainder_and_within_one() -> None:
    assert margins.apportion(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
    assert margins.apportion(0, {"a": 1, "b": 2}) == {"a": 0, "b": 0}
    assert margins.within({"a": 3, "b": 0}, {"a": 1, "b": 5}) == {"a": 1, "b": 2}


def test_the_importer_takes_the_files_and_the_return_closes_against_the_bulletin(
    db: None, tmp_path: Path
) -> None:
    call_command("population", members=300, out=tmp_path / "out", verbosity=0)
    proposal = proposed(tmp_path / "out")
    assert proposal.counts["faults"] == 0
    assert proposal.counts["would_import"] == proposal.counts["rows"]
    intake.enter_files(proposal=proposal, hand=HAND)
    found = count(Organization.objects.get(superior=None), Span(Every.YEAR, BULLETIN.as_of))
    assert found.closes
    numbers = found.numbers
    assert numbers["members"] == 300
    for name in ("age", "joining", "occupation"):
        parts = BULLETIN.margins[name]
        for part, many in parts.items():
            assert abs(numbers[f"{name}.{part}"] - 300 * many / sum(parts.values())) <= 1
    assert abs(numbers["women"] - 300 * 31914 / 101286) <= 1
    assert abs(numbers["minorities"] - 300 * 7878 / 101286) <= 1
    assert numbers["admitted"] == numbers["increase.admitted"] == 6


def test_numbers_add_up_and_belong_to_no_place(tmp_path: Path) -> None:
    from zhibu.returns.population import rosters

    told = people.people(BULLETIN, 2_000, 1)
    branches = [one.name for one in rosters.units_of(BULLETIN, 2_000) if one.kind == "党支部"]
    rows = list(rosters._rows(BULLETIN, told, branches, seed=1))
    numbers = [str(row[5]) for row in rows]
    assert len(set(numbers)) == 2_000
    for row, number in zip(rows, numbers, strict=True):
        assert check(number) == number
        assert number.startswith("99")
        assert (sex_of(number) == "female") == (row[2] == "女")


@pytest.mark.parametrize("members", [299, 100_001])
def test_other_sizes_are_refused_in_words(tmp_path: Path, members: int) -> None:
    with pytest.raises(Refusal, match="300"):
        call_command("population", members=members, out=tmp_path / "out")


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine")
    with pytest.raises(Refusal, match="空文件夹"):
        call_command("population", members=300, out=tmp_path)


def proposed(folder: Path) -> Proposal:
    sources = [Source(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]
    return propose(sources, world=World(System()), today=date(2026, 11, 22))
