"""Complaints about pages: said by anybody without a name, answered in public."""

from datetime import date

from django.db.models import F, QuerySet

from zhibu.desk.models import Burden

SHOWN = 50


def burdens() -> QuerySet[Burden]:
    """Return the latest complaints: those without an answer first."""
    return Burden.objects.order_by(F("answered_on").desc(nulls_first=True), "-pk")[:SHOWN]


def say(*, words: str, page: str, on: date) -> Burden:
    """Keep a complaint; it is shown to everybody, and who said it is not kept."""
    return Burden.objects.create(words=words, page=page, said_on=on)


def answer(burden: Burden, words: str, *, on: date) -> None:
    """Answer a complaint in public; a later answer takes the place of an earlier one."""
    Burden.objects.filter(pk=burden.pk).update(answer=words, answered_on=on)
