"""The project's own Python environment: made once, brought up to date when a lock file changes."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from workshop.console import CannotGoOn, output_of, run, say

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
SCRIPTS = HOME / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
EVERY = 10  # packages between two lines of progress
TOLD = 20  # last lines of pip shown when it fails

NO_VENV = (
    "This Python cannot make virtual environments: its ensurepip is missing. Install it, on "
    "Debian and Ubuntu with: apt-get install python3-venv. Then run the same command again."
)
NO_PACKAGES = (
    "The packages could not be installed; pip says above why. Without a network, or behind a "
    "mirror, tell pip where to look (PIP_INDEX_URL or pip.conf), then run the same command again."
)
LAUNCHER = """#!{python}
import sys

from zhibu.__main__ import main

sys.exit(main())
"""


@dataclass(frozen=True)
class Lock:
    """A file of pinned packages, and the mark that says it is installed as it stands."""

    name: str

    @property
    def path(self) -> Path:
        return ROOT / "requirements" / f"{self.name}.txt"

    @property
    def mark(self) -> Path:
        return HOME / f"installed-{self.name}.txt"

    @property
    def is_installed(self) -> bool:
        return self.mark.exists() and self.mark.read_text("utf-8") == self.path.read_text("utf-8")


def prepare(name: str) -> Path:
    """Make sure the environment holds what ``requirements/<name>.txt`` pins; return its Python."""
    began = time.monotonic()
    lock = Lock(name)
    if not works():
        make()
    if not lock.is_installed:
        install(lock)
        teach()
        say(f"The environment is ready ({time.monotonic() - began:.0f} s).")
    return PYTHON


def works() -> bool:
    """Say whether the environment is there and its Python and pip answer."""
    if not PYTHON.exists():
        return False
    known = any(HOME.glob("installed-*.txt"))
    return bool(known or output_of(PYTHON, "-m", "pip", "--version"))


def make() -> None:
    """Make the environment; where Debian left the means out and we are root, fetch them."""
    say(f"Making a Python {sys.version_info[0]}.{sys.version_info[1]} environment in .venv …")
    if not output_of(sys.executable, "-c", "import ensurepip; print('there')"):
        fetch_venv()
    if run(sys.executable, "-m", "venv", "--clear", HOME) != 0:
        shutil.rmtree(HOME, ignore_errors=True)
        raise CannotGoOn(NO_VENV)


def fetch_venv() -> None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not install_debian(package) and not install_debian("python3-venv"):
        raise CannotGoOn(NO_VENV)


def install_debian(*packages: str) -> bool:
    """Install Debian packages when we may; say whether that worked."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing {' '.join(packages)} …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    order = ("apt-get", "install", "-y", "--no-install-recommends", *packages)
    if run(*order, env=env, quiet=True) == 0:
        return True
    return run("apt-get", "update", env=env, quiet=True) == 0 and run(*order, env=env) == 0


def install(lock: Lock) -> None:
    """Install a lock file, hashes checked, nothing built from source."""
    total = lock.path.read_text("utf-8").count("==")
    say(f"Installing {total} pinned packages (requirements/{lock.name}.txt) …")
    strict = ("--require-hashes", "--only-binary", ":all:", "--progress-bar", "off")
    order = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    order += [*strict, "-r", str(lock.path)]
    lock.mark.unlink(missing_ok=True)
    with subprocess.Popen(
        order,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        tail = watch(pip, total)
    if pip.returncode != 0:
        say("\n".join(tail))
        raise CannotGoOn(NO_PACKAGES)
    lock.mark.write_text(lock.path.read_text("utf-8"), encoding="utf-8")


def watch(pip: "subprocess.Popen[str]", total: int) -> list[str]:
    """Show how far pip has come; return the last lines it printed."""
    seen, tail = 0, []
    for line in pip.stdout or ():
        tail = [*tail[1 - TOLD :], line.rstrip()]
        if line.startswith(("Collecting", "Requirement already")):
            seen += 1
            if seen % EVERY == 0:
                say(f"  {seen} of {total}")
        if line.startswith("Installing collected"):
            say("  all found; unpacking …")
    return tail


def teach() -> None:
    """Let the environment know our source, and give it the ``zhibu`` command."""
    (packages() / "zhibu-dev.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    if os.name == "nt":
        launcher = SCRIPTS / "zhibu.cmd"
        launcher.write_text(f'@"{PYTHON}" -m zhibu %*\r\n', encoding="utf-8")
        return
    launcher = SCRIPTS / "zhibu"
    launcher.write_text(LAUNCHER.format(python=PYTHON), encoding="utf-8")
    launcher.chmod(0o755)


def packages() -> Path:
    """Return the environment's site-packages."""
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(output_of(PYTHON, "-c", asked))
