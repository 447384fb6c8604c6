"""A process of its own for part of a verification: Django is set up before anything else.

A pool's process calls ``stand_on`` before it reads what to do, and only by reading that imports
the module it stands in. So this one may know nothing of verification.
"""

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
