"""V0 and V1: is the journal the one that was signed, and is every leaf of it in its place?"""

from django.db import connections
from django.utils.translation import gettext_lazy as _

from zhibu.core import merkle
from zhibu.journal import tree
from zhibu.journal.backends import store
from zhibu.notary.verify import heads, letters, sources
from zhibu.notary.verify.entries import ENTRY, Pass
from zhibu.notary.verify.faults import MOST, Findings, Level, Progress, nowhere

LAST = 256
_MOST_NAMED = 2_000

_UNNUMBERED = _("有人见过这条记录，账本里没有它的编号。")
_UNKNOWN = _("没有任何行说明这条记录：是后来插入的。")

# Both ways between numbered (or waiting) leaves and the rows that tell of them.
_WITHOUT_ENTRY = """
    SELECT lh FROM journal_leaf WHERE NOT EXISTS
        (SELECT 1 FROM journal_entry WHERE journal_entry.lh = journal_leaf.lh)
    AND NOT EXISTS (SELECT 1 FROM journal_pending WHERE journal_pending.lh = journal_leaf.lh)
    ORDER BY id LIMIT %s
"""
_WITHOUT_ROW = """
    SELECT seq FROM journal_entry WHERE NOT EXISTS
        (SELECT 1 FROM journal_leaf WHERE journal_leaf.lh = journal_entry.lh)
    ORDER BY seq LIMIT %s
"""


def verify_heads(*, most: int = MOST, progress: Progress = nowhere) -> Findings:
    """Look whether the journal is the one signed last: a moment's work, at every start (V0)."""
    size = tree.size()
    findings = Findings(Level.HEADS, size=size, most=most)
    _check_last(findings, size)
    progress(1, 2)
    signed = heads.last(findings)
    if signed and signed.head.size <= size and not findings.total:
        findings.root = root_of(signed.head.size)
        if findings.root != signed.head.root and signed.head.origin == heads.origin():
            findings.broken(heads.HEADS, signed.key, "root")
    elif signed and signed.head.size > size:
        key = f"seq={size}..{signed.head.size - 1}"
        findings.missing(ENTRY, key, heads.short(signed.head.size, size))
    if not findings.total:
        heads.insist_on_guard(findings, size, root_of)
    progress(2, 2)
    return findings


def root_of(size: int) -> bytes:
    """Return the root over so many leaves; nothing where leaves or nodes below it are missing."""
    try:
        return tree.root(size)
    except KeyError:
        return b""


def verify_leaves(*, most: int = MOST, progress: Progress = nowhere) -> Findings:
    """Go over every leaf: bytes, hash, number, nodes, and the root at every signed head (V1)."""
    findings = Findings(Level.LEAVES, most=most)
    entries = Pass(findings)
    entries.run(heads.sizes() | {sources.mirrored()}, progress)
    _check_counts(findings)
    _check_waiting(findings)
    heads.check(findings, entries)
    sources.compare_mirror(findings, entries.roots)
    return findings


def _check_last(findings: Findings, size: int) -> None:
    order = "SELECT seq, lh, leaf FROM journal_entry WHERE seq >= %s ORDER BY seq"
    first = max(0, size - LAST)
    with connections["default"].cursor() as cursor:
        cursor.execute(order, [first])
        rows = cursor.fetchall()
    for expected, (seq, lh, leaf) in zip(range(first, size), rows, strict=False):
        if seq != expected:
            findings.missing(ENTRY, f"seq={expected}")
            return
        data = bytes(leaf)
        if merkle.leaf_hash(data) != bytes(lh):
            told = {"found": merkle.leaf_hash(data), "expected": bytes(lh)}
            findings.changed(ENTRY, f"seq={seq}", "leaf", **told)
        elif not letters.is_canonical(data):
            findings.broken(ENTRY, f"seq={seq}", "leaf")


def _check_counts(findings: Findings) -> None:
    """Name leaves that rows tell of and no number, and numbers that no row tells of."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT COUNT(*) FROM journal_entry), (SELECT COUNT(*) FROM journal_pending),"
            " (SELECT COUNT(*) FROM journal_leaf)"
        )
        numbered, waiting, rows = cursor.fetchone()
        if numbered + waiting == rows and not findings.total:
            return
        cursor.execute(_WITHOUT_ENTRY, [_MOST_NAMED])
        for (lh,) in cursor.fetchall():
            findings.missing(ENTRY, f"lh={bytes(lh).hex()}", _UNNUMBERED)
        cursor.execute(_WITHOUT_ROW, [_MOST_NAMED])
        for (seq,) in cursor.fetchall():
            findings.surplus(ENTRY, f"seq={seq}", _UNKNOWN)


def _check_waiting(findings: Findings) -> None:
    """Look at leaves that wait for their number, and at how many the sequencer says it gave."""
    if not store.is_staged():
        return
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT id, lh, leaf FROM journal_pending ORDER BY id")
        while some := cursor.fetchmany(LAST):
            for number, lh, leaf in some:
                if merkle.leaf_hash(bytes(leaf)) != bytes(lh):
                    findings.broken("journal_pending", f"id={number}", "leaf")
        cursor.execute("SELECT size FROM journal_head WHERE one = 1")
        row = cursor.fetchone()
    said = row[0] if row else None
    if said != findings.size and tree.size() == findings.size:
        told = {"found": said, "expected": findings.size}
        findings.changed("journal_head", "one=1", "size", **told)
