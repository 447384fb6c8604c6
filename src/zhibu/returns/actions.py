"""What may be done with a return: hand it in as it was counted."""

import hashlib
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core import canonical
from zhibu.core.refusal import Refusal
from zhibu.journal import log, tree
from zhibu.journal.log import Hand, Leaf
from zhibu.party.models import Organization
from zhibu.returns import queries
from zhibu.returns.counted import Counted, count_and_join
from zhibu.returns.records import Submitted
from zhibu.returns.spans import Every, Span


class CannotSubmit(Refusal):
    """The return cannot be handed in so."""


def submit(org: Organization, *, every: str, as_of: date, seen: str = "", hand: Hand) -> Leaf:
    """Count a return once more and hand it in: numbers, fingerprint and journal head stay.

    ``seen`` is the fingerprint of what the person looked at. Raises CannotSubmit for a day that is
    not over, numbers that do not close or are not those that were looked at, and a return that was
    handed in with the same numbers before.
    """
    span = Span(Every(every), as_of)
    if as_of >= log.civil(hand.at):
        raise CannotSubmit(_("统计日还没有过完，请选今天以前的一天。"), field="on")
    size = tree.size()
    root = tree.root(size).hex()
    counted = count_and_join(org, span)
    _insist_on_sense(counted)
    digest = digest_of(org, counted)
    if seen and seen != digest:
        raise CannotSubmit(_("数字在查看之后有变化，请核对下面的新数字后再报送。"), field="seen")
    record = Submitted(
        organization=org.uid, every=span.every.value, as_of=as_of, book=counted.book.version,
        lines=counted.lines(), digest=digest, size=size, root=root, on=log.civil(hand.at),
    )  # fmt: skip
    with log.act(org.uid):
        before = queries.handed_in(org, span)
        if before and bytes(before.digest).hex() == digest:
            raise CannotSubmit(_("这份报表已经报送过，数字没有变化，不必再报。"))
        return log.append(record, unit=org.uid, **hand.told)


def digest_of(org: Organization, counted: Counted) -> str:
    """Return the fingerprint of a return: SHA-256 over its canonical JSON."""
    about = {
        "organization": org.uid,
        "every": counted.span.every.value,
        "as_of": counted.span.on.isoformat(),
        "book": counted.book.version,
        "lines": list(counted.lines()),
    }
    return hashlib.sha256(canonical.encode(about)).hexdigest()


def _insist_on_sense(counted: Counted) -> None:
    failing = next((one for one in counted.checks if not one.holds), None)
    if failing:
        words = _("“%(title)s”两边不等（%(left)d 与 %(right)d），请先查明再报送。")
        told = {"title": failing.title, "left": failing.left, "right": failing.right}
        raise CannotSubmit(words % told)
