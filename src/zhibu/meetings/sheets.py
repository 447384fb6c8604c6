"""The sheet a meeting is entered on: which form, which day, and so who is expected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date

from zhibu.core.forms import Form
from zhibu.meetings import queries, regulation
from zhibu.meetings.assembly import Assembly, assemble
from zhibu.meetings.models import Meeting
from zhibu.meetings.told import MeetingTold
from zhibu.party.models import Organization
from zhibu.party.queries import OnRoll
from zhibu.party.sets import Post

MANY = ("groups", "attending", "themes", "kept")
USUAL = "party_day"
OLDEST = timedelta(days=366 * 100)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the rest of the page follows from."""

    branch: Organization
    form: Form
    today: date
    on: date
    groups: tuple[str, ...]
    assembly: Assembly

    @property
    def circle(self) -> str:
        return self.assembly.circle

    @property
    def chosen_one_by_one(self) -> bool:
        """Say whether people are named one by one instead of expected as a body."""
        return self.circle == regulation.PARTICIPANTS


def sheet_of(branch: Organization, asked: QueryDict, today: date) -> Sheet:
    """Return the sheet that an address or a half-filled page asks for."""
    known = regulation.forms()
    form = known.get(asked.get("form", ""), known[USUAL])
    circle = asked.get("circle", "")
    if circle not in regulation.circles_of(form):
        circle = form.expected
    on = _day(asked.get("held_on", ""), today)
    groups = tuple(asked.getlist("groups"))
    attending = tuple(asked.getlist("attending"))
    return _sheet(branch, form, (today, on, circle, groups, attending))


def sheet_told(branch: Organization, told: MeetingTold, today: date) -> Sheet:
    """Return the sheet on which a record was or would be entered."""
    form = regulation.forms()[told.form]
    circle = told.circle or form.expected
    return _sheet(branch, form, (today, told.held_on, circle, told.groups, told.attending))


def _sheet(
    branch: Organization,
    form: Form,
    asked: tuple[date, date, str, tuple[str, ...], tuple[str, ...]],
) -> Sheet:
    today, on, circle, groups, attending = asked
    assembly = assemble(
        branch=branch, form=form, circle=circle, on=on, groups=groups, attending=attending
    )
    if circle == regulation.GROUP and not groups and assembly.roll.groups:
        groups = (assembly.roll.groups[0].uid,)
        people = assembly.roll.in_group(groups[0])
        assembly = Assembly(form, circle, assembly.roll, people)
    return Sheet(branch, form, today, on, groups, assembly)


def _day(text: str, today: date) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None or not today - OLDEST < found <= today:
        return today
    return found


def fresh(sheet: Sheet) -> dict[str, Any]:
    """Return what stands on a new sheet: today, and what was so the last time."""
    last = queries.last_of(sheet.branch, sheet.form.key, before=sheet.today)
    told: dict[str, Any] = {"form": sheet.form.key, "held_on": sheet.on, "circle": sheet.circle}
    told |= {"groups": list(sheet.groups)}
    return told | _usual(sheet, last)


def _usual(sheet: Sheet, last: Meeting | None) -> dict[str, Any]:
    """Return time, place and people of the last time, as far as they are still on the roll."""
    there = {person.uid for person in sheet.assembly.roll.members}
    chair = last.chair_id if last and last.chair_id in there else _holder(sheet, Post.SECRETARY)
    recorder = (
        last.recorder_id
        if last and last.recorder_id in there
        else _holder(sheet, Post.ORGANIZATION)
    )
    return {
        "began": last.began if last else "",
        "ended": last.ended if last else "",
        "place": last.place if last else "",
        "chair": chair,
        "recorder": recorder,
    }


def _holder(sheet: Sheet, post: Post) -> str:
    people = sheet.assembly.roll.members
    return next((person.uid for person in people if post in person.posts), "")


def typed(sheet: Sheet, data: QueryDict) -> dict[str, Any]:
    """Return all that was typed, for a page that is laid out anew; gaps are filled as on a new."""
    kept: dict[str, Any] = {
        key: data.getlist(key) if key in MANY else data.get(key) for key in data
    }
    kept |= {"form": sheet.form.key, "circle": sheet.circle, "groups": list(sheet.groups)}
    gaps = {key: value for key, value in fresh(sheet).items() if not kept.get(key)}
    return kept | gaps


def copied(sheet: Sheet, data: QueryDict) -> dict[str, Any]:
    """Return the sheet filled with what the last meeting of the form dealt with."""
    last = queries.last_of(sheet.branch, sheet.form.key)
    if last is None:
        return typed(sheet, data)
    held = queries.told_of(last.rec)
    again = {"themes": list(held.themes)} | _usual(sheet, last)
    for position, topic in enumerate(held.topics, start=1):
        again |= {f"topic_{position}": topic.title, f"decision_{position}": topic.decision}
    return typed(sheet, data) | {key: value for key, value in again.items() if value}


def spelled(told: MeetingTold) -> dict[str, Any]:
    """Return a told meeting as the page's fields, for a correction to start from."""
    plain = ("form", "held_on", "circle", "began", "ended", "place", "chair", "chair_told",
             "recorder", "lecturer", "lecturer_told", "minutes")  # fmt: skip
    found: dict[str, Any] = {name: getattr(told, name) for name in plain}
    found |= {"groups": list(told.groups), "attending": list(told.attending)}
    found |= {"themes": list(told.themes), "kept": [one.id for one in told.attachments]}
    for uid, away in told.away.items():
        found |= {f"state_{uid}": away.state.value, f"reason_{uid}": away.reason}
    for position, topic in enumerate(told.topics, start=1):
        found |= dict(_spelled_topic(position, topic))
    return found


def _spelled_topic(position: int, topic: Any) -> Iterator[tuple[str, Any]]:
    yield f"topic_{position}", topic.title
    yield f"decision_{position}", topic.decision
    yield f"resolution_{position}", topic.resolution or ""
    if topic.votes:
        yield f"ayes_{position}", topic.votes.ayes
        yield f"noes_{position}", topic.votes.noes
        yield f"abstentions_{position}", topic.votes.abstentions
    if topic.adopted is not None:
        yield f"outcome_{position}", "adopted" if topic.adopted else "rejected"


def named(person: OnRoll) -> str:
    """Return a person's name with the post held, as a list of choices shows it."""
    labels: Mapping[str, Any] = dict(Post.choices)
    posts = [str(labels[post]) for post in person.posts if post in labels]
    return f"{person.name}（{posts[0]}）" if posts else person.name
