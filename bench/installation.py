"""A fresh installation to measure on: its own database, thrown away afterwards."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from workshop import postgres

DATABASES = ("sqlite", "postgresql")
# Durable as in service: the server of the tests runs without fsync, which would flatter.
DURABLE = ("max_connections=50", "shared_buffers=512MB", "max_wal_size=4GB")


@contextmanager
def server(database: str) -> Iterator[dict[str, str]]:
    """Yield what a measuring process needs in its environment, with a server where one is used."""
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-", ignore_cleanup_errors=True) as place:
        told = {
            "ZHIBU_DATA": place,
            "DJANGO_SETTINGS_MODULE": "zhibu.config.settings",
            "PYTHONPATH": os.pathsep.join(("src", ".")),
            "ZHIBU_HOSTS": "*",
        }
        if database == "sqlite":
            yield told
            return
        from workshop.environment import packages  # noqa: PLC0415 - optional: PostgreSQL only

        postgres.QUICK = DURABLE
        with postgres.running(packages()) as url:
            yield told | {"ZHIBU_DATABASE_URL": url}


def opened() -> None:
    """Make the tables and open the journal. Call once, first of all, in a measuring process."""
    import django  # noqa: PLC0415 - app ready

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - app ready

    from zhibu.journal import opening  # noqa: PLC0415 - app ready

    call_command("migrate", verbosity=0, interactive=False)
    opening.open_journal(demo=False, hand=hand())


def hand():  # noqa: ANN201 - its type can be imported only when the apps are ready
    """Return the hand that enters everything here."""
    from zhibu.journal.leaves import Hand, Via  # noqa: PLC0415 - app ready

    return Hand("a_" + "a" * 26, "secretary", Via.WEB, now())


def now() -> datetime:
    return datetime.now(UTC)


def first_of_year() -> datetime:
    return now().replace(month=1, day=1, hour=0) + timedelta(hours=12)


def database_named() -> str:
    """Return which database this process stands on."""
    return "PostgreSQL" if os.environ.get("ZHIBU_DATABASE_URL") else "SQLite"


def place() -> Path:
    return Path(os.environ["ZHIBU_DATA"])


def arguments(description: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--small", action="store_true", help="a hundredth of everything")
    return parser


def name_of(url: str) -> str:
    return urlsplit(url).path.lstrip("/")
