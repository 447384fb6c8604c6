"""The scene that most tests of this room begin with."""

import pytest

from tests.people import SmallCommittee
from tests.rooms.review import scenes
from zhibu.party.models import Account


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch, founded: SmallCommittee) -> SmallCommittee:
    scenes.adopt(monkeypatch)
    return founded


@pytest.fixture
def first(here: SmallCommittee) -> Account:
    return here.accounts.assessor


@pytest.fixture
def second(here: SmallCommittee) -> Account:
    return scenes.assessor(here, "linfang")


@pytest.fixture
def third(here: SmallCommittee) -> Account:
    return scenes.assessor(here, "qinming")
