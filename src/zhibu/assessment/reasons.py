"""The words with which somebody judges, appeals or answers."""

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal

LONGEST_WORDS = 2_000


def words_of(text: str, refusal: type[Refusal], field: str, *, needed: bool = True) -> str:
    """Return somebody's words, trimmed. Raises the refusal without any, and for too many."""
    words = text.strip()
    if needed and not words:
        raise refusal(_("请写几句话，说明理由。"), field=field)
    if len(words) > LONGEST_WORDS:
        told = {"n": len(words), "most": LONGEST_WORDS}
        raise refusal(_("写了 %(n)d 字，最多 %(most)d 字，请写得短些。") % told, field=field)
    return words
