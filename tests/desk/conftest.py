import pytest

from tests.people import SmallCommittee, small_committee


@pytest.fixture
def here(db: None) -> SmallCommittee:
    """Return the small committee."""
    return small_committee()
