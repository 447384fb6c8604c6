"""Fetch the few foreign assets, pinned, and write them beside their manifest.

Run by hand when a version changes; the results are committed, so neither node nor npm is needed to
install, run or test. Needs npm (only `npm pack`), nothing else.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "src/zhibu/look/static/look/vendor"
PACKAGE, VERSION, LICENCE = "lucide-static", "1.62.0", "ISC"
ICONS_IN_USE = """
    arrow-right book-open building-2 calendar-check calendar-plus check chevron-left chevron-right
    circle-help clipboard-check clock coins copy download eye file-text history house info languages
    layout-dashboard lock log-in log-out menu message-square-warning network paperclip pencil plus
    printer search send settings shield-check trash-2 triangle-alert undo-2 upload user users x
"""


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def fetch(package: str, version: str, folder: Path) -> bytes:
    command = ["npm", "pack", f"{package}@{version}", "--silent", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words only
    return next(folder.glob("*.tgz")).read_bytes()


def symbol(name: str, svg: str) -> str:
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if inner is None:
        sys.exit(f"{name}.svg holds no drawing.")
    drawing = re.sub(r"\s+", " ", inner[1]).replace("> <", "><").replace(" />", "/>").strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>'


def sprite_of(archive: Path) -> tuple[bytes, bytes]:
    """Return the sprite of the icons in use, and the licence text of the package."""
    with tarfile.open(archive) as box:

        def read(path: str) -> str:
            member = box.extractfile(f"package/{path}")
            if member is None:
                sys.exit(f"{path} is missing from the package.")
            return member.read().decode()

        symbols = [symbol(name, read(f"icons/{name}.svg")) for name in ICONS_IN_USE.split()]
        licence = read("LICENSE").encode()
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    return sprite.encode(), licence


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        tarball = fetch(PACKAGE, VERSION, Path(name))
        sprite, licence = sprite_of(next(Path(name).glob("*.tgz")))
    VENDOR.mkdir(parents=True, exist_ok=True)
    written = {"icons.svg": sprite, "icons.LICENSE.txt": licence}
    for path, content in written.items():
        (VENDOR / path).write_bytes(content)
    manifest = {
        "package": PACKAGE,
        "version": VERSION,
        "licence": LICENCE,
        "sha256": digest(tarball),
        "files": {path: digest(content) for path, content in written.items()},
    }
    text = json.dumps([manifest], indent=2) + "\n"
    (VENDOR / "manifest.json").write_text(text, encoding="utf-8")
    sys.stdout.write(f"Vendored {len(ICONS_IN_USE.split())} icons of {PACKAGE} {VERSION}.\n")


if __name__ == "__main__":
    main()
