"""What a definition cannot know: whether people are full members that day, and what others said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from zhibu.admission import ballots
from zhibu.core.case import Done, Obstacle
from zhibu.core.procedure import Step
from zhibu.honours import queries as honours
from zhibu.journal import facts
from zhibu.party import membership
from zhibu.party import queries as party
from zhibu.procedures.models import Case
from zhibu.procedures.queries import File

SPONSORS = "sponsors"
MENTORS = ("mentors", SPONSORS)
# What the superior decides on a resolution of the members' meeting.
ANSWERS = {"converted": "convert", "extended": "extend", "cancelled": "cancel"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A step about to be recorded, in the case it belongs to."""

    file: File
    done: Done

    @property
    def case(self) -> Case:
        return self.file.case

    @property
    def step(self) -> Step:
        return self.file.procedure.steps[self.done.step]

    def obstacle(self, rule: str, words: str, *, field: str = "", way_out: str = "") -> Obstacle:
        """Return an obstacle on the step's own ground."""
        return Obstacle(rule, words, self.step.basis, field, way_out, self.step.confidence)


def obstacles(file: File, done: Done) -> Iterable[Obstacle]:
    """Yield what stands in the way of a step besides what its definition says."""
    attempt = Attempt(file, done)
    yield from _full_members(attempt)
    yield from _rights(attempt)
    yield from _meeting(attempt)
    yield from _publicity(attempt)
    yield from _expiry(attempt)
    yield from _answer(attempt)


def last_of(done: Iterable[Done], step: str) -> Done | None:
    """Return how a step was done the last time, or None."""
    return next((one for one in reversed(list(done)) if one.step == step), None)


def probation_until(done: Iterable[Done]) -> date | None:
    """Return the day on which probation is over: a year after the meeting, and what was added.

    None while no meeting admitted anybody. Months clamp to the month's end.
    """
    told = list(done)
    admitted = last_of(told, "admission_meeting")
    if admitted is None:
        return None
    return membership.probation_over_on(admitted.on, longer=_extension(told))


def _extension(done: list[Done]) -> int:
    for place, one in enumerate(done):
        if one.step == "conversion_approval" and one.outcome == "extended":
            meeting = last_of(done[:place], "conversion_meeting")
            months = meeting.values.get("months", 0) if meeting else 0
            return months if isinstance(months, int) else 0
    return 0


def _full_members(attempt: Attempt) -> Iterator[Obstacle]:
    """Mentors and sponsors are full members on the day they are chosen."""
    named = [name for name in MENTORS if name in attempt.done.values]
    if not named:
        return
    roll = party.roll_of(attempt.case.organization_id, attempt.done.on)
    full = {one.uid for one in roll.voting}
    for name in named:
        people = attempt.done.values[name]
        strangers = [uid for uid in people if uid not in full] if isinstance(people, tuple) else []
        who = "、".join(one.name for one in roll.members if one.uid in strangers)
        if strangers:
            words = _("%(title)s须是 %(day)s 的正式党员：%(who)s。") % {
                "title": attempt.step.asks[name].title,
                "day": attempt.done.on.isoformat(),
                "who": who or _("有人当天不在本支部"),
            }
            way_out = _("请改选本支部的正式党员。")
            yield attempt.obstacle("full_member", words, field=name, way_out=way_out)


def _rights(attempt: Attempt) -> Iterator[Obstacle]:
    """Whose rights a sanction suspends sponsors nobody. Who it is, the sentence does not tell.

    Sanctions are read on their own pages, where each reading is written down.
    """
    people = attempt.done.values.get(SPONSORS)
    if isinstance(people, tuple) and honours.without_vote(people, attempt.done.on):
        words = _(
            "受留党察看处分、尚未恢复党员权利的党员，不能作入党介绍人；所选的人中有这种情况。"
        )
        way_out = _("请核对处分登记，改选其他正式党员。")
        yield attempt.obstacle("rights", words, field=SPONSORS, way_out=way_out)


def _meeting(attempt: Attempt) -> Iterator[Obstacle]:
    """The meeting is of the right form and of that day, and its vote is told."""
    rec = attempt.done.values.get("meeting")
    held = ballots.held_of(str(rec)) if rec else None
    if held is None:
        return
    votes = "ayes" in attempt.step.asks
    if votes and held.form != ballots.FORM:
        words = _("接收和转正由支部党员大会讨论，所选的不是支部党员大会。")
        way_out = _("请选支部党员大会；还没有记的，先在“组织生活”里记。")
        yield attempt.obstacle("form", words, field="meeting", way_out=way_out)
    if held.on != attempt.done.on:
        words = _("这次会开在 %(held)s，与办理日期 %(day)s 不一致。")
        told = {"held": held.on.isoformat(), "day": attempt.done.on.isoformat()}
        way_out = _("办理日期就是开会的日期，请改成同一天。")
        yield attempt.obstacle("day_of_meeting", words % told, field="on", way_out=way_out)
    for name in ("expected", "present", "ayes") if votes else ():
        if name not in attempt.done.values:
            words = _("会议记录里没有“%(title)s”：没有写明是讨论本人的议题和票数，或者有几个。")
            told = {"title": attempt.step.asks[name].title}
            way_out = _("请更正会议记录，写上这个议题的票数；或在这里填写。")
            yield attempt.obstacle("numbers", words % told, field=name, way_out=way_out)
    if votes:
        yield from _as_counted(attempt)


def _as_counted(attempt: Attempt) -> Iterator[Obstacle]:
    """Ayes that were typed are those of the meeting's record, where it tells them."""
    found = ballots.counted(attempt.case, attempt.done.values)
    if found is not None and attempt.done.values.get("ayes") != found:
        words = _("会议记录里讨论本人的议题，加上书面意见，赞成 %(n)d 票，与所填的不一致。")
        way_out = _("请把这一项留空，由会议记录带出；记录错了的，先更正会议记录。")
        yield attempt.obstacle("as_counted", words % {"n": found}, field="ayes", way_out=way_out)


def _publicity(attempt: Attempt) -> Iterator[Obstacle]:
    """A publicity that begins on a day off has fewer working days than its rule counts."""
    first, last = (attempt.done.values.get(f"publicity_{end}") for end in ("from", "to"))
    if not isinstance(first, date) or not isinstance(last, date):
        return
    days = facts.calendar().working_days_between(first - timedelta(days=1), last)
    least = _publicity_days(attempt.step)
    if days < least and not facts.calendar().is_working_day(first):
        words = _("公示从 %(first)s 到 %(last)s 只有 %(days)d 个工作日，须不少于 %(least)d 个。")
        told: dict[str, object] = {
            "first": first.isoformat(),
            "last": last.isoformat(),
            "days": days,
        }
        way_out = _("请把公示期延长到满 %(least)d 个工作日。") % {"least": least}
        told |= {"least": least}
        yield attempt.obstacle("five_days", words % told, field="publicity_to", way_out=way_out)


def _publicity_days(step: Step) -> int:
    """Return how many working days the rule of the step asks for, the first and last among them."""
    spans = [rule.span for rule in step.rules if rule.id == "five_days" and rule.span]
    return spans[0].working_days + 1 if spans else 0


def _expiry(attempt: Attempt) -> Iterator[Obstacle]:
    """After an extension, conversion is asked for when the longer probation is over."""
    asks_for = "conversion_application" in attempt.file.procedure.steps
    first = "conversion_application" if asks_for else "conversion_meeting"
    if attempt.done.step != first:
        return
    core = attempt.file.core
    until = probation_until(core.done)
    if _extension(list(core.done)) and until and attempt.done.on < until:
        words = _("延长的预备期到 %(day)s 期满，期满才能申请转正。") % {"day": until.isoformat()}
        way_out = _("请在 %(day)s 或以后办理。") % {"day": until.isoformat()}
        yield attempt.obstacle("extended", words, field="on", way_out=way_out)


def _answer(attempt: Attempt) -> Iterator[Obstacle]:
    """Probation is extended once; what the superior approves is what the meeting resolved."""
    done, core = attempt.done, attempt.file.core
    extends = done.step == "conversion_meeting" and done.values.get("decision") == "extend"
    if extends and _extension(list(core.done)):
        words = _("预备期只能延长一次，本人已经延长过。")
        way_out = _("请决议按期转正，或取消预备党员资格。")
        yield attempt.obstacle("once", words, field="decision", way_out=way_out)
    if done.step == "conversion_approval" and done.outcome in ANSWERS:
        meeting = last_of(core.done, "conversion_meeting")
        if meeting and meeting.values.get("decision") != ANSWERS[done.outcome]:
            words = _("审批结果与支部大会的决议不一致。")
            way_out = _("请选与决议一致的结果；不同意决议的，选退回支部重新讨论。")
            yield attempt.obstacle("answer", words, field="outcome", way_out=way_out)
