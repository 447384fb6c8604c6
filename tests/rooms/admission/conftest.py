"""A small committee, and 林夏 who applies to its first branch."""

import pytest

from tests.people import SmallCommittee, small_committee
from tests.rooms.admission.walking import Walk


@pytest.fixture
def here(db: None) -> SmallCommittee:
    return small_committee()


@pytest.fixture
def walk(here: SmallCommittee) -> Walk:
    found = Walk(here)
    found.apply()
    return found
