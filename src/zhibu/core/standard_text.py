"""Reads the house's data files: the small, safe part of YAML.

Every scalar is a string and the schema decides its type, so ``no`` and ``010`` stay what was
written. Doubled keys, aliases, anchors, tags and deep nesting are refused before anything is built.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import yaml

from zhibu.core.standard_fault import Lesson, StandardFault

LARGEST = 512 * 1024
DEEPEST = 8
LONGEST = 2_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"-?[0-9]{1,7}")
_POINTS = re.compile(r"([0-9]{1,5})(?:\.([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class Node:
    """A text, a list or a mapping, and where it stands."""

    file: str
    line: int
    held: "str | list[Node] | dict[str, Node]"

    def fault(self, code: str, *, among: Iterable[str] = (), **told: object) -> StandardFault:
        """Return a fault at this place, with the nearest of the known words as a suggestion."""
        return StandardFault(self.file, self.line, Lesson(code, told, tuple(among)))

    def text(self, *, most: int = LONGEST) -> str:
        """Return the text. Raises StandardFault for a list, a mapping, an empty or a long text."""
        if not isinstance(self.held, str):
            raise self.fault("text_expected")
        if not self.held.strip():
            raise self.fault("text_empty")
        if len(self.held) > most:
            raise self.fault("text_long", most=most)
        return self.held

    def choice(self, allowed: Iterable[str]) -> str:
        """Return one of the allowed words."""
        word, words = self.text(), tuple(allowed)
        if word not in words:
            raise self.fault("not_a_choice", among=words, value=word, words="、".join(words))
        return word

    def whole(self, *, least: int = 0, most: int = 1_000_000) -> int:
        """Return a whole number within bounds."""
        return self.number_in(self.text(), least=least, most=most)

    def number_in(self, text: str, *, least: int, most: int) -> int:
        """Return the whole number that a text of this place spells."""
        spelled = _WHOLE.fullmatch(text)
        if spelled is None or not least <= int(text) <= most:
            raise self.fault("not_a_number", value=text[:40], least=least, most=most)
        return int(text)

    def cents(self) -> int:
        """Return points as hundredths: ``0.75`` is 75."""
        spelled = _POINTS.fullmatch(self.text())
        if spelled is None:
            raise self.fault("not_points", value=self.text()[:40])
        return int(spelled[1]) * 100 + int((spelled[2] or "0").ljust(2, "0"))

    def signed_cents(self) -> int:
        """Return points that may be negative: ``-3`` is -300."""
        if not self.text().startswith("-"):
            return self.cents()
        return -replace(self, held=self.text()[1:]).cents()

    def day(self) -> date:
        """Return the day a text spells as yyyy-mm-dd."""
        try:
            return date.fromisoformat(self.text())
        except ValueError as fault:
            raise self.fault("not_a_date", value=self.text()[:40]) from fault

    def flag(self) -> bool:
        """Return whether a text says yes."""
        return self.choice(("yes", "no")) == "yes"

    def listed(self) -> "list[Node]":
        """Return the nodes of a list."""
        if not isinstance(self.held, list):
            raise self.fault("list_expected")
        return self.held

    def entries(self) -> "dict[str, Node]":
        """Return the nodes of a mapping whose keys are free."""
        if not isinstance(self.held, dict):
            raise self.fault("mapping_expected")
        return self.held

    def fields(self, *, required: Sequence[str], optional: Sequence[str] = ()) -> "dict[str, Node]":
        """Return the nodes of a mapping whose keys are known.

        Raises StandardFault for a key that is missing or unknown.
        """
        found, known = self.entries(), (*required, *optional)
        for key, node in found.items():
            if key not in known:
                raise node.fault("key_unknown", among=known, value=key[:80])
        for key in required:
            if key not in found:
                raise self.fault("key_missing", value=key)
        return found


def parse(text: str, filename: str) -> Node:
    """Read a text into nodes. Raises StandardFault with file and line for whatever is not plain."""
    if len(text) > LARGEST:
        raise StandardFault(filename, 1, Lesson("too_large", {"most": LARGEST // 1024}))
    builder = _Builder(filename)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as fault:
        line = min(_line(fault.problem_mark), len(text.splitlines()))
        raise StandardFault(filename, line, Lesson("not_yaml")) from fault
    except (yaml.YAMLError, UnicodeError) as fault:
        raise StandardFault(filename, 1, Lesson("not_yaml")) from fault
    return builder.whole()


def _line(mark: object) -> int:
    """Return the line of a mark, whose class depends on whether libyaml is there."""
    return int(getattr(mark, "line", 0)) + 1


class _Builder:
    """Turns YAML events into nodes, with a stack of its own so that depth cannot exhaust ours."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.open: list[Node] = []
        self.keys: list[str | None] = []
        self.root: Node | None = None

    def take(self, event: yaml.Event) -> None:
        line = _line(event.start_mark)
        if isinstance(event, yaml.NodeEvent):
            self._refuse_clever(event, line)
        if isinstance(event, yaml.DocumentStartEvent):
            self._refuse_directives(event, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._take_scalar(Node(self.filename, line, event.value))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(Node(self.filename, line, []))
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(Node(self.filename, line, {}))
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
            self.keys.pop()

    def whole(self) -> Node:
        if self.root is None:
            raise StandardFault(self.filename, 1, Lesson("empty"))
        return self.root

    def _take_scalar(self, node: Node) -> None:
        if self.open and isinstance(self.open[-1].held, dict) and self.keys[-1] is None:
            self._take_key(node, self.open[-1].held)
        else:
            self._place(node)

    def _take_key(self, node: Node, mapping: dict[str, Node]) -> None:
        key = node.text(most=120)
        if key in mapping:
            raise node.fault("key_doubled", value=key)
        self.keys[-1] = key

    def _open(self, node: Node) -> None:
        if len(self.open) >= DEEPEST:
            raise node.fault("too_deep", most=DEEPEST)
        self._place(node)
        self.open.append(node)
        self.keys.append(None)

    def _place(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        holder, key = self.open[-1].held, self.keys[-1]
        if isinstance(holder, list):
            holder.append(node)
        elif isinstance(holder, dict) and key is not None:
            holder[key] = node
            self.keys[-1] = None
        else:
            raise node.fault("text_expected")

    def _refuse_clever(self, event: yaml.NodeEvent, line: int) -> None:
        place = Node(self.filename, line, "")
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise place.fault("alias")
        if getattr(event, "tag", None) is not None:
            raise place.fault("tag")

    def _refuse_directives(self, event: yaml.DocumentStartEvent, line: int) -> None:
        if self.root is not None or event.version or event.tags:
            raise Node(self.filename, line, "").fault("one_document")
