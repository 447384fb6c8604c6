"""The witness's own key: made once, its owner's alone, used for nothing but cosigning."""

import os
import secrets
from pathlib import Path

from zhibu.core.notes import COSIGNATURE, Signer
from zhibu.core.refusal import Refusal
from zhibu.witness.words import _

SEED = 32
_OTHERS = 0o077


class CannotKeep(Refusal):
    """The key or its folder is not as it must be."""


def signer_in(folder: Path, name: str = "") -> Signer:
    """Return what signs for the witness in this folder; the first call makes its key.

    ``name`` is needed the first time and may not change afterwards: others trust name and key.
    Raises CannotKeep where it is missing or another, or the key lies open to others.
    """
    kept = folder / "name.txt"
    if not kept.exists():
        _begin(folder, name)
    known = kept.read_text("utf-8").strip()
    if name and name != known:
        raise CannotKeep(
            _("这个文件夹属于见证机“%(known)s”，不能改名为“%(name)s”。请用原名，或换一个文件夹。")
            % {"known": known, "name": name}
        )
    return Signer.of_seed(known, _seed(folder / "witness.seed"), COSIGNATURE)


def _begin(folder: Path, name: str) -> None:
    if not name or len(name) > 200 or any(mark.isspace() or mark == "+" for mark in name):  # noqa: PLR2004
        raise CannotKeep(
            _("请用 --name 给见证机起名，如 committee.example/witness，不含空格和加号。")
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder / "witness.seed", secrets.token_bytes(SEED))
    _write(folder / "name.txt", f"{name}\n".encode())


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _seed(path: Path) -> bytes:
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise CannotKeep(
            _("%(path)s 别人也能读，已停用。请先查明谁读过，再用 chmod 600 收紧。") % {"path": path}
        )
    seed = path.read_bytes()
    if len(seed) != SEED:
        raise CannotKeep(_("%(path)s 不是 32 字节的密钥，可能已损坏。") % {"path": path})
    return seed
