"""What may be done with a draft. Nothing here is journaled: a draft is not work.

Whatever was typed is kept, however faulty: only its size has bounds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.core import rubric_drafting, rubric_writing
from zhibu.core.ids import new_id
from zhibu.core.refusal import Refusal
from zhibu.core.rubric_drafting import Named, Told
from zhibu.core.rubric_sheets import NoRubric, Rubric, rubric_of
from zhibu.core.rubric_words import Words
from zhibu.core.standard_fault import StandardFault
from zhibu.core.standard_text import LARGEST
from zhibu.drafting import files
from zhibu.drafting.files import Cells
from zhibu.drafting.models import StandardDraft
from zhibu.drafting.workbench import FILENAME, desk
from zhibu.party.models import Account, Organization

MOST_DRAFTS = 50
LONGEST_TITLE = 120


class CannotDraft(Refusal):
    """The draft cannot be begun or changed so."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes, and when."""

    account: Account
    at: datetime


def begin(organization: Organization, *, title: str, pen: Pen) -> StandardDraft:
    """Begin an empty draft. Raises CannotDraft where a committee has too many."""
    named = _named(pen, title.strip())
    tree = rubric_drafting.empty(desk(), named)
    return _kept(organization, str(tree["title"]), rubric_writing.written(tree), pen=pen)


def begin_from_text(
    organization: Organization, *, title: str, text: str, pen: Pen
) -> StandardDraft:
    """Begin a draft from the text of a standard, whole or faulty. Raises CannotDraft."""
    _check_size(text)
    return _kept(organization, title, text, pen=pen)


def begin_from_sheet(
    organization: Organization, *, name: str, content: bytes, pen: Pen
) -> StandardDraft:
    """Begin a draft from a spreadsheet; what is unsure becomes questions.

    Raises CannotReadRubric or CannotDraft, in words, for what is no rubric.
    """
    rubric = _rubric(files.cells_of(content), desk().words)
    found = rubric_drafting.drafted(rubric, desk(), _named(pen))
    draft = _kept(
        organization, str(found.tree["title"]), rubric_writing.written(found.tree), pen=pen
    )
    draft.source = name[:LONGEST_TITLE]
    draft.questions, draft.rows, draft.notices = found.questions, found.rows, found.notices
    draft.save(update_fields=["source", "questions", "rows", "notices"])
    return draft


def write(draft: StandardDraft, text: str, *, seen: int, pen: Pen) -> StandardDraft:
    """Keep a text as typed. Raises CannotDraft where somebody else wrote meanwhile."""
    _check_size(text)
    with transaction.atomic():
        now = _held(draft, seen)
        return _store(now, text.replace("\r\n", "\n"), pen)


def change(
    draft: StandardDraft, changed: Callable[[Told], None], *, seen: int, pen: Pen
) -> StandardDraft:
    """Change the tree of a draft and write it anew, under the comments above it.

    Raises CannotDraft where its text cannot be read, or somebody else wrote meanwhile.
    """
    with transaction.atomic():
        now = _held(draft, seen)
        tree = tree_of(now)
        changed(tree)
        text = rubric_writing.written(tree, preface=rubric_writing.preface_of(now.text))
        _check_size(text)
        return _store(now, text, pen)


def answer(draft: StandardDraft, *, key: str, choice: int, pen: Pen) -> StandardDraft:
    """Take an answer to a question of the import, and change the item it is about.

    Raises CannotDraft for a question that is not asked.
    """
    with transaction.atomic():
        now = StandardDraft.objects.select_for_update().get(pk=draft.pk)
        held = rubric_drafting.Draft(tree_of(now), now.questions, now.rows)
        try:
            rubric_drafting.answer(held, key, choice, desk=desk())
        except KeyError as unknown:
            raise CannotDraft(_("没有这个问题，可能已经答过。请刷新页面。")) from unknown
        preface = rubric_writing.preface_of(now.text)
        _store(now, rubric_writing.written(held.tree, preface=preface), pen)
        now.save(update_fields=["questions", "rows"])
        return now


def discard(draft: StandardDraft) -> None:
    """Throw a draft away."""
    StandardDraft.objects.filter(pk=draft.pk).delete()


def tree_of(draft: StandardDraft) -> Told:
    """Return the tree of a draft. Raises CannotDraft where its text cannot be read as one."""
    try:
        tree = rubric_writing.read(draft.text, FILENAME)
    except StandardFault as fault:
        words = _("正文第 %(line)d 行读不出来，请先在“正文”里改好，再按条款编辑。")
        raise CannotDraft(words % {"line": fault.line}) from fault
    if not isinstance(tree, dict):
        raise CannotDraft(_("正文不是一份标准，请先在“正文”里改好，再按条款编辑。"))
    return tree


def _rubric(sheets: tuple[Cells, ...], words: Words) -> Rubric:
    """Return the first sheet that holds a rubric; where none does, say why the first does not."""
    refused: NoRubric | None = None
    for sheet in sheets:
        try:
            return rubric_of(sheet.rows, words, merged=sheet.merged)
        except NoRubric as fault:
            refused = refused or fault
    code = refused.code if refused else "no_header"
    raise files.CannotReadRubric(_why_no_rubric()[code], field="sheet") from refused


def _why_no_rubric() -> dict[str, str]:
    return {
        "no_header": _(
            "找不到表头。表格里应有一行写着“项目”“要求”“分值”“扣分”等列名，请补上再导入。"
        ),
        "no_lines": _("表头下面没有考核条款，请检查是不是选错了工作表。"),
        "too_many": _("考核条款超过 600 条，未读取。请分成几份标准再导入。"),
    }


def _named(pen: Pen, title: str = "") -> Named:
    """Return the names of a new standard: an id nobody else has, this year's first version."""
    return Named(f"std-{new_id('d')[2:12]}", f"{pen.at.year}.1", title)


def _check_size(text: str) -> None:
    if len(text.encode()) > LARGEST:
        words = _("正文超过 %(most)d KB，放不下。请删去不需要的内容。")
        raise CannotDraft(words % {"most": LARGEST // 1024}, field="text")
    if "\x00" in text:
        raise CannotDraft(_("正文里有看不见的空字符，请删去后再保存。"), field="text")


def _kept(organization: Organization, title: str, text: str, *, pen: Pen) -> StandardDraft:
    if StandardDraft.objects.filter(organization=organization).count() >= MOST_DRAFTS:
        words = _("草稿已有 %(most)d 份，请先删去不用的。")
        raise CannotDraft(words % {"most": MOST_DRAFTS})
    return StandardDraft.objects.create(
        uid=new_id("d"),
        organization=organization,
        title=title[:LONGEST_TITLE] or _("未命名的标准"),
        text=text,
        updated_at=pen.at,
        updated_by=pen.account,
    )


def _held(draft: StandardDraft, seen: int) -> StandardDraft:
    now = StandardDraft.objects.select_for_update().get(pk=draft.pk)
    if now.revision != seen:
        words = _("您打开以后，别人改过这份草稿，没有覆盖。请另开一页看最新内容，再改这里。")
        raise CannotDraft(words)
    return now


def _store(now: StandardDraft, text: str, pen: Pen) -> StandardDraft:
    now.text, now.revision = text, now.revision + 1
    now.title = _title_in(text) or now.title
    now.updated_at, now.updated_by = pen.at, pen.account
    now.save(update_fields=["text", "revision", "title", "updated_at", "updated_by"])
    return now


def _title_in(text: str) -> str:
    try:
        tree = rubric_writing.read(text, FILENAME)
    except StandardFault:
        return ""
    title = tree.get("title") if isinstance(tree, dict) else None
    return title.strip()[:LONGEST_TITLE] if isinstance(title, str) else ""
