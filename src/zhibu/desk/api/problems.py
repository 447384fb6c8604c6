"""Every no as a problem document (RFC 9457), worded for whoever reads it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel

from zhibu.core.refusal import Refusal

MEDIA_TYPE = "application/problem+json"
BAD, UNKNOWN_HAND, FORBIDDEN, MISSING, REFUSED, UNFIT = 400, 401, 403, 404, 409, 422
TITLES: Mapping[int, Promise] = {
    BAD: gettext_lazy("请求有误"),
    UNKNOWN_HAND: gettext_lazy("还没有登录"),
    FORBIDDEN: gettext_lazy("没有这项权限"),
    MISSING: gettext_lazy("没有找到"),
    REFUSED: gettext_lazy("不能这样办"),
    UNFIT: gettext_lazy("填写有误"),
}
KINDS = {
    BAD: "bad-request",
    UNKNOWN_HAND: "signed-out",
    FORBIDDEN: "not-permitted",
    MISSING: "not-found",
    REFUSED: "refused",
    UNFIT: "unfit",
}
DETAILS: Mapping[int, Promise] = {
    BAD: gettext_lazy("请求读不懂：请求体须是一份 JSON，同一个键只写一次，数不得是 NaN 或过大。"),
    UNKNOWN_HAND: gettext_lazy("请先在登录页登录，再带着会话 Cookie 调用。"),
    FORBIDDEN: gettext_lazy("您的角色不能办这件事；写入时还须带 X-CSRFToken 头。"),
    MISSING: gettext_lazy("没有这个对象，或它不在您的范围之内。"),
}
WORDS: Mapping[str, Promise] = {
    "day": gettext_lazy("日期写作 2026-03-09，须真有这一天"),
    "extra_forbidden": gettext_lazy("没有这一项，请去掉"),
    "missing": gettext_lazy("缺这一项，请补上"),
    "string_too_long": gettext_lazy("太长，最多 %(max_length)s 字"),
    "string_pattern_mismatch": gettext_lazy("写法不对，或含有看不见的字符"),
    "greater_than_equal": gettext_lazy("太小，最小是 %(ge)s"),
    "less_than_equal": gettext_lazy("太大，最大是 %(le)s"),
    "too_long": gettext_lazy("项数太多，最多 %(max_length)s 项"),
    "too_short": gettext_lazy("至少要有 %(min_length)s 项"),
    "literal_error": gettext_lazy("只能是 %(expected)s 之一"),
    "among": gettext_lazy("只能是 %(expected)s 之一"),
    "twice": gettext_lazy("同一个值出现了两次"),
}
OTHERWISE = gettext_lazy("类型不对")


class Fault(BaseModel):
    """One field that does not fit, and why."""

    field: str
    words: str


class Problem(BaseModel):
    """Why not: what kind of no, in words, by which rule, and about which field."""

    type: str
    title: str
    status: int
    detail: str
    basis: str | None = None
    field: str | None = None
    faults: list[Fault] = []


def answer(status: int, detail: object = None, **more: Any) -> HttpResponse:
    """Return the problem document of a status; without words of its own it says the usual ones."""
    problem = Problem(
        type=f"urn:zhibu:problem:{KINDS[status]}",
        title=str(TITLES[status]),
        status=status,
        detail=str(detail or DETAILS[status]),
        **more,
    )
    return JsonResponse(
        problem.model_dump(), status=status, content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )  # fmt: skip


def unknown(_request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Answer for what does not exist, and in the same words for what is foreign."""
    return answer(MISSING)


def _refused(_request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return answer(REFUSED, refusal.words, basis=_text(refusal.basis), field=refusal.field)


def _unfit(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer_faults(
        [
            Fault(field=_place(one["loc"]), words=_worded(one["type"], one.get("ctx") or {}))
            for one in error.errors
        ]
    )


def answer_faults(faults: list[Fault]) -> HttpResponse:
    """Return the problem document of fields that do not fit, the first one in words."""
    first = faults[0]
    detail = _("%(field)s：%(words)s。") % {"field": first.field, "words": first.words}
    return answer(UNFIT, detail, field=first.field, faults=faults)


def _unreadable(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return answer(BAD)


def _forbidden(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return answer(FORBIDDEN)


def _other(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return answer(error.status_code if error.status_code in TITLES else BAD)


def _place(loc: Iterable[object]) -> str:
    """Return a field's name without the place ninja found it in: ``topics.0.title``."""
    told = [str(step) for step in loc]
    return ".".join(told[2:] or told[1:] or told)


def _worded(kind: str, context: Mapping[str, Any]) -> str:
    words = WORDS.get(kind)
    return str(OTHERWISE) if words is None else str(words) % context


def _text(basis: object) -> str | None:
    return None if basis is None else str(basis)


Handler = Callable[[HttpRequest, Any], HttpResponse]
HANDLERS: Mapping[type[Exception], Handler] = {
    Refusal: _refused,
    ValidationError: _unfit,
    Http404: unknown,
    PermissionDenied: _forbidden,
    HttpError: _other,
    SuspiciousOperation: _unreadable,
    BadRequest: _unreadable,
    MultiPartParserError: _unreadable,
    UnreadablePostError: _unreadable,
}
