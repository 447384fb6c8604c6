"""A small committee, and 林夏 who applies to its first branch."""

import pytest

from tests.people import SmallCommittee
from tests.rooms.admission.walking import Walk


@pytest.fixture
def walk(here: SmallCommittee) -> Walk:
    found = Walk(here)
    found.apply()
    return found
