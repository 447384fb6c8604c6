"""What a witness says: Chinese as the source, English from the house's catalogue, no Django."""

import gettext
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"
ENGLISH = "en"
spoken: ContextVar[str] = ContextVar("spoken", default="zh-hans")


def _(words: str) -> str:
    """Return the words in the language that is spoken now."""
    return _catalogue(spoken.get()).gettext(words)


def language_of(wanted: str) -> str:
    """Return the language for an Accept-Language header: Chinese unless English comes first."""
    return ENGLISH if wanted.strip().lower().startswith(ENGLISH) else "zh-hans"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE, [language], fallback=True)
