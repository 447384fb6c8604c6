"""All rules over all branches, and which of what they see is a question to the branch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from zhibu.scrutiny.detectors import attending, copying, documents, entering, grams, impossible
from zhibu.scrutiny.detectors.documents import Catalogue
from zhibu.scrutiny.detectors.grams import Corpus
from zhibu.scrutiny.detectors.thresholds import STATISTICAL, Thresholds
from zhibu.scrutiny.detectors.told import Branch, Finding, Population

RULES = ("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D11")
_TEXT = frozenset({"D3", "D8"})
# Rules that gather over many records: what was asked about is left out, so that one more record
# does not ask the same again. The others speak of single records, and are told apart by them.
_GATHERING = frozenset({"D1", "D3", "D4", "D9"})
Spent = Mapping[tuple[str, str], frozenset[str]]
NOTHING: Spent = {}


@dataclass(frozen=True, slots=True)
class Grounds:
    """By what the records are judged: thresholds, catalogue, how common each piece of text is."""

    thresholds: Thresholds
    catalogue: Catalogue
    corpus: Corpus | None = None

    def for_population(self, population: Population) -> "Grounds":
        """Return the grounds with the weights of this population's texts, read once."""
        if self.corpus is not None:
            return self
        texts = (held.text for _, held in population.held() if held.text)
        return replace(self, corpus=grams.corpus_of(texts))


@dataclass(frozen=True, slots=True)
class Question:
    """What a branch is to be asked: findings of a hard rule, or of two statistical signals."""

    unit: str
    findings: tuple[Finding, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the rules that saw something, in their order."""
        seen = {finding.rule for finding in self.findings}
        return tuple(rule for rule in RULES if rule in seen)


def find(
    population: Population,
    grounds: Grounds,
    *,
    spent: Spent = NOTHING,
    only: Collection[str] = RULES,
) -> list[Finding]:
    """Return what the rules see, without what was asked about before (``spent``: rule and unit)."""
    if _TEXT & set(only):
        grounds = grounds.for_population(population)
    found: list[Finding] = []
    for branch in population.branches:
        for rule in only:
            seen = spent.get((rule, branch.uid), frozenset())
            told = branch.without(seen) if rule in _GATHERING else branch
            found += _of_branch(rule, told, grounds)
    for rule in only:
        found += _of_all(rule, population, grounds, spent=spent)
    return [one for one in found if not set(one.records) <= _seen(one, spent)]


def _seen(finding: Finding, spent: Spent) -> frozenset[str]:
    return spent.get((finding.rule, finding.unit), frozenset())


def _of_branch(rule: str, branch: Branch, grounds: Grounds) -> Iterator[Finding]:
    limits = grounds.thresholds
    if rule == "D1":
        yield from entering.bursts(branch, limits.burst)
    elif rule == "D3" and grounds.corpus:
        yield from copying.copied_within(branch, limits.reuse, grounds.corpus)
    elif rule == "D4":
        yield from attending.cloned(branch, limits.attendance)
    elif rule == "D5":
        yield from documents.anachronisms(branch, limits.anachronism, grounds.catalogue)
    elif rule == "D6":
        yield from impossible.impossibilities(branch, limits.impossible)
    elif rule == "D9":
        yield from entering.heaping(branch, limits.heaping)
    elif rule == "D11":
        yield from impossible.disputes(branch, limits.disputed)


def _of_all(
    rule: str, population: Population, grounds: Grounds, *, spent: Spent
) -> Iterator[Finding]:
    limits = grounds.thresholds
    if rule == "D2":
        yield from entering.lateness(population, limits.lateness)
    elif rule == "D7":
        yield from impossible.same_pictures(population, limits.pictures)
    elif rule == "D8" and grounds.corpus:
        asked = {unit: recs for (code, unit), recs in spent.items() if code == "D8"}
        yield from copying.copied_across(population, limits.across, grounds.corpus, spent=asked)


def questions(findings: Iterable[Finding], thresholds: Thresholds) -> list[Question]:
    """Return what branches are to be asked.

    One question for each hard rule that saw something in a branch; one for its statistical
    findings where they show two different signals, of which one at least is more than a fact.
    """
    hard: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    likely: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        rule = thresholds.rules[finding.rule]
        if rule.asks_alone:
            hard[finding.unit, finding.rule].append(finding)
        elif rule.strength == STATISTICAL:
            likely[finding.unit].append(finding)
    asked = [Question(unit, tuple(those)) for (unit, _), those in hard.items()]
    asked += [
        Question(unit, tuple(those)) for unit, those in likely.items() if _agree(those, thresholds)
    ]
    return sorted(asked, key=lambda one: (one.unit, RULES.index(one.rules[0])))


def _agree(findings: Iterable[Finding], thresholds: Thresholds) -> bool:
    rules = [thresholds.rules[finding.rule] for finding in findings]
    signals = {rule.signal for rule in rules}
    return len(signals) > 1 and any(not rule.fact_only for rule in rules)


def left_over(findings: Iterable[Finding], asked: Iterable[Question]) -> list[Finding]:
    """Return the findings that are no question: facts and single signals."""
    taken = {id(finding) for question in asked for finding in question.findings}
    return [finding for finding in findings if id(finding) not in taken]
