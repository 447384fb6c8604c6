from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from zhibu.notary import checkpoints, keys
from zhibu.notary.checkpoints import Why
from zhibu.notary.records import hand_of_system


class Command(BaseCommand):
    help = "Sign the journal's head as it is now, publish it, and print the signed note."

    def handle(self, *_args: Any, **_options: Any) -> None:
        at = timezone.now()
        keys.establish(at, hand_of_system(at))
        note = checkpoints.publish(at, Why.ASKED)
        self.stdout.write(note.data.decode(), ending="")
