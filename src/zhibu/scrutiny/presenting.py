"""Flags as their pages show them, to each reader what that reader may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.journal.log import Leaf
from zhibu.meetings import queries as meetings
from zhibu.meetings.models import Meeting
from zhibu.party.models import Account, Member
from zhibu.party.permits import Ability, Permits
from zhibu.scrutiny import queries, rules, wording
from zhibu.scrutiny.detectors.thresholds import DESCRIPTIVE, HARD, STATISTICAL, Rule
from zhibu.scrutiny.models import Flag, Noticed, State
from zhibu.scrutiny.queries import Precision
from zhibu.scrutiny.records import Answered, Evidence, Outcome, Settled

TONES = {
    State.OPEN: "gold", State.ANSWERED: "gold", State.CONFIRMED: "red",
    State.EXPLAINED: "green", State.WRONG: "",
}  # fmt: skip
STRENGTHS = {
    HARD: gettext_lazy("硬性：一项即请核实"),
    STATISTICAL: gettext_lazy("统计：须有两种不同迹象"),
    DESCRIPTIVE: gettext_lazy("描述：只是一个数"),
}
MOST_LINKS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A flag in a list."""

    flag: Flag
    titles: tuple[str, ...]
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Link:
    """A record that the reader may open."""

    rec: str
    label: str
    on: date
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One rule's evidence: what it saw, in which records, concerning whom."""

    title: str
    strength: str
    sentence: str
    links: tuple[Link, ...]
    more: int
    people: tuple[str, ...]
    others: tuple[Link, ...]
    limits: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The branch's reply."""

    leaf: Leaf
    by: str
    said: Answered


@dataclass(frozen=True, slots=True)
class Conclusion:
    """How it came out."""

    leaf: Leaf
    by: str
    said: Settled
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Page:
    """A flag with all that was said about it."""

    row: Row
    leaf: Leaf
    evidence: tuple[Shown, ...]
    replies: tuple[Reply, ...]
    conclusion: Conclusion | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact or a single signal of the last sweep."""

    title: str
    sentence: str
    limits: str
    is_fact: bool
    noticed_on: date


@dataclass(frozen=True, slots=True)
class Line:
    """A rule with its thresholds and how often it was right."""

    code: str
    title: str
    words: str
    limits: str
    strength: str
    basis: str
    sure: bool
    told: Precision
    share: str
    bounds: str


def rows_of(flags: Iterable[Flag]) -> list[Row]:
    """Return flags as lists show them."""
    return [_row(one) for one in flags]


def _row(flag: Flag) -> Row:
    state = State(flag.state)
    titles = tuple(rules.title_of(code) for code in flag.rules)
    return Row(flag, titles, str(state.label), TONES[state])


def page_of(flag: Flag, permits: Permits) -> Page:
    """Return a flag with evidence, replies and outcome, as its reader may see them."""
    said = queries.said_about(flag)
    leaves = [leaf for leaf, _said in said.replies]
    leaves += [said.settled[0]] if said.settled else []
    hands = _hands(leaves)
    conclusion = _conclusion(said.settled, hands) if said.settled else None
    return Page(
        row=_row(flag),
        leaf=said.leaf,
        evidence=_evidence(said.flagged.evidence, permits),
        replies=tuple(Reply(leaf, hands.get(leaf.actor, ""), told) for leaf, told in said.replies),
        conclusion=conclusion,
    )


def _hands(leaves: Iterable[Leaf]) -> dict[str, str]:
    found = Account.objects.filter(pk__in={leaf.actor for leaf in leaves})
    return dict(found.values_list("uid", "display_name"))


def _conclusion(settled: tuple[Leaf, Settled], hands: Mapping[str, str]) -> Conclusion:
    leaf, told = settled
    state = State(Outcome(told.outcome).value)
    return Conclusion(leaf, hands.get(leaf.actor, ""), told, str(state.label), TONES[state])


def _evidence(evidence: Iterable[Evidence], permits: Permits) -> tuple[Shown, ...]:
    told = tuple(evidence)
    links = _links({rec for one in told for rec in (*one.records, *one.others)}, permits)
    people = {uid for one in told for uid in one.people}
    names = dict(Member.objects.filter(pk__in=people).values_list("uid", "name"))
    return tuple(_shown(one, links, names) for one in told)


def _shown(one: Evidence, links: Mapping[str, Link], names: Mapping[str, str]) -> Shown:
    rule = rules.in_force().rules.get(one.rule)
    figures = {figure.name: figure.value for figure in one.figures}
    found = sorted((links[r] for r in one.records if r in links), key=lambda link: link.on)
    return Shown(
        title=rules.title_of(one.rule),
        strength=str(STRENGTHS[rule.strength]) if rule else "",
        sentence=wording.sentence_of(one.rule, one.case, figures),
        links=tuple(found[:MOST_LINKS]),
        more=max(0, len(found) - MOST_LINKS),
        people=tuple(names[uid] for uid in one.people if uid in names),
        others=tuple(links[rec] for rec in one.others if rec in links),
        limits=rules.limits_of(rule) if rule else "",
    )


def _links(recs: set[str], permits: Permits) -> dict[str, Link]:
    """Return the records that the reader may open, and no word of any other."""
    found = Meeting.objects.filter(rec__in=recs).select_related("branch")
    return {
        one.rec: Link(one.rec, meetings.label_of(one.form), one.held_on, one.branch.name)
        for one in found
        if permits.may(Ability.SEE_BRANCH_PRIVATE, one.branch)
    }


def facts_of(noticed: QuerySet[Noticed], *, private: bool) -> list[Fact]:
    """Return what the last sweep noticed; a single signal is shown to the branch alone."""
    found = []
    for one in noticed[:50]:
        rule = rules.in_force().rules.get(one.rule)
        if rule and (private or is_fact(rule)):
            found.append(_fact(one, rule))
    return found


def _fact(one: Noticed, rule: Rule) -> Fact:
    sentence = wording.sentence_of(one.rule, one.case, one.figures)
    limits = rules.limits_of(rule)
    return Fact(rules.title_of(one.rule), sentence, limits, is_fact(rule), one.noticed_on)


def is_fact(rule: Rule) -> bool:
    """Say whether a rule only ever tells a fact."""
    return rule.fact_only or rule.strength == DESCRIPTIVE


def precision_lines() -> list[Line]:
    """Return every rule with its thresholds, its precision and the precision's interval."""
    in_force = rules.in_force().rules
    return [_line(in_force[told.rule], told) for told in queries.precisions(in_force)]


def _line(rule: Rule, told: Precision) -> Line:
    least, most = told.bounds
    known = told.share is not None
    return Line(
        code=rule.code,
        title=rules.title_of(rule.code),
        words=rules.words_of(rule),
        limits=rules.limits_of(rule),
        strength=str(STRENGTHS[rule.strength]),
        basis=_(rule.basis),
        sure=rule.confidence == rules.UNSURE,
        told=told,
        share=f"{told.share:.0%}" if told.share is not None else "–",
        bounds=f"{least:.0%}–{most:.0%}" if known else "–",
    )
