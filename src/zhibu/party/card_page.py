"""A member's card as a page shows it: its items, what changed, who looked."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from zhibu.party import queries
from zhibu.party.models import Member, MemberHistory, PostHeld, ReadLog
from zhibu.party.sealing import SEALED_ITEMS, open_item
from zhibu.party.sets import Education, Ethnicity, Post, Role, Sex

HIDDEN = "••••••"
_SETS = {"sex": Sex, "ethnicity": Ethnicity, "education": Education}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the card; ``sealed`` ones are hidden until somebody with a reason opens them."""

    title: str
    value: str
    sealed: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of the history."""

    on: date
    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody read what is not open to all: ``what`` of it, in words."""

    at: datetime
    name: str
    role: str
    what: str


@dataclass(frozen=True, slots=True)
class CardPage:
    uid: str
    name: str
    items: tuple[Item, ...]
    posts: tuple[str, ...]
    changes: tuple[Changed, ...]
    readings: tuple[Reading, ...]


def page_of(member: Member, *, on: date, opened: bool) -> CardPage:
    """Return a member's card for a day. Five queries."""
    posts = PostHeld.objects.filter(member=member).select_related("organization")
    return CardPage(
        uid=member.uid,
        name=member.name,
        items=tuple(_items(member, on, opened=opened)),
        posts=tuple(_post_words(held) for held in posts.order_by("-from_on", "rec")),
        changes=tuple(_changed(row) for row in queries.history_of(member)),
        readings=tuple(_reading(row) for row in queries.readings_of(member)),
    )


def _items(member: Member, on: date, *, opened: bool) -> list[Item]:
    branch = queries.branch_of(member, on)
    standing = str(member.standing_on(on).label)
    status = (
        _("停止党籍（%(day)s）") % {"day": member.stopped_on} if member.stopped_on else _("正常")
    )
    return [
        _item(member, "name"),
        _item(member, "sex"),
        _item(member, "ethnicity"),
        _sealed(member, "id_number", opened=opened),
        _item(member, "birth_on"),
        _item(member, "education"),
        Item(_("人员类别"), standing),
        Item(_("所在党支部"), branch.name if branch else _("不在任何支部")),
        _item(member, "joined_on"),
        _item(member, "converted_on"),
        _item(member, "occupation"),
        _item(member, "professional_title"),
        _item(member, "native_place"),
        _sealed(member, "phone", opened=opened),
        _sealed(member, "fixed_phone", opened=opened),
        _sealed(member, "home_address", opened=opened),
        Item(_("党籍状态"), status),
        Item(_("失去联系"), _since(member.out_of_contact_on)),
        Item(_("外出流动"), f"{_since(member.floating_on)} {member.outflow_place}".strip()),
    ]


def title_of(item: str) -> str:
    """Return what an item of the card is called."""
    column = f"{item}_sealed" if item in SEALED_ITEMS else item
    return str(Member._meta.get_field(column).verbose_name)  # type: ignore[union-attr]


def _item(member: Member, item: str) -> Item:
    return Item(title_of(item), _words(item, getattr(member, item)), key=item)


def _words(item: str, value: object) -> str:
    if not value:
        return _("未填")
    return str(_SETS[item](value).label) if item in _SETS else str(value)


def _sealed(member: Member, item: str, *, opened: bool) -> Item:
    kept = getattr(member, f"{item}_sealed")
    if not kept:
        return Item(title_of(item), _("未填"), key=item)
    value = open_item(member.uid, item, kept) if opened else HIDDEN
    return Item(title_of(item), value, sealed=True, key=item)


def _since(day: date | None) -> str:
    return _("是（%(day)s 起）") % {"day": day} if day else _("否")


def _post_words(held: PostHeld) -> str:
    until = _("至 %(day)s") % {"day": held.until_on} if held.until_on else _("至今")
    told = {"org": held.organization.name, "post": str(Post(held.post).label)}
    return _("%(org)s %(post)s：%(since)s %(until)s") % {
        **told,
        "since": held.from_on,
        "until": until,
    }


def _changed(row: MemberHistory) -> Changed:
    if row.item in SEALED_ITEMS:
        return Changed(row.on, title_of(row.item), HIDDEN, HIDDEN)
    return Changed(row.on, title_of(row.item), _words(row.item, row.old), _words(row.item, row.new))


def _reading(row: ReadLog) -> Reading:
    what = "、".join(_read(item) for item in row.items.split(",") if item)
    return Reading(row.at, row.account.display_name, str(Role(row.role).label), what)


def _read(item: str) -> str:
    """Return in words what was read: an item of the card, what another room keeps, or as told."""
    if item in SEALED_ITEMS:
        return title_of(item)
    rooms = {"dues": _("党费"), "sanctions": _("纪律处分")}
    return rooms.get(item, item)
