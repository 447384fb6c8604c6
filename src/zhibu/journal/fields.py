"""Columns that tie a room's rows to the journal."""

from typing import Any

from django.db import models


class HashField(models.BinaryField):  # type: ignore[type-arg]
    """32 bytes of SHA-256, as ``bytes`` on every database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 32)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        return bytes(value) if value is not None else None

    def from_db_value(self, value: Any, *_: Any) -> bytes | None:
        return bytes(value) if value is not None else None


class LeafField(models.ForeignKey):  # type: ignore[type-arg]
    """The leaf a projected row was told by; set ``leaf_id=leaf.lh``.

    The database refuses a row whose record it does not hold, so nothing can be written past the
    journal.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fixed = {
            "to": "journal.Payload",
            "on_delete": models.PROTECT,
            "db_column": "lh",
            "related_name": "+",
        }
        super().__init__(*args, **(kwargs | fixed))
