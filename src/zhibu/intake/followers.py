"""What erasing asks of the import: drafts that hold what was erased hold it no more."""

from collections.abc import Sequence

from zhibu.intake import drafts
from zhibu.journal import erasing

SHORTEST = 2


@erasing.on_erased
def forget_drafts(texts: Sequence[str]) -> None:
    """Delete the drafts in whose files or typed cells one of the erased texts stands.

    Words of closed sets are told apart by being of plain small letters; they name nobody.
    """
    telling = [one for one in texts if len(one) >= SHORTEST and not _is_code(one)]
    if telling:
        drafts.forget(telling)


def _is_code(text: str) -> bool:
    return text.isascii() and not any(sign.isdigit() for sign in text)
