"""What tells one person from another in a row: identity number, sex, day of birth, codes."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.identity import IdFault, birth_of, check, sex_of
from zhibu.core.periods import Month
from zhibu.intake.checking.cells import month_first, read_date
from zhibu.intake.reading.dates import NotADay, read_day
from zhibu.intake.reading.tables import Line
from zhibu.intake.reading.texts import squeeze
from zhibu.intake.reading.words import meaning

_EXACT_INTEGERS = 10**15


def first_seen(line: Line, name: str, seen: dict[tuple[str, ...], int]) -> int | None:
    """Return the row on which this person stood before; a namesake is no repetition."""
    number = _digits(line)
    key = (number,) if len(number) == 18 else (name, _birth(line), squeeze(line.text("branch")))  # noqa: PLR2004
    if not name:
        return None
    earlier = seen.get(key)
    seen.setdefault(key, line.number)
    if earlier or len(key) > 1:
        return earlier
    return None


def _birth(line: Line) -> str:
    try:
        return read_day(line.value("born_on")).on.isoformat()
    except NotADay:
        return f"row {line.number}"


def _digits(line: Line) -> str:
    value = line.value("id_number")
    return squeeze(value).lstrip("'’`").replace("-", "").upper() if isinstance(value, str) else ""


def read_id_number(line: Line) -> str:
    """Return the identity number of a row; a wrong one is told, none is warned of."""
    value = line.value("id_number")
    if isinstance(value, float) and value >= _EXACT_INTEGERS:
        words = _("身份证号码存成了数字，末几位已丢失；请把单元格改为“文本”后重新填写 18 位号码。")
        line.fault("id_number", words)
        return ""
    text = _digits(line) or squeeze(line.text("id_number"))
    if not text:
        if line.table.has("id_number"):
            line.warn("id_number", _("没有填写身份证号码，请补填；没有号码就查不出重复登记。"))
        return ""
    try:
        return check(text)
    except IdFault as fault:
        line.fault("id_number", _why_not_an_id(fault.code))
        return ""


def _why_not_an_id(code: str) -> str:
    return {
        "fifteen": _("身份证号码是 15 位旧号，请换成 18 位号码。"),
        "length": _("身份证号码不是 18 位，请核对。"),
        "characters": _("身份证号码只能是数字（末位可为 X），请核对。"),
        "date": _("身份证号码中的出生日期不存在，请核对。"),
        "checksum": _("身份证号码校验位不对，至少有一位写错了，请对照证件核对。"),
    }.get(code, _("身份证号码不对，请对照证件核对。"))


def read_sex(line: Line, id_number: str) -> str:
    """Return male, female or nothing; what the number says otherwise is told."""
    text = squeeze(line.text("sex"))
    said = meaning(text, "sexes") if text else None
    shown = sex_of(id_number).value if id_number else None
    if text and not said:
        line.fault("sex", _("“%(text)s”不是性别，请填男或女。") % {"text": text[:10]})
    elif said and shown and said != shown:
        words = _("性别填“%(said)s”，身份证号码表明为%(shown)s，请核对是哪一处错。")
        told = {"said": text, "shown": _("男") if shown == "male" else _("女")}
        line.fault("sex", words % told)
    elif not said and not shown and not line.blames("id_number"):
        line.warn("sex", _("没有填写性别，也没有身份证号码可查，请补填。"))
    return said or shown or ""


def read_born_on(line: Line, id_number: str, today: date) -> date | None:
    """Return the day of birth, the number's own where there is one."""
    shown = birth_of(id_number) if id_number else None
    day = read_date(line, "born_on", today=today)
    if day is None:
        return shown
    if shown is None:
        return month_first(line, "born_on", day) if day.month_only else day.on
    agrees = day.month == Month.of(shown) if day.month_only else day.on == shown
    if not agrees:
        words = _("出生日期与身份证号码不一致（号码中是 %(shown)s），请核对是哪一处错。")
        line.fault("born_on", words % {"shown": shown.isoformat()})
    return shown


def read_code(line: Line, name: str, section: str) -> str:
    """Return the code of a standard's word; an unknown word is warned of and left out."""
    text = squeeze(line.text(name))
    found = meaning(text, section) if text else ""
    if text and not found:
        words = _("“%(text)s”不在国家标准的名称里，暂不填，请核对。")
        line.warn(name, words % {"text": text[:20]})
    return found or ""
