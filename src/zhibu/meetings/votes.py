"""Topics and votes: what could not have been valid is refused, with its numbers and article."""

from django.utils.translation import gettext as _

from zhibu.meetings import regulation
from zhibu.meetings.assembly import Assembly
from zhibu.meetings.checks import LONGEST_TEXT, MOST_TOPICS, refuse
from zhibu.meetings.parts import TopicTold, Votes
from zhibu.meetings.told import MeetingTold


def check_topics(told: MeetingTold, assembly: Assembly) -> None:
    """Refuse too much text, and every vote that could not have been valid."""
    if len(told.topics) > MOST_TOPICS:
        refuse(_("一次会最多记 %(most)d 个议题，请合并。") % {"most": MOST_TOPICS}, field="topics")
    length = sum(len(topic.title) + len(topic.resolution or "") for topic in told.topics)
    if length > LONGEST_TEXT:
        refuse(
            _("议题和决议合起来 %(length)d 字，最多 %(most)d 字，请写得短些。")
            % {"length": length, "most": LONGEST_TEXT},
            field="topics",
        )
    if len(told.minutes) > LONGEST_TEXT:
        refuse(
            _("记录 %(length)d 字，最多 %(most)d 字，请写得短些，全文可作附件。")
            % {"length": len(told.minutes), "most": LONGEST_TEXT},
            field="minutes",
        )
    for position, topic in enumerate(told.topics, start=1):
        if not topic.title:
            refuse(
                _("第 %(n)d 项写了决议或票数，没有写议题。请补上议题，或把这一项清空。")
                % {"n": position},
                field=f"topic_{position}",
            )
        if topic.votes is not None:
            _check_vote(position, topic, _Ballot(assembly, topic.votes, set(told.away)))


class _Ballot:
    """A vote with the numbers it is measured by."""

    def __init__(self, assembly: Assembly, votes: Votes, away: set[str]) -> None:
        self.assembly = assembly
        self.votes = votes
        self.present = assembly.voting_present(away)
        self.expected = len(assembly.voters)
        self.quorate = assembly.quorate(away)


def _check_vote(position: int, topic: TopicTold, ballot: _Ballot) -> None:
    field = f"topic_{position}"
    form = ballot.assembly.form
    quorum, majority = ballot.assembly.quorum, ballot.assembly.majority
    if form.quorum is None or form.majority is None or quorum is None or majority is None:
        refuse(
            _("%(form)s不作表决。请去掉票数，需要表决的事项记入支部党员大会或支委会。")
            % {"form": form.short},
            field=field,
        )
    if not ballot.quorate:
        refuse(
            _("有表决权 %(expected)d 人，到会 %(present)d 人，不到 %(least)d 人（半数），表决无效。"
              "请核对到会人员；会上没有表决的，去掉票数。")
            % {"expected": ballot.expected, "present": ballot.present, "least": quorum},
            field=field,
            basis=regulation.basis_of(form.quorum.basis),
        )  # fmt: skip
    if ballot.votes.cast > ballot.present:
        refuse(
            _("共 %(cast)d 票，多于到会有表决权的 %(present)d 人，请核对（预备党员等不表决）。")
            % {"cast": ballot.votes.cast, "present": ballot.present},
            field=field,
            basis=regulation.basis_of(form.quorum.basis),
        )
    if topic.adopted and ballot.votes.ayes < majority:
        refuse(
            _("赞成 %(ayes)d 票；应到会有表决权 %(expected)d 人，须 %(least)d 票以上才通过。"
              "请核对票数，或把结果改为“未通过”。")
            % {"ayes": ballot.votes.ayes, "expected": ballot.expected, "least": majority},
            field=field,
            basis=regulation.basis_of(form.majority.basis),
        )  # fmt: skip
