"""What the pages about erasing are given: parts to tick, requests in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from zhibu.core.leaf import read_bytes
from zhibu.desk import labels, telling, words
from zhibu.journal import erasing, kinds, log
from zhibu.journal.erasing import Choice, Request
from zhibu.journal.log import Leaf, Op
from zhibu.party.models import Account, Organization
from zhibu.party.permits import Ability, Permits

SHOWN = 40  # letters of a text that are enough to know it by
CLOSED = 50  # how many closed requests a page lists
FILE = "file"


@dataclass(frozen=True, slots=True)
class Part:
    """A part to tick: its field, the beginning of what it says, and whether it can go."""

    place: int
    label: str
    words: str
    fixed: bool
    erased: bool
    withheld: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A request as the list shows it. ``may_decide`` says that the reader's voice is awaited.

    ``meant`` is what would go, in words: told to whoever decides, as long as it is there.
    """

    request: Request
    organization: Organization | None
    title: str
    by: str
    labels: str
    voices: tuple[tuple[str, bool, str], ...]
    may_decide: bool
    meant: tuple[str, ...]


def person_of(account: Account) -> str:
    """Return who somebody is, whatever account they use: the member, or else the account."""
    return account.member_id or account.uid


def version_of(rec: str, asked: str) -> Leaf:
    """Return the version of a record whose hash was asked for, or the one that stands now.

    Raises Http404 where the record or that version of it does not exist.
    """
    leaves = log.versions_of(rec)
    standing = [leaf for leaf in leaves if leaf.op is not Op.WITHDRAW]
    named = [leaf for leaf in leaves if leaf.lh.hex() == asked] if asked else standing
    if not named:
        raise Http404
    return named[-1]


def parts_of(leaf: Leaf, *, bare: bool) -> list[Part]:
    """Return a version's parts; what is sensitive stays hidden but from who may see it."""
    choices = erasing.choices_of(leaf.lh)
    names = telling.names_in([tuple(_ids(one.value)) for one in choices])
    reader = telling.Reader(names, words.masked_for(sensitive=bare), leaf.kind)
    return [
        Part(
            one.place,
            label_of(one.name, leaf.kind),
            _said(one, reader),
            one.fixed,
            one.erased,
            one.withheld,
        )
        for one in choices
    ]


def label_of(name: str, kind: str = "") -> str:
    """Return what a part's field is called."""
    return labels.label_of("attachments" if name == FILE else name, kind)


def labels_of(names: Iterable[str]) -> str:
    """Return what fields are called, in a row."""
    return _("、").join(dict.fromkeys(label_of(name) for name in names))


def lines_for(permits: Permits, account: Account) -> list[Line]:
    """Return the requests within somebody's reach: those open, then the latest closed."""
    found = [*erasing.requests(is_open=True), *erasing.requests(is_open=False, limit=CLOSED)]
    units = {one.unit for one in found if one.unit}
    organizations = Organization.objects.in_bulk(units)
    seen = [one for one in found if _may_see(permits, organizations.get(one.unit or ""))]
    actors = {one.leaf.actor for one in seen} | {v.actor for one in seen for v in one.voices}
    accounts = Account.objects.filter(pk__in=actors)
    hands = dict(accounts.values_list("uid", "display_name"))
    mine = person_of(account)
    return [_line(one, organizations.get(one.unit or ""), hands, permits, mine) for one in seen]


def may_ask(permits: Permits, organization: Organization | None) -> bool:
    """Say whether somebody may ask that something of the organization's records be erased."""
    return organization is not None and permits.may(Ability.ASK_ERASURE, organization)


def gone_from(rec: str) -> list[tuple[str, Any, str]]:
    """Return what was erased from a record, withheld or given back: kind, day, fields."""
    told = [
        (str(kinds.latest(act.leaf.kind).title), act.on, labels_of(act.names))
        for act in erasing.acts_on(rec)
    ]
    return list(dict.fromkeys(told))  # an act on each version at once is one to a reader


def repeated(leaf: Leaf, places: Iterable[int]) -> list[str]:
    """Return, in words, which other versions say the same as some parts of one."""
    same = erasing.same_elsewhere(leaf, [*places])
    return [
        f"{log.leaf_of(read_bytes(one.lh)).fingerprint}（{labels_of(one.names)}）" for one in same
    ]


def _line(  # noqa: PLR0917 - one request's, named where it is called
    one: Request, organization: Organization | None, hands: dict[str, str], permits: Permits,
    mine: str,
) -> Line:  # fmt: skip
    spoken = {one.asked.person, *(voice.person for voice in one.voices)}
    decides = (
        organization is not None
        and permits.may(Ability.APPROVE_ERASURE, organization)
        and one.state == "open"
        and mine not in spoken
    )
    bare = organization is not None and permits.may(Ability.SEE_SENSITIVE, organization)
    return Line(
        request=one,
        organization=organization,
        title=str(kinds.latest(one.about.kind).title),
        by=hands.get(one.leaf.actor, ""),
        labels=labels_of(name for target in one.asked.targets for name in target.names),
        voices=tuple((hands.get(v.actor, ""), v.approves, v.why) for v in one.voices),
        may_decide=decides,
        meant=tuple(_meant(one, bare=bare)) if decides else (),
    )


def _meant(one: Request, *, bare: bool) -> Iterator[str]:
    """Yield what a request would take away, as the page it was asked on named it."""
    places = one.asked.targets[0].places
    for part in parts_of(one.about, bare=bare):
        if part.place in places:
            yield _("%(label)s：%(words)s") % {"label": part.label, "words": part.words}


def _may_see(permits: Permits, organization: Organization | None) -> bool:
    asked = (Ability.ASK_ERASURE, Ability.APPROVE_ERASURE)
    return organization is not None and any(permits.may(one, organization) for one in asked)


def _said(one: Choice, reader: telling.Reader) -> str:
    """Return the beginning of what a part says, as much as it takes to know it by."""
    if one.erased or one.withheld:
        return str(_("〔已删除〕") if one.erased else _("〔已封存〕"))
    if reader.hides(one.name):
        return telling.HIDDEN
    return _short(one.value, one.name, reader)


def _short(value: Any, name: str, reader: telling.Reader) -> str:
    if isinstance(value, dict):
        told = value.get("member") or value.get("name") or value.get("item") or value.get("title")
        return _short(told, name, reader) if told else ""
    if isinstance(value, list):
        return _("、").join(_short(one, name, reader) for one in value)[:SHOWN]
    if isinstance(value, bool):
        return _("是") if value else _("否")
    text = reader.names.get(str(value)) or words.word_of(name, str(value or ""), reader.kind)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}……"


def _ids(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _ids(one)
    elif isinstance(value, list):
        for one in value:
            yield from _ids(one)
