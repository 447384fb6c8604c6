"""What the fields of records are called."""

from collections.abc import Mapping

from django.utils.functional import Promise

from zhibu.desk.labels.everyday import EVERYDAY
from zhibu.desk.labels.own import OWN
from zhibu.desk.labels.rooms import ROOMS

__all__ = ["LABELS", "OWN", "label_of"]

LABELS: Mapping[str, Promise] = {**ROOMS, **EVERYDAY}


def label_of(name: str, kind: str = "") -> str:
    """Return what a field is called, by its kind where that means something of its own by it.

    A field of a new kind goes by its own name until labelled.
    """
    label = OWN.get(f"{kind}.{name}") or LABELS.get(name)
    return str(label) if label else name
