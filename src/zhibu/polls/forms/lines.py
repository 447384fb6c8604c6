"""Lines of text as rubrics have them: words and a number, ``组织生活有质量，60``."""

import re
from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST_LINE, MOST_LINES = 200, 60
_NUMBERED = re.compile(r"(?P<words>.*?\S)[\s，,：:、]*?(?P<number>\d{1,4})\s*[分%％]?")
_BREAKS = re.compile(r"[，,；;、\n]+")


class Refusable(forms.Form):
    """A form that can take a refusal."""

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside its field, or above all of them."""
        self.add_error(field if field in self.fields else None, str(words))


def lines_of(text: str) -> list[str]:
    """Return the lines that say something. Raises ValidationError for too many or too long ones."""
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if len(found) > MOST_LINES or any(len(line) > LONGEST_LINE for line in found):
        raise ValidationError(
            _("最多 %(lines)d 行，每行最多 %(long)d 字。")
            % {"lines": MOST_LINES, "long": LONGEST_LINE}
        )
    return found


def numbered(line: str) -> tuple[str, int]:
    """Return a line's words and its number. Raises ValidationError naming the line."""
    found = _NUMBERED.fullmatch(line)
    if not found:
        raise ValidationError(
            _("“%(line)s”看不出分值。请先写内容，再写数，如：组织生活有质量，60") % {"line": line}
        )
    return found["words"].rstrip(" ，,：:、"), int(found["number"])


def graded(text: str) -> Iterator[tuple[str, int]]:
    """Yield choices and their worth in 1/10,000 from ``好 100，较好 80``."""
    for part in _BREAKS.split(text):
        if part.strip():
            title, percent = numbered(part.strip())
            yield title, percent * 100
