"""The journal's side of witnessing: whom we ask, how, what they answered, and how it stands.

A witness that does not answer never holds up work; one that knows another tree than ours is an
alarm.
"""

from zhibu.notary.witnesses.carrying import CannotAccept, CannotRequest, accept, request
from zhibu.notary.witnesses.roster import CannotChangeWitness, add, configured, remove
from zhibu.notary.witnesses.standing import Standing, standing
from zhibu.notary.witnesses.visiting import Rounds, Visit, visit

__all__ = [
    "CannotAccept", "CannotChangeWitness", "CannotRequest", "Rounds", "Standing", "Visit",
    "accept", "add", "configured", "remove", "request", "standing", "visit",
]  # fmt: skip
