"""Text as it may stand in a record: one spelling, nothing invisible."""

import unicodedata
from dataclasses import replace

from zhibu.meetings.parts import TopicTold
from zhibu.meetings.told import Away, MeetingTold

_JOINER = "\u200d"  # holds emoji together
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def tidy(text: str, *, lines: bool = False) -> str:
    """Return the text in NFC, trimmed, without controls, direction marks and other unseen signs."""
    found = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    kept = "".join(sign for sign in found if _shows(sign) or (lines and sign == "\n"))
    return kept.strip() if lines else " ".join(kept.split())


def tidied(told: MeetingTold) -> MeetingTold:
    """Return what was told with every text tidied and empty topics left out."""
    topics = (
        replace(topic, title=tidy(topic.title), resolution=tidy(topic.resolution or "") or None)
        for topic in told.topics
    )
    return replace(
        told,
        place=tidy(told.place),
        chair_told=tidy(told.chair_told),
        lecturer_told=tidy(told.lecturer_told),
        minutes=tidy(told.minutes, lines=True),
        away={uid: Away(away.state, tidy(away.reason)) for uid, away in told.away.items()},
        topics=tuple(topic for topic in topics if _says_something(topic)),
    )


def _shows(sign: str) -> bool:
    return sign == _JOINER or unicodedata.category(sign) not in _HIDDEN


def _says_something(topic: TopicTold) -> bool:
    return bool(topic.title or topic.resolution or topic.votes)
