"""The ballot box: ballots go in without time or number, and lie in the order of chance.

Up to four wait together in one row, written anew with each; with the fifth they go to the others.
When a poll closes, everything is written once more in the order of random identities, and who took
part is forgotten. So neither a row's place nor when it was written says whose it is. What an
operator could see who watches the database all the while, docs/polls.md says.
"""

from collections.abc import Iterable
from typing import Any

from zhibu.core import canonical
from zhibu.core.ballots import LEAST
from zhibu.core.ballots import Ballot as Cast
from zhibu.core.ids import new_id
from zhibu.journal import vault
from zhibu.polls.models import Ballot, BallotBox, Participation, PollKey, Ticket, Token

_AT_ONCE = 500


def put(poll: str, group: int, answers: tuple[int, ...]) -> None:
    """Put one ballot in. The caller holds the poll's organization."""
    box = BallotBox.objects.filter(poll=poll).first()
    waiting = [*_waiting(box), Cast(new_id("b"), group, answers)]
    waiting.sort(key=lambda cast: cast.uid)
    if len(waiting) >= LEAST:
        _keep(poll, waiting)
        waiting = []
    content = _sealed(poll, [[cast.uid, cast.group, list(cast.answers)] for cast in waiting])
    BallotBox.objects.update_or_create(poll=poll, defaults={"content": content})


def empty(poll: str) -> list[Cast]:
    """Return every ballot of a poll that closes, written anew in the order of chance."""
    kept = [_opened(row) for row in Ballot.objects.filter(poll=poll)]
    kept += _waiting(BallotBox.objects.filter(poll=poll).first())
    cast = sorted(kept, key=lambda one: one.uid)
    Ballot.objects.filter(poll=poll).delete()
    _keep(poll, cast)
    BallotBox.objects.filter(poll=poll).delete()
    return cast


def kept_of(poll: str) -> list[Cast]:
    """Return the ballots of a poll that is closed, in the order of chance: for a recount."""
    return sorted((_opened(row) for row in Ballot.objects.filter(poll=poll)), key=lambda b: b.uid)


def forget(poll: str) -> None:
    """Forget who took part, which codes were used, and the key that signed tokens."""
    for table in (Participation, Ticket, PollKey):
        table.objects.filter(poll=poll).delete()


def tokens_of(poll: str) -> list[bytes]:
    """Return the tokens that were cast, in the order of their bytes."""
    return sorted(
        bytes(token) for token in Token.objects.filter(poll=poll).values_list("token", flat=True)
    )


def _keep(poll: str, cast: Iterable[Cast]) -> None:
    Ballot.objects.bulk_create(
        (
            Ballot(
                poll=poll,
                uid=one.uid,
                content=_sealed(f"{poll}{one.uid}", [one.group, list(one.answers)]),
            )
            for one in cast
        ),
        batch_size=_AT_ONCE,
    )


def _waiting(box: BallotBox | None) -> list[Cast]:
    if box is None:
        return []
    told = _unsealed(box.poll, box.content)
    return [Cast(uid, group, tuple(answers)) for uid, group, answers in told]


def _opened(row: Ballot) -> Cast:
    group, answers = _unsealed(f"{row.poll}{row.uid}", row.content)
    return Cast(row.uid, group, tuple(answers))


def _sealed(about: str, value: object) -> bytes:
    return vault.seal(canonical.encode(value), about=about.encode())


def _unsealed(about: str, content: Any) -> Any:
    return canonical.decode(vault.unseal(bytes(content), about=about.encode()))
