"""The three books and the box of a branch and a span, as documents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from zhibu.journal.kinds import Book
from zhibu.ledgers import box, gathering, proof, wording
from zhibu.ledgers.box import Checked
from zhibu.ledgers.gathering import UNGROUPED, Told
from zhibu.ledgers.proof import Head
from zhibu.ledgers.spans import Span
from zhibu.ledgers.wording import Names, Sight
from zhibu.paper import typefaces
from zhibu.paper.document import (
    Block,
    Cover,
    Document,
    Heading,
    Index,
    Item,
    PageBreak,
    Paragraph,
    Small,
    Table,
)
from zhibu.paper.typefaces import Faces, day_words
from zhibu.party import queries as party
from zhibu.party.models import Organization

CHINESE = "zh-hans"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything the books of a branch and a span are made from, read once."""

    branch: Organization
    span: Span
    today: date
    told: tuple[Told, ...]
    names: Names
    head: Head
    above: str
    secretary: str
    sight: Sight

    def of(self, book: Book) -> list[Told]:
        return [one for one in self.told if book in gathering.books_of(one)]


def faces() -> Faces:
    """Return the fonts there are: the operator's own folder first among equals."""
    return typefaces.installed((settings.DATA / "fonts",))


def shelf_of(branch: Organization, span: Span, *, today: date, sight: Sight) -> Shelf:
    """Return what a branch's books are made from. At most 17 queries; raises TooMuch."""
    with translation.override(CHINESE):
        told = tuple(gathering.gather(branch.uid, span))
        above = party.superiors_of(branch)
        return Shelf(
            branch=branch,
            span=span,
            today=today,
            told=told,
            names=wording.names_in(told),
            head=proof.newest(),
            above=above[0].name if above else "",
            secretary=_secretary(branch, min(span.last, today)),
            sight=sight,
        )


def _secretary(branch: Organization, on: date) -> str:
    held = party.posts_held_in(branch, on)
    return "、".join(one.member.name for one in held if one.post == "secretary")


def title_of(book: Book) -> str:
    """Return what a book is called."""
    return {
        Book.WORK: _("党支部工作记录本"),
        Book.GROUP: _("党小组活动记录本"),
        Book.LEARNING: _("学习教育记录本"),
        Book.BOX: _("党支部档案盒"),
    }[book]


def document_of(shelf: Shelf, book: Book) -> Document:
    """Return a book for print: always in Chinese, whoever reads the pages. No query."""
    with translation.override(CHINESE):
        told = shelf.of(book)
        pages = _Pages(shelf)
        body = {Book.GROUP: pages.by_group, Book.BOX: pages.boxed}.get(book, pages.listed)
        return Document(
            title=title_of(book),
            body=(*pages.index(told), *body(told), *pages.withdrawn(told)),
            running=shelf.head.lines,
            cover=_cover(shelf, book),
        )


def _cover(shelf: Shelf, book: Book) -> Cover:
    lines = (
        (_("党支部"), shelf.branch.name),
        (_("时　段"), shelf.span.title),
        (_("书　记"), shelf.secretary or _("未任职")),
    )
    made = _("由账本记录于%(day)s编成，未另行录入") % {"day": day_words(shelf.today)}
    return Cover(title_of(book), shelf.above, lines, made)


@dataclass(frozen=True, slots=True)
class _Pages:
    """Writes one book's pages."""

    shelf: Shelf

    def index(self, told: Sequence[Told]) -> Iterator[Block]:
        if not any(not one.withdrawn for one in told):
            yield Paragraph(_("本时段没有记录。"))
            return
        head = (_("序号"), _("日期"), _("题名"), _("责任人"), _("页码"))
        yield Index(_("目　录"), head)
        yield PageBreak()

    def listed(self, told: Sequence[Told], start: int = 1) -> Iterator[Block]:
        standing = [one for one in told if not one.withdrawn]
        for number, one in enumerate(standing, start):
            yield from self.item(one, number)

    def item(self, one: Told, number: int) -> Iterator[Block]:
        names = self.shelf.names
        yield Item(
            str(number),
            day_words(one.leaf.on),
            wording.title_of(one),
            wording.responsible_of(one, names),
            proof.mark_of(one.leaf, self.shelf.head),
        )
        yield from wording.blocks_of(one, names, self.shelf.sight)

    def by_group(self, told: Sequence[Told]) -> Iterator[Block]:
        grouped: dict[str, list[Told]] = {}
        for one in told:
            if not one.withdrawn:
                for group in gathering.groups_of(one):
                    grouped.setdefault(group, []).append(one)
        number = 1
        for place, (group, several) in enumerate(
            sorted(grouped.items(), key=lambda pair: self.shelf.names.get(pair[0], ""))
        ):
            if place:
                yield PageBreak()
            name = _("未注明党小组") if group == UNGROUPED else self.shelf.names.get(group, group)
            yield Heading(name)
            yield from self.listed(several, number)
            number += len(several)

    def boxed(self, _told: Sequence[Told]) -> Iterator[Block]:
        shelf = self.shelf
        held = box.sections_of(shelf.told, Checked(shelf.branch.uid, shelf.span, shelf.today))
        rows = tuple(
            (f"{n}", one.title, str(one.held), _state(one)) for n, one in enumerate(held, 1)
        )
        yield Heading(_("八类材料齐全情况"))
        yield Table((_("序号"), _("类别"), _("件数"), _("缺少")), rows, (8, 22, 10, 60))
        number = 1
        for one in held:
            if one.held:
                yield PageBreak()
                yield Heading(one.title)
                yield from self.listed(one.told, number)
                number += one.held

    def withdrawn(self, told: Sequence[Told]) -> Iterator[Block]:
        gone = [one for one in told if one.withdrawn]
        if not gone:
            return
        yield Heading(_("已撤回的记录"))
        yield Paragraph(_("下列记录已撤回，不再印出内容；撤回的理由和原记录在账本里仍可查看。"))
        for one in gone:
            line = (day_words(one.leaf.on), str(one.kind.title),
                    proof.mark_of(one.leaf, self.shelf.head))  # fmt: skip
            yield Small("　".join(line))


def _state(held: box.Held) -> str:
    if not held.missing:
        return _("齐全") if held.held else _("暂无到期的材料")
    return "；".join(f"{one.title}（{one.when}）" for one in held.missing)
