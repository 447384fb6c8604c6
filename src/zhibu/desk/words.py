"""How the words in records read, and which stay hidden."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhibu.desk.own_words import OWN
from zhibu.dues.forms import PAYERS
from zhibu.funds import rules as funds
from zhibu.meetings import regulation
from zhibu.meetings.models import State
from zhibu.party.sets import (
    BranchClass,
    BranchForm,
    Education,
    Ethnicity,
    LeaveReason,
    Level,
    Post,
    Role,
    Sex,
)
from zhibu.worklog import declared

# Read from a card by who may see it there, each reading logged; never from here.
MASKED = frozenset({
    "id_number", "phone", "fixed_phone", "home_address", "base", "party.correction_asked.wanted",
})  # fmt: skip
# What somebody paid tells what they earn: for those who may see what is sensitive.
AMOUNTS = frozenset({"owed", "paid", "dues.collected.before"})
# What a sanction was, for what, and by whom: the same.
SANCTIONS = frozenset({
    "honours.sanctioned.form", "honours.sanctioned.cause", "honours.sanctioned.decided_by",
    "honours.sanction_ended.reason", "honours.sanction_ended.decided_by",
})  # fmt: skip
# What a "no" reads where it says more than nothing.
DENIED: Mapping[str, Promise] = {"adopted": _("未通过"), "moved": _("新编入")}
CIRCLES = {
    regulation.MEMBERS: _("全体党员"),
    regulation.COMMITTEE: _("支部委员会"),
    regulation.GROUP: _("党小组"),
    regulation.PARTICIPANTS: _("参加的人"),
}


WAYS: Mapping[str, Promise] = {"machine": _("机器复核"), "visit": _("人工复查")}


def _form(key: str) -> object:
    form = regulation.forms().get(key)
    return form.label if form else BranchForm(key).label


def _theme(key: str) -> object:
    theme = regulation.themes().get(key)
    return theme.label if theme else key


def _work(key: str) -> object:
    kind = declared.types().get(key)
    return kind.title if kind else key


READ: Mapping[str, Callable[[str], object]] = {
    "branch_class": lambda key: BranchClass(key).label,
    "circle": lambda key: CIRCLES.get(key, key),
    "education": lambda key: Education(key).label,
    "ethnicity": lambda key: Ethnicity(key).label,
    "form": _form,
    "level": lambda key: Level(key).label,
    "line": lambda key: funds.in_force(date.max).lines.get(key, key),
    "listed": lambda key: State(key).label,
    "payer": lambda key: dict(PAYERS)[key],
    "post": lambda key: Post(key).label,
    "role": lambda key: Role(key).label,
    "sex": lambda key: Sex(key).label,
    "source": lambda key: funds.in_force(date.max).sources.get(key, key),
    "state": lambda key: State(key).label,
    "themes": _theme,
    "tier": lambda key: funds.in_force(date.max).tiers[key].title,
    "way": lambda key: WAYS.get(key, key),
    "work": _work,
}


def word_of(name: str, value: str, kind: str = "") -> str:
    """Return what a word of a closed set reads, or the text as it stands."""
    if name == "reason" and value in LeaveReason.values:
        return str(LeaveReason(value).label)
    read = OWN.get(f"{kind}.{name}") or READ.get(name)
    try:
        return str(read(value)) if read else value
    except (KeyError, ValueError):  # a word that a later version took out of its set
        return value


def masked_for(*, sensitive: bool) -> frozenset[str]:
    """Return which fields stay hidden from who may, or may not, see what is sensitive."""
    return MASKED if sensitive else MASKED | AMOUNTS | SANCTIONS
