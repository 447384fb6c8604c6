"""Papers of an admission, made from what was recorded; only what nobody recorded stays blank."""

from collections.abc import Callable, Mapping

from django.utils import translation

from zhibu.admission.documents import candidates, decisions, growing, index
from zhibu.admission.documents.dossier import Dossier, dossier_of
from zhibu.paper.document import Document
from zhibu.procedures.models import Case

Maker = Callable[[Dossier], Document]
_MAKERS: Mapping[str, Maker] = {
    **growing.MAKERS, **candidates.MAKERS, **decisions.MAKERS, **index.MAKERS,
}  # fmt: skip


def _of(maker: Maker) -> Callable[[Case], Document]:
    def made(case: Case) -> Document:
        with translation.override("zh-hans"):  # a paper is Chinese, whoever reads the pages
            return maker(dossier_of(case))

    return made


DOCUMENTS = {template: _of(maker) for template, maker in _MAKERS.items()}
