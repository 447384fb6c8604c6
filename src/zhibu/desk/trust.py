"""The page of trust: what the journal is now, who vouches for it, what was verified when."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import segno
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core.checkpoint import Checkpoint
from zhibu.journal import erasing
from zhibu.notary import alarms, changes, checkpoints, keys, verify, wishes, witnesses
from zhibu.notary.alarms import Standing
from zhibu.notary.checkpoints import Published
from zhibu.notary.verify import Level
from zhibu.notary.witnesses.standing import Standing as Witnessed
from zhibu.party.models import Account, Organization

MOST_CHANGED = 100
SHOWN = 12
_DEPTHS = {
    Level.LEAVES: gettext_lazy("条目：每一条、每个编号、每个已签名的账本头"),
    Level.CONTENTS: gettext_lazy("内容：每份内容与条目里的承诺"),
    Level.TABLES: gettext_lazy("业务数据：页面所用的每一行每一列"),
    Level.OUTSIDE: gettext_lazy("外部核验：导出后由独立程序核验"),
}
_WHY = {
    "daily": gettext_lazy("每日"),
    "period-seal": gettext_lazy("期末封账"),
    "before-assessment": gettext_lazy("考核前"),
    "after-assessment": gettext_lazy("考核后"),
    "asked": gettext_lazy("应要求"),
    "epoch": gettext_lazy("新账期"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """A published head as the page shows it. ``qr`` is a picture of its text."""

    size: int
    root: str
    short: str
    at: datetime
    why: str
    qr: str


@dataclass(frozen=True, slots=True)
class Verified:
    """When a level was last verified, by whom, and what came of it; nothing if it never was."""

    level: str
    words: str
    at: datetime | None = None
    by: str = ""
    size: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """How often a branch's records were corrected, withdrawn, erased from, withheld."""

    name: str
    corrected: int
    withdrawn: int
    erased: int
    withheld: int


@dataclass(frozen=True, slots=True)
class TrustPage:
    """What the page of trust receives."""

    origin: str
    head: Head | None
    heads: tuple[Head, ...]
    published: int
    witnesses: tuple[Witnessed, ...]
    verified: tuple[Verified, ...]
    alarms: tuple[Standing, ...]
    changes: tuple[Changes, ...]
    wished: datetime | None


def page() -> TrustPage:
    """Return what the page of trust shows; everybody who signed in may see all of it."""
    heads = tuple(_head(one) for one in reversed(checkpoints.published(limit=SHOWN)))
    known = keys.is_established()
    return TrustPage(
        origin=keys.origin() if known else "",
        head=heads[0] if heads else None,
        heads=heads,
        published=changes.heads_published(),
        witnesses=tuple(witnesses.standing()) if known else (),
        verified=_verified(),
        alarms=tuple(alarms.standing()),
        changes=_changes(),
        wished=wishes.standing(),
    )


def _head(published: Published) -> Head:
    told = Checkpoint.parse(published.note.text)
    root = told.root.hex()
    # Error level L: the code is for a screen or a printed page, and should stay coarse.
    qr = segno.make(told.text, error="l", micro=False).svg_data_uri(scale=3)
    why = str(_WHY.get(published.why, published.why))
    return Head(told.size, root, f"{root[:4]}-{root[4:8]}", published.at, why, qr)


def _verified() -> tuple[Verified, ...]:
    runs = verify.latest_runs()
    names = dict(
        Account.objects.filter(pk__in={run.by for run in runs.values()}).values_list(
            "uid", "display_name"
        )
    )
    told = []
    for level, words in _DEPTHS.items():
        run = runs.get(level)
        if run is None:
            told.append(Verified(level.value, str(words)))
            continue
        by = names.get(run.by) or _("系统")
        told.append(Verified(level.value, str(words), run.at, by, run.size, run.faults))
    return tuple(told)


def _changes() -> tuple[Changes, ...]:
    """Return the branches with the most changes, the most first; a city has thousands of others."""
    taken, corrected = erasing.counts_by_unit(), changes.corrections_by_unit()
    often = Counter(corrected)
    for unit, one in taken.items():
        often[unit] += one.withdrawn + one.erased + one.withheld
    most = [unit for unit, _count in often.most_common(MOST_CHANGED)]
    names = dict(Organization.objects.filter(pk__in=most).values_list("uid", "name"))
    told = (
        (names[unit], taken.get(unit, erasing.Counts()), corrected.get(unit, 0)) for unit in most
    )
    return tuple(
        Changes(name, count, one.withdrawn, one.erased, one.withheld) for name, one, count in told
    )
