"""Who of a roll has no vote on a day, told by whoever keeps sanctions.

Rooms do not know each other. The storey above names here the function that knows. It is asked for
numbers alone: no page of this room tells who it is, for sanctions are read elsewhere, each reading
written down.
"""

from collections.abc import Callable, Collection
from datetime import date

WithoutVote = Callable[[Collection[str], date], frozenset[str]]
_readers: list[WithoutVote] = []


def read_by(reader: WithoutVote) -> None:
    """Name the function that returns which of some members have no vote on a day."""
    _readers[:] = [reader]


def without_vote(members: Collection[str], on: date) -> frozenset[str]:
    """Return which of some members have no vote on a day; nobody where none is asked."""
    return _readers[0](members, on) if _readers else frozenset()
