"""Who was expected at a meeting, who of them may vote, and whether enough came."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from zhibu.core.forms import Form
from zhibu.meetings import regulation, rights
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.party.queries import OnRoll, Roll


@dataclass(frozen=True, slots=True)
class Assembly:
    """The people expected at one form of meeting, from the membership valid that day.

    ``without_vote`` are expected and attend, but are no voters: a sanction suspends their vote.
    """

    form: Form
    circle: str
    roll: Roll
    people: tuple[OnRoll, ...]
    without_vote: frozenset[str] = frozenset()
    uids: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "uids", frozenset(person.uid for person in self.people))

    @property
    def voters(self) -> tuple[OnRoll, ...]:
        """Return who may vote: full members whose vote is not suspended."""
        return tuple(
            person for person in self.people if person.full and person.uid not in self.without_vote
        )

    @property
    def votes(self) -> bool:
        """Say whether a meeting of this form and circle votes at all."""
        return self.form.majority is not None and self.circle == self.form.expected

    @property
    def quorum(self) -> int | None:
        """Return how many voters must be present, or None where no article asks for any."""
        if self.form.quorum is None or self.circle != self.form.expected:
            return None
        return self.form.quorum.needed(len(self.voters))

    @property
    def majority(self) -> int | None:
        """Return how many ayes carry a resolution."""
        if not self.votes or self.form.majority is None:
            return None
        return self.form.majority.needed(len(self.voters))

    def voting_present(self, away: Collection[str]) -> int:
        """Return how many voters came, given who did not."""
        return sum(1 for person in self.voters if person.uid not in away)

    def quorate(self, away: Collection[str]) -> bool | None:
        """Say whether enough voters came; None where no article asks."""
        if self.quorum is None or self.form.quorum is None:
            return None
        return self.form.quorum.met(self.voting_present(away), len(self.voters))

    def find(self, uid: str | None) -> OnRoll | None:
        """Return a person of the branch's whole roll by identity."""
        return next((person for person in self.roll.members if person.uid == uid), None)


def assemble(
    *, branch: Organization | str, form: Form, circle: str, on: date,
    groups: Iterable[str] = (), attending: Iterable[str] = (),
) -> Assembly:  # fmt: skip
    """Return who was expected that day at a meeting of that form and circle."""
    roll = party.roll_of(branch, on)
    people = _people(roll, circle, (frozenset(groups), attending))
    asks = form.quorum is not None and circle == form.expected
    silent = rights.without_vote([one.uid for one in people], on) if asks else frozenset()
    return Assembly(form, circle, roll, people, silent)


def _people(
    roll: Roll, circle: str, chosen: tuple[frozenset[str], Iterable[str]]
) -> tuple[OnRoll, ...]:
    groups, attending = chosen
    if circle == regulation.COMMITTEE:
        return tuple(roll.committee)
    if circle == regulation.GROUP:
        return tuple(person for person in roll.members if person.party_group in groups)
    if circle == regulation.PARTICIPANTS:
        named = frozenset(attending)
        return tuple(person for person in roll.members if person.uid in named)
    return tuple(roll.members)
