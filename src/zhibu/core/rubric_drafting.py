"""A sheet → a draft: the tree of a standard, what to ask, and what became of every row.

Everything here is plain data that can be kept between two clicks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from zhibu.core import forbidden
from zhibu.core import rubric_amounts as amounts
from zhibu.core.rubric_alone import DATES, NUMBERS, Compile, worked
from zhibu.core.rubric_guessing import MECHANISM
from zhibu.core.rubric_items import MOST_CHOICES, Drafted, Extra, Wits, item_told, taken
from zhibu.core.rubric_sheets import Became, Line, Rubric
from zhibu.core.rubric_words import Words
from zhibu.core.rubric_writing import Tree

Told = dict[str, Tree]
Question = dict[str, object]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONGEST_SECTION, LONGEST_AWARD, LONGEST_STANDARD = 40, 60, 80
MACHINE_SHARE, PERCENT = "70", 100


@dataclass(frozen=True, slots=True)
class Named:
    """What a draft is called: its id, its version, and its title where the sheet has none."""

    id: str
    version: str
    title: str = ""


@dataclass(slots=True)
class Draft:
    """A standard being drafted, the questions about it, and the fate of each row of its sheet."""

    tree: Told
    questions: list[Question] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)
    notices: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Desk:
    """What drafts are made with: words, facts that something states, and the compiler."""

    words: Words
    known: frozenset[str]
    compiled: Compile


def drafted(rubric: Rubric, desk: Desk, named: Named) -> Draft:
    """Make a draft of a sheet. What is unsure is asked, each with the best guess taken so far."""
    builder = _Builder(rubric, desk)
    for line in rubric.lines:
        builder.take(line)
    draft = builder.done(named)
    recount(draft.tree, desk.words)
    draft.notices.extend(_sums_told(rubric, draft.tree))
    for item in items_of(draft.tree):
        item["cases"] = _worked(item, draft.tree, desk)
    return draft


def empty(desk: Desk, named: Named) -> Told:
    """Return the tree of a standard in which nothing is asked yet."""
    words = desk.words
    tree = _headed(named, named.title or words.unsaid["sheet"])
    tree["sections"] = [{"id": "A", "title": words.unsaid["section"], "points": "0"}]
    recount(tree, words)
    return tree


def answer(draft: Draft, key: str, choice: int, *, desk: Desk) -> None:
    """Take an answer: change the item it is about, its worked cases, and the sums.

    Raises KeyError for a question or a choice there is not.
    """
    question = next((each for each in draft.questions if each["key"] == key), None)
    choices = question["choices"] if question else None
    if question is None or not isinstance(choices, list) or not 0 <= choice < len(choices):
        raise KeyError(key)
    question["chosen"] = choice
    item = next((each for each in items_of(draft.tree) if each["id"] == question["item"]), None)
    if item is None:
        return
    taken_choice: dict[str, Tree] = choices[choice]
    if taken_choice["say"] == "drop":
        _drop(draft, str(item["id"]))
    else:
        change = taken_choice.get("set")
        _change(item, change if isinstance(change, dict) else {})
        item["cases"] = _worked(item, draft.tree, desk)
    recount(draft.tree, desk.words)


def _change(item: Told, change: Told) -> None:
    if "code" in change:
        for key in MECHANISM:
            item.pop(key, None)
    item.update(change)
    item.setdefault("cases", [])


def _worked(item: Told, tree: Told, desk: Desk) -> list[Tree]:
    return worked(item, tree, compiled=desk.compiled, names=desk.words.scenes)


def _drop(draft: Draft, item: str) -> None:
    items = draft.tree["items"]
    if isinstance(items, list):
        items[:] = [each for each in items if not (isinstance(each, dict) and each["id"] == item)]
    for question in draft.questions:
        if question["item"] == item and question["chosen"] is None:
            question["chosen"] = -1
    for row in draft.rows:
        named = row["items"]
        if isinstance(named, list) and item in named:
            named.remove(item)
            row["became"] = "dropped"


def items_of(tree: Tree) -> list[Told]:
    """Return the items of a tree, as far as they are items."""
    return _mappings(tree, "items")


def sections_of(tree: Tree) -> list[Told]:
    """Return the sections of a tree, as far as they are sections."""
    return _mappings(tree, "sections")


def recount(tree: Told, words: Words) -> None:
    """Make sections and total the sums of their items, and the thresholds their share of it."""
    before = _cents(tree.get("total"))
    for section in sections_of(tree):
        mine = [each for each in items_of(tree) if each.get("section") == section.get("id")]
        section["points"] = amounts.spelled(sum(_cents(each.get("points")) for each in mine))
    total = sum(_cents(each.get("points")) for each in sections_of(tree))
    tree["total"] = amounts.spelled(total)
    if total != before or not tree.get("classes"):
        tree["classes"] = _classes(tree.get("classes"), before, total=total, words=words)


def _classes(told: Tree | None, before: int, *, total: int, words: Words) -> Tree:
    """Return the classes with thresholds in the same proportion to the new total."""
    found: Told = {}
    kept = told if isinstance(told, dict) and told and before else None
    for key, each in (kept or words.classes).items():
        old = before if kept else PERCENT * PERCENT
        one = dict(each) if isinstance(each, Mapping) else {}
        for name in ("qualified_at", "advanced_at"):
            one[name] = amounts.spelled(_cents(one.get(name)) * total // max(old, 1))
        found[key] = {**one}
    return found


class _Builder:
    """Collects what lines become, in the order of the sheet."""

    def __init__(self, rubric: Rubric, desk: Desk) -> None:
        self.rubric = rubric
        self.desk = desk
        self.sections: dict[str, Told] = {}
        self.items: list[Told] = []
        self.extras: list[Extra] = []
        self.questions: list[Question] = []
        self.of_row: dict[int, list[str]] = {}
        self.weights: Told = {}
        self.everywhere_open = self._says_open(_around(rubric))

    def take(self, line: Line) -> None:
        is_open = self.everywhere_open or self._says_open(line.section)
        found = taken(line, Wits(self.desk.words, self.desk.known, is_open))
        self.extras += found.extras
        names = self.of_row.setdefault(line.row, [])
        names += [f"+{each.title}" for each in found.extras]
        for drafted_item in found.items:
            section = self._section(line.section, is_open=is_open)
            place = sum(each["section"] == section for each in self.items) + 1
            item_id = f"{section}{place}"
            self._item(drafted_item, item_id, section)
            names.append(item_id)
        for part in line.parts:
            self.of_row[part.row] = names

    def _item(self, found: Drafted, item_id: str, section: str) -> None:
        told = item_told(found, self.desk.words, item_id=item_id, section=section)
        hint = told.pop("hint")
        item: Told = {**told, **found.guesses[0].told, "hint": hint, "cases": []}
        self.items.append(item)
        self.questions += _questions(found, item)

    def _section(self, title: str, *, is_open: bool) -> str:
        words = self.desk.words
        if title in self.sections:
            return str(self.sections[title]["id"])
        place = len(self.sections)
        key = LETTERS[place] if place < len(LETTERS) else f"S{place + 1}"
        named = _unnumbered(amounts.without_points(title)) or words.unsaid["section"]
        section: Told = {"id": key, "title": named[:LONGEST_SECTION], "points": "0"}
        if is_open:
            section["open"] = "yes"
        weight = amounts.weight_within(title)
        if weight:
            self.weights[key] = str(weight)
        self.sections[title] = section
        return key

    def _says_open(self, text: str) -> bool:
        return self.desk.words.word_of("open_words", text) is not None

    def done(self, named: Named) -> Draft:
        title = self.rubric.title or named.title or self.desk.words.unsaid["sheet"]
        tree = _headed(named, title)
        tree["sections"] = list(self.sections.values())
        if self.weights:
            tree["weights"] = self.weights
        tree["bonus"] = _bonus(self.extras)
        tree["vetoes"] = list(_vetoes(self.extras))
        tree["items"] = list(self.items)
        rows: list[dict[str, object]] = [
            {
                "row": each.row,
                "became": each.became.value,
                "text": each.text[:500],
                "items": list(self.of_row.get(each.row, [])),
            }
            for each in self.rubric.rows
            if each.became is not Became.EMPTY
        ]
        return Draft(tree, self.questions, rows)


def _headed(named: Named, title: str) -> Told:
    return {
        "id": named.id,
        "version": named.version,
        "title": title[:LONGEST_STANDARD],
        "total": "0",
        "machine_share": MACHINE_SHARE,
        "defaults": dict(NUMBERS),
        "cases": dict(DATES),
        "sections": [],
        "classes": {},
        "peer_weight": "0",
        "bonus": {"each": "0", "cap": "0"},
        "vetoes": [],
        "items": [],
    }


def _questions(found: Drafted, item: Told) -> Iterator[Question]:
    """Yield what to ask about an item: its points, words that are forbidden, its rule."""
    line = found.line
    about = {"row": line.row, "item": item["id"], "text": line.text[:500], "chosen": None}
    if found.points is None:
        yield {"key": f"{item['id']}.points", "asks": "points", "told": {},
               "choices": _point_choices(line)} | about  # fmt: skip
    for name in ("title", "evidence", "rubric"):
        said = item.get(name)
        word = _forbidden_in(said) if isinstance(said, str) else None
        if word and isinstance(said, str):
            bare = said.replace(word, "").strip("、，, ") or "—"
            told = {"word": word, "where": name}
            choices = [{"say": "without", "set": {name: bare}}, {"say": "drop"}, {"say": "keep"}]
            yield {"key": f"{item['id']}.{name}", "asks": "forbidden", "told": told,
                   "choices": choices} | about  # fmt: skip
    if found.unsure:
        best = found.guesses[0]
        told = {"reason": best.reason, "quote": best.quote[:80]}
        choices = [_choice(guess) for guess in found.guesses[:MOST_CHOICES]]
        key = f"{item['id']}.rule"
        yield {"key": key, "asks": "rule", "told": told, "choices": choices} | about


def _choice(guess: object) -> dict[str, object]:
    told = getattr(guess, "told", {})
    return {
        "say": "rule",
        "reason": getattr(guess, "reason", ""),
        "quote": getattr(guess, "quote", "")[:80],
        "set": told,
    }


def _point_choices(line: Line) -> list[dict[str, object]]:
    cost = amounts.first_cost(line.text)
    worth = list(dict.fromkeys(filter(None, (cost[0] if cost else 0, 100, 200))))[
        : MOST_CHOICES - 1
    ]
    found: list[dict[str, object]] = [
        {"say": "points", "set": {"points": amounts.spelled(each)}} for each in worth
    ]
    return [*found, {"say": "drop"}]


def _forbidden_in(text: str) -> str | None:
    found = (ban.words.search(text) for ban in forbidden.BANS)
    return next((each[0] for each in found if each), None)


def _bonus(extras: list[Extra]) -> Told:
    """Return the bonus: its table by level of award, and its ladders by machine."""
    table: list[Tree] = []
    ladder: list[Tree] = []
    reached: dict[str, tuple[int, int]] = {}
    for extra in extras:
        rises = reached.get(extra.fact, (0, 0))
        if extra.kind == "rung" and extra.fact and extra.at > rises[0] and extra.points > rises[1]:
            reached[extra.fact] = (extra.at, extra.points)
            points = amounts.spelled(extra.points)
            ladder.append({"fact": extra.fact, "at": str(extra.at), "points": points})
        elif extra.kind in {"rung", "award"}:
            title = extra.title[:LONGEST_AWARD]
            line: Told = {"id": f"G{len(table) + 1}", "title": title}
            table.append(line | {"points": amounts.spelled(extra.points)})
    each = max((extra.points for extra in extras if extra.kind != "veto"), default=0)
    bonus: Told = {"each": amounts.spelled(each), "cap": amounts.spelled(2 * each)}
    return bonus | ({"table": table} if table else {}) | ({"ladder": ladder} if ladder else {})


def _vetoes(extras: list[Extra]) -> Iterator[Tree]:
    vetoes = [each for each in extras if each.kind == "veto"]
    for place, extra in enumerate(vetoes, 1):
        fact: Told = {"fact": extra.fact} if extra.fact else {}
        yield {"id": f"V{place}", "title": extra.title, **fact}


def _sums_told(rubric: Rubric, tree: Told) -> Iterator[dict[str, object]]:
    """Yield where a row was joined to the one above, or the sheet declares another sum."""
    for row in rubric.joined:
        yield {"code": "joined", "told": {"row": row}}
    declared = {
        _unnumbered(amounts.without_points(each))[:LONGEST_SECTION]: amounts.points_within(each)
        for each in rubric.sections
    }
    for section in sections_of(tree):
        said, actual = declared.get(str(section["title"])), _cents(section["points"])
        if said is not None and said != actual:
            told = {"declared": amounts.spelled(said), "actual": amounts.spelled(actual)}
            yield {"code": "section", "told": {"title": section["title"], **told}}
    total = _cents(tree["total"])
    if rubric.total is not None and rubric.total != total:
        told = {"declared": amounts.spelled(rubric.total), "actual": amounts.spelled(total)}
        yield {"code": "total", "told": told}


def _around(rubric: Rubric) -> str:
    around = (Became.TITLE, Became.NOTE, Became.TOTAL)
    return "。".join(each.text for each in rubric.rows if each.became in around)


def _unnumbered(title: str) -> str:
    head, mark, rest = title.partition("、")
    numbered = mark and all(
        sign in "一二三四五六七八九十ABCDEFGHIJ0123456789（）()" for sign in head
    )
    return (rest if numbered else title).strip()


def _mappings(tree: Tree, key: str) -> list[Told]:
    found = tree.get(key) if isinstance(tree, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _cents(value: object) -> int:
    found = amounts.amount_of(value) if isinstance(value, str) else None
    return found.cents if found else 0
