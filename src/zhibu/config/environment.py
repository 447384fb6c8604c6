"""What the surroundings say: ``ZHIBU_*`` variables, read once, typed."""

import os
import re
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


def flag(name: str, *, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word for word in os.environ.get(name, default).split(",") if word]


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def folder(name: str, default: Path) -> Path:
    path = Path(os.environ.get(name, default)).resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def domain(name: str) -> str:
    """Return a domain's name in lower case, or nothing.

    Raises ValueError for what cannot begin a journal's origin.
    """
    told = os.environ.get(name, "").strip().lower()
    if told and not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", told):
        raise ValueError(f"{name}={told!r} is not a domain such as dangjian.example.cn")
    return told


def secret_of(path: Path) -> str:
    """Return the secret kept in a file; the first call makes one, its owner's alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


def sqlite(path: Path, *, durable: bool = True) -> dict[str, object]:
    """Return Django settings for an embedded database; ``durable`` outlives a power cut."""
    pragmas = (
        f"PRAGMA journal_mode=WAL;PRAGMA synchronous={'FULL' if durable else 'OFF'};"
        "PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY;"
        "PRAGMA cache_size=-32000;PRAGMA mmap_size=268435456;"
    )
    return {
        "ENGINE": "zhibu.journal.backends.sqlite",
        "NAME": path,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
    }


def postgresql(url: str) -> dict[str, object]:
    """Return Django settings for a ``postgresql://user:password@host/name`` address."""
    parts = urlsplit(url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(options),
    }


def databases(data: Path) -> dict[str, dict[str, object]]:
    """Return the databases: one SQLite file, or PostgreSQL with a role for each duty.

    ``ZHIBU_DATABASE_URL`` is the application's role, ``ZHIBU_OWNER_URL`` the owner's (migrations),
    ``ZHIBU_SEQUENCER_URL`` the role that alone may number records.
    """
    url = os.environ.get("ZHIBU_DATABASE_URL")
    if not url:
        return {"default": sqlite(data / "zhibu.sqlite3")}
    names = {"default": url}
    for alias, variable in (("owner", "ZHIBU_OWNER_URL"), ("sequencer", "ZHIBU_SEQUENCER_URL")):
        names[alias] = os.environ.get(variable, url)
    return {alias: postgresql(address) for alias, address in names.items()}
