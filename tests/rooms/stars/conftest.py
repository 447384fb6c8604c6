"""The scene that most tests of this room begin with."""

import pytest

from tests.people import SmallCommittee
from tests.rooms.stars import scenes


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch, founded: SmallCommittee) -> SmallCommittee:
    scenes.adopt(monkeypatch)
    return founded
