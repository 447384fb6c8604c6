"""The standard in the reader's language: the same numbers, said in other words."""

from dataclasses import replace
from functools import cache

from django.utils import translation
from django.utils.translation import gettext

from zhibu.core.standard import Item, Standard

SOURCE = "zh-hans"  # what the file is written in


def in_words_of_reader(standard: Standard) -> Standard:
    """Return a standard whose titles, evidence, articles and hints read in the present language."""
    language = translation.get_language() or SOURCE
    return standard if language == SOURCE else _translated(standard, language)


@cache
def _translated(standard: Standard, _language: str) -> Standard:
    return replace(
        standard,
        title=gettext(standard.title),
        sections=tuple(replace(one, title=gettext(one.title)) for one in standard.sections),
        items=tuple(_item(one) for one in standard.items),
        classes={
            key: replace(one, title=gettext(one.title)) for key, one in standard.classes.items()
        },
        vetoes=tuple(replace(one, title=gettext(one.title)) for one in standard.vetoes),
    )


def _item(item: Item) -> Item:
    return replace(
        item,
        title=gettext(item.title),
        evidence=gettext(item.evidence),
        basis=replace(item.basis, text=gettext(item.basis.text)),
        hint=replace(item.hint, words=gettext(item.hint.words)),
    )
