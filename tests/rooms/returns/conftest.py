"""The scene that the tests of this room begin with."""

import pytest

from tests.people import SmallCommittee, small_committee


@pytest.fixture
def here(db: None) -> SmallCommittee:
    return small_committee()
