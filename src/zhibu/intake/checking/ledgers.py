"""Rows of a meeting ledger."""

import re
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from zhibu import standards
from zhibu.core import forms
from zhibu.intake.checking.cells import month_first, read_date, read_people
from zhibu.intake.checking.rows import Away, MeetingRow
from zhibu.intake.reading.dates import read_clock
from zhibu.intake.reading.tables import Line, Table
from zhibu.intake.reading.texts import fold, person, squeeze
from zhibu.intake.reading.words import says_none, words

_NAMED = re.compile(r"([^()（）、，,;；。\s]+)\s*[(（]([^()（）]*)[)）]|([^()（）、，,;；。\s]+)")
_SPACED_NAME = re.compile(
    r"(?<![^\s、，,;；:：])([^\W\d_])[ \u3000]+([^\W\d_])(?=\s*[(（、，,;；]|$)"
)
_LONGEST = {"place": 100, "topic": 200, "resolution": 500}
_ITEM = re.compile(
    r"(?:^|(?<=[\s;；。，,、]))\s*(?:\d{1,2}\s*[.．、)）](?!\d)"
    r"|[（(]?[一二三四五六七八九十]{1,2}[)）、]|[①-⑳])"
)
_REASON_FIRST = re.compile(r"^\s*([^、，,;；:：()（）\s]{1,8})\s*[:：]\s*(.+)$", re.DOTALL)
_REASON_LAST = re.compile(r"^(.+?)(?:因|均)?(\w{0,2}假|出差|值班|外出|培训|开会)$", re.DOTALL)


@cache
def known_forms() -> forms.Forms:
    """Return the forms and themes of meetings, read once."""
    return forms.load(standards.text("meetings.yaml"))


def read_meetings(table: Table, *, today: date) -> list[MeetingRow]:
    """Read the rows of a ledger; each that is at fault is told."""
    rows = []
    seen: dict[tuple[object, ...], int] = {}
    for line in table.lines():
        row = _read(line, today)
        key = tuple(
            line.value(name) for name in table.header.columns if name not in {"number", "remark"}
        )
        first = seen.setdefault(key, line.number)
        if first != line.number:
            line.fault("form", _("与第 %(row)d 行完全相同，请删去其中一行。") % {"row": first})
        rows.append(row)
    return rows


def _read(line: Line, today: date) -> MeetingRow:
    form, group = _form(line)
    day = read_date(line, "held_on", today=today, required=True)
    held_on = month_first(line, "held_on", day) if day else None
    row = MeetingRow(line, form, held_on, party_group=group)
    row.began = (day.clock if day else None) or read_clock(line.value("clock"))
    row.place = _shortened(line, "place", _LONGEST["place"])
    row.chair, row.speaker = person(line.text("chair")), person(line.text("speaker"))
    row.topics = _topics(line)
    row.resolution = _shortened(line, "resolutions", _LONGEST["resolution"])
    row.themes = known_forms().themes_in(line.text("contents"), form) if form else ()
    _read_attendance(line, row)
    _check_year(line, row)
    if form == "group_meeting" and not group:
        line.warn("form", _("党小组会没有写明是哪个党小组，按各党小组合开登记，请核对。"))
    return row


def _form(line: Line) -> tuple[str, str]:
    text = squeeze(line.text("form"))
    group = squeeze(line.text("party_group"))
    forms_found = _forms_named(text)
    if not forms_found:
        words_said = _(
            "“%(text)s”不是组织生活的形式，请填党员大会、支委会、党小组会、党课、主题党日等。"
        )
        line.fault("form", words_said % {"text": text[:20]})
        return "", group
    if len(forms_found) > 1:
        label = known_forms().forms[forms_found[0]].short
        words_said = _("“%(text)s”含两种形式，按“%(label)s”登记；另一种请另行补记。")
        line.warn("form", words_said % {"text": text[:30], "label": label})
    named = re.search(
        r"第?[一二三四五六七八九十\d]+(?:党)?小组|[^、，,()（）]{2,12}党小组(?=党小组会|会)", text
    )
    if forms_found[0] == "group_meeting" and named and not group:
        group = named[0]
    return forms_found[0], group


def _forms_named(text: str) -> list[str]:
    """Return the forms a text names, in its order; a longer word hides a shorter one inside it."""
    found = known_forms().form_called(text)
    if found:
        return [found.key]
    hits = []
    for key, form in known_forms().forms.items():
        for word in form.synonyms:
            hits += [(m.start(), -m.end(), key) for m in re.finditer(re.escape(word), text)]
    kept: list[tuple[int, int, str]] = []
    for start, end, key in sorted(hits):
        inside = any(s <= start and -e >= -end for s, e, _k in kept)
        if not inside and key not in {k for _s, _e, k in kept}:
            kept.append((start, end, key))
    return [key for _start, _end, key in kept]


def _shortened(line: Line, name: str, longest: int) -> str:
    text = line.text(name)
    if says_none(text):
        return ""
    if len(text) > longest:
        line.warn(name, _("文字超过 %(most)d 字，只取前面的部分。") % {"most": longest})
    return text[:longest]


def _topics(line: Line) -> tuple[str, ...]:
    text = line.text("contents")
    if says_none(text):
        return ()
    parts = _ITEM.split(text)
    topics = [part.strip(" \n\t;；。，,") for part in parts]
    most = _LONGEST["topic"]
    if any(len(topic) > most for topic in topics):
        line.warn("contents", _("每项内容最多 %(most)d 字，超出的部分不导入。") % {"most": most})
    return tuple(topic[:most] for topic in topics if topic)


def _read_attendance(line: Line, row: MeetingRow) -> None:
    row.expected, row.present = read_people(line, "expected"), read_people(line, "present")
    row.away = named_away(line.text("absent"))
    if row.expected is None or row.present is None:
        name = "expected" if row.expected is None else "present"
        if not line.blames("expected", "present"):
            line.warn(name, _("没有填写人数，按花名册和缺席名单推算，请核对。"))
        return
    if row.present > row.expected:
        words_said = _("实到 %(present)d 人多于应到 %(expected)d 人，请核对两个数字。")
        line.fault("present", words_said % {"present": row.present, "expected": row.expected})
        return
    missing = row.expected - row.present
    if missing != len(row.away):
        words_said = _("应到减实到为 %(missing)d 人，写明缺席的有 %(named)d 人，请核对。")
        told = {"missing": missing, "named": len(row.away)}
        line.warn("absent" if line.table.has("absent") else "present", words_said % told)
    if row.chair and any(one.name == row.chair for one in row.away):
        words_said = _("主持人%(name)s同时列在缺席人员中，请核对。")
        line.warn("chair", words_said % {"name": row.chair})


def named_away(text: str) -> tuple[Away, ...]:
    """Read who was absent and why, in the ways ledgers write it.

    张三（病假）、李四（出差） · 病假：张三、李四；出差：王五 · 张三 李四因病请假
    """
    if says_none(text):
        return ()
    found: list[Away] = []
    for clause in re.split(r"[;；\n。]", text):
        first = _REASON_FIRST.match(clause)
        reason, names = (first[1], first[2]) if first else ("", clause)
        last = None if first or "（" in clause or "(" in clause else _REASON_LAST.match(clause)
        if last:
            names, reason = last[1], last[2]
        found += _people_in(names, reason)
    return tuple(found)


def _people_in(names: str, reason: str) -> list[Away]:
    joined = _SPACED_NAME.sub(r"\1\2", names)
    found = []
    for match in _NAMED.finditer(joined):
        name = person(match[1] or match[3])
        why = fold(match[2] or reason)
        if name and not re.match(r"\d|共|等|以上", name):
            found.append(Away(name, why[:50], excused=_is_excused(why)))
    return found


def _is_excused(reason: str) -> bool:
    told = words("values")["reasons"]
    if any(word in reason for word in told["absent"]):
        return False
    return bool(reason)


def _check_year(line: Line, row: MeetingRow) -> None:
    year = line.table.year
    if row.held_on and year and row.held_on.year != year:
        told = {"year": year, "day": row.held_on.isoformat()}
        line.warn("held_on", _("表题写 %(year)d 年，这一行却是 %(day)s，请核对。") % told)
