"""A population as the spreadsheets an office would keep: the importer takes them as they are."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from zhibu.core.identity import check_character
from zhibu.core.periods import Month
from zhibu.core.spreadsheets import Cell
from zhibu.paper.xlsx import Sheet, write_xlsx
from zhibu.returns.population.margins import Bulletin, apportion
from zhibu.returns.population.people import Somebody

# No administrative division begins with 99 (GB/T 2260): these are numbers of nobody.
_REGION = 990_101
_A_DAY = 499  # people of one sex born on one day in one region
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "敏静强磊军洋勇艳杰娟涛明超霞平刚桂英兰玉建文志海燕红梅晓春雨青松柏江河山川峰岩石云岚宁远"
ORGANIZATIONS = ("组织代码", "组织名称", "组织类别", "上级组织", "类别", "成立时间",
                 "本届任期起", "本届任期止")  # fmt: skip
MEMBERS = ("序号", "姓名", "性别", "民族", "出生日期", "公民身份号码", "学历", "入党时间",
           "转正时间", "人员类别", "工作岗位", "党内职务", "所在党支部")  # fmt: skip
_FOUNDED, _TERM = date(2001, 7, 1), (date(2024, 5, 10), date(2027, 5, 9))
_TOP = "云屏集团党委"
_JOBS = {"workers": "工人", "farmers": "农民", "professionals": "工程师", "managers": "管理人员",
         "government": "机关工作人员", "students": "学生", "other": "其他",
         "retired": "退休"}  # fmt: skip
_EDUCATIONS = {"11": "博士研究生", "14": "硕士研究生", "20": "大学本科", "30": "大学专科",
               "40": "中专", "60": "高中", "70": "初中", "80": "小学"}  # fmt: skip
_MINORITIES = ("壮族", "回族", "满族", "苗族", "土家族", "彝族")
_POSTS = ("书记", "组织委员", "宣传委员", "纪检委员")
WITH_COMMITTEE, LEAST, A_FILE = 7, 3, 20_000
PROBATION = 12  # months


@dataclass(frozen=True, slots=True)
class Unit:
    """An organization to be written: its name, kind and superior."""

    name: str
    kind: str
    superior: str


def units_of(bulletin: Bulletin, members: int) -> list[Unit]:
    """Return committees, general branches and branches in the bulletin's proportions."""
    told = bulletin.organizations
    branches = max(1, round(members * 10 / told["per_branch"]))
    committees = max(1, round(branches * told["committees"] / told["branches"]))
    generals = round(branches * told["general_branches"] / told["branches"])
    found = [Unit(_TOP, "党委", "")]
    found += [Unit(f"云屏第{n}公司党委", "党委", _TOP) for n in range(1, committees)]
    above = [one.name for one in found]
    found += [
        Unit(f"云屏第{n + 1}系统党总支", "党总支", above[n % len(above)]) for n in range(generals)
    ]
    above = [one.name for one in found if one.kind == "党总支"] or above
    found += [
        Unit(f"云屏第{n + 1}党支部", "党支部", above[n % len(above)]) for n in range(branches)
    ]
    return found


def write(
    folder: Path, bulletin: Bulletin, everybody: Sequence[Somebody], *, seed: int
) -> list[Path]:
    """Write 组织架构.xlsx and rosters of at most 20,000 rows; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    units = units_of(bulletin, len(everybody))
    rows = list(
        _rows(bulletin, everybody, [one.name for one in units if one.kind == "党支部"], seed=seed)
    )
    tree = Sheet(
        "组织架构", ORGANIZATIONS, [_line(at, one) for at, one in enumerate(units, 1)],
        widths=(10, 24, 10, 24, 8, 12, 12, 12),
    )  # fmt: skip
    written = [_put(folder / "组织架构.xlsx", tree)]
    parts = range(0, len(rows), A_FILE)
    for number, start in enumerate(parts, 1):
        name = "党员花名册.xlsx" if len(parts) == 1 else f"党员花名册-{number:02}.xlsx"
        sheet = Sheet(
            "党员花名册", MEMBERS, rows[start : start + A_FILE], title=_("党员花名册（虚构）"),
            widths=(8, 10, 6, 8, 12, 22, 12, 12, 12, 10, 14, 10, 24),
        )  # fmt: skip
        written.append(_put(folder / name, sheet))
    return written


def _put(path: Path, sheet: Sheet) -> Path:
    path.write_bytes(write_xlsx([sheet]))
    return path


def _line(number: int, one: Unit) -> tuple[Cell, ...]:
    kind = "一类" if one.kind == "党支部" else None
    return (f"{number:06}", one.name, one.kind, one.superior or None, kind, _FOUNDED, *_TERM)


def _rows(
    bulletin: Bulletin, everybody: Sequence[Somebody], branches: list[str], *, seed: int
) -> Iterator[tuple[Cell, ...]]:
    chance = random.Random(f"rosters/{seed}")  # noqa: S311 - the same files for the same seed
    numbers = _Numbers()
    at = 0
    for branch, size in zip(branches, _sizes(len(everybody), len(branches), chance), strict=True):
        names: set[str] = set()
        posts = iter(_POSTS if size >= WITH_COMMITTEE else _POSTS[:1])
        for one in everybody[at : at + size]:
            full = _converted(one.joined)
            ripe = full <= bulletin.as_of
            post = next(posts, None) if ripe and one.joined < _TERM[0] else None
            at += 1
            yield (
                at, _name(names, chance), "女" if one.sex == "female" else "男",
                "汉族" if one.minority == "no" else chance.choice(_MINORITIES), one.born,
                numbers.of(one), _EDUCATIONS[one.education], one.joined, full if ripe else None,
                "正式党员" if ripe else "预备党员", _JOBS[one.occupation], post, branch,
            )  # fmt: skip


def _sizes(members: int, branches: int, chance: random.Random) -> list[int]:
    """Return how many are in each branch: uneven, at least three wherever there are enough."""
    least = min(LEAST, members // branches)
    weights = {str(n): chance.randint(40, 160) for n in range(branches)}
    return [least + more for more in apportion(members - least * branches, weights).values()]


def _converted(joined: date) -> date:
    month = Month.of(joined)
    following = Month(month.year + PROBATION // 12, month.month)
    return min(date(following.year, following.month, min(joined.day, following.last_day.day)),
               following.last_day)  # fmt: skip


def _name(taken: set[str], chance: random.Random) -> str:
    """Return an invented name that nobody else in the branch bears."""
    while True:
        given = chance.sample(GIVEN, k=chance.choice((1, 2, 2, 2)))
        name = chance.choice(SURNAMES) + "".join(given)
        if name not in taken:
            taken.add(name)
            return name


class _Numbers:
    """Hands out identity numbers that add up and that nobody has."""

    def __init__(self) -> None:
        self._given: dict[tuple[date, str], int] = {}

    def of(self, one: Somebody) -> str:
        at = self._given.get((one.born, one.sex), 0)
        self._given[one.born, one.sex] = at + 1
        more, place = divmod(at, _A_DAY)
        order = place * 2 + (2 if one.sex == "female" else 1)
        body = f"{_REGION + more}{one.born:%Y%m%d}{order:03}"
        return body + check_character(body)
