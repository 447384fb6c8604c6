"""Books as files: print-true PDF, docx to be worked on, and all of them in one archive."""

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

from django.utils.translation import gettext as _

from zhibu.journal.kinds import Book
from zhibu.ledgers import volumes
from zhibu.ledgers.volumes import Shelf
from zhibu.paper import pdf
from zhibu.paper.docx import to_docx

BOOKS = (Book.WORK, Book.GROUP, Book.LEARNING, Book.BOX)
ENDINGS = ("pdf", "docx")
FILES = len(BOOKS) * len(ENDINGS)
Progress = Callable[[int, int], None]


def file_of(shelf: Shelf, book: Book, ending: str) -> bytes:
    """Return one book as PDF or docx. What no font can set is marked and named in it."""
    document, faces = volumes.document_of(shelf, book), volumes.faces()
    if ending == "pdf":
        return pdf.to_pdf(document, faces).content
    return to_docx(document, pages=pdf.pages_of(document, faces))


def name_of(shelf: Shelf, book: Book, ending: str) -> str:
    """Return what a book's file is called."""
    return f"{volumes.title_of(book)}-{shelf.branch.name}-{shelf.span.title}.{ending}"


def files_of(shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    """Yield every book in every form, one after the other, so that a caller can tell how far."""
    for book in BOOKS:
        for ending in ENDINGS:
            yield name_of(shelf, book, ending), file_of(shelf, book, ending)


def zip_of(shelf: Shelf, *, progress: Progress = lambda *_: None) -> bytes:
    """Return all books as one archive, a few megabytes for a branch-year.

    ``progress`` is told after each file how many of how many are done.
    """
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, (name, content) in enumerate(files_of(shelf), 1):
            archive.writestr(name, content)
            progress(done, FILES)
    return packed.getvalue()


def archive_name(shelf: Shelf) -> str:
    """Return what the archive is called."""
    told = {"branch": shelf.branch.name, "span": shelf.span.title}
    return _("三本一盒-%(branch)s-%(span)s.zip") % told
