"""Items of a card that nobody reads in the database: sealed about one member and one item."""

from zhibu.journal import vault

SEALED_ITEMS = ("id_number", "phone", "fixed_phone", "home_address")


def seal_item(member: str, item: str, text: str | None) -> bytes | None:
    return vault.seal(text.encode(), about=_about(member, item)) if text else None


def open_item(member: str, item: str, sealed: bytes | memoryview | None) -> str:
    return vault.unseal(bytes(sealed), about=_about(member, item)).decode() if sealed else ""


def index_of(id_number: str | None) -> bytes | None:
    """Return what finds a member by the number without anybody being able to read it."""
    return vault.blind_index(f"party.id_number/{id_number}") if id_number else None


def _about(member: str, item: str) -> bytes:
    return f"party.member/{member}/{item}".encode()
