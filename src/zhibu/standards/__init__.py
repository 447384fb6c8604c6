"""Regulations as data: standards, fact names, calendars, rates, kinds of meetings."""

from importlib import resources


def text(name: str) -> str:
    """Return the text of a data file, for example ``text("facts.yaml")``."""
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
