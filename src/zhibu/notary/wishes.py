"""Asking for a published head from a page: the page has no key, the worker grants it."""

from datetime import datetime

from zhibu.notary.models import Wish


def wish(at: datetime) -> None:
    """Ask for a published head; the worker signs one within some seconds."""
    Wish.objects.update_or_create(one=1, defaults={"at": at})


def standing() -> datetime | None:
    """Return when somebody last asked for a head that was not published yet."""
    return Wish.objects.values_list("at", flat=True).first()


def fulfil(wished_at: datetime) -> None:
    """Take a wish for granted, unless somebody asked again meanwhile."""
    Wish.objects.filter(at=wished_at).delete()
