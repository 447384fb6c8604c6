"""The standard in the reader's language: the same numbers, said in other words."""

from dataclasses import replace
from functools import cache

from django.utils import translation
from django.utils.translation import gettext

from zhibu.core.rules import Parted, Rule
from zhibu.core.standard import Item, Standard
from zhibu.core.standard_fault import FAULT_WORDS, StandardFault

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
        rubric=item.rubric and gettext(item.rubric),
        rule=_rule(item.rule),
    )


def _rule(rule: Rule) -> Rule:
    if not isinstance(rule, Parted):
        return rule
    return replace(rule, parts=tuple(replace(one, title=gettext(one.title)) for one in rule.parts))


def fault_words(fault: StandardFault) -> str:
    """Return where a standard's text is wrong, why, and what was perhaps meant."""
    told = FAULT_WORDS.get(fault.code)
    words = gettext(told) % fault.params if told else fault.words
    if not fault.suggestion:
        return gettext("第 %(line)d 行：%(words)s。") % {"line": fault.line, "words": words}
    return gettext("第 %(line)d 行：%(words)s；是否应为“%(meant)s”？") % {
        "line": fault.line, "words": words, "meant": fault.suggestion,
    }  # fmt: skip
