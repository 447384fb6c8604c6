"""Four rosters and five tables (四册五表): each made anew from what is known, for a day.

No table of their own: a line here is a line of the room that keeps it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.admission import queries as admission
from zhibu.core.spreadsheets import Cell
from zhibu.ledgers import earlier, tables
from zhibu.ledgers.spans import Span
from zhibu.paper.xlsx import Sheet, write_xlsx
from zhibu.party import queries as party
from zhibu.party.models import GroupMembership, Organization, PostHeld
from zhibu.party.models.validity import holds_on
from zhibu.party.sets import Education, Post, Sex

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHINESE = "zh-hans"
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which branch, for which span and as of which day; and who may see what is sensitive."""

    branch: Organization
    span: Span
    on: date
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Register:
    """A roster or table. ``held_back`` says why nothing is shown to this reader."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    held_back: str = ""

    @property
    def lines(self) -> list[list[tuple[str, Cell]]]:
        """Return the rows with each cell beside its heading, as a narrow page shows them."""
        return [
            [
                (head, "–" if cell in (None, "") else cell)
                for head, cell in zip(self.headings, row, strict=True)
            ]
            for row in self.rows
        ]


def _members(asked: Asked) -> Iterator[Row]:
    posts = PostHeld.objects.filter(holds_on(asked.on), organization=asked.branch)
    groups = GroupMembership.objects.filter(holds_on(asked.on), branch=asked.branch)
    found = party.members_of(asked.branch, asked.on).prefetch_related(
        Prefetch("posts", queryset=posts.order_by("from_on", "rec"), to_attr="held"),
        Prefetch(
            "group_memberships", queryset=groups.select_related("party_group"), to_attr="grouped"
        ),
    )
    for one in earlier.there_on(found, asked.on):
        told: Any = one
        yield (
            one.name,
            _label(Sex, one.sex),
            one.birth_on,
            _label(Education, one.education),
            one.joined_on,
            one.converted_on,
            str(one.standing_on(asked.on).label),
            told.grouped[0].party_group.name if told.grouped else "",
            "、".join(str(Post(held.post).label) for held in told.held),
            one.occupation,
        )


def _label(words: Any, code: str) -> str:
    return str(words(code).label) if code in words.values else ""


def _people(lines: Sequence[admission.Line]) -> Iterator[Row]:
    for line in lines:
        one = line.applicant
        yield (
            one.name,
            _label(Sex, one.sex),
            one.birth_on,
            _label(Education, one.education),
            one.work,
            one.received_on,
            line.since,
        )


@dataclass(frozen=True, slots=True)
class _Kind:
    title: Any
    headings: tuple[Any, ...]
    rows: Callable[[Asked], Iterator[Row]]
    sensitive: bool = False


_PEOPLE = (
    gettext_lazy("姓名"), gettext_lazy("性别"), gettext_lazy("出生日期"), gettext_lazy("学历"),
    gettext_lazy("工作岗位"), gettext_lazy("申请日期"), gettext_lazy("列入日期"),
)  # fmt: skip
_KINDS: dict[str, _Kind] = {
    "members": _Kind(
        gettext_lazy("党员花名册"),
        (
            gettext_lazy("姓名"), gettext_lazy("性别"), gettext_lazy("出生日期"),
            gettext_lazy("学历"), gettext_lazy("入党日期"), gettext_lazy("转正日期"),
            gettext_lazy("人员类别"), gettext_lazy("党小组"), gettext_lazy("职务"),
            gettext_lazy("工作岗位"),
        ),
        _members,
    ),
    "applicants": _Kind(
        gettext_lazy("入党申请人花名册"),
        _PEOPLE,
        lambda asked: _people(admission.applicants_of(asked.branch, asked.on)),
    ),
    "activists": _Kind(
        gettext_lazy("入党积极分子花名册"),
        _PEOPLE,
        lambda asked: _people(admission.activists_of(asked.branch, asked.on)),
    ),
    "candidates": _Kind(
        gettext_lazy("发展对象花名册"),
        _PEOPLE,
        lambda asked: _people(admission.candidates_of(asked.branch, asked.on)),
    ),
    "dues": _Kind(
        gettext_lazy("党费收缴登记表"),
        (
            gettext_lazy("姓名"), gettext_lazy("月份"), gettext_lazy("应缴（元）"),
            gettext_lazy("实缴（元）"), gettext_lazy("情况"),
        ),
        lambda asked: tables.dues(asked.branch.uid, asked.span, amounts=asked.sensitive),
    ),
    "commendations": _Kind(
        gettext_lazy("党员表彰登记表"),
        (
            gettext_lazy("姓名"), gettext_lazy("日期"), gettext_lazy("种类"), gettext_lazy("级别"),
            gettext_lazy("名称"), gettext_lazy("授予单位"),
        ),
        lambda asked: tables.commendations(asked.branch, asked.span),
    ),
    "sanctions": _Kind(
        gettext_lazy("党员处分登记表"),
        (
            gettext_lazy("姓名"), gettext_lazy("决定日期"), gettext_lazy("处分"),
            gettext_lazy("影响期至"),
        ),
        lambda asked: tables.sanctions(asked.branch, asked.span),
        sensitive=True,
    ),
    "changes": _Kind(
        gettext_lazy("组织关系转接和变动登记表"),
        (
            gettext_lazy("姓名"), gettext_lazy("日期"), gettext_lazy("变动"), gettext_lazy("说明"),
        ),
        lambda asked: tables.changes(asked.branch, asked.span, asked.on),
    ),
    "attendance": _Kind(
        gettext_lazy("组织生活考勤登记表"),
        (
            gettext_lazy("姓名"), gettext_lazy("应到（次）"), gettext_lazy("实到（次）"),
            gettext_lazy("请假"), gettext_lazy("缺席"),
        ),
        lambda asked: tables.attendance(asked.branch.uid, asked.span),
    ),
}  # fmt: skip
KEYS = tuple(_KINDS)
ROSTERS = KEYS[:4]


def register_of(key: str, asked: Asked) -> Register:
    """Return one register. Raises KeyError for an unknown key; five queries at most."""
    kind = _KINDS[key]
    kept = kind.sensitive and not asked.sensitive
    words = _("这张表只有支部书记、组织委员和上级党务工作者可以看。") if kept else ""
    rows = () if kept else tuple(kind.rows(asked))
    return Register(key, str(kind.title), tuple(map(str, kind.headings)), rows, words)


def titles() -> dict[str, str]:
    """Return what the registers are called, by key, in their order."""
    return {key: str(kind.title) for key, kind in _KINDS.items()}


def workbook_of(asked: Asked) -> bytes:
    """Return all nine as one workbook, in Chinese; the same lines give the same bytes.

    Text that a spreadsheet program would run is made harmless.
    """
    with translation.override(CHINESE):
        return write_xlsx([sheet_of(register_of(key, asked), asked) for key in KEYS])


def sheet_of(register: Register, asked: Asked) -> Sheet:
    """Return a register as a sheet of a workbook."""
    note = _("%(branch)s，%(span)s，截至 %(day)s") % {
        "branch": asked.branch.name, "span": asked.span.title, "day": asked.on.isoformat(),
    }  # fmt: skip
    kept = (register.held_back,) if register.held_back else ()
    return Sheet(
        name=register.title,
        headings=(_("序号"), *register.headings),
        rows=[(number, *row) for number, row in enumerate(register.rows, 1)],
        title=register.title,
        widths=(6, *(6 if one == _("性别") else 14 for one in register.headings)),
        notes=(note, *kept),
    )


def workbook_name(asked: Asked) -> str:
    """Return what the workbook is called."""
    return _("四册五表-%(branch)s-%(day)s.xlsx") % {
        "branch": asked.branch.name, "day": asked.on.isoformat(),
    }  # fmt: skip
