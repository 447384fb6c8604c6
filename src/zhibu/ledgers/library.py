"""The committee's database (一库): everybody below, found by what stands on the cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core.periods import add_months
from zhibu.core.spreadsheets import Cell
from zhibu.paper.xlsx import Sheet, write_xlsx
from zhibu.party.models import Affiliation, Organization, PostHeld
from zhibu.party.models.validity import holds_on
from zhibu.party.queries.members import present_on
from zhibu.party.queries.organizations import below
from zhibu.party.sets import Education, Post, Sex, Standing

PAGE = 50
MOST_EXPORTED = 100_000
# Bands of domain §8.4: 36 to 40 stands apart from younger members, 61 begins retirement.
AGES: Mapping[str, tuple[Any, int, int]] = {
    "30": (gettext_lazy("30 岁及以下"), 0, 30),
    "35": (gettext_lazy("31—35 岁"), 31, 35),
    "40": (gettext_lazy("36—40 岁"), 36, 40),
    "45": (gettext_lazy("41—45 岁"), 41, 45),
    "50": (gettext_lazy("46—50 岁"), 46, 50),
    "55": (gettext_lazy("51—55 岁"), 51, 55),
    "60": (gettext_lazy("56—60 岁"), 56, 60),
    "61": (gettext_lazy("61 岁及以上"), 61, 150),
}
SCHOOLS: Mapping[str, tuple[Any, str]] = {  # GB/T 4658: the first digit
    "graduate": (gettext_lazy("研究生"), "1"),
    "bachelor": (gettext_lazy("大学本科"), "2"),
    "college": (gettext_lazy("大学专科"), "3"),
    "vocational": (gettext_lazy("中专、中技"), "4"),
    "senior": (gettext_lazy("高中"), "6"),
    "junior": (gettext_lazy("初中及以下"), "789"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty does not matter."""

    branch: str = ""
    standing: str = ""
    age: str = ""
    school: str = ""
    joined_from: date | None = None
    joined_until: date | None = None
    post: str = ""
    name: str = ""


def wanted_in(told: Mapping[str, str]) -> Wanted:
    """Return what an address asks for; words that no list has are passed over."""
    return Wanted(
        branch=told.get("branch", "")[:28],
        standing=_among(told.get("standing", ""), Standing.values),
        age=_among(told.get("age", ""), AGES),
        school=_among(told.get("school", ""), SCHOOLS),
        joined_from=_day(told.get("joined_from", "")),
        joined_until=_day(told.get("joined_until", "")),
        post=_among(told.get("post", ""), Post.values),
        name=told.get("name", "").strip()[:50],
    )


def _among(word: str, words: Any) -> str:
    return word if word in words else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def found_under(organization: Organization, wanted: Wanted, on: date) -> QuerySet[Affiliation]:
    """Return who belongs to the organization or below it on a day and fits what is wanted."""
    rows = Affiliation.objects.filter(holds_on(on), present_on(on, "member__")).filter(
        organization__in=Organization.objects.filter(below(organization.path))
    )
    held = PostHeld.objects.filter(holds_on(on)).order_by("from_on", "rec")
    return (
        rows.filter(_condition(wanted, on))
        .select_related("member", "organization")
        .prefetch_related(Prefetch("member__posts", queryset=held, to_attr="held"))
        .order_by("member__name_key", "member_id")
    )


def _condition(wanted: Wanted, on: date) -> Q:
    told = Q(member__name__contains=wanted.name) if wanted.name else Q()
    if wanted.branch:
        told &= Q(organization=wanted.branch)
    if wanted.standing:
        full = Q(member__converted_on__lte=on)
        told &= full if wanted.standing == Standing.FULL else ~full | Q(member__converted_on=None)
    if wanted.age:
        told &= _born(wanted.age, on)
    if wanted.school:
        starts = SCHOOLS[wanted.school][1]
        told &= Q(member__education__regex=f"^[{starts}]")
    return told & _joined(wanted) & _posted(wanted, on)


def _born(age: str, on: date) -> Q:
    _title, youngest, oldest = AGES[age]
    born_until = add_months(on, -12 * youngest)
    born_after = add_months(on, -12 * (oldest + 1))
    return Q(member__birth_on__lte=born_until, member__birth_on__gt=born_after)


def _joined(wanted: Wanted) -> Q:
    told = Q()
    if wanted.joined_from:
        told &= Q(member__joined_on__gte=wanted.joined_from)
    if wanted.joined_until:
        told &= Q(member__joined_on__lte=wanted.joined_until)
    return told


def _posted(wanted: Wanted, on: date) -> Q:
    if not wanted.post:
        return Q()
    holding = PostHeld.objects.filter(holds_on(on), post=wanted.post)
    return Q(member_id__in=holding.values("member_id"))


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody as a line of the database shows them."""

    uid: str
    name: str
    branch: str
    sex: str
    birth_on: date | None
    education: str
    standing: str
    joined_on: date
    posts: str
    occupation: str


def page_of(rows: QuerySet[Affiliation], number: str, on: date) -> tuple[Page[Any], list[Line]]:
    """Return a page and its lines. Three queries, whatever the number of members."""
    page = Paginator(rows, PAGE).get_page(number)
    return page, [_line(row, on) for row in page.object_list]


def _line(row: Affiliation, on: date) -> Line:
    member: Any = row.member
    known = member.education in Education.values
    return Line(
        uid=member.uid,
        name=member.name,
        branch=row.organization.name,
        sex=str(Sex(member.sex).label) if member.sex in Sex.values else "",
        birth_on=member.birth_on,
        education=str(Education(member.education).label) if known else "",
        standing=str(member.standing_on(on).label),
        joined_on=member.joined_on,
        posts="、".join(str(Post(one.post).label) for one in member.held),
        occupation=member.occupation,
    )


def workbook_of(rows: QuerySet[Affiliation], on: date) -> tuple[bytes, list[str]]:
    """Return what was found as a workbook, and whose cards were read for it."""
    lines = [_line(row, on) for row in rows[:MOST_EXPORTED]]
    headings = (
        _("姓名"), _("党支部"), _("性别"), _("出生日期"), _("学历"), _("人员类别"),
        _("入党日期"), _("职务"), _("工作岗位"),
    )  # fmt: skip
    title = _("党员库")
    sheet = Sheet(
        title, headings, [_cells(one) for one in lines], title, (10, 24, 6, 12, 14, 12, 12, 14, 16)
    )
    return write_xlsx([sheet]), [one.uid for one in lines]


def _cells(one: Line) -> tuple[Cell, ...]:
    return (
        one.name, one.branch, one.sex, one.birth_on, one.education, one.standing, one.joined_on,
        one.posts, one.occupation,
    )  # fmt: skip
