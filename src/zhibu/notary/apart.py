"""Part of a verification in a process of its own: Django is set up before anything else."""

from typing import Any


def stand_on(databases: dict[str, dict[str, Any]], keys: str) -> None:
    """Have a new process stand on the databases and keys of the one that started it."""
    import django  # noqa: PLC0415 - must come before anything of ours in a new process

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - as above
    from django.db import connections  # noqa: PLC0415 - as above

    settings.KEYS = keys
    for alias in connections:
        connections.settings[alias].update(databases[alias])


def look_at(first: int, last: int, most: int) -> Any:
    """Hold the payloads of a range of leaves against them: ``contents.look_at``, elsewhere."""
    from zhibu.notary.verify import contents  # noqa: PLC0415 - as above

    return contents.look_at(first, last, most)
