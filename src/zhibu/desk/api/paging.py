"""Long answers, a page at a time."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet

from zhibu.desk.api.fields import Asked, PageNumber, PageSize, Shown

T = TypeVar("T")
LARGEST = 200


class Paging(Asked):
    """Which page, and how many on one. More than 200 come on no page, whatever is asked."""

    page: PageNumber = 1
    size: PageSize = 50


class Paged(Shown, Generic[T]):
    """One page of an answer; a page beyond the last is the last."""

    items: list[T]
    page: int
    pages: int
    size: int
    count: int


def cut(found: Sequence[Any] | QuerySet[Any], asked: Paging) -> dict[str, Any]:
    """Return the page asked for, clamped to what there is."""
    size = min(asked.size, LARGEST)
    page = Paginator(found, size).get_page(asked.page)
    return {
        "items": list(page.object_list),
        "page": page.number,
        "pages": page.paginator.num_pages,
        "size": size,
        "count": page.paginator.count,
    }
