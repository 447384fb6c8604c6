"""Reading what was sent: JSON as RFC 8259 has it, where Python's own reader takes more."""

import json
import math
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class NotJsonError(ValueError):
    """The body is not one JSON text that means one thing."""


class StrictParser(Parser):
    """Refuses NaN, numbers beyond all bounds, and an object that names a key twice."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise NotJsonError(request.content_type)
        return json.loads(
            request.body,
            object_pairs_hook=_object,
            parse_float=_finite,
            parse_constant=_constant,
        )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJsonError("a key stands twice")
    return found


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise NotJsonError(digits)
    return number


def _constant(name: str) -> float:
    raise NotJsonError(name)
