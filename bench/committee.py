"""A committee to measure on, built through the actions of the rooms, as people would."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bench import installation

WITH_COMMITTEE = 7
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "敏静强磊军洋勇艳杰娟涛明超霞平刚桂英兰玉"


@dataclass
class Branch:
    """A branch and the people in it."""

    organization: Any
    members: list[Any]


def name_of(number: int) -> str:
    """Return a name for the nth person."""
    first, rest = divmod(number, len(GIVEN))
    second, third = divmod(rest + first, len(GIVEN))
    return (
        SURNAMES[first % len(SURNAMES)] + GIVEN[third] + GIVEN[(first // 20 + second) % len(GIVEN)]
    )


def committee(name: str = "茂源石化公司党委", superior: Any = None) -> Any:
    """Found a committee, at the top or below another."""
    from zhibu.party import actions  # noqa: PLC0415 - app ready

    return actions.found_organization(
        name=name, level="committee", superior=superior, founded_on=date(2001, 7, 1),
        hand=installation.hand(),
    )  # fmt: skip


def branch(superior: Any, number: int, *, members: int, class_: str = "production") -> Branch:
    """Found a branch with members, a secretary and a committee, live since January."""
    from zhibu.party import actions  # noqa: PLC0415 - app ready
    from zhibu.party.cards import Card  # noqa: PLC0415 - app ready

    hand = installation.hand()
    start = date(installation.now().year, 1, 1)
    made = actions.found_organization(
        name=f"第{number}生产车间党支部", level="branch", superior=superior,
        founded_on=date(2015, 7, 1), branch_class=class_, hand=hand,
    )  # fmt: skip
    people = [
        actions.register_member(
            branch=made,
            card=Card(
                name=name_of(number * members + i), sex="1", joined_on=date(2010, 7, 1),
                converted_on=date(2011, 7, 1), phone="13800000000",
            ),
            since=date(2015, 7, 1), hand=hand,
        )
        for i in range(members)
    ]  # fmt: skip
    if members:
        actions.begin_term(
            organization=made, starts_on=start - timedelta(days=200),
            ends_on=start + timedelta(days=900), has_committee=members >= WITH_COMMITTEE, hand=hand,
        )  # fmt: skip
    for person, post in zip(people, ("secretary", "organization", "publicity"), strict=False):
        actions.appoint(
            member=person, organization=made, post=post, from_on=start - timedelta(days=200),
            hand=hand,
        )  # fmt: skip
    actions.go_live(branch=made, live_on=start, counted_from=start, hand=hand)
    return Branch(made, people)


def hold(at: Branch, held_on: date, form: str = "party_day") -> Any:
    """Enter a meeting at which two of the branch were away."""
    from zhibu.meetings import actions  # noqa: PLC0415 - app ready
    from zhibu.meetings.records import State, TopicTold  # noqa: PLC0415 - app ready
    from zhibu.meetings.told import Away, MeetingTold  # noqa: PLC0415 - app ready

    away = at.members[3:5]
    told = MeetingTold(
        form=form, held_on=held_on, place="党员活动室", began="15:00",
        chair=at.members[0].uid, recorder=at.members[1].uid,
        lecturer=at.members[0].uid if form == "lecture" else "",
        away={one.uid: Away(State.EXCUSED, "出差") for one in away},
        topics=(TopicTold("学习党的创新理论"), TopicTold("本月重点工作")),
        minutes="会议围绕本月重点工作展开讨论，明确了责任人和时限。",
    )  # fmt: skip
    return actions.hold_meeting(branch=at.organization, told=told, hand=installation.hand())
