"""Invented people: the same ones at every telling, with numbers that check."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

from zhibu.core.periods import add_months
from zhibu.party.cards import Card
from zhibu.party.sets import Sex

SEED = 20260101
_PROBATIONARY = 0.05
_TWO_LETTERED = 0.02
_MEN = 0.68
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_TWO_LETTER = ("欧阳", "诸葛", "司马", "上官")
_GIVEN = re.findall(
    r"\S+",
    "建国 志强 立新 文静 海涛 晓燕 明远 春华 国庆 丽娟 伟 敏 静 磊 "
    "洋 勇 艳 杰 涛 超 霞 平 刚 英 玉兰 思远 一鸣 子涵 "
    "可 翀 堃 𠮷 嘉怡 博文 雨桐 俊杰 婷 波 斌 鑫 慧 浩然 "
    "雪梅 永昌 长青 向东 援朝 卫红 秀兰 德胜",
)
_REGIONS = ("440902", "440904", "440981", "330111", "610304", "620102")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OCCUPATIONS = ("操作工", "班长", "技术员", "工程师", "安全员", "仪表工", "钳工", "调度员", "主管")


def people(chance: random.Random, *, today: date, retired: bool) -> Iterator[Card]:
    """Yield cards of members without end, no name twice."""
    known: set[str] = set()
    while True:
        name = _name(chance)
        if name not in known:
            known.add(name)
            yield _card(chance, name, today, retired=retired)


def _name(chance: random.Random) -> str:
    letters = _TWO_LETTER if chance.random() < _TWO_LETTERED else tuple(_SURNAMES)
    surname: str = chance.choice(letters)
    given: str = chance.choice(_GIVEN)
    return surname + given


def _card(chance: random.Random, name: str, today: date, *, retired: bool) -> Card:
    age = chance.randint(61, 84) if retired else chance.randint(24, 58)
    born = date(today.year - age, 1, 1) + timedelta(days=chance.randrange(365))
    joined = date(born.year + chance.randint(20, min(age - 2, 34)), 1, 1)
    joined += timedelta(days=chance.randrange(365))
    probationary = not retired and chance.random() < _PROBATIONARY
    if probationary:
        joined = today - timedelta(days=chance.randrange(20, 300))
    male = chance.random() < _MEN
    return Card(
        name=name,
        sex=Sex.MALE if male else Sex.FEMALE,
        ethnicity=chance.choices(("01", "03", "08"), (94, 3, 3))[0],
        id_number=_id_number(chance, born, male=male),
        education=chance.choices(("14", "20", "30", "40", "60"), (8, 40, 34, 10, 8))[0],
        joined_on=joined,
        converted_on=None if probationary else add_months(joined, 12),
        occupation="退休" if retired else chance.choice(_OCCUPATIONS),
        phone=f"1{chance.choice('3578')}{chance.randrange(10**9):09}",
    )


def _id_number(chance: random.Random, born: date, *, male: bool) -> str:
    serial = chance.randrange(10, 999) // 2 * 2 + male
    digits = f"{chance.choice(_REGIONS)}{born:%Y%m%d}{serial % 1000:03}"
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + _CHECKS[weighed % 11]
