"""V4: the whole journal exported, and checked by the verifier that shares no code with us."""

import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhibu.core.refusal import Refusal
from zhibu.journal import tree
from zhibu.journal.leaves import Hand
from zhibu.notary import export_journal
from zhibu.notary.export_journal import Wanted
from zhibu.notary.verify.faults import Findings, Level, Progress, nowhere
from zhibu.notary.verify.leaves import root_of

_PROOFS = 200
_LONGEST = 500


class NoVerifier(Refusal):
    """The verifier that shares no code with the server is not where it was installed."""


def verify_outside(*, hand: Hand, progress: Progress = nowhere) -> Findings:
    """Export the journal to a folder that is removed again and have it checked there (V4).

    Raises NoVerifier, and CannotExport and NoKey as the export does.
    """
    size = tree.size()
    findings = Findings(Level.OUTSIDE, size=size, root=root_of(size))
    script = verifier()
    with tempfile.TemporaryDirectory(prefix="zhibu-verify-") as place:
        folder = Path(place) / "journal"
        step = max(1, size // _PROOFS)
        wanted = Wanted(proofs=range(0, size, step), progress=_shown(progress))
        export_journal.export(folder, wanted=wanted, hand=hand)
        asked = [sys.executable, str(script), "log", "--policy", str(folder / "policy.txt")]
        done = subprocess.run([*asked, str(folder)], capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    if done.returncode:
        why = (done.stderr.strip() or done.stdout.strip())[-_LONGEST:]
        findings.broken("export", script.name, "log", why=why)
    return findings


def verifier() -> Path:
    """Return the script. Raises NoVerifier where it is not."""
    for folder in (settings.SOURCE, settings.SOURCE.parent.parent):
        if (path := folder / "tools" / "verify_record.py").exists():
            return path
    raise NoVerifier(_("找不到独立核验程序 tools/verify_record.py，请从发布包里取来。"))


def _shown(progress: Progress) -> export_journal.Progress:
    def show(_what: str, done: int, total: int) -> None:
        progress(done, max(done, total))

    return show
