"""The list of what lies in the file of an admission."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhibu.admission.documents.dossier import Dossier
from zhibu.paper import typefaces
from zhibu.paper.document import Blank, Document, Signature, Table


def index(dossier: Dossier) -> Document:
    """Return the index: each paper of each step done, with its day and the record's print."""
    rows = tuple((str(number), *row) for number, row in enumerate(_rows(dossier), start=1))
    head = (_("序号"), _("材料"), _("步骤"), _("日期"), _("记录指纹"))
    title = _("%(name)s同志发展党员材料目录") % {"name": dossier.name}
    body = (
        Table(head, rows, (10, 32, 26, 28, 20)),
        Blank(_("移交人、接收人签名：")),
        Signature(dossier.branch),
    )
    return Document(title, body, number=dossier.branch)


def _rows(dossier: Dossier) -> Iterator[tuple[str, str, str, str]]:
    for entered in dossier.file.entered:
        step = dossier.step(entered.done)
        for material in entered.done.materials:
            known = step.materials.get(material)
            day = typefaces.day_words(entered.done.on)
            yield known.title if known else material, step.title, day, entered.fingerprint


MAKERS = {"admission/index": index}
