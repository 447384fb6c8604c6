"""What may be done with files: enter them as one batch, take a batch back."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from zhibu.core.ids import new_id
from zhibu.core.refusal import Refusal
from zhibu.intake import entering
from zhibu.intake.checking.proposing import Proposal
from zhibu.intake.checking.rows import UnitRow
from zhibu.intake.entering import Closing, Told
from zhibu.intake.entries import records_of
from zhibu.intake.identities import record_of
from zhibu.intake.models import Batch, BatchFile
from zhibu.intake.queries import Waiting
from zhibu.intake.reading.files import shown_name
from zhibu.intake.reading.tables import Kind
from zhibu.intake.records import BatchEntered, FileTold
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf
from zhibu.party import actions as party
from zhibu.party import permits, queries
from zhibu.party.models import Account, Organization
from zhibu.party.permits import Ability
from zhibu.procedures import awaiting
from zhibu.procedures import queries as cases
from zhibu.procedures.records import TakenOver

Progress = Callable[[int, int], None]
TAKEN_OVER = "procedures.taken_over"


class CannotEnterFiles(Refusal):
    """The files cannot go in as they are."""


class CannotTakeBack(Refusal):
    """The batch cannot be taken back."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What went in: the batch and how many records it holds."""

    batch: str
    records: int
    left_out: int


def enter_files(
    *,
    proposal: Proposal,
    hand: Hand,
    account: Account | None = None,
    skip_faulty: bool = False,
    progress: Progress = lambda _done, _of: None,
) -> Entered:
    """Enter what checked files say as one batch marked 历史补录.

    Rows at fault stay out if ``skip_faulty``. ``account`` is whose permits count; without one
    the hand is that of the machine's console. Raises CannotEnterFiles where rows are at fault, a
    branch is not there, a file went in before, or the account may not.
    """
    entering.sweep(hand)
    _insist_on_sense(proposal, skip_faulty=skip_faulty)
    confirm = partial(refuse_repeated, [source.sha256 for source in proposal.sources])
    confirm()
    if account is not None:
        _insist_on_permit(proposal, account)
    told = list(records_of(proposal))
    if not told:
        raise CannotEnterFiles(_("没有可以导入的新内容：各行不是已在系统中，就是有错误。"))
    batch = _told_of(proposal, records=len(told), hand=hand)
    # Looked at again once the batch holds its place: somebody else may import the same file now.
    closing = Closing(batch.batch, batch, partial(confirm, besides=batch.batch))
    try:
        entering.enter_all(told, closing=closing, hand=hand, progress=progress)
    except IntegrityError as fault:
        words = _("导入期间系统中的内容有变，没有入账，请重新检查后再入账。")
        raise CannotEnterFiles(words) from fault
    _await(batch.batch, told, hand)
    return Entered(batch.batch, len(told), batch.left_out)


def _await(batch: str, told: list[Told], hand: Hand) -> None:
    """Reckon what the cases that were taken over wait for."""
    places = (place for place, (_unit, one) in enumerate(told) if isinstance(one, TakenOver))
    awaiting.refresh_some((record_of(batch, place) for place in places), log.civil(hand.at))


def take_back(
    *,
    batch: Batch,
    reason: str,
    hand: Hand,
    account: Account | None = None,
    progress: Progress = lambda _done, _of: None,
) -> int:
    """Withdraw all records of a batch as one act; return how many.

    ``account`` is whose permits count, as they are now, not as they were when it went in.
    Raises CannotTakeBack without a reason, a second time, where later records build on it, or
    where the account may no longer.
    """
    if not reason.strip():
        raise CannotTakeBack(_("请写明撤回的理由。"), field="reason")
    if batch.taken_back_at:
        raise CannotTakeBack(_("这一批已经撤回过。"))
    _insist_on_nothing_later(batch, account)
    try:
        return entering.take_back_all(
            batch.rec, batch.records, reason=reason.strip(), hand=hand, progress=progress
        )
    except (ProtectedError, IntegrityError) as fault:
        words = _("后来的记录用到了这一批里的党员或组织，请先撤回那些记录，再整批撤回。")
        raise CannotTakeBack(words) from fault


def let_go_live(branches: Iterable[Waiting], *, hand: Hand) -> int:
    """Let branches keep their records here from today, their imported history counted.

    One transaction: all of them or none. Raises CannotGoLive for one that cannot.
    """
    count = 0
    with transaction.atomic():
        for one in branches:
            branch = queries.organization(one.uid)
            counted_from = max(filter(None, (one.counted_from, branch.founded_on)))
            party.go_live(
                branch=branch, live_on=log.civil(hand.at), counted_from=counted_from, hand=hand
            )
            count += 1
    return count


def refuse_repeated(digests: Iterable[str], *, besides: str = "") -> None:
    """Refuse a file that stands in the books already, saying since when.

    Raises CannotEnterFiles.
    """
    held = BatchFile.objects.filter(
        digest__in=[bytes.fromhex(digest) for digest in digests], batch__taken_back_at=None
    )
    first = held.exclude(batch=besides).select_related("batch").first()
    if first:
        day = log.civil(first.batch.entered_at)
        words = _("《%(file)s》已在 %(day)s 导入过，不能重复导入；要重来请先整批撤回那一次。")
        raise CannotEnterFiles(words % {"file": first.name, "day": day.isoformat()})


def _insist_on_sense(proposal: Proposal, *, skip_faulty: bool) -> None:
    if proposal.missing:
        words = _("系统和本次文件中都没有“%(names)s”，请先导入组织架构，或连同它一起导入。")
        raise CannotEnterFiles(words % {"names": "、".join(proposal.missing[:5])})
    faults = proposal.counts["faults"]
    if faults and not skip_faulty:
        words = _("还有 %(count)d 处错误，请改正，或选择跳过有错的行。")
        raise CannotEnterFiles(words % {"count": faults})


def _insist_on_permit(proposal: Proposal, account: Account) -> None:
    held = permits.read(account)
    scope = set(
        Organization.objects.filter(held.scope(Ability.IMPORT)).values_list("uid", flat=True)
    )
    for name, uid in _touched(proposal):
        if uid not in scope:
            words = _("您没有导入“%(name)s”的权限，请由其书记、组织委员或上级组织干事导入。")
            raise CannotEnterFiles(words % {"name": name})


def _touched(proposal: Proposal) -> Iterable[tuple[str, str]]:
    """Yield the standing organizations the batch writes in or founds something under."""
    for lot in proposal.lots:
        for unit in lot.unit_of.values():
            if unit.row is None:
                yield unit.name, unit.uid
    for lot in proposal.lots_of(Kind.ORGANIZATIONS):
        for row in lot.entering:
            above = proposal.world.named(row.superior) if isinstance(row, UnitRow) else []
            if above and above[0].row is None:
                yield above[0].name, above[0].uid
            elif isinstance(row, UnitRow) and not row.superior and Organization.objects.exists():
                yield row.name, ""


def _told_of(proposal: Proposal, *, records: int, hand: Hand) -> BatchEntered:
    counts = proposal.counts
    return BatchEntered(
        batch=new_id("r"),
        entered_on=log.civil(hand.at),
        records=records,
        rows=counts["rows"],
        left_out=_left_out(proposal),
        warnings=counts["warnings"],
        files=tuple(_files(proposal)),
    )


def _left_out(proposal: Proposal) -> int:
    return sum(len(lot.table.data) - len(lot.entering) for lot in proposal.lots)


def _files(proposal: Proposal) -> Iterable[FileTold]:
    for source in proposal.sources:
        name = shown_name(source.name)
        rows = sum(len(lot.table.data) for lot in proposal.lots if lot.table.sheet.file == name)
        yield FileTold(name, source.sha256, rows)


def _insist_on_nothing_later(batch: Batch, account: Account | None) -> None:
    """Refuse where somebody's later work builds on the batch: corrections, and what was recorded
    since for units whose people or founding came with it.
    """
    kept = _Kept()
    for leaf in log.lines_of(record_of(batch.rec, place) for place in range(batch.records)):
        kept.note(leaf)
    if account is not None:
        _insist_on_reach(kept.written, account)
    gone_on = cases.gone_on(kept.cases)
    if gone_on:
        words = _("“%(name)s”的流程接续后又办过步骤，请先从后往前撤回那些步骤，再整批撤回。")
        raise CannotTakeBack(words % {"name": gone_on})
    if kept.corrected:
        raise CannotTakeBack(_("这一批里有记录后来更正过，请逐条撤回，以免丢掉更正。"))
    for uid, count in kept.later().items():
        name = Organization.objects.get(pk=uid).name
        words = _("“%(name)s”后来又记了 %(count)d 条，用到这一批里的党员或组织，请先撤回它们。")
        raise CannotTakeBack(words % {"name": name, "count": count})


def _insist_on_reach(units: set[str], account: Account) -> None:
    scope = Organization.objects.filter(permits.read(account).scope(Ability.IMPORT))
    if units.difference(scope.values_list("uid", flat=True)):
        words = _("这一批写进了您现在管不到的党组织，请由其书记、组织委员或上级组织干事撤回。")
        raise CannotTakeBack(words)


@dataclass(slots=True)
class _Kept:
    """What the leaves of a batch say of later work."""

    latest: Leaf | None = None
    corrected: bool = False
    recs: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    cases: list[str] = field(default_factory=list)

    def note(self, leaf: Leaf) -> None:
        """Take a leaf of the batch into account; they come in the order they went in."""
        self.recs.add(leaf.rec)
        self.corrected |= leaf.op is log.Op.CORRECT
        if leaf.kind == TAKEN_OVER:
            self.cases.append(leaf.rec)
        if leaf.op is log.Op.CREATE:
            self.latest = leaf
        if leaf.unit:
            self.written.add(leaf.unit)
            self.units |= {leaf.unit} if leaf.kind.startswith("party.") else set()

    def later(self) -> Counter[str | None]:
        """Return how many later records stand, for each unit the batch brought people to."""
        leaves = log.leaves_about(self.units, after=self.latest)
        since = [leaf for leaf in leaves if leaf.kind != entering.WENT_LIVE]
        gone = {leaf.rec for leaf in since if leaf.op is log.Op.WITHDRAW} | self.recs
        return Counter({leaf.rec: leaf.unit for leaf in since if leaf.rec not in gone}.values())
