"""Templates: they parse, hold no script or style of their own, and call nobody outside."""

import re

import pytest
from django.template.loader import get_template

from tests.house import sources

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)
OUTSIDE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import""")
each_template = pytest.mark.parametrize("path", sources.templates(), ids=sources.told)


@each_template
def test_a_template_parses(path):
    get_template(path.as_posix().partition("/templates/")[2])


@each_template
def test_a_template_keeps_to_the_content_security_policy(path):
    plain = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text("utf-8"))
    assert INLINE.findall(plain) == []


@each_template
def test_a_template_calls_nobody_outside(path):
    assert OUTSIDE.findall(path.read_text("utf-8")) == []


def test_static_files_call_nobody_outside():
    styles = list(sources.SOURCE.rglob("static/**/*.css"))
    calling = {sources.told(path): OUTSIDE.findall(path.read_text("utf-8")) for path in styles}
    assert {place: found for place, found in calling.items() if found} == {}


def test_every_template_is_used():
    words = "\n".join(
        path.read_text("utf-8") for path in [*sources.modules(), *sources.templates()]
    )
    unused = [
        name
        for path in sources.templates()
        if (name := path.as_posix().partition("/templates/")[2]) not in words
        if not is_called_by_name(name, words)
    ]
    assert unused == []


def is_called_by_name(name: str, words: str) -> bool:
    """Say whether Django takes the template by its name alone: errors, components."""
    if re.fullmatch(r"\d{3}(_csrf)?\.html", name):
        return True
    component = name.removeprefix("cotton/").removesuffix(".html").replace("_", "-")
    return name.startswith("cotton/") and f"<c-{component.replace('/', '.')}" in words
