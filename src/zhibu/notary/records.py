"""What the notary itself enters into the journal: its keys, and the end of an epoch."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Hand, Leaf, Via

ROTATED = "key.rotate"
OPENED = "epoch.opened"
WITNESSED = "witness.change"
RESTORED = "backup.restore"
EXPORTED = "export.made"
VERIFIED = "journal.verified"
NOBODY = "a_" + "a" * 26  # the installation itself: no account acts
ROLE = "system"


def hand_of_system(at: datetime) -> Hand:
    """Return the hand of the installation itself, for what nobody at a desk does."""
    return Hand(NOBODY, ROLE, Via.API, at)


def project(_: object, leaf: Leaf) -> None:
    """Write nothing: which keys are valid is read from the journal."""


@kinds.register(ROTATED, version=1, title=_("更换签名密钥"), project=project)
@dataclass(frozen=True, slots=True)
class KeyRotated:
    """The keys that sign from now on, under which origin, and the key they replace.

    ``stolen`` says that the replaced key is nobody's any more: it does not sign on for 30 days.
    """

    epoch: int
    origin: str
    vkey: str
    promise_vkey: str
    since: date
    previous: str = ""
    stolen: bool = False

    @property
    def on(self) -> date:
        return self.since

    def facts(self) -> Iterator[Fact]:
        return iter(())


@kinds.register(OPENED, version=1, title=_("开启新账期"), project=project)
@dataclass(frozen=True, slots=True)
class EpochOpened:
    """The first word of a new epoch: where the old one ended, what was lost of it, and why.

    Entries ``lost_first`` to ``lost_last`` (half open) of the old epoch were acknowledged and are
    gone; ``checkpoint`` is the last head that was signed over them.
    """

    epoch: int
    opened_on: date
    checkpoint: str
    lost_first: int
    lost_last: int
    reason: str

    @property
    def on(self) -> date:
        return self.opened_on

    def facts(self) -> Iterator[Fact]:
        return iter(())


class Post(StrEnum):
    """As what somebody witnesses: the default quorum asks for more of some than of others."""

    SUPERIOR = "superior"
    INSPECTION = "inspection"
    PEER = "peer"


@kinds.register(WITNESSED, version=1, title=_("见证人变更"), project=project)
@dataclass(frozen=True, slots=True)
class WitnessChanged:
    """A witness is trusted from now on, or no longer. ``petname`` is what the policy calls it.

    ``vkey`` is its verifier (a cosignature key); ``url`` where it is asked, empty where requests
    are carried to it by hand.
    """

    petname: str
    post: Post
    vkey: str
    since: date
    url: str = ""
    ended: bool = False

    @property
    def on(self) -> date:
        return self.since

    def facts(self) -> Iterator[Fact]:
        return iter(())


@kinds.register(RESTORED, version=1, title=_("从备份恢复"), project=project)
@dataclass(frozen=True, slots=True)
class BackupRestored:
    """The database was put back from a backup, and how that was checked.

    ``backup`` is the backup's own mark, ``made_at`` when it was made, ``size`` how many entries it
    held; ``recovered`` how many came back from the mirror after that. ``checked`` is the size of
    the checkpoint held outside that it was compared with; 0 where nobody brought one.
    """

    restored_on: date
    backup: str
    made_at: datetime
    size: int
    recovered: int
    checked: int

    @property
    def on(self) -> date:
        return self.restored_on

    def facts(self) -> Iterator[Fact]:
        return iter(())


class Exported(StrEnum):
    """How much was handed out."""

    JOURNAL = "journal"
    RECORD = "record"
    TALLIES = "tallies"


@kinds.register(EXPORTED, version=1, title=_("导出"), project=project)
@dataclass(frozen=True, slots=True)
class ExportMade:
    """Somebody took content out of the journal: how much, and of which record where it was one."""

    made_on: date
    what: Exported
    entries: int
    records: int
    files: int
    record: str = ""

    @property
    def on(self) -> date:
        return self.made_on

    def facts(self) -> Iterator[Fact]:
        return iter(())


@kinds.register(VERIFIED, version=1, title=_("核验账本"), project=project)
@dataclass(frozen=True, slots=True)
class JournalVerified:
    """A level of verification was run: over how many entries, under which root, what was wrong.

    ``faults`` counts the rows that were wrong; which they were is told to whoever ran it.
    """

    verified_on: date
    level: str
    size: int
    root: str
    faults: int

    @property
    def on(self) -> date:
        return self.verified_on

    def facts(self) -> Iterator[Fact]:
        return iter(())
