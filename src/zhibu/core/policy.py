"""Trust policies (C2SP tlog-policy): whose logs, which witnesses, and how many of them suffice.

A checkpoint is believed when one of the logs signed it under its own origin and the quorum of
witnesses cosigned it. The policy must have come by another way than what it judges.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zhibu.core import notes, strict
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note, Verifier

LONGEST = 64 * 1024
NONE = "none"
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


class PolicyFault(strict.Fault):
    """A line that no policy may have, by its number from 1 (None for what is missing)."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness by the policy's own name for it, and where it may be asked (if told)."""

    petname: str
    verifier: Verifier
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """So many of the members must have witnessed."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a policy says of a checkpoint.

    ``signed``: a log signed it under its own origin. ``witnesses``: who cosigned it, and when (in
    seconds since 1970). ``met``: it is signed and the quorum is reached.
    """

    signed: bool
    witnesses: Mapping[str, int]
    met: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """Logs, witnesses, groups and the quorum's name (``none`` where no witness is asked for)."""

    log: tuple[Verifier, ...]
    witnesses: Mapping[str, Witness]
    groups: Mapping[str, Group]
    quorum: str

    @property
    def is_self_asserted(self) -> bool:
        """Say whether the log's own word suffices."""
        return self.quorum == NONE

    def judge(self, note: Note) -> Judgement:
        """Return what the policy says of a checkpoint's note.

        Raises NoteFault if the note is no checkpoint, or carries a bad signature of a log or
        witness named here.
        """
        origin = Checkpoint.parse(note.text).origin
        signatures = [note.is_signed_by(one) for one in self.log if one.name == origin]
        times = {name: note.cosigned_at(one.verifier) for name, one in self.witnesses.items()}
        present = {name: at for name, at in times.items() if at is not None}
        signed = any(signatures)
        return Judgement(signed, present, signed and self._is_reached(present))

    def _is_reached(self, present: Mapping[str, int]) -> bool:
        reached = {NONE, *present}
        for name, group in self.groups.items():  # each after its members, so none is met too early
            if len(reached.intersection(group.members)) >= group.needed:
                reached.add(name)
        return self.quorum in reached

    @classmethod
    def parse(cls, told: str | bytes) -> "Policy":
        """Return the policy that a text spells.

        Raises PolicyFault with the line: for one misspelled, a key or name used twice, a name not
        defined above, and a policy without exactly one quorum.
        """
        data = told.encode() if isinstance(told, str) else told
        try:
            text = strict.text_of(data.replace(b"\t", b" "), LONGEST)
        except strict.Fault as fault:
            raise PolicyFault(str(fault)) from fault
        reader = _Reader()
        for number, one in enumerate(text.split("\n"), 1):
            reader.read(one, number)
        if reader.quorum is None:
            raise PolicyFault("no quorum line; `quorum none` asks for no witness")
        return cls(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum)


class _Reader:
    """What the lines up to here have defined."""

    def __init__(self) -> None:
        self.logs: list[Verifier] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()
        self._number = 0

    def read(self, line: str, number: int) -> None:
        """Take one line."""
        self._number = number
        words = [one for one in line.split(" ") if one]
        if not words or words[0].startswith("#"):
            return
        known: dict[str, tuple[Callable[[Sequence[str]], None], range]] = {
            "log": (self._log, range(1, 3)),
            "witness": (self._witness, range(2, 4)),
            "group": (self._group, range(3, LONGEST)),
            "quorum": (self._quorum, range(1, 2)),
        }
        if words[0] not in known:
            raise self._fault(f"{words[0]!r} is not log, witness, group or quorum")
        take, lengths = known[words[0]]
        if len(words) - 1 not in lengths:
            raise self._fault(f"{len(words) - 1} words after {words[0]!r}")
        take(words[1:])

    def _log(self, words: Sequence[str]) -> None:
        found = self._key(words[0], notes.ED25519)
        if any(found.key == one.key for one in self.logs):
            raise self._fault("a log's key that was given before")
        self.logs.append(found)

    def _witness(self, words: Sequence[str]) -> None:
        name, spelled, *url = words
        self._check_new(name)
        found = self._key(spelled, notes.COSIGNATURE)
        if any(found.key == one.verifier.key for one in self.witnesses.values()):
            raise self._fault("a witness's key that was given before")
        self.witnesses[name] = Witness(name, found, url[0] if url else None)

    def _group(self, words: Sequence[str]) -> None:
        name, count, *members = words
        self._check_new(name)
        for one in members:
            self._check_known(one)
            if one in self._members:
                raise self._fault(f"{one!r} is a member already")
            self._members.add(one)
        count = {"any": "1", "all": str(len(members))}.get(count, count)
        if not _NUMBER.fullmatch(count) or int(count) > len(members):
            raise self._fault(f"{count!r} of {len(members)} members")
        self.groups[name] = Group(int(count), tuple(members))

    def _quorum(self, words: Sequence[str]) -> None:
        if self.quorum is not None:
            raise self._fault("a second quorum")
        if words[0] != NONE:
            self._check_known(words[0])
        self.quorum = words[0]

    def _key(self, spelled: str, kind: int) -> Verifier:
        try:
            found = Verifier.parse(spelled)
        except notes.NoteFault as fault:
            raise self._fault(fault.reason) from fault
        if found.kind != kind:
            raise self._fault(f"a key of kind {found.kind:#04x}, not {kind:#04x}")
        return found

    def _check_new(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise self._fault(f"the name {name!r} is taken")

    def _check_known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise self._fault(f"{name!r} was not defined above")

    def _fault(self, reason: str) -> PolicyFault:
        return PolicyFault(reason, self._number)
