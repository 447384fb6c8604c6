"""What must be right before a meeting is entered; each check refuses in words."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from zhibu.core.forms import Form
from zhibu.core.refusal import Refusal
from zhibu.meetings import regulation
from zhibu.meetings.assembly import Assembly
from zhibu.meetings.told import MeetingTold
from zhibu.party.models import Organization

MOST_TOPICS = 10
LONGEST_TEXT = 4_000  # of all topics together, and of the minutes: a part holds 16 KiB
MOST_PEOPLE = 1_900  # a payload holds 2,000 parts, one for each person
CIVIL = ZoneInfo("Asia/Shanghai")


class CannotHoldMeeting(Refusal):
    """The meeting cannot be entered as told."""


def refuse(words: str, *, field: str, basis: str | None = None) -> NoReturn:
    """Refuse the meeting, naming the field it is about."""
    raise CannotHoldMeeting(words, field=field, basis=basis)


def check_day(told: MeetingTold, branch: Organization, at: datetime) -> None:
    """Refuse a day that has not come, or on which the branch did not exist."""
    today = at.astimezone(CIVIL).date()
    if told.held_on > today:
        refuse(
            _("日期 %(day)s 还没有到。开过的会才能入账，请改成开会的那一天。")
            % {"day": told.held_on},
            field="held_on",
        )
    if branch.founded_on and told.held_on < branch.founded_on:
        refuse(
            _("日期 %(day)s 早于支部成立的 %(founded)s，那时还没有这个支部。请核对日期。")
            % {"day": told.held_on, "founded": branch.founded_on},
            field="held_on",
        )
    if branch.dissolved_on and told.held_on >= branch.dissolved_on:
        refuse(
            _("支部已于 %(day)s 撤销，之后的会不能再记。请核对日期。")
            % {"day": branch.dissolved_on},
            field="held_on",
        )


def check_hours(told: MeetingTold) -> None:
    """Refuse an end before the beginning."""
    if told.began and told.ended and told.ended <= told.began:
        refuse(
            _("结束时间 %(ended)s 不晚于开始时间 %(began)s，请改其中一个。")
            % {"ended": told.ended, "began": told.began},
            field="ended",
        )


def check_elements(told: MeetingTold, form: Form) -> None:
    """Refuse where something the form of meeting must have is not told."""
    missing = next(_missing(told, form), None)
    if missing is None:
        return
    field, name = missing
    refuse(
        _("%(form)s须写明%(name)s，请补上。") % {"form": form.short, "name": name},
        field=field,
        basis=regulation.basis_of(form.basis),
    )


def _missing(told: MeetingTold, form: Form) -> Iterator[tuple[str, str]]:
    needed = set(form.elements)
    if "place" in needed and not told.place:
        yield "place", _("地点")
    if "chair" in needed and not (told.chair or told.chair_told):
        yield "chair", _("主持人")
    if "recorder" in needed and not told.recorder:
        yield "recorder", _("记录人")
    if "speaker" in needed and not (told.lecturer or told.lecturer_told):
        yield "lecturer", _("主讲人")
    if {"agenda", "topic"} & needed and not told.topics:
        yield "topics", _("议题或内容")


def check_people(told: MeetingTold, assembly: Assembly) -> None:
    """Refuse a meeting of nobody, absentees who were not expected, and an absent chair."""
    if not assembly.people:
        refuse(_nobody(assembly, told.held_on), field=_field_of(assembly.circle))
    if len(assembly.people) > MOST_PEOPLE:
        refuse(
            _("一条记录最多记 %(most)d 人，应到 %(count)d 人，请分开记。")
            % {"most": MOST_PEOPLE, "count": len(assembly.people)},
            field="held_on",
        )
    if not set(told.away) <= assembly.uids:
        refuse(
            _("名单里有人在 %(day)s 不属于应到人员。请按那一天的名册重新点一遍。")
            % {"day": told.held_on},
            field="attendance",
        )
    _check_groups(told, assembly)
    _check_named(told, assembly)


def _check_groups(told: MeetingTold, assembly: Assembly) -> None:
    known = {group.uid for group in assembly.roll.groups}
    if assembly.circle == regulation.GROUP and not known.issuperset(told.groups):
        refuse(
            _("所选的党小组里有的在 %(day)s 不属于本支部，请重新选。") % {"day": told.held_on},
            field="groups",
        )


def _nobody(assembly: Assembly, day: date) -> str:
    if assembly.circle == regulation.COMMITTEE:
        return _("%(day)s 支部没有支部委员会委员，不能记支委会。请先在“党员”里登记委员。") % {
            "day": day
        }
    if assembly.circle == regulation.GROUP:
        return _("%(day)s 所选的党小组没有党员。请选开会的党小组，或先给党员编组。") % {"day": day}
    if assembly.circle == regulation.PARTICIPANTS:
        return _("还没有点参加的人。请点出参加的人。")
    return _("%(day)s 支部名册上没有党员，请核对日期。") % {"day": day}


def _field_of(circle: str) -> str:
    return {regulation.GROUP: "groups", regulation.PARTICIPANTS: "attendance"}.get(
        circle, "held_on"
    )


def _check_named(told: MeetingTold, assembly: Assembly) -> None:
    named = (
        ("chair", _("主持人"), told.chair),
        ("recorder", _("记录人"), told.recorder),
        ("lecturer", _("主讲人"), told.lecturer),
    )
    for field, name, uid in named:
        if not uid:
            continue
        person = assembly.find(uid)
        if person is None:
            refuse(
                _("%(name)s在 %(day)s 不是本支部党员。请从那一天的名册里选。")
                % {"name": name, "day": told.held_on},
                field=field,
            )
        if uid in told.away:
            refuse(
                _("%(name)s%(person)s记为没有到会。请改%(name)s，或把 %(person)s 改为到会。")
                % {"name": name, "person": person.name},
                field=field,
            )


def check_themes(told: MeetingTold, assembly: Assembly) -> None:
    """Refuse a theme that this form of meeting cannot carry."""
    for code in told.themes:
        theme = regulation.themes().get(code)
        if theme is None or not regulation.suits(theme, told.form, assembly.circle):
            refuse(
                _("%(form)s不能算作“%(theme)s”，请去掉这个主题。")
                % {"form": assembly.form.short, "theme": theme.label if theme else code},
                field="themes",
            )
