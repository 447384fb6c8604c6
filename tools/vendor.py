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

# Bundled with these parts only, drawn as SVG; loaded by pages with charts and by no other.
CHARTS, CHARTS_VERSION, BUNDLER = "echarts", "6.1.0", "esbuild@0.28.2"
PARTS = """
export { init } from "echarts/core";
import { use } from "echarts/core";
import { BarChart, LineChart, RadarChart } from "echarts/charts";
import {
  AriaComponent, GridComponent, LegendComponent, MarkLineComponent, RadarComponent,
  TooltipComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
use([
  BarChart, LineChart, RadarChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent,
  RadarComponent, TooltipComponent, SVGRenderer,
]);
"""
# Swaps parts of a page as somebody types; loaded by the pages on which a standard is written.
SWAPS, SWAPS_VERSION = "htmx.org", "4.0.1"
VENDOR = Path(__file__).resolve().parent.parent / "src/zhibu/look/static/look/vendor"
PACKAGE, VERSION, LICENCE = "lucide-static", "1.62.0", "ISC"
ICONS_IN_USE = """
    arrow-right book-open building-2 calendar-check calendar-plus check chevron-left chevron-right
    circle-help clipboard-check clock coins copy download eye file-text history house info languages
    layout-dashboard lock log-in log-out menu message-square-warning network paperclip pencil plus
    printer search send settings shield-check trash-2 triangle-alert undo-2 upload user users x
    award bell briefcase chart-column flag gavel list-checks list-todo scale
    sliders-horizontal star vote
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


def charts() -> tuple[dict[str, object], dict[str, bytes]]:
    """Return the entry of the manifest and the files of the bundle of charts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tarball = fetch(CHARTS, CHARTS_VERSION, folder)
        (folder / "package.json").write_text("{}")
        (folder / "parts.js").write_text(PARTS)
        install = ["npm", "install", "--silent", f"{CHARTS}@{CHARTS_VERSION}", BUNDLER]
        subprocess.run(install, check=True, cwd=folder, stdout=subprocess.DEVNULL)  # noqa: S603
        bundle = ["npx", "esbuild", "parts.js", "--bundle", "--minify", "--format=iife",
                  "--global-name=echarts", "--target=es2022", "--legal-comments=none",
                  "--outfile=out.js", "--log-level=error"]  # fmt: skip
        subprocess.run(bundle, check=True, cwd=folder)  # noqa: S603 - fixed words only
        package = folder / "node_modules" / CHARTS
        licence = b"\n".join((package / part).read_bytes() for part in ("LICENSE", "NOTICE"))
        files = {"echarts.js": (folder / "out.js").read_bytes(), "echarts.LICENSE.txt": licence}
    return entry(CHARTS, CHARTS_VERSION, "Apache-2.0", tarball=tarball, files=files), files


def swaps() -> tuple[dict[str, object], dict[str, bytes]]:
    """Return the entry of the manifest and the files of htmx."""
    with tempfile.TemporaryDirectory() as name:
        tarball = fetch(SWAPS, SWAPS_VERSION, Path(name))
        with tarfile.open(next(Path(name).glob("*.tgz"))) as box:
            script = box.extractfile("package/dist/htmx.min.js")
            licence = box.extractfile("package/LICENSE")
            if script is None or licence is None:
                sys.exit("htmx is missing from its package.")
            plain = re.sub(rb"\n//# sourceMappingURL=.*", b"", script.read())
            files = {"htmx.js": plain, "htmx.LICENSE.txt": licence.read()}
    return entry(SWAPS, SWAPS_VERSION, "0BSD", tarball=tarball, files=files), files


def entry(
    package: str, version: str, licence: str, *, tarball: bytes, files: dict[str, bytes]
) -> dict[str, object]:
    return {
        "package": package,
        "version": version,
        "licence": licence,
        "sha256": digest(tarball),
        "files": {path: digest(content) for path, content in files.items()},
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        tarball = fetch(PACKAGE, VERSION, Path(name))
        sprite, licence = sprite_of(next(Path(name).glob("*.tgz")))
    VENDOR.mkdir(parents=True, exist_ok=True)
    icons = {"icons.svg": sprite, "icons.LICENSE.txt": licence}
    charted, bundle = charts()
    swapping, script = swaps()
    for path, content in {**icons, **bundle, **script}.items():
        (VENDOR / path).write_bytes(content)
    manifest = [entry(PACKAGE, VERSION, LICENCE, tarball=tarball, files=icons), charted, swapping]
    text = json.dumps(manifest, indent=2) + "\n"
    (VENDOR / "manifest.json").write_text(text, encoding="utf-8")
    sys.stdout.write(f"Vendored icons of {PACKAGE} {VERSION}, {CHARTS} {CHARTS_VERSION}, htmx.\n")


if __name__ == "__main__":
    main()
