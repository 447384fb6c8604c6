"""The rules in force, read from data, in the reader's words."""

from functools import cache

from django.utils.translation import gettext as _

from zhibu import standards
from zhibu.scrutiny.detectors import documents, thresholds
from zhibu.scrutiny.detectors.documents import Catalogue
from zhibu.scrutiny.detectors.sweep import Grounds
from zhibu.scrutiny.detectors.thresholds import Rule, Thresholds

UNSURE = "A"


@cache
def in_force() -> Thresholds:
    """Return the rules with their thresholds."""
    return thresholds.load(standards.text("detectors.yaml"))


@cache
def catalogue() -> Catalogue:
    """Return the documents with their days."""
    return documents.load(standards.text("documents.yaml"))


def grounds() -> Grounds:
    """Return by what records are judged."""
    return Grounds(in_force(), catalogue())


def title_of(code: str) -> str:
    """Return what a rule is called; a rule of an older version goes by its number."""
    rule = in_force().rules.get(code)
    return _(rule.title) if rule else code


def words_of(rule: Rule) -> str:
    """Return a rule in words, with its thresholds in their places."""
    return _(rule.words).format(**rule.knobs)


def limits_of(rule: Rule) -> str:
    """Return where a rule ends, in words."""
    return _(rule.limits).format(**rule.knobs)
