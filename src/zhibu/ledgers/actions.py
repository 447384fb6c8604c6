"""What may be done with ledgers: freezing a half's registers and cards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError
from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.ledgers import box, cards, earlier, gathering, keeping, proof, registers, spans, volumes
from zhibu.ledgers.box import Checked
from zhibu.ledgers.models import Frozen, KeptFile
from zhibu.ledgers.proof import Head
from zhibu.ledgers.records import CardTold, HalfFrozen
from zhibu.ledgers.registers import Asked
from zhibu.ledgers.spans import Span
from zhibu.paper import pdf
from zhibu.party.models import Member, Organization
from zhibu.worklog.models import Work

PDF = "application/pdf"
OWN = "ledgers.frozen"
Progress = Callable[[int, int], None]


class CannotFreeze(Refusal):
    """The half cannot be frozen."""


@dataclass(frozen=True, slots=True)
class _Half:
    """What a half's record is made from."""

    branch: Organization
    span: Span
    today: date
    head: Head
    hand: Hand


def withdraw_frozen(*, frozen: Frozen, reason: str, hand: Hand) -> Leaf:
    """Take a frozen half back; its files stay with the record. Raises NoReason, AlreadyReplaced."""
    with log.act(frozen.branch_id):
        latest = log.leaf_of_record(frozen.rec)
        return log.withdraw(latest.lh, unit=frozen.branch_id, reason=reason, **hand.told)


def freeze_half(
    *,
    branch: Organization,
    year: int,
    half: int,
    hand: Hand,
    progress: Progress = lambda *_: None,
) -> Leaf:
    """Freeze a branch's four rosters, five tables and cards as of 30 June or 31 December.

    Their exact bytes are kept sealed and the record holds a digest of each. ``progress`` is told
    after each card how many of how many files are done. Raises CannotFreeze before the half is
    over, for one that is frozen already, and before the branch was founded.
    """
    today, span = log.civil(hand.at), spans.half_of(year, half)
    insist(branch, span, today)
    one = _Half(branch, span, today, proof.newest(), hand)
    members = earlier.members_on(branch, span.last)
    pages = []
    for done, member in enumerate(members, 1):
        pages.append((member, _card(one, member)))
        progress(done, len(members) + 1)
    asked = Asked(branch, span, span.last, sensitive=True)
    workbook = registers.workbook_of(asked)
    try:
        with log.act(branch.uid):
            insist(branch, span, today)
            told = _record(one, workbook, pages)
            return log.append(told, unit=branch.uid, **hand.told)
    except IntegrityError:
        raise CannotFreeze(_("这半年刚才已由他人存档。")) from None


def insist(branch: Organization, span: Span, today: date) -> None:
    """Refuse a half that cannot be frozen. Raises CannotFreeze."""
    if span.last >= today:
        words = _("%(span)s还没有过完，%(day)s以后才能存档。")
        raise CannotFreeze(words % {"span": span.title, "day": span.last.isoformat()})
    if branch.founded_on > span.last:
        raise CannotFreeze(_("那时支部还没有成立。"))
    if Frozen.objects.filter(branch=branch, year=span.last.year, as_of=span.last).exists():
        raise CannotFreeze(_("%(span)s已经存档，不能重做；可以打开查看。") % {"span": span.title})


def _card(one: _Half, member: Member) -> bytes:
    document = cards.document_of(
        member, on=one.span.last, opened=False, sanctions=True, head=one.head
    )
    return pdf.to_pdf(document, volumes.faces()).content


def _record(one: _Half, workbook: bytes, pages: list[tuple[Member, bytes]]) -> HalfFrozen:
    """Keep the bytes and return the record that names them."""
    kept = _keep(one, "registers.xlsx", workbook)
    files, told = [kept], []
    for number, (member, content) in enumerate(pages, 1):
        file = _keep(one, f"card-{number:03d}.pdf", content)
        files.append(file)
        told.append(CardTold(member.uid, file.uid))
    done = _declared(one)
    return HalfFrozen(
        branch=one.branch.uid,
        year=one.span.last.year,
        half=Month.of(one.span.last).half,
        size=one.head.size,
        root=one.head.root,
        workbook=kept.uid,
        rosters="rosters" not in done,
        cards_complete=None
        if "cards" in done
        else sum(cards.is_complete(member) for member, _content in pages),
        boxes_complete=None if "boxes" in done else _complete_boxes(one),
        cards=tuple(told),
        files=tuple(keeping.listed(file) for file in files),
    )


def _keep(one: _Half, name: str, content: bytes) -> KeptFile:
    media = registers.XLSX if name.endswith(".xlsx") else PDF
    return keeping.keep(
        branch=one.branch.uid, name=name, media=media, content=content, at=one.hand.at
    )


def _declared(one: _Half) -> set[str]:
    """Return which of the three numbers the branch declared for this half itself."""
    days = (one.span.first, one.span.last)
    rows = Work.objects.filter(
        branch=one.branch, work__in=("rosters", "cards", "boxes"), on__range=days
    )
    return set(rows.values_list("work", flat=True))


def _complete_boxes(one: _Half) -> int:
    """Return how many sections of the box were complete at the half's end, the year so far.

    This very record completes its own need; an empty section is not complete.
    """
    so_far = spans.between(spans.year_of(one.span.last.year).first, one.span.last)
    told = gathering.gather(one.branch.uid, so_far)
    held = box.sections_of(told, Checked(one.branch.uid, so_far, one.today))
    return sum(_is_complete(section) for section in held)


def _is_complete(section: box.Held) -> bool:
    own = [each for each in section.missing if each.kind == OWN]
    return len(own) == len(section.missing) and (section.held > 0 or bool(own))
