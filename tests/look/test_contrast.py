"""Every text colour of the tokens can be read on every ground it stands on (WCAG 1.4.3)."""

import re
from pathlib import Path

import pytest

import zhibu.look

TOKENS = Path(zhibu.look.__file__).parent / "static/look/tokens.css"
ENOUGH = 4.5
TEXTS = {
    "ink": ("paper", "card", "sunk"),
    "soft": ("card", "sunk"),
    "mute": ("paper", "card", "sunk"),
    "red-ink": ("card", "paper", "red-ground", "red-soft"),
    "gold-ink": ("gold-ground", "card"),
    "green-ink": ("green-ground", "card"),
    "on-red": ("red", "red-deep"),
    "cell-ink": ("cell-on", "cell-late", "cell-missing", "cell-na"),
}


def modes() -> dict[str, dict[str, str]]:
    text = TOKENS.read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    read = {name: dict(re.findall(r"--([\w-]+): (#\w+);", part)) for name, part in
            (("light", light), ("dark", dark))}  # fmt: skip
    return {"light": read["light"], "dark": read["light"] | read["dark"]}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"), [(text, ground) for text, grounds in TEXTS.items() for ground in grounds]
)
def test_text_can_be_read_on_its_ground(mode, text, ground):
    colours = modes()[mode]

    assert contrast(colours[text], colours[ground]) >= ENOUGH


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(mode):
    colours = modes()[mode]

    assert contrast(colours["edge"], colours["card"]) >= 3
