"""Doing what was approved: leaf, payload, room and files, in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from zhibu.core.leaf import read_bytes
from zhibu.journal import entering, kinds, log, payloads, reading, replay
from zhibu.journal.backends import changing
from zhibu.journal.erasing.choosing import choices_of, kind_of
from zhibu.journal.erasing.telling import Request
from zhibu.journal.kinds import Kind
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.journal.models import Payload
from zhibu.journal.opened import Opened
from zhibu.journal.records import Erased, GivenBack, Ground, Target, Withheld

Forgetter = Callable[[Sequence[str]], None]
forgetters: list[Forgetter] = []

_DONE: dict[Ground, tuple[type[Erased | Withheld | GivenBack], Op]] = {
    Ground.ERASE: (Erased, Op.ERASE),
    Ground.RESTRICT: (Withheld, Op.SEAL),
    Ground.RETAIN_UNTIL: (Withheld, Op.SEAL),
    Ground.GIVE_BACK: (GivenBack, Op.SEAL),
}


def on_erased(forgetter: Forgetter) -> Forgetter:
    """Call the decorated function with every text that was erased: for what is no record.

    Drafts and the like may hold the same; they are to hold it no more when the function returns.
    """
    forgetters.append(forgetter)
    return forgetter


def carry_out(asked: Request, *, approvers: tuple[str, ...], hand: Hand) -> None:
    """Do to every version what was asked, and tell the room again."""
    texts, files = [], []
    for target in asked.asked.targets:
        lh = read_bytes(target.lh)
        chosen = [one for one in choices_of(lh) if one.place in target.places]
        texts += [text for one in chosen for text in _texts(one.value)]
        files += [one.value for one in chosen if one.name == "file" and one.value]
        act = _enter(asked, target, approvers=approvers, hand=hand)
        _change(lh, target, asked.asked.ground, act=act.lh)
    _tell_again(asked)
    if asked.asked.ground is Ground.ERASE:
        _forget_files(asked.about, files)
        for forgetter in forgetters:
            forgetter([text for text in texts if len(text) > 1])


def _enter(asked: Request, target: Target, *, approvers: tuple[str, ...], hand: Hand) -> Leaf:
    record, op = _DONE[asked.asked.ground]
    done = record(
        request=asked.rec, target=target.lh, places=target.places, names=target.names,
        ground=asked.asked.ground, approvers=approvers, done_on=log.civil(hand.at),
        until=asked.asked.until,
    )  # fmt: skip
    return log.append(done, unit=asked.unit, op=op, supersedes=read_bytes(target.lh), **hand.told)


def _change(lh: bytes, target: Target, ground: Ground, *, act: bytes) -> None:
    opened = reading.opened_of(lh)
    changed = _changed(opened, target.places, ground)
    names = payloads.hidden_names(kind_of(opened))
    changing.change(changed.row(names, restricted=reading.leaf_of(lh).restricted), act=act)


def _changed(opened: Opened, places: Sequence[int], ground: Ground) -> Opened:
    if ground is Ground.ERASE:
        return opened.without(places)
    if ground is Ground.GIVE_BACK:
        return opened.giving_back(places)
    return opened.withholding(places)


def _tell_again(asked: Request) -> None:
    """Let the room hold what the record says now; a room that cannot is replayed."""
    versions = reading.versions_of(asked.rec_of_target)
    standing = next(leaf for leaf in reversed(versions) if leaf.op is not Op.WITHDRAW)
    kind = reading.kind_of(standing)
    if kind.retell is None:
        replay.replay(kind.record.__module__.split(".")[1])
        return
    kind.retell(reading.record_of(standing), standing)
    if versions[-1].op is Op.WITHDRAW:
        entering.tell(kind, [(reading.record_of(standing), versions[-1])])


def _forget_files(about: Leaf, files: Sequence[dict[str, Any]]) -> None:
    """Have the room forget the bytes of files that no record of the unit lists any more."""
    kind = kinds.latest(about.kind)
    if not files or not kind.forget or not about.unit:
        return
    kept = set(_files_of(about.unit, kind))
    gone = {file["id"]: file for file in files if file["id"] not in kept}
    kind.forget([*gone.values()])


def _files_of(unit: str, kind: Kind) -> Iterator[str]:
    hashes = [leaf.lh for leaf in reading.leaves_about([unit], named=kind.name)]
    for row in Payload.objects.filter(lh__in=hashes).iterator() if hashes else ():
        parts = payloads.unpack(bytes(row.parts), bytes(row.sealed or b""), bytes(row.lh))
        yield from (part[1]["id"] for part in parts if part[0] == "file")


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
