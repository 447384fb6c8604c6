"""The worker's visits to witnesses, in a thread of their own: one that is slow delays nobody."""

import logging
import threading

from django.db import DatabaseError, connections
from django.utils import timezone

from zhibu.core.policy import PolicyFault
from zhibu.core.refusal import Refusal
from zhibu.notary import witnesses

logger = logging.getLogger(__name__)

PAUSE = 5.0  # seconds between two looks for who is due


def start(stop: threading.Event) -> threading.Thread:
    """Begin the visits; the thread ends with the process, whatever it waits for."""
    thread = threading.Thread(target=run_forever, args=[stop], name="witnesses", daemon=True)
    thread.start()
    return thread


def run_forever(stop: threading.Event) -> None:
    """Visit whoever is due, until told to stop."""
    rounds = witnesses.Rounds()
    while not stop.wait(PAUSE):
        try:
            rounds.go(timezone.now())
        except (Refusal, PolicyFault) as fault:
            logger.warning("witnesses cannot be asked: %s", fault)
        except (DatabaseError, OSError):
            logger.exception("the visits to witnesses failed and are tried again")
        finally:
            connections.close_all()
