"""How a value is written on a page: dates, money, points, icons."""

from datetime import date, datetime
from decimal import Decimal
from typing import SupportsInt

from django import template
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from zhibu.core.lag import Lag

register = template.Library()

TONES = {
    "same_day": "green",
    "within_3": "green",
    "on_time": "green",
    "full": "green",
    "done": "green",
    "late": "gold",
    "short": "gold",
    "due": "grey",
    "history": "grey",
    "missing": "red",
    "overdue": "red",
    "withdrawn": "red",
}
LAGS = {
    Lag.SAME_DAY: (_("当日录入"), "green"),
    Lag.WITHIN_3: (_("3 个工作日内录入"), "green"),
    Lag.WITHIN_5: (_("5 个工作日内录入"), "green"),
    Lag.WITHIN_10: (_("迟录 · 6 至 10 个工作日"), "gold"),
    Lag.WITHIN_22: (_("迟录 · 11 至 22 个工作日"), "gold"),
    Lag.LATER: (_("迟录 · 超过 22 个工作日"), "gold"),
    Lag.HISTORY: (_("历史补录"), "grey"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is an ornament nobody reads out."""
    address = static("look/vendor/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            label,
            address,
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', address, name
    )


@register.filter
def points(value: object) -> str:
    """Write points without needless zeros: 3.75, 9.5, 10."""
    if value in (None, ""):
        return "–"
    text = f"{Decimal(str(value)):.2f}"
    return text.rstrip("0").rstrip(".")


@register.filter
def percent(value: object) -> str:
    """Write a percentage to one place, so that a column compares, or a dash where there is none."""
    return "–" if value in (None, "") else f"{Decimal(str(value)):.1f}%"


@register.filter
def yuan(fen: SupportsInt) -> str:
    """Write an amount kept in fen as yuan: 1250 → 12.50."""
    whole, rest = divmod(abs(int(fen)), 100)
    return f"{'-' if int(fen) < 0 else ''}{whole:,}.{rest:02}"


@register.filter
def day(value: date | None) -> str:
    """Write a day without its year: 11 月 22 日."""
    return _format(value, pgettext("date format", "n 月 j 日"))


@register.filter
def full_day(value: date | None) -> str:
    """Write a day with its year: 2026 年 11 月 22 日."""
    return _format(value, pgettext("date format", "Y 年 n 月 j 日"))


@register.filter
def moment(value: datetime | None) -> str:
    """Write an instant in local time: 11 月 22 日 09:41."""
    return _format(value, pgettext("date format", "n 月 j 日 H:i"))


@register.filter
def full_moment(value: datetime | None) -> str:
    """Write an instant with its year: 2026 年 11 月 22 日 09:41."""
    return _format(value, pgettext("date format", "Y 年 n 月 j 日 H:i"))


@register.filter
def month_name(value: object) -> str:
    """Write a month given as 4, as 202604 or as a ``Month``: 4 月."""
    number = value if isinstance(value, int) else int(getattr(value, "month", 0))
    return dateformat.format(date(2000, number % 100, 1), pgettext("date format", "n 月"))


@register.filter
def full_month(value: object) -> str:
    """Write a ``Month`` with its year: 2026 年 4 月."""
    first = getattr(value, "first_day", None)
    return _format(first, pgettext("date format", "Y 年 n 月"))


@register.filter
def tone(state: object) -> str:
    """Return the tone class of a state; states nobody knows stay grey."""
    return TONES.get(str(state).lower(), "grey")


@register.filter
def lag_words(lag: int) -> str:
    """Write how long after the day a record was entered."""
    return str(LAGS[Lag(lag)][0])


@register.filter
def lag_tone(lag: int) -> str:
    """Return the tone in which a lag is shown; late is a warning, never a fault."""
    return LAGS[Lag(lag)][1]


@register.filter
def short(fingerprint: bytes | str) -> str:
    """Write the two ends of a fingerprint, enough for an eye to compare."""
    text = fingerprint if isinstance(fingerprint, str) else bytes(fingerprint).hex()
    return f"{text[:8]}…{text[-4:]}" if len(text) > 14 else text  # noqa: PLR2004 - its own length


def _format(value: date | None, pattern: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return dateformat.format(value, pattern)
