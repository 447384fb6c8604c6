"""Numbers as rubrics write them: points, what a miss costs, targets, ladders and grades."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = r"[0-9]{1,5}(?:\.[0-9]{1,2})?"
_POINTS = re.compile(
    rf"(?P<sign>[±+\-＋－]?)(?P<least>{_NUMBER}(?:-|~|—|～|至))?(?P<most>{_NUMBER})(?P<unit>分|%)?"
)
_IN_WORDS = re.compile(rf"[(（]\s*(?:满分|共|计)?\s*(?P<most>{_NUMBER})\s*分[^)）]*[)）]")
_WEIGHT = re.compile(r"(?:权重|占|比重)[为:：]?\s*(?P<percent>[0-9]{1,3})\s*%")
_NUMERALS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_EACH = re.compile(
    rf"(?:每?[缺少漏](?:开|学|交|报|上|记|一|1|[0-9])?\s*[一1]?\s*[次期项人份个篇天条处]?|每(?:有)?[一1]?\s*[次期项人份个篇天条处起例])"
    rf"[^，；。,;扣减]{{0,14}}[扣减](?:除|掉)?\s*(?P<points>{_NUMBER})\s*(?:分)?"
)
_COST = re.compile(rf"[扣减](?:除|掉)?\s*(?P<points>{_NUMBER})\s*(?:分)?")
_STEP = re.compile(
    rf"每[低降少差]于?(?:目标)?\s*(?P<step>[0-9]{{1,2}}|一)\s*(?:个)?(?:百分点|%|点)[^，；。扣减]{{0,8}}[扣减]\s*(?P<points>{_NUMBER})"
)
_RISE = re.compile(
    rf"每[高增超多]出?于?(?:目标)?\s*(?P<step>[0-9]{{1,2}}|一)\s*(?:个)?(?:百分点|%|点)[^，；。加]{{0,8}}[加增]\s*(?P<points>{_NUMBER})"
)
_TARGET = re.compile(
    r"(?:达到|达|不低于|低于|不少于|≥|>=|大于|在|为|超过)?\s*(?P<percent>100|[1-9][0-9]?)(?:\.[0-9]+)?\s*%"
)
_SYMMETRIC = re.compile(rf"±\s*(?P<points>{_NUMBER})")
_AWARD = re.compile(
    rf"(?P<title>[\u4e00-\u9fff]{{0,10}}?(?:国家|全国|中央|省部|省|自治区|市|地市|厅局|县|区|公司|集团|局|处|乡镇|街道|厂)(?:级|属)?[\u4e00-\u9fff]{{0,8}}?)"
    rf"(?:及?以上)?(?:的)?[,，:：每次项篇个人]{{0,4}}(?:加|计|得|奖)?\s*(?P<points>{_NUMBER})\s*分"
)
_RUNG = re.compile(
    rf"(?P<at>[0-9]{{1,4}}|[一二两三四五六七八九十])\s*(?P<what>[次篇个人项件]|人次)(?:及)?以上[^加0-9]{{0,8}}加\s*(?P<points>{_NUMBER})\s*分"
)
_GAIN = re.compile(rf"加\s*(?P<points>{_NUMBER})\s*分")
_GRADE = re.compile(
    rf"(?P<title>[\u4e00-\u9fff]{{1,5}}?)(?:的|等|档)?[得计为:：]?\s*(?P<points>{_NUMBER})\s*分?(?=[、，,;；/\s。]|[\u4e00-\u9fff]|$)"
)
_SLASHED = re.compile(rf"(?<![0-9.]){_NUMBER}(?:/{_NUMBER}){{2,6}}(?![0-9.])")
_TIMES = re.compile(
    r"(?:不少于|至少|不低于|≥|开展|召开|组织)?\s*(?P<times>[0-9]{1,2}|[一二两三四五六七八九十])\s*次"
)
CHINESE_HALF = 50


@dataclass(frozen=True, slots=True)
class Amount:
    """Points of a line, in hundredths; ``sign`` tells ± and bonus, ``percent`` a weight."""

    cents: int
    sign: str = ""
    percent: bool = False
    ranged: bool = False


def cents(text: str) -> int:
    """Return a number of at most two decimals as hundredths."""
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def spelled(points: int) -> str:
    """Return hundredths as a standard's text writes them."""
    return f"{points // 100}.{points % 100:02d}".rstrip("0").rstrip(".")


def amount_of(text: str) -> Amount | None:
    """Return what a cell of points says, or None where it says no number of points."""
    found = _POINTS.fullmatch(text) or _POINTS.fullmatch(text.strip("()（）"))
    if found is None or (text and text[0] in "（(" and "%" in text):
        return None
    signs = {"+": "+", "＋": "+", "-": "-", "－": "-", "±": "±", "": ""}
    return Amount(
        cents(found["most"]), signs[found["sign"]], found["unit"] == "%", bool(found["least"])
    )


def points_within(text: str) -> int | None:
    """Return points that a heading or a requirement says in brackets: 班子建设（20分）."""
    found = _IN_WORDS.search(text)
    return cents(found["most"]) if found else None


def weight_within(text: str) -> int | None:
    """Return the weight that a heading says: 权重20%."""
    found = _WEIGHT.search(text)
    return int(found["percent"]) if found else None


def without_points(text: str) -> str:
    """Return a heading without the points and the weight it tells."""
    bare = re.sub(rf"[(（][^)）]*(?:{_NUMBER}\s*分|权重|占)[^)）]*[)）]", "", text)
    return re.sub(rf"[\s　]*{_NUMBER}分$", "", bare).strip(" 　:：、")


def cost_each(text: str) -> tuple[int, str] | None:
    """Return what one miss costs, and the words that say so: 每缺1次扣0.5分."""
    found = _EACH.search(text)
    return (cents(found["points"]), found[0]) if found else None


def first_cost(text: str) -> tuple[int, str] | None:
    """Return the first deduction a text names at all."""
    found = _COST.search(text)
    return (cents(found["points"]), found[0]) if found else None


def fall_of(text: str) -> tuple[int, int, str] | None:
    """Return step, cost and words of 每低1个百分点扣0.1分."""
    return _slope(_STEP, text)


def rise_of(text: str) -> tuple[int, int, str] | None:
    """Return step, gain and words of 每高1个百分点加0.5分."""
    return _slope(_RISE, text)


def _slope(pattern: re.Pattern[str], text: str) -> tuple[int, int, str] | None:
    found = pattern.search(text)
    if found is None:
        return None
    return (whole(found["step"]), cents(found["points"]), found[0])


def symmetric(text: str) -> int | None:
    """Return the points of ±0.5."""
    found = _SYMMETRIC.search(text)
    return cents(found["points"]) if found else None


def target_of(text: str) -> tuple[int, str] | None:
    """Return the percentage that is asked for, and the words that say so."""
    found = next((each for each in _TARGET.finditer(text) if each["percent"]), None)
    return (int(found["percent"]), found[0].strip()) if found else None


def awards_in(text: str) -> tuple[tuple[str, int], ...]:
    """Return a bonus table by level of award: 国家级5分、省级3分."""
    return tuple(
        (found["title"].strip("，、的"), cents(found["points"])) for found in _AWARD.finditer(text)
    )


def rungs_in(text: str) -> tuple[tuple[int, int], ...]:
    """Return a ladder: 5篇以上加1分，10篇以上加2分."""
    return tuple((whole(found["at"]), cents(found["points"])) for found in _RUNG.finditer(text))


def gain_of(text: str) -> int | None:
    """Return the points a line adds: 加3分."""
    found = _GAIN.search(text)
    return cents(found["points"]) if found else None


def grades_in(text: str, words: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Return graded choices, best first: 优20良15中10差0, or 20/15/10/0."""
    named = tuple(
        (found["title"], cents(found["points"]))
        for found in _GRADE.finditer(text)
        if found["title"] in words
    )
    if _falls(named):
        return named
    slashed = _SLASHED.search(text)
    if slashed is None:
        return ()
    numbers = tuple(("", cents(each)) for each in slashed[0].split("/"))
    return numbers if _falls(numbers) else ()


def _falls(choices: tuple[tuple[str, int], ...]) -> bool:
    values = [points for _, points in choices]
    return len(values) > 1 and all(more > less for more, less in pairwise(values))


def times_of(text: str) -> int | None:
    """Return how many times something is asked for: 不少于4次."""
    found = _TIMES.search(text)
    return whole(found["times"]) if found else None


def whole(text: str) -> int:
    """Return a small whole number in digits or as one Chinese numeral."""
    return _NUMERALS.get(text) or int(text)


_MARK = re.compile(
    r"(?:[①-⑳]|[(（][0-9]{1,2}[)）]|(?<![0-9.])[0-9]{1,2}[.．、](?![0-9])|(?<=[；;\n])[一二三四五六七八九十]、)"
)


def parts_of(text: str) -> tuple[str, ...]:
    """Return the numbered sub-requirements of one cell, or nothing where there are not two."""
    marks = list(_MARK.finditer(text))
    if len(marks) < 2:  # noqa: PLR2004 - one mark numbers the cell itself
        return ()
    ends = [each.start() for each in marks[1:]] + [len(text)]
    found = (
        text[mark.end() : end].strip(" \n；;，,。") for mark, end in zip(marks, ends, strict=True)
    )
    return tuple(each for each in found if each)


def lead_of(text: str) -> str:
    """Return what stands before the first numbered sub-requirement."""
    mark = _MARK.search(text)
    return text[: mark.start()].strip(" \n：:；;，,。") if mark else text


def sentences_of(text: str) -> Iterator[str]:
    """Yield the clauses of a deduction, each of which may say another cost."""
    for each in re.split(r"[；;。\n]", text):
        if each.strip():
            yield each.strip()
