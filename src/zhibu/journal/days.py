"""Civil days: always those of China, whatever the server's own zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def civil(at: datetime) -> date:
    """Return the day in China that an instant falls on."""
    return at.astimezone(CHINA).date()
