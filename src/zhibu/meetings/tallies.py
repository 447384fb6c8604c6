"""The live sentence under the roll: how many came, and whether they may vote."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu.meetings.forms import MeetingForm
from zhibu.meetings.parts import State


@dataclass(frozen=True, slots=True)
class Tally:
    """Who came, as the page first shows it; its script counts on from there."""

    expected: int
    present: int
    voters: int
    quorum: int | None
    words: str


def tally_of(form: MeetingForm) -> Tally:
    """Return the count of what stands on the sheet."""
    assembly = form.sheet.assembly
    away = {person.uid for person in form.people() if person.value != State.PRESENT}
    voting = assembly.voting_present(away)
    voters = len(assembly.voters)
    words = ""
    if assembly.quorum is not None:
        words = _enough() if assembly.quorate(away) else _short()
        words = words.format(voters=voters, voting=voting, least=assembly.quorum)
    present = len(assembly.people) - len(away)
    return Tally(len(assembly.people), present, voters, assembly.quorum, words)


def _enough() -> str:
    return _("有表决权 {voters} 人，到会 {voting} 人，达到半数，可以表决。")


def _short() -> str:
    return _("有表决权 {voters} 人，到会 {voting} 人，不足半数（须 {least} 人），不能表决。")
