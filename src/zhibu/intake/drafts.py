"""Drafts: uploaded files and what was typed over them, kept until they are entered."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from django.core.cache import cache
from django.db import connections, transaction
from django.utils.translation import gettext as _

from zhibu.core.ids import new_id
from zhibu.core.refusal import Refusal
from zhibu.intake import actions
from zhibu.intake.checking.proposing import (
    SKIPPED,
    Proposal,
    Source,
    insist_on_use,
    propose,
    tables_of,
)
from zhibu.intake.checking.world import World
from zhibu.intake.models import Draft, DraftFile, Edit
from zhibu.intake.reading import limits
from zhibu.intake.reading.files import read_file, shown_name
from zhibu.intake.reading.findings import position
from zhibu.intake.reading.mapping import read_mapping
from zhibu.intake.system import System
from zhibu.journal import log, vault
from zhibu.journal.log import Hand
from zhibu.party.models import Account

_BACKGROUND_FROM = 2_000
_LONGEST_VALUE = 500
_LONGEST_SHEET = 64
_LONGEST_CELL = 12
_REMEMBERED = 600
MAPPING = "/mapping.yaml"  # a name that no uploaded file can have


class CannotOpenDraft(Refusal):
    """The uploaded files cannot be looked at."""


def open_draft(
    *, account: Account, files: Sequence[Source], at: datetime, mapping: Source | None = None
) -> Draft:
    """Keep uploaded files for looking over, with the mapping of their template if there is one.

    Raises CannotOpenDraft, naming the file.
    """
    if not files:
        raise CannotOpenDraft(_("请选择要导入的文件（.xlsx、.xls 或 .csv）。"), field="sheets")
    if len(files) > limits.FILES:
        raise CannotOpenDraft(_("一次最多 %(most)d 个文件。") % {"most": limits.FILES})
    names = [shown_name(file.name) for file in files]
    if len(set(names)) != len(names):
        raise CannotOpenDraft(_("选择的文件中有重名的，请改名后再选。"), field="sheets")
    _insist_on_lists(files, mapping)
    actions.refuse_repeated(file.sha256 for file in files)
    if mapping:
        names, files = [*names, MAPPING], [*files, mapping]
    with transaction.atomic():
        Draft.objects.filter(account=account, state=Draft.State.OPEN).delete()
        draft = Draft.objects.create(uid=new_id("d"), account=account, opened_at=at)
        DraftFile.objects.bulk_create(
            DraftFile(
                draft=draft,
                place=place,
                name=name,
                content_sealed=vault.seal(file.content, about=_about(draft.uid, place)),
            )
            for place, (name, file) in enumerate(zip(names, files, strict=True))
        )
    return draft


def _insist_on_lists(files: Sequence[Source], mapping: Source | None) -> None:
    if mapping is None:
        for file in files:
            tables_of(file)
        return
    read = read_mapping(mapping.name, mapping.content)
    for file in files:
        tables_of(file, None, read)
    insist_on_use(read, files)


def proposal_of(draft: Draft, *, at: datetime) -> Proposal:
    """Return what a draft's files say with what was typed over them."""
    sources = _sources_of(draft)
    edits = {(one.file, one.sheet, one.cell): _value_of(one) for one in draft.edits.all()}
    mapping = next((read_mapping(one.name, one.content) for one in sources if _maps(one)), None)
    lists = [one for one in sources if not _maps(one)]
    return propose(lists, world=World(System()), today=log.civil(at), edits=edits, mapping=mapping)


def _maps(source: Source) -> bool:
    """Say whether a kept file is the mapping: no list is called like that."""
    return source.name == MAPPING


def forget(texts: Sequence[str]) -> None:
    """Delete the open drafts in which one of some texts stands, in a file or typed over a cell."""
    for draft in Draft.objects.filter(state=Draft.State.OPEN).order_by("uid"):
        if any(text in said for said in _said_in(draft) for text in texts):
            draft.delete()


def _said_in(draft: Draft) -> Iterator[str]:
    yield from (_value_of(edit) for edit in draft.edits.all())
    for source in filter(lambda one: not _maps(one), _sources_of(draft)):
        for sheet in read_file(source.name, source.content):
            yield from (str(value) for row in sheet.rows for value in row if value is not None)


def _sources_of(draft: Draft) -> list[Source]:
    return [
        Source(
            file.name, vault.unseal(bytes(file.content_sealed), about=_about(draft.uid, file.place))
        )
        for file in draft.files.order_by("place")
    ]


def remembered(draft: Draft, *, at: datetime, tell: Callable[[Proposal], object]) -> object:
    """Return what a page shows of a draft, worked out once for each state of its edits."""
    edits = sorted(draft.edits.values_list("file", "sheet", "cell", "value_sealed"))
    typed = hash(tuple((*place, bytes(value)) for *place, value in edits))
    key = f"intake/{draft.uid}/{typed}/{log.civil(at)}"
    shown = cache.get(key)
    if shown is None:
        shown = tell(proposal_of(draft, at=at))
        cache.set(key, shown, _REMEMBERED)
    return shown


def type_over(draft: Draft, typed: Mapping[tuple[str, str, str], str]) -> None:
    """Keep what the user typed over cells; an emptied entry takes the typing back."""
    files = set(draft.files.values_list("name", flat=True))
    for (file, sheet, cell), value in typed.items():
        if file not in files or not _fits(sheet, cell):
            continue
        place = (draft.uid, file, sheet, cell)
        kept = Edit.objects.filter(draft=draft, file=file, sheet=sheet, cell=cell)
        if value == "":
            kept.delete()
            continue
        sealed = vault.seal(value[:_LONGEST_VALUE].encode(), about=_about(*place))
        if not kept.update(value_sealed=sealed):
            Edit.objects.create(draft=draft, file=file, sheet=sheet, cell=cell, value_sealed=sealed)


def _fits(sheet: str, cell: str) -> bool:
    """Say whether this can be the place of a cell, or of a row left out, as a column holds it."""
    if "\x00" in sheet or len(sheet) > _LONGEST_SHEET or len(cell) > _LONGEST_CELL:
        return False
    left_out = cell[:1] == SKIPPED and cell[1:].isascii() and cell[1:].isdigit()
    return left_out or bool(position(cell))


def _value_of(edit: Edit) -> str:
    about = _about(edit.draft_id, edit.file, edit.sheet, edit.cell)
    return vault.unseal(bytes(edit.value_sealed), about=about).decode()


def _about(draft: str, *place: object) -> bytes:
    return "\n".join(["intake.draft", draft, *map(str, place)]).encode()


def enter_draft(draft: Draft, *, account: Account, hand: Hand, skip_faulty: bool) -> None:
    """Enter a draft: at once while it is short, beside the page while it is long.

    Raises CannotEnterFiles where a short one is refused; a long one keeps the words.
    """
    proposal = proposal_of(draft, at=hand.at)

    def enter() -> None:
        entered = actions.enter_files(
            proposal=proposal,
            hand=hand,
            account=account,
            skip_faulty=skip_faulty,
            progress=lambda done, total: _note(draft, done=done, total=total),
        )
        _note(draft, state=Draft.State.ENTERED, batch=entered.batch)
        draft.files.all().delete()
        draft.edits.all().delete()

    if proposal.counts["would_import"] <= _BACKGROUND_FROM:
        enter()
        return
    _note(draft, state=Draft.State.ENTERING, done=0, total=proposal.counts["would_import"])
    threading.Thread(target=_beside, args=(draft, enter), daemon=False).start()


def _beside(draft: Draft, enter: Callable[[], None]) -> None:
    try:
        enter()
    except Refusal as refusal:
        _note(draft, state=Draft.State.OPEN, words=str(refusal.words))
    except BaseException:
        _note(draft, state=Draft.State.OPEN, words=_("导入没有完成，什么也没有入账，请再试一次。"))
        raise
    finally:
        connections.close_all()


def _note(draft: Draft, **told: object) -> None:
    Draft.objects.filter(pk=draft.pk).update(**told)
    for name, value in told.items():
        setattr(draft, name, value)
