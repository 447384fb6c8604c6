"""A month's commentary as an official document and as Markdown, with the same lines."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhibu.paper.document import Block, Document, Heading, Paragraph, Signature, Table
from zhibu.review.monthly import Cause, Pack


def title_of(pack: Pack) -> str:
    """Return what the commentary is called."""
    told = {"year": pack.month.year, "month": pack.month.month}
    return _("%(year)d 年 %(month)d 月党建工作讲评") % told


def document_of(pack: Pack, words: str) -> Document:
    """Return the commentary as an official document."""
    return Document(title=title_of(pack), body=tuple(_blocks(pack, words)))


def markdown_of(pack: Pack, words: str) -> str:
    """Return the commentary as Markdown."""
    told = [f"# {title_of(pack)}", *(_marked(block) for block in _blocks(pack, words))]
    return "\n\n".join(told) + "\n"


def summary_of(pack: Pack) -> str:
    """Return the month in one sentence."""
    told = {
        "branches": pack.branches, "due": pack.due, "on_time": pack.on_time, "late": pack.late,
        "missing": pack.missing,
    }  # fmt: skip
    return _(
        "%(branches)d 个支部本月应办 %(due)d 项，按时 %(on_time)d 项，迟录 %(late)d 项，"
        "缺 %(missing)d 项。"
    ) % told  # fmt: skip


def _blocks(pack: Pack, words: str) -> Iterator[Block]:
    yield from (Paragraph(line.strip()) for line in words.splitlines() if line.strip())
    yield Heading(_("总的情况"))
    yield Paragraph(summary_of(pack))
    if pack.causes:
        head = (_("工作"), _("应办"), _("按时"), _("迟录"), _("缺"))
        yield Table(head, tuple(_row(cause) for cause in pack.causes), (8, 2, 2, 2, 2))
    if pack.highlights:
        yield Heading(_("做得好的"))
        yield from (Paragraph(line) for line in pack.highlights)
    yield from _shortfalls(pack)
    yield from _spot_checks(pack)
    yield Signature(pack.organization.name, pack.as_of)


def _row(cause: Cause) -> tuple[str, ...]:
    counts = (cause.due, cause.on_time, cause.late, cause.missing)
    return (f"{cause.item} {cause.title}", *(str(count) for count in counts))


def _shortfalls(pack: Pack) -> Iterator[Block]:
    if not pack.short:
        return
    yield Heading(_("要补上的"))
    for cause in pack.short:
        if cause.missing:
            told = {"what": cause.title, "who": "、".join(cause.branches_missing)}
            yield Paragraph(_("%(what)s，缺记录：%(who)s。") % told)
        if cause.late:
            told = {"what": cause.title, "who": "、".join(cause.branches_late)}
            yield Paragraph(_("%(what)s，迟录：%(who)s。") % told)


def _spot_checks(pack: Pack) -> Iterator[Block]:
    if not pack.looked_at:
        return
    yield Heading(_("抽查"))
    told = {"n": pack.looked_at, "ok": pack.as_recorded}
    yield Paragraph(_("本月抽查 %(n)d 项，与记录相符 %(ok)d 项。") % told)
    for one in pack.looked:
        shown = {"branch": one.branch.name, "item": one.item, "outcome": one.outcome}
        yield Paragraph(_("%(branch)s %(item)s：%(outcome)s。") % shown)


def _marked(block: Block) -> str:
    match block:
        case Heading(text):
            return f"## {text}"
        case Paragraph(text):
            return _plain(text)
        case Table(head, rows):
            lines = [head, ("---",) * len(head), *rows]
            return "\n".join("| " + " | ".join(_cell(c) for c in line) + " |" for line in lines)
        case Signature(issuer, on):
            return f"{_plain(issuer)}  \n{on.isoformat() if on else ''}"
        case _:
            return ""


def _plain(text: str) -> str:
    """Return a text in which nothing is taken for markup."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in text)


def _cell(text: str) -> str:
    return text if text == "---" else _plain(text.replace("\n", " "))
