"""Text as people type it: what is folded silently, and what must not pass."""

import re
import unicodedata
from functools import lru_cache

_BRACKETS = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
_TRIM = re.compile(r"^[*:;,.、，。★]+|[*:;,.、，。★]+$|[/、及]")
_SPACES = re.compile(r"\s+")
_INVISIBLE = frozenset({"Cf", "Cc", "Zl", "Zp", "Cs"})
_DOTS = re.compile("[•・‧∙⋅.．]")
_NAME = re.compile(r"[㐀-鿿豈-﫿〇\U00020000-\U0003FFFF·A-Za-z\uE000-\uF8FF⺀-⿟ '\-]+")


def fold(text: str) -> str:
    """Return a text with full-width forms as plain ones and no space around it."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def squeeze(text: str) -> str:
    """Return a folded text without any space."""
    return "".join(fold(text).split())


@lru_cache(maxsize=20_000)
def header_key(text: str) -> str:
    """Return what a header is compared by: folded, without spaces, brackets and marks."""
    bare = _BRACKETS.sub("", squeeze(text)) or squeeze(text)
    return _TRIM.sub("", bare) or bare


def plain(text: str) -> str:
    """Return running text as it is stored: NFC, control characters as spaces, trimmed."""
    if text.isprintable():
        return unicodedata.normalize("NFC", text).strip()
    kept = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} and sign != "\n" else sign
        for sign in unicodedata.normalize("NFC", text)
    )
    return kept.strip()


def hidden_signs(text: str) -> list[str]:
    """Return the invisible and direction-changing characters in a text, as U+XXXX."""
    inside = text.strip(" \t\r\n\u3000\xa0")
    if inside.isprintable():
        return []
    found = {s for s in inside if unicodedata.category(s) in _INVISIBLE and s not in "\t\r\n"}
    return sorted(f"U+{ord(sign):04X}" for sign in found)


def person(text: str) -> str:
    """Return a person's name as it is stored and compared: no padding, one kind of dot."""
    name = unicodedata.normalize("NFC", text)
    name = "".join(
        unicodedata.normalize("NFKC", s) if "⺀" <= s <= "⿟" or "！" <= s <= "～" else s
        for s in name
    )
    name = _SPACES.sub(" ", name).strip()
    name = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", name)
    return _DOTS.sub("·", name)


def is_person(name: str) -> bool:
    """Say whether a tidied text can be a person's name."""
    return _NAME.fullmatch(name) is not None and any(s.isalpha() or s >= "\ue000" for s in name)


def private_signs(text: str) -> list[str]:
    """Return the private-use characters of a text: they show differently on every machine."""
    if text.isprintable():
        return []
    return sorted({f"U+{ord(s):04X}" for s in text if unicodedata.category(s) == "Co"})


def unit_key(name: str) -> str:
    """Return what names of organizations are compared by."""
    key = re.sub(r"[“”\"'《》]", "", squeeze(name))
    key = re.sub(r"^(中国共产党|中共)", "", key)
    key = key.replace("支部委员会", "支部").replace("总支部", "总支")
    return key.replace("党支部", "支部").replace("党总支", "总支")
