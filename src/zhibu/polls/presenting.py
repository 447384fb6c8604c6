"""What the committee's page of a round and the page of a result are given, ready to be shown."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from zhibu.core.leaf import read_bytes, spell_bytes
from zhibu.core.pairing import PairKind
from zhibu.polls.actions import boxes, keys
from zhibu.polls.forms.evaluating import KINDS
from zhibu.polls.forms.polling import GROUPS
from zhibu.polls.models import Level, Poll, PollResult, Round
from zhibu.polls.queries import polls, rounds


@dataclass(frozen=True, slots=True)
class RatedRow:
    """A unit with its raters, by name and kind."""

    rated: str
    raters: tuple[tuple[str, str], ...]


def round_page(held: Round, today: date) -> dict[str, Any]:
    """Return what a committee's page of a round shows. A constant number of queries."""
    pairs = list(rounds.matrix_of(held))
    counts = Counter(one.kind for one in pairs)
    shown: dict[str, Any] = {
        "held": held,
        "criteria": rounds.criteria_of(held),
        "rows": _rows(pairs),
        "kinds": [(KINDS[k], counts[k], held.weights[k]) for k in PairKind],
        "progress": rounds.progress_of(held),
        "may_close": held.is_open and today >= held.closes_on,
    }
    return shown | (_outcome(held) if held.closed_at else {})


def _rows(pairs: list[Any]) -> list[RatedRow]:
    found: dict[str, list[tuple[str, str]]] = {}
    for one in pairs:
        found.setdefault(one.rated.name, []).append((one.rater.name, str(KINDS[one.kind])))
    return [RatedRow(rated, tuple(raters)) for rated, raters in found.items()]


def _outcome(held: Round) -> dict[str, Any]:
    results = list(rounds.results_of(held))
    odd = rounds.oddities_of(held)
    named = {*odd.constant, *(bias.rater for bias in odd.biased)}
    named |= {uid for pair in odd.reciprocal for uid in pair}
    named |= {uid for rater, rated, _why in odd.declined for uid in (rater, rated)}
    names = rounds.names_of(named)
    return {
        "results": [(one, odd.rescaled.get(one.unit_id)) for one in results],
        "means": rounds.class_means(results),
        "reciprocal": [(names[a], names[b]) for a, b in odd.reciprocal],
        "constant": [names[uid] for uid in odd.constant],
        "biased": [(names[one.rater], one.by, one.sheets) for one in odd.biased],
        "declined": [(names[a], names[b], words) for a, b, words in odd.declined],
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A question with how often each choice was made."""

    words: str
    counts: tuple[tuple[str, int], ...]


def result_of(poll: Poll) -> dict[str, Any] | None:
    """Return what a closed poll came to, ready to be shown; None while it is open."""
    found = PollResult.objects.filter(poll=poll).first()
    if found is None:
        return None
    titles = dict(GROUPS)
    groups = sorted(found.groups.items()) if len(found.groups) > 1 else []
    return {
        "told": found,
        "root": bytes(found.root).hex(),
        "tokens": len(boxes.tokens_of(poll.rec)) if poll.level == Level.BLIND else None,
        "tokens_root": found.tokens_root.hex() if found.tokens_root else "",
        "lines": _lines(poll, found.counts),
        "groups": [(titles[int(group)], _lines(poll, counts)) for group, counts in groups],
    }


def key_of(poll: Poll) -> dict[str, str]:
    """Return a poll's public key as a browser takes it, and the digest that people compare."""
    if not poll.public_key:
        return {}
    n = keys.public_of(poll).public_numbers().n
    digest = sha256(read_bytes(poll.public_key)).hexdigest()
    return {"modulus": spell_bytes(n.to_bytes((n.bit_length() + 7) // 8, "big")), "digest": digest}


def _lines(poll: Poll, counts: list[list[int]]) -> list[Line]:
    lines = []
    for question, row in zip(polls.questions_of(poll), counts, strict=False):
        titles = [*(choice.title for choice in question.choices), str(_("弃权"))]
        lines.append(Line(question.words, tuple(zip(titles, row, strict=True))))
    return lines
