"""The live sentence under the roll: how many came, and whether they may vote."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu.meetings.forms import MeetingForm
from zhibu.meetings.parts import State


@dataclass(frozen=True, slots=True)
class Tally:
    """Who came, as the page first shows it; its script counts on from there where it is ``live``.

    It does not where somebody's vote is suspended: to count, the page would have to tell whose.
    """

    expected: int
    present: int
    voters: int
    quorum: int | None
    words: str
    live: bool


def tally_of(form: MeetingForm) -> Tally:
    """Return the count of what stands on the sheet."""
    assembly = form.sheet.assembly
    away = {person.uid for person in form.people() if person.value != State.PRESENT}
    voting = assembly.voting_present(away)
    voters = len(assembly.voters)
    words = ""
    if assembly.quorum is not None:
        words = _enough() if assembly.quorate(away) else _short()
        words = _counted_later() if assembly.without_vote else words
        words = words.format(voters=voters, voting=voting, least=assembly.quorum)
    present, live = len(assembly.people) - len(away), not assembly.without_vote
    return Tally(len(assembly.people), present, voters, assembly.quorum, words, live)


def _enough() -> str:
    return _("有表决权 {voters} 人，到会 {voting} 人，达到半数，可以表决。")


def _short() -> str:
    return _("有表决权 {voters} 人，到会 {voting} 人，不足半数（须 {least} 人），不能表决。")


def _counted_later() -> str:
    return _("有表决权 {voters} 人，须 {least} 人到会才能表决；到会的有表决权人数提交时核对。")
