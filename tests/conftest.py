"""What every test may ask for.

``db`` rolls back; ``transactional_db`` (or ``@pytest.mark.django_db(transaction=True)``) commits on
a fresh clone, with the demo committee in it under ``@pytest.mark.demo``; ``served`` adds a server.
``founded`` is the small committee of ``tests.people``, built once for all and there from the start.
"""

import json
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test import TestCase, TransactionTestCase
from django.test.testcases import QuietWSGIRequestHandler
from django.utils import translation

from tests.databases import Grounds, grounds
from tests.people import SmallCommittee, found_again
from zhibu.journal import vault


def pytest_configure(config: pytest.Config) -> None:
    for line in (
        "demo: the test's fresh database holds the demo committee",
        "once: the test need not run again on PostgreSQL",
        "torture: takes minutes, runs by `dev.py torture` alone",
    ):
        config.addinivalue_line("markers", line)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave torture out unless asked for; on PostgreSQL run what touches the database only."""
    kept = [item for item in items if wanted(item, config.option.markexpr)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def wanted(item: pytest.Item, expression: str) -> bool:
    if item.get_closest_marker("torture") and "torture" not in expression:
        return False
    return not settings.CLUSTER or uses_database(item)


def uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    asked = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
    return bool(asked or item.get_closest_marker("django_db"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Leave the counts for whoever runs several rounds and adds them up."""
    if place := os.environ.get("ZHIBU_TEST_COUNTS"):
        words = ("passed", "failed", "error", "skipped", "xfailed", "deselected")
        counts = {word: len(terminalreporter.stats.get(word, ())) for word in words}
        Path(place).write_text(json.dumps(counts), encoding="ascii")


def nothing(_: object) -> None:
    """Take the place of loading fixtures and of emptying tables."""


@pytest.fixture(autouse=True)
def _chinese() -> None:
    """Begin in Chinese: the language a page was asked for stays with the thread that served it."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _no_clock_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let acts come at any time: whether the server's clock fell back is for tests of the clock."""
    monkeypatch.setattr("zhibu.journal.clock.read", lambda: datetime.max.replace(tzinfo=UTC))


@pytest.fixture(scope="session")
def ground(django_test_environment: None, django_db_blocker: Any) -> Iterator[Grounds]:
    """Build the databases once; teach Django's commit-ing test case to stand on fresh clones."""
    here = grounds()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        here.prepare()
        vault.blind_index("")  # makes the key that all folders of keys are copies of
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(nothing))
        patch.setattr(TransactionTestCase, "_fixture_teardown", nothing)
        patch.setattr(TransactionTestCase, "databases", set(connections))
        patch.setattr(TestCase, "databases", {"default"})
        with django_db_blocker.block():
            yield here
        here.leave()


@pytest.fixture(scope="session")
def django_db_setup(ground: Grounds) -> None:
    """Take the place of pytest-django's own way of making databases."""


@pytest.fixture
def _django_db_helper(
    request: pytest.FixtureRequest, ground: Grounds, _ground_of_test: None, _django_db_helper: None
) -> None:
    """Put the fresh clone under pytest-django's own helper."""


@pytest.fixture
def _ground_of_test(
    request: pytest.FixtureRequest, ground: Grounds, django_db_blocker: Any
) -> Iterator[None]:
    """Stand a test that commits on a clone of its own, while it lasts."""
    template = template_of(request)
    if not commits(request):
        with django_db_blocker.unblock():
            ground.share(template)
        with pytest.MonkeyPatch.context() as patch:
            # Bytes lie under their digest: what one test erases, another would miss.
            place = settings.DATA / f"attachments-{secrets.token_hex(8)}"
            patch.setattr(settings, "ATTACHMENTS", place)
            yield
        return
    with django_db_blocker.unblock():
        name = ground.move(template)
    folders = settings.DATA / f"{name}.folders"
    shutil.rmtree(folders, ignore_errors=True)  # of a run before this one that was broken off
    with pytest.MonkeyPatch.context() as patch:
        furnish(patch, folders)
        yield
    shutil.rmtree(folders, ignore_errors=True)
    with django_db_blocker.unblock():
        ground.return_from(name)


def template_of(request: pytest.FixtureRequest) -> str:
    """Return what the test's database holds when it begins."""
    if request.node.get_closest_marker("demo"):
        return "demo"
    return "founded" if "founded" in request.fixturenames else "template"


@pytest.fixture
def founded(db: None) -> SmallCommittee:
    """Return the small committee, which lies ready on this test's database."""
    return found_again()


@pytest.fixture
def here(founded: SmallCommittee) -> SmallCommittee:
    """Return where most tests take place; a room that needs more of it says so in its own."""
    return founded


def furnish(patch: pytest.MonkeyPatch, place: Path) -> None:
    """Give a test keys and a mirror of its own: what it signs is about its own clone."""
    shutil.copytree(settings.KEYS, place / "keys")
    (place / "mirror").mkdir()
    patch.setattr(settings, "KEYS", place / "keys")
    patch.setattr(settings, "MIRROR", place / "mirror")


def commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    transaction = marker.kwargs.get("transaction", False) if marker else False
    return transaction or "transactional_db" in request.fixturenames


@pytest.fixture
def elsewhere(transactional_db: None, ground: Grounds) -> dict[str, str]:
    """Return the environment in which another process works on this test's database."""
    kept = {key: value for key, value in os.environ.items() if key != "ZHIBU_TEST_PG"}
    folders = ("KEYS", "MIRROR", "ATTACHMENTS")
    places = {f"ZHIBU_{name}": str(getattr(settings, name)) for name in folders}
    plain = {"DJANGO_SETTINGS_MODULE": "zhibu.config.settings", "NO_COLOR": "1"}
    return {**kept, **places, **plain, **ground.surroundings()}


@pytest.fixture
def raw(transactional_db: None) -> Iterator[Callable[..., Any]]:
    """Return a function that runs raw SQL, as the application's role unless told otherwise."""

    def execute(order: str, *values: object, role: str = "default") -> list[tuple[Any, ...]]:
        alias = role if role in connections.settings else "default"
        with connections[alias].cursor() as cursor:
            cursor.execute(order, values or None)
            return cursor.fetchall() if cursor.description else []

    return execute


@pytest.fixture
def served(transactional_db: None) -> Iterator[str]:
    """Return the address of a live server on this test's database."""
    from django.core.wsgi import get_wsgi_application

    with ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler) as server:
        server.set_app(get_wsgi_application())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
