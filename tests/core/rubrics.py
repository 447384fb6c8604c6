"""Standards of many shapes, in words: for tests of the language and of what it comes to."""

from tests.core.tellers import KNOWN, compiled

FAMILIES = ("rated.*", "adjusted.*", "veto.*")
STATED = (*KNOWN.measures, *FAMILIES)
TALK, STUDY, MEMBERS = "meetings.talk.held", "meetings.study.held", "party.members"
SETTLED, SANCTION = "dues.members_settled", "honours.committee_sanction"

_ITEM = """\
  - id: {id}
    section: {section}
    title: {title}
    evidence: 记录
    points: {points}
    cadence: year
    basis: {{text: 默认, source: —, confidence: P}}
    hint: {{words: 去做, minutes: 10}}
    auto: {auto}
    cases: {cases}
"""
_HEAD = """\
id: {id}
version: "1"
title: 办法
total: {total}
machine_share: 100
defaults: {{grace: within_10, step: 5, costs: 10, late: 10, undone: 25, month: 25, each: 25, incomplete: 50}}
cases: {{year: 2026, as_of: 2027-03-01}}
peer_weight: {peer_weight}
"""
CLASSES = {
    "production": "{title: 主要生产, qualified_at: 8, advanced_at: 9}",
    "office": "{title: 机关处室, qualified_at: 6, advanced_at: 7}",
}
QUARTERLY = {"code": "P", "rule": f"{{demands: [{{fact: {TALK}, months: 3}}]}}"}
SHARE = f"{{numerator: {SETTLED}, denominator: {MEMBERS}, target: 80, months: 12}}"
RATIO = {"code": "R", "rule": f"{{shares: [{SHARE}]}}"}
VETO = {"code": "V", "rule": f"{{fact: {SANCTION}}}"}


def item(identity="i1", points=10, *, section="A", worth=None, **more):
    """Return one item's words; ``worth`` is what it gives for no facts at all."""
    cases = "[]" if worth is None else f"[{{say: 空, given: {{}}, points: {worth}}}]"
    told = {"id": identity, "points": points, "section": section, "cases": cases}
    told |= {"title": more.pop("title", "一件事"), "auto": more.pop("auto", "S")}
    return _ITEM.format(**told) + "".join(f"    {key}: {value}\n" for key, value in more.items())


def judged(identity="i1", points=10, **more):
    return item(identity, points, **{"code": "J", **more})


def standard(*items, **more):
    """Return the words of a standard of these items; ``sections`` maps ids to words and points."""
    told = {"id": "one", "total": 10, "peer_weight": 0, **more}
    sections = told.pop("sections", f"[{{id: A, title: 甲, points: {told['total']}}}]")
    head = _HEAD.format(**{key: told.pop(key) for key in ("id", "total", "peer_weight")})
    rest = {"bonus": "{each: 5, cap: 10}", "vetoes": "[]", "classes": classes(), **told}
    words = "".join(f"{key}: {value}\n" for key, value in rest.items())
    return f"{head}sections: {sections}\n{words}items:\n" + "".join(items)


def classes():
    return "{" + ", ".join(f"{key}: {value}" for key, value in CLASSES.items()) + "}"


def made(*items, known=STATED, **more):
    return compiled(standard(*items, **more), known=known)
