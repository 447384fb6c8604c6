"""The scene that most tests of this room begin with."""

import pytest

from tests.people import SmallCommittee, small_committee
from tests.rooms.stars import scenes


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> SmallCommittee:
    scenes.adopt(monkeypatch)
    return small_committee()
