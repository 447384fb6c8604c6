"""Every table and every record kind is explained in the glossary."""

import re

from django.apps import apps

from tests.house import sources

GLOSSARY = (sources.ROOT / "docs" / "glossary.md").read_text("utf-8")


def test_every_table_is_in_the_glossary():
    ours = [m.__name__ for m in apps.get_models() if m.__module__.startswith("zhibu.")]
    assert [name for name in ours if not re.search(rf"\b{name}\b", GLOSSARY)] == []


def test_every_kind_is_explained_by_its_table_or_its_name():
    rooms = {kind.name.split(".")[0] for kind in sources.kinds_of_the_house()}
    explained = set(re.findall(r"`([a-z_]+)\.[a-z_]+`", GLOSSARY)) | {"genesis"}
    assert rooms <= explained


def test_the_glossary_names_no_kind_that_is_not_there():
    known = {kind.name for kind in sources.kinds_of_the_house()}
    named = set(re.findall(r"kinds? `([a-z_.]+)`(?:, `([a-z_.]+)`)?", GLOSSARY))
    assert {name for pair in named for name in pair if name} - known == set()
