"""The databases the tests stand on: built once for all workers, cloned for each test that commits.

Leaves and facts refuse deletion, also by TRUNCATE, so a test that commits cannot be cleaned up
after. It gets a fresh copy instead: of a file on SQLite, of a template database on PostgreSQL.
"""

import itertools
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from tests.people import small_committee

ROLES = ("zhibu_owner", "zhibu_app", "zhibu_sequencer", "zhibu_audit")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
PATIENCE = 600  # seconds a worker waits for another one's template


def once(name: str, build: Callable[[], None]) -> None:
    """Build something in one worker while the others wait for it."""
    started, done, failed = (settings.DATA / f"{name}.{word}" for word in ("at", "ok", "bad"))
    try:
        started.touch(exist_ok=False)
    except FileExistsError:
        wait_for(done, failed)
        return
    try:
        build()
    except BaseException:
        failed.touch()
        raise
    done.touch()


def wait_for(done: Path, failed: Path) -> None:
    for _ in range(PATIENCE * 10):
        if done.exists():
            return
        if failed.exists():
            break
        time.sleep(0.1)
    raise RuntimeError(f"another worker could not build {done.stem}; see its error")


class Grounds:
    """Where tests stand: a ground for those that roll back, fresh clones for those that commit."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._shared: dict[str, str] = {}
        self.here = ""

    def prepare(self) -> None:
        """Build the template and stand on this worker's own copy of it."""
        self.share("template")

    def share(self, template: str) -> None:
        """Stand on this worker's own clone of a template, which its tests leave as they found it."""
        if template not in self._shared:
            self._shared[template] = self.clone(template)
        if self.here != self._shared[template]:
            self.stand_on(self._shared[template])

    def move(self, template: str) -> str:
        """Stand on a fresh clone and return its name."""
        name = self.clone(template)
        self.stand_on(name)
        return name

    def return_from(self, name: str) -> None:
        """Go back to the ordinary ground and throw the clone away."""
        self.share("template")
        self.drop(name)

    def leave(self) -> None:
        connections.close_all()
        for name in self._shared.values():
            self.drop(name)

    def build(self, name: str) -> None:
        """Make a template, unless a worker did, and fill it."""
        fill = FILLED_BY[name]
        self.create(name, None if fill is migrate else "template")
        self.stand_on(name)
        fill()
        connections.close_all()

    def clone(self, template: str) -> str:
        """Copy a template, which the first worker that needs it builds, and return the name."""
        once(template, lambda: self.build(template))
        name = f"{WORKER}_{next(self._numbers)}"
        self.create(name, template)
        return name

    def stand_on(self, name: str) -> None:
        """Point every alias, in every thread, at this database."""
        for alias in connections:
            connections[alias].close()
            del connections[alias]
            connections.settings[alias]["NAME"] = self.name_of(name)
        self.here = name

    def create(self, name: str, template: str | None) -> None:
        raise NotImplementedError

    def drop(self, name: str) -> None:
        raise NotImplementedError

    def name_of(self, name: str) -> str | Path:
        raise NotImplementedError

    def surroundings(self) -> dict[str, str]:
        """Return variables with which another process stands on the same ground."""
        raise NotImplementedError


class Files(Grounds):
    """SQLite: a folder for each database."""

    def name_of(self, name: str) -> Path:
        return settings.DATA / name / "zhibu.sqlite3"

    def create(self, name: str, template: str | None) -> None:
        self.name_of(name).parent.mkdir(parents=True)
        if template:
            shutil.copyfile(self.name_of(template), self.name_of(name))

    def drop(self, name: str) -> None:
        # Closing connections takes SQLite's side files away while the folder is being emptied.
        shutil.rmtree(self.name_of(name).parent, ignore_errors=True)

    def surroundings(self) -> dict[str, str]:
        return {"ZHIBU_DATA": str(Path(connections.settings["default"]["NAME"]).parent)}


class Databases(Grounds):
    """PostgreSQL: a database for each, the owner's, application's and sequencer's roles apart."""

    def __init__(self, cluster: str) -> None:
        super().__init__()
        self._cluster = cluster

    def prepare(self) -> None:
        once("roles", self.make_roles)
        super().prepare()

    def make_roles(self) -> None:
        secret = urlsplit(self._cluster).password
        clause = sql.SQL("PASSWORD {}").format(secret) if secret else sql.SQL("")
        with self.cluster() as connection:
            there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role in ROLES:
                verb = sql.SQL("ALTER" if role in there else "CREATE")
                order = sql.SQL("{} ROLE {} LOGIN {}")
                connection.execute(order.format(verb, sql.Identifier(role), clause))

    def cluster(self) -> psycopg.Connection:
        return psycopg.connect(self._cluster, autocommit=True)

    def name_of(self, name: str) -> str:
        return f"{settings.DATA.name}_{name}".replace("-", "_").lower()

    def create(self, name: str, template: str | None) -> None:
        order = sql.SQL("CREATE DATABASE {} OWNER zhibu_owner TEMPLATE {}").format(
            sql.Identifier(self.name_of(name)),
            sql.Identifier(self.name_of(template) if template else "template0"),
        )
        with self.cluster() as connection:
            connection.execute(order)

    def drop(self, name: str) -> None:
        order = sql.SQL("DROP DATABASE {} WITH (FORCE)")
        with self.cluster() as connection:
            connection.execute(order.format(sql.Identifier(self.name_of(name))))

    def surroundings(self) -> dict[str, str]:
        variables = {
            "default": "ZHIBU_DATABASE_URL",
            "owner": "ZHIBU_OWNER_URL",
            "sequencer": "ZHIBU_SEQUENCER_URL",
        }
        return {variables[alias]: address_of(alias) for alias in connections}


def address_of(alias: str) -> str:
    """Return the address of the database an alias stands on now."""
    kept = connections.settings[alias]
    secret = f":{kept['PASSWORD']}" if kept["PASSWORD"] else ""
    if kept["HOST"].startswith("/"):
        return f"postgresql://{kept['USER']}{secret}@/{kept['NAME']}?host={kept['HOST']}"
    port = f":{kept['PORT']}" if kept["PORT"] else ""
    return f"postgresql://{kept['USER']}{secret}@{kept['HOST']}{port}/{kept['NAME']}"


def migrate() -> None:
    """Build the tables as the owner, then give the other roles what they need and no more."""
    owner = "owner" if "owner" in connections.settings else "default"
    call_command("migrate", database=owner, verbosity=0, interactive=False)
    if owner == "owner":
        from zhibu.journal.backends import rights

        rights.grant(connections["owner"])
        rights.grant_reading(connections["owner"])


def tell_demo() -> None:
    call_command("demo", verbosity=0)


def found_committee() -> None:
    small_committee()


FILLED_BY = {"template": migrate, "demo": tell_demo, "founded": found_committee}


def grounds() -> Grounds:
    return Databases(settings.CLUSTER) if settings.CLUSTER else Files()
