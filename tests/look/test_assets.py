"""What is shipped: small, our own, and what is foreign is written down."""

import hashlib
import json
import re
from pathlib import Path

import pytest

import zhibu
import zhibu.look

SOURCE = Path(zhibu.__file__).parent
LOOK = Path(zhibu.look.__file__).parent
VENDOR = LOOK / "static/look/vendor"
ICON = re.compile(r'{% icon "([\w-]+)"|\bicon="([\w-]+)"')


def test_the_manifest_names_every_foreign_file_with_its_digest_and_licence():
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    files = {path: digest for package in manifest for path, digest in package["files"].items()}

    assert all(package["licence"] and package["version"] for package in manifest)
    assert files == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.name != "manifest.json"
    }


def test_every_icon_that_a_template_asks_for_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "icons.svg").read_text()))
    asked = {
        one or other
        for template in SOURCE.rglob("templates/**/*.html")
        for one, other in ICON.findall(template.read_text())
    }

    assert asked <= drawn


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("templates/**/*.html")), ids=lambda p: p.name)
def test_no_template_holds_inline_style_or_script(path):
    text = path.read_text()

    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|javascript:", text)
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", text)
