"""Why something about stars is not done, and how words are checked."""

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal

LONGEST_WORDS = 2_000
LONGEST_TITLE = 60


class CannotRate(Refusal):
    """The branches cannot be rated so."""


class CannotOverhaul(Refusal):
    """The step of an overhaul cannot be taken."""


class CannotObserve(Refusal):
    """The circle or the sheet cannot be entered so."""


def words_of(text: str, field: str, refusal: type[Refusal], *, most: int = LONGEST_WORDS) -> str:
    """Return somebody's words, trimmed. Raises the refusal without any, and for too many."""
    words = text.strip()
    if not words:
        raise refusal(_("请写几句话，说明情况或理由。"), field=field)
    if len(words) > most:
        told = {"n": len(words), "most": most}
        raise refusal(_("写了 %(n)d 字，最多 %(most)d 字，请写得短些。") % told, field=field)
    return words
