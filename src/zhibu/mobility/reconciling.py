"""The roll and a list that somebody handed over: what differs, why perhaps, and the way out.

Nothing is changed by it. Numbers are compared by their blind index, so none is opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core.matching import Comparison, Doubt, Entry, compare
from zhibu.mobility.sheets import Listed
from zhibu.paper.xlsx import Sheet, write_xlsx
from zhibu.party.models import Affiliation, Organization
from zhibu.party.models.validity import holds_on
from zhibu.party.queries import below
from zhibu.party.queries.members import present_on
from zhibu.party.sealing import index_of
from zhibu.party.sets import Sex

CAUSES: dict[str, Promise] = {
    "only_left": gettext_lazy("册上有，名单上没有"),
    "only_right": gettext_lazy("名单上有，册上没有"),
    "differs": gettext_lazy("两边写的不一样"),
    Doubt.REPEATED: gettext_lazy("同一人在一边出现不止一次"),
    Doubt.OTHER_NUMBER: gettext_lazy("姓名、日期相同，身份号码不同"),
    Doubt.ALIKE: gettext_lazy("姓名和一个日期相同，其余对不上"),
    Doubt.NAMESAKE: gettext_lazy("姓名相同，其余缺或对不上"),
}
WAYS: dict[str, Promise] = {
    "only_left": gettext_lazy("核实此人是否仍在：已离开的办理转出或减少，仍在的请对方补进名单。"),
    "only_right": gettext_lazy("核实组织关系在哪里：应在本处的办理转入或登记，不在的请对方删去。"),
    "differs": gettext_lazy("查党员档案，以档案为准：册上错的更正卡片，名单错的请对方改。"),
    Doubt.REPEATED: gettext_lazy("核实是否同一人：重复登记的合并，名单重复的删去一行。"),
    Doubt.OTHER_NUMBER: gettext_lazy("查身份证原件，改正写错的一边；确是两人的分别处理。"),
    Doubt.ALIKE: gettext_lazy("查党员档案认定是否同一人，再更正写错的日期。"),
    Doubt.NAMESAKE: gettext_lazy("请对方补上身份号码或出生、入党日期后再核对。"),
}
FIELDS: dict[str, Promise] = {
    "name": gettext_lazy("姓名"),
    "birth_on": gettext_lazy("出生日期"),
    "joined_on": gettext_lazy("入党日期"),
    "converted_on": gettext_lazy("转正日期"),
    "branch": gettext_lazy("党支部"),
    "sex": gettext_lazy("性别"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the list of differences. ``lines`` are the lines of the list it is about."""

    kind: str
    name: str
    branch: str
    ours: str
    theirs: str
    lines: str

    @property
    def cause(self) -> str:
        return str(CAUSES[self.kind])

    @property
    def way(self) -> str:
        return str(WAYS[self.kind])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reconciliation came to."""

    ours: int
    theirs: int
    same: int
    differences: tuple[Difference, ...]

    def count(self, *kinds: str) -> int:
        """Return how many differences are of these kinds."""
        return sum(one.kind in kinds for one in self.differences)


def reconcile(organization: Organization, listed: Listed, *, on: date) -> Outcome:
    """Set the roll of an organization and all below it beside a list. One query."""
    ours = roll(organization, on)
    theirs = [_indexed(one) for one in listed.entries]
    fields = tuple(key for key in listed.fields if key != "branch" or not organization.is_branch)
    compared = compare(ours, theirs, fields=fields)
    return Outcome(len(ours), len(theirs), compared.same, tuple(_differences(compared)))


def roll(organization: Organization, on: date) -> list[Entry]:
    """Return who is on the roll that day, as lines to be compared. One query."""
    rows = Affiliation.objects.filter(holds_on(on), present_on(on, "member__"))
    if organization.is_branch:
        rows = rows.filter(organization=organization)
    else:
        inside = Organization.objects.filter(below(organization.path))
        rows = rows.filter(organization__in=inside)
    found = rows.order_by("organization__path", "member__name_key", "member_id").values_list(
        "member_id", "member__name", "member__id_number_index", "member__birth_on",
        "member__joined_on", "member__converted_on", "member__sex", F("organization__name"),
    )  # fmt: skip
    return [_ours(*row) for row in found.iterator(chunk_size=5_000)]


def _ours(*row: object) -> Entry:
    member, name, index, birth_on, joined_on, converted_on, sex, branch = row
    others = {
        "branch": str(branch),
        "sex": str(Sex(str(sex)).label) if sex in (Sex.MALE, Sex.FEMALE) else "",
        "converted_on": converted_on.isoformat() if isinstance(converted_on, date) else "",
    }
    number = bytes(index).hex() if isinstance(index, bytes | memoryview) else ""
    born = birth_on if isinstance(birth_on, date) else None
    joined = joined_on if isinstance(joined_on, date) else None
    return Entry(str(member), str(name), number, born, joined, others)


def _indexed(one: Entry) -> Entry:
    index = index_of(one.number)
    number = index.hex() if index else ""
    return Entry(one.place, one.name, number, one.birth_on, one.joined_on, one.others)


def _differences(compared: Comparison) -> Iterator[Difference]:
    for pair in compared.differing:
        told = [(str(FIELDS[key]), ours, theirs) for key, ours, theirs in pair.fields]
        yield Difference(
            "differs", pair.left.name, pair.left.others["branch"],
            _("；").join(f"{key}：{ours}" for key, ours, _theirs in told),
            _("；").join(f"{key}：{theirs}" for key, _ours, theirs in told), pair.right.place,
        )  # fmt: skip
    for one in compared.doubtful:
        first = (*one.left, *one.right)[0]
        yield Difference(
            one.why.value, first.name, first.others.get("branch", ""),
            _("；").join(map(_said, one.left)), _("；").join(map(_said, one.right)),
            _("、").join(each.place for each in one.right),
        )  # fmt: skip
    for left in compared.only_left:
        yield Difference("only_left", left.name, left.others["branch"], _said(left), "", "")
    for right in compared.only_right:
        branch = right.others.get("branch", "")
        yield Difference("only_right", right.name, branch, "", _said(right), right.place)


def _said(one: Entry) -> str:
    """Say what a line says of somebody; never a number."""
    days = [
        _("%(day)s 出生") % {"day": one.birth_on.isoformat()} if one.birth_on else "",
        _("%(day)s 入党") % {"day": one.joined_on.isoformat()} if one.joined_on else "",
    ]
    told = _("，").join(filter(None, (one.name, *days)))
    return told if one.number else _("%(told)s（无身份号码）") % {"told": told}


def workbook(organization: Organization, outcome: Outcome, *, on: date) -> bytes:
    """Return the list of differences as a workbook; no text of it is ever a formula."""
    told = {"name": organization.name, "day": on.isoformat()}
    sheet = Sheet(
        name=_("差异清单"),
        title=_("%(name)s党员名册核对差异清单（截至 %(day)s）") % told,
        headings=(
            _("序号"), _("情况"), _("姓名"), _("党支部"), _("册上"), _("名单上"), _("名单行号"),
            _("处理办法"), _("核实结果"),
        ),
        rows=(
            (place, one.cause, one.name, one.branch, one.ours, one.theirs, one.lines, one.way, "")
            for place, one in enumerate(outcome.differences, 1)
        ),
        widths=(6, 22, 10, 24, 36, 36, 10, 44, 20),
        notes=(
            _("册上 %(ours)d 人，名单 %(theirs)d 人，一致 %(same)d 人。核对不改动任何记录。")
            % {"ours": outcome.ours, "theirs": outcome.theirs, "same": outcome.same},
        ),
    )  # fmt: skip
    return write_xlsx([sheet])
