"""A member's electronic card on paper: what it says now, and everything that changed it."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from zhibu.honours import queries as honours
from zhibu.honours import rules
from zhibu.ledgers import proof
from zhibu.ledgers.proof import Head
from zhibu.paper.document import Block, Document, Heading, Paragraph, Table
from zhibu.paper.typefaces import day_words
from zhibu.party import card_page
from zhibu.party.models import Affiliation, Member, PostHeld
from zhibu.party.sets import LeaveReason, Post

CHINESE = "zh-hans"
NEEDED = ("sex", "birth_on", "education", "joined_on", "occupation", "id_number_sealed")


def is_complete(member: Member) -> bool:
    """Say whether the official items that everybody has are all filled in."""
    return all(getattr(member, item) for item in NEEDED)


def document_of(
    member: Member, *, on: date, opened: bool, sanctions: bool, head: Head | None = None
) -> Document:
    """Return a card as of a day, always in Chinese: nothing that came later. Nine queries.

    ``member`` reads as on that day (``earlier.as_read_on``). ``opened`` prints what is sealed;
    ``sanctions`` are for the member and who may see them.
    """
    with translation.override(CHINESE):
        page = card_page.page_of(member, on=on, opened=opened)
        items = tuple((one.title, one.value) for one in page.items)
        body: list[Block] = [Table((_("项目"), _("内容")), items, (30, 70))]
        body += _history(member, page, on, sanctions=sanctions)
        return Document(
            title=_("党员电子信息卡"),
            body=tuple(body),
            number=_("截至%(day)s") % {"day": day_words(on)},
            running=(head or proof.newest()).lines,
        )


def _history(
    member: Member, page: card_page.CardPage, on: date, *, sanctions: bool
) -> Iterator[Block]:
    where = ((_("起"), 20), (_("止"), 20), (_("党组织"), 40), (_("离开原因"), 20))
    yield from _listed(_("组织关系变动"), where, _affiliations(member, on))
    posts = ((_("起"), 20), (_("止"), 20), (_("党组织"), 40), (_("职务"), 20))
    yield from _listed(_("任职"), posts, _posts(member, on))
    changes = ((_("日期"), 20), (_("项目"), 20), (_("原为"), 30), (_("改为"), 30))
    changed = (
        (one.on.isoformat(), one.title, one.old, one.new) for one in page.changes if one.on <= on
    )
    yield from _listed(_("卡片变更"), changes, changed)
    given = ((_("日期"), 20), (_("名称"), 45), (_("授予单位"), 35))
    yield from _listed(_("表彰"), given, _commended(member, on))
    if sanctions:
        decided = ((_("决定日期"), 30), (_("处分"), 40), (_("影响期至"), 30))
        yield from _listed(_("处分"), decided, _sanctioned(member, on))


def _commended(member: Member, on: date) -> Iterator[tuple[str, ...]]:
    given = [one for one in honours.commendations_of(member) if one.given_on <= on]
    for one in given:
        yield one.given_on.isoformat(), one.title, one.given_by


def _sanctioned(member: Member, on: date) -> Iterator[tuple[str, ...]]:
    known = rules.in_force().sanctions
    decided = [one for one in honours.sanctions_of(member) if one.decided_on <= on]
    for one in decided:
        form = known[one.form].title if one.form in known else one.form
        until = one.until_on.isoformat() if one.until_on else _("无期限")
        yield one.decided_on.isoformat(), form, until


def _posts(member: Member, on: date) -> Iterator[tuple[str, ...]]:
    rows = PostHeld.objects.filter(member=member, from_on__lte=on).select_related("organization")
    for one in rows.order_by("-from_on", "rec"):
        until = one.until_on.isoformat() if one.until_on and one.until_on <= on else _("至今")
        yield (
            one.from_on.isoformat(), until, one.organization.name, str(Post(one.post).label)
        )  # fmt: skip


def _affiliations(member: Member, on: date) -> Iterator[tuple[str, ...]]:
    rows = Affiliation.objects.filter(member=member, from_on__lte=on)
    for one in rows.select_related("organization").order_by("from_on", "rec"):
        over = one.until_on is not None and one.until_on <= on
        until = one.until_on.isoformat() if over and one.until_on else _("至今")
        why = str(LeaveReason(one.reason).label) if over and one.reason else ""
        yield one.from_on.isoformat(), until, one.organization.name, why


def _listed(
    title: str, columns: tuple[tuple[str, int], ...], rows: Iterable[tuple[str, ...]]
) -> Iterator[Block]:
    """Yield a part of the history: columns with their widths, rows or that there are none."""
    yield Heading(title)
    if told := tuple(rows):
        head, widths = zip(*columns, strict=True)
        yield Table(head, told, widths)
    else:
        yield Paragraph(_("无。"))
