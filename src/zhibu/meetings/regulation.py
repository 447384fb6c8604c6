"""What the regulations say of each form of meeting: read from data, never from code."""

from dataclasses import replace
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhibu import standards
from zhibu.core import forms as data
from zhibu.core.forms import Form, Theme

MEMBERS, COMMITTEE, GROUP, PARTICIPANTS = "members", "committee", "group", "participants"
RULES = "《中国共产党支部工作条例（试行）》"


@cache
def _data() -> data.Forms:
    return data.load(standards.text("meetings.yaml"))


@cache
def _forms(_language: str | None) -> dict[str, Form]:
    return {
        key: replace(form, label=_(form.label), short=_(form.short))
        for key, form in _data().forms.items()
    }


@cache
def _themes(_language: str | None) -> dict[str, Theme]:
    return {key: replace(theme, label=_(theme.label)) for key, theme in _data().themes.items()}


def forms() -> dict[str, Form]:
    """Return every form of meeting by its key, in the order of the data, in the reader's words."""
    return dict(_forms(get_language()))


def themes() -> dict[str, Theme]:
    """Return every theme by its key, in the reader's words."""
    return dict(_themes(get_language()))


def circles_of(form: Form) -> tuple[str, ...]:
    """Return who may be expected at a form of meeting, the usual ones first."""
    return (form.expected, *form.also_expected)


def is_private(form: Form) -> bool:
    """Say whether no more than its having taken place may be seen by others (talks)."""
    return circles_of(form) == (PARTICIPANTS,)


def is_void_without_quorum(form: Form) -> bool:
    """Say whether it does not count at all without a quorum (a committee), not only its votes."""
    return form.quorum is not None and form.quorum.of == COMMITTEE


def suits(theme: Theme, form: str, circle: str) -> bool:
    """Say whether a meeting of that form and circle may carry the theme."""
    return form in theme.forms and (not theme.expected or circle in theme.expected)


def themes_of(form: str, circle: str) -> list[Theme]:
    """Return the themes that a meeting of that form and circle may carry."""
    return [theme for theme in themes().values() if suits(theme, form, circle)]


def basis_of(article: str) -> str:
    """Return an article with the name of its regulation, unless it names its own."""
    return _(article if article.startswith("《") else RULES + article)
