"""Files chosen in a form for the materials of a step: stored at once, so that a refusal does not
lose them; what was stored comes back signed, for this form alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhibu.meetings import attachments
from zhibu.meetings import queries as meetings
from zhibu.meetings.attachments import CannotAttach
from zhibu.meetings.models import StoredFile
from zhibu.meetings.parts import Attachment
from zhibu.procedures.papers import Held

CHOSEN, KEPT = "f_", "k_"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file in a form: as a record lists it, and how the form brings it back."""

    file: Attachment
    token: str


@dataclass(slots=True)
class Tray:
    """The files chosen so far, by material, and why others could not be kept."""

    scope: str
    files: dict[str, list[Chosen]] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(some) for some in self.files.values())

    def of(self, material: str) -> list[Chosen]:
        """Return the files of a material."""
        return self.files.get(material, [])

    def files_of(self, material: str) -> tuple[Attachment, ...]:
        """Return the files of a material as a record lists them."""
        return tuple(one.file for one in self.of(material))

    def put(self, material: str, file: Attachment) -> None:
        """Lay a file down."""
        token = Signer(salt=self.scope).sign(file.id)
        self.files.setdefault(material, []).append(Chosen(file, token))


def holding(scope: str, held: Iterable[Held]) -> Tray:
    """Return a tray with the files of materials that are kept already."""
    tray = Tray(scope)
    for one in held:
        for file in one.files:
            tray.put(one.material, file)
    return tray


def received(
    request: HttpRequest, scope: str, materials: Sequence[str], *, branch: str, at: datetime
) -> Tray:
    """Return the files that a form was sent with: those stored before, and new ones, stored."""
    tray = Tray(scope)
    for material in materials:
        for file in _kept(request, tray, material, branch=branch):
            tray.put(material, file)
    for material in materials:
        for upload in request.FILES.getlist(CHOSEN + material):
            try:
                _insist_on_room(tray)
                stored = attachments.store(
                    branch=branch, name=upload.name or "", at=at,
                    content=upload.read(attachments.LARGEST + 1),
                )  # fmt: skip
            except CannotAttach as refusal:
                tray.refused.append((material, str(refusal.words)))
            else:
                tray.put(material, attachments.attachments_of([stored])[0])
    return tray


def scope_of(*parts: str) -> str:
    """Return what a form's files are signed for."""
    return ".".join(("procedures.papers", *parts))


def _kept(request: HttpRequest, tray: Tray, material: str, *, branch: str) -> Iterable[Attachment]:
    signer = Signer(salt=tray.scope)
    uids = []
    for token in request.POST.getlist(KEPT + material):
        try:
            uids.append(signer.unsign(token))
        except BadSignature:
            tray.refused.append((material, _("有文件没有认出来，请重新选。")))
    return _standing(meetings.files_of(branch, uids) if uids else ())


def _standing(found: Iterable[StoredFile]) -> Iterator[Attachment]:
    for one in found:
        try:
            yield from attachments.attachments_of([one])
        except OSError:  # erased by an act of its own since the form was shown
            continue


def _insist_on_room(tray: Tray) -> None:
    if tray.count >= attachments.MOST:
        words = _("一步最多附 %(most)d 个文件，其余的请在入账后用“补充材料”再附。")
        raise CannotAttach(words % {"most": attachments.MOST})
