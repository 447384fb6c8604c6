"""Asking witnesses to cosign what was published, and giving them the leaves to keep."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from zhibu.core import strict
from zhibu.core.checkpoint import Checkpoint as Head
from zhibu.core.notes import Note, Verifier
from zhibu.core.policy import Witness
from zhibu.journal import tree
from zhibu.notary import alarms, checkpoints
from zhibu.notary.alarms import Danger
from zhibu.notary.witnesses import roster, wire
from zhibu.notary.witnesses.asking import Answer, Ask, NoAnswerError, ask
from zhibu.notary.witnesses.lines import keep, known_size, latest_of

logger = logging.getLogger(__name__)

TRIES = 3
FRESH = timedelta(hours=20)  # how old a cosignature may be before the same head is shown again
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
BATCHES = 40  # of leaves in one visit
SIZE = "text/x.tlog.size"


class Outcome(StrEnum):
    """How a visit ended."""

    COSIGNED = "cosigned"
    AWAY = "away"
    REFUSED = "refused"
    DISAGREES = "disagrees"


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of asking a witness: how it ended, at which size, and what was said."""

    outcome: Outcome
    size: int
    told: str = ""


def visit(witness: Witness, head: Note, *, at: datetime, ask: Ask = ask) -> Visit:
    """Ask a witness to cosign a published head, and keep its line.

    Where the witness begins at another size than we thought, the proof is made again from there.
    Sounds the alarm where it knows a tree that is not ours: larger than the journal, another one
    at the same size, or one that ours does not continue.
    """
    size = Head.parse(head.text).size
    old = min(known_size(witness.verifier), size)
    for _ in range(TRIES):
        try:
            answer = ask(_address(witness, "add-checkpoint"), wire.request(old, head))
        except NoAnswerError as fault:
            return Visit(Outcome.AWAY, size, str(fault))
        if answer.status != 409 or answer.kind != SIZE:  # noqa: PLR2004
            return _closed(witness, head, answer, at=at)
        told = _size_in(answer)
        if told is None or told > size or told == old:
            return _disagreeing(witness, size, told, at=at, old=old)
        old = told
    return Visit(Outcome.REFUSED, size, "409 again and again")


def _closed(witness: Witness, head: Note, answer: Answer, *, at: datetime) -> Visit:
    size = Head.parse(head.text).size
    told = answer.body[:200].decode("utf-8", "replace").strip()
    if answer.status == 422:  # noqa: PLR2004
        alarms.sound(Danger.WITNESS, at, witness=witness.petname, size=size, answer=told)
        return Visit(Outcome.DISAGREES, size, told)
    if answer.status != 200:  # noqa: PLR2004
        return Visit(Outcome.REFUSED, size, f"{answer.status} {told}")
    if not _take(witness.verifier, head, answer.body):
        return Visit(Outcome.REFUSED, size, "no cosignature of its key in the answer")
    alarms.still(Danger.WITNESS, witness=witness.petname)
    return Visit(Outcome.COSIGNED, size)


def _disagreeing(witness: Witness, size: int, told: int | None, *, at: datetime, old: int) -> Visit:
    """Tell a witness ahead of what we published from one ahead of all we have."""
    if told is None:
        return Visit(Outcome.REFUSED, size, "409 without a size")
    if told == size == old or told > tree.size():
        alarms.sound(Danger.WITNESS, at, witness=witness.petname, size=size, known=told)
        return Visit(Outcome.DISAGREES, size, f"knows {told}")
    return Visit(Outcome.REFUSED, size, f"knows {told}, which is not published yet")


def _take(verifier: Verifier, head: Note, body: bytes) -> bool:
    """Keep the witness's lines in an answer; lines of other keys are passed over."""
    size = Head.parse(head.text).size
    try:
        text = strict.text_of(body, 16 * 1024)
    except strict.Fault:
        return False
    taken = False
    for line in text.splitlines(keepends=True):
        taken |= keep(verifier, Note(head.text, ()), line, size=size)
    return taken


def _size_in(answer: Answer) -> int | None:
    try:
        return strict.whole(answer.body.decode("ascii").removesuffix("\n"))
    except (UnicodeDecodeError, strict.Fault):
        return None


def _address(witness: Witness, path: str) -> str:
    return f"{(witness.url or '').rstrip('/')}/{path}"


def push(witness: Witness, size: int, *, first: int = 0, ask: Ask = ask) -> int:
    """Give a witness the leaves it lacks below a size it cosigned; return how many it holds.

    A bounded number of batches; a witness that keeps no leaves (404) holds none.
    Raises NoAnswerError.
    """
    origin = Head.parse(checkpoints_note(size).text).origin
    held = first
    for _ in range(BATCHES):
        if held >= size:
            break
        answer = ask(_address(witness, f"mirror/{origin}"), wire.batch(held, size))
        told = _size_in(answer)
        if answer.status not in {200, 409} or told is None or told == held:
            break
        held = told
    return held


def checkpoints_note(size: int) -> Note:
    """Return the note published at a size. Raises LookupError where there is none."""
    found = checkpoints.published_at(size)
    if found is None:
        raise LookupError(f"no head was published at {size}")
    return found.note


@dataclass
class Rounds:
    """The worker's visits to all witnesses, each when it is due; what failed waits longer."""

    ask: Ask = ask
    _pauses: dict[str, timedelta] = field(default_factory=dict)
    _next: dict[str, datetime] = field(default_factory=dict)
    _held: dict[str, int] = field(default_factory=dict)

    def go(self, at: datetime) -> list[Visit]:
        """Visit every witness that is due and return what came of it."""
        latest = checkpoints.latest_published()
        if latest is None:
            return []
        due = [one for one in roster.configured() if one.url and self._is_due(one, latest.size, at)]
        return [self._visited(one, latest.note, at) for one in due]

    def _is_due(self, witness: Witness, size: int, at: datetime) -> bool:
        if at < self._next.get(witness.verifier.spelled, at):
            return False
        known = latest_of(witness.verifier)
        return known is None or known.size < size or at - known.at > FRESH or self._lacks(witness)

    def _lacks(self, witness: Witness) -> bool:
        held = self._held.get(witness.verifier.spelled)
        return held is not None and held < known_size(witness.verifier)

    def _visited(self, witness: Witness, head: Note, at: datetime) -> Visit:
        key = witness.verifier.spelled
        came = visit(witness, head, at=at, ask=self.ask)
        if came.outcome is Outcome.COSIGNED:
            self._pauses.pop(key, None)
            self._next.pop(key, None)
            self._push(witness, came.size)
            return came
        pause = min(self._pauses.get(key, FIRST_PAUSE / 2) * 2, LONGEST_PAUSE)
        self._pauses[key], self._next[key] = pause, at + pause
        logger.warning("witness %s %s: %s", witness.petname, came.outcome, came.told)
        return came

    def _push(self, witness: Witness, size: int) -> None:
        key = witness.verifier.spelled
        try:
            held = push(witness, size, first=self._held.get(key, 0), ask=self.ask)
        except NoAnswerError as fault:
            logger.warning("witness %s takes no leaves: %s", witness.petname, fault)
            return
        if held:
            self._held[key] = held
