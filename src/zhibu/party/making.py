"""What takes longer than a page may: done beside it, while a page tells how far it is.

How far lies in a small file and what was made sealed beside it, in a folder of their own, so that
every process of the machine knows. Only the account that asked is told; after an hour it is gone.
"""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import translation
from django.utils.translation import gettext as _

from zhibu.core.ids import is_id, new_id
from zhibu.core.refusal import Refusal
from zhibu.journal import vault

KEPT = timedelta(hours=1)
STALLED = timedelta(minutes=10)
_at_once = threading.BoundedSemaphore(2)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it: a file, or words and the address where it can be seen."""

    name: str = ""
    content: bytes = b""
    goes: str = ""
    words: str = ""
    leaf: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: by whom, under which title, and the page to go back to."""

    account: str
    title: str
    back: str
    key: str
    total: int


@dataclass(frozen=True, slots=True)
class Making:
    """How far something is; ``state`` is waiting, made or failed, with words why."""

    uid: str
    account: str
    title: str
    back: str
    key: str
    begun_at: str
    done: int
    total: int
    state: str = "waiting"
    words: str = ""
    name: str = ""
    goes: str = ""
    leaf: str = ""

    def stalled_at(self, at: datetime) -> bool:
        """Say whether nothing will come of it any more: its process is gone."""
        return self.state == "waiting" and at - datetime.fromisoformat(self.begun_at) > STALLED


def begin(asked: Asked, make: Callable[[Progress], Made], *, at: datetime) -> str:
    """Begin to make something beside the page and return its identity.

    Whoever asks again for what is on its way is told of that. ``make`` is given a function to say
    how far it is; what it refuses is kept in words.
    """
    for one in _swept(at):
        same = (one.account, one.key) == (asked.account, asked.key)
        if same and one.state == "waiting" and not one.stalled_at(at):
            return one.uid
    told = asdict(asked)
    making = Making(uid=new_id("d"), begun_at=at.isoformat(), done=0, **told)
    _write(making)
    language = translation.get_language()
    work = threading.Thread(target=_beside, args=(making, make, language), daemon=False)
    work.start()
    return making.uid


def found(uid: str, account: str) -> Making | None:
    """Return how far something is, for who asked for it."""
    making = _read(_place(uid)) if is_id(uid, "d") else None
    return making if making and making.account == account else None


def content_of(making: Making) -> bytes:
    """Return what was made. Raises OSError where it is gone."""
    return vault.unseal(_place(making.uid, ".made").read_bytes(), about=_about(making.uid))


def _beside(making: Making, make: Callable[[Progress], Made], language: str | None) -> None:
    def progress(done: int, total: int) -> None:
        _write(replace(making, done=done, total=total))

    failed = replace(making, state="failed")
    try:
        with _at_once, translation.override(language):
            made = make(progress)
            _keep(making, made)
    except Refusal as refusal:
        _write(replace(failed, words=str(refusal.words)))
    except BaseException:
        _write(replace(failed, words=_("没有做成，请再试一次。")))
        raise
    finally:
        connections.close_all()


def _keep(making: Making, made: Made) -> None:
    if made.name:
        sealed = vault.seal(made.content, about=_about(making.uid))
        _put(_place(making.uid, ".made"), sealed)
    total = making.total
    now = replace(making, done=total, state="made", words=made.words)
    _write(replace(now, name=made.name, goes=made.goes, leaf=made.leaf))


def _swept(at: datetime) -> Iterator[Making]:
    """Yield what is on its way or was made; what is older than an hour is let go."""
    for path in sorted(_folder().glob("d_*.json")):
        one = _read(path)
        if one is None or at - datetime.fromisoformat(one.begun_at) > KEPT:
            path.unlink(missing_ok=True)
            path.with_suffix(".made").unlink(missing_ok=True)
        else:
            yield one


def forget_all() -> None:
    """Let go of everything that was made: what it says may have been erased since."""
    for path in _folder().glob("d_*.*"):
        path.unlink(missing_ok=True)


def _write(making: Making) -> None:
    _put(_place(making.uid), json.dumps(asdict(making), ensure_ascii=False).encode())


def _read(path: Path) -> Making | None:
    try:
        return Making(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _put(path: Path, data: bytes) -> None:
    half = path.with_name(path.name + ".half")
    half.touch(mode=0o600)
    half.write_bytes(data)
    half.replace(path)


def _place(uid: str, ending: str = ".json") -> Path:
    return _folder() / f"{uid}{ending}"


def _folder() -> Path:
    folder = Path(settings.DATA) / "making"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _about(uid: str) -> bytes:
    return f"party.making\n{uid}".encode()
