"""Tables: relations point down, one writer each, nothing in them that must not be kept."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.house import sources

STOREY = {
    "journal": 0, "notary": 1, "party": 2, "meetings": 3, "dues": 3, "polls": 3,
    "worklog": 4, "assessment": 3, "intake": 6, "scrutiny": 4, "drafting": 4, "review": 4, "grading": 4,
    "stars": 4, "notices": 4, "honours": 3, "funds": 3, "procedures": 4, "admission": 5, "elections": 5,
    "appraisal": 5, "mobility": 5, "ledgers": 6, "returns": 6,
}  # fmt: skip
WRITES = {
    "create", "bulk_create", "update", "bulk_update", "delete", "save",
    "get_or_create", "update_or_create",
}  # fmt: skip
# Not work, so not journaled: written by their own room, wherever in it. See docs/architecture.md.
FREE = {
    "Account", "ReadLog", "StoredFile", "LiveScore", "Draft", "DraftFile", "Edit", "Passage",
    "Burden", "StandardDraft", "Checkpoint", "Cosignature", "Wish", "Alarm", "Noticed",
    "KeptFile", "NoticeDraft", "Digest", "ReminderChoice", "Awaited", "CountSheet",
    # Who could tell these again from the journal could tell whose ballot is whose: docs/polls.md.
    "Participation", "Ballot", "BallotBox", "Ticket", "Token", "PollKey",
}  # fmt: skip
FORBIDDEN = (
    "latitude", "longitude", "geo", "gps", "location", "coordinate", "track", "face", "fingerprint",
    "voice", "speech", "biometric", "iris", "camera", "photo", "selfie", "religion", "faith",
    "login_count", "last_login", "logins", "online", "screen_time", "clicks", "likes", "forwards",
    "streak", "page_views", "user_agent", "device",
)  # fmt: skip


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("zhibu.")]


def test_relations_point_down():
    up = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in ours()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
        if not points_down(model, field.related_model)
    ]
    assert up == []


def points_down(model: type[models.Model], target: type[models.Model]) -> bool:
    here, there = model._meta.app_label, target._meta.app_label
    return here == there or STOREY.get(there, -1) < STOREY.get(here, 9)


def test_every_table_has_one_writer():
    strangers = [
        sources.told(path, line) + f" writes {name}"
        for path in sources.modules()
        for name, line in written_in(path)
        if not may_write(path, name)
    ]
    assert strangers == []


def may_write(path: Path, name: str) -> bool:
    room = sources.storey_of(path)
    if room == "journal":
        return name in owned_by("journal")
    return name in owned_by(room) and (name in FREE or sources.is_in(path, "records"))


def owned_by(room: str) -> set[str]:
    return {model.__name__ for model in ours() if model._meta.app_label == room}


def written_in(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each write of a model, ``Model.objects….update(…)``, with its line."""
    known = {model.__name__ for model in ours()}
    for node in ast.walk(sources.tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            root = root_of(node.func)
            if node.func.attr in WRITES and root in known:
                yield root, node.lineno


def root_of(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("model", ours(), ids=lambda model: model.__name__)
def test_nobody_is_watched(model):
    """Neither whereabouts, bodies, beliefs nor time at the screen have a column (product law)."""
    names = [field.name for field in model._meta.get_fields() if field.concrete]
    words = {name: set(name.split("_")) | {name} for name in names}
    assert [name for name in names for bad in FORBIDDEN if bad in words[name]] == []


def test_what_is_told_from_the_journal_has_no_numbers_of_its_own():
    """Replay must give the same rows, so nothing projected may count up by itself."""
    counting = [
        model.__name__
        for model in ours()
        if model._meta.app_label in sources.ROOMS and model.__name__ not in FREE
        if isinstance(model._meta.pk, models.AutoField)
    ]
    assert counting == []
