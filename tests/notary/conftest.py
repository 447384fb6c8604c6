"""Another machine to put a backup back on, and the ways to make one and put it back."""

import shutil
from contextlib import contextmanager

import pytest


@pytest.fixture
def places(settings, tmp_path):
    for name in ("KEYS", "MIRROR", "ATTACHMENTS"):
        folder = tmp_path / "here" / name.lower()
        folder.mkdir(parents=True)
        if name == "KEYS" and (settings.KEYS / "vault.key").exists():
            shutil.copy(settings.KEYS / "vault.key", folder)
        setattr(settings, name, folder)


@pytest.fixture
def elsewhere_empty(ground, settings, tmp_path):
    """Return a way to stand on another machine: an empty database, no files, keys from the safe."""

    @contextmanager
    def another(*, with_keys=True):
        home = ground.here
        before = {name: getattr(settings, name) for name in ("KEYS", "MIRROR", "ATTACHMENTS")}
        there = tmp_path / "there"
        shutil.rmtree(there, ignore_errors=True)
        clone = ground.move("template")
        for name in before:
            setattr(settings, name, there / name.lower())
            (there / name.lower()).mkdir(parents=True)
        if with_keys:
            shutil.copytree(before["KEYS"], there / "keys", dirs_exist_ok=True)
            (there / "keys" / "signed-heads").unlink(missing_ok=True)
        try:
            yield there
        finally:
            ground.stand_on(home)
            ground.drop(clone)
            for name, value in before.items():
                setattr(settings, name, value)

    return another
