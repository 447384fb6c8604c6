import pytest

from tests.people import SmallCommittee, small_committee


@pytest.fixture
def here(db: None) -> SmallCommittee:
    """Stand in a small committee: two branches of eight, one of them live."""
    return small_committee()
