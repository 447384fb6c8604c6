"""The API as one: its operations, its one way of saying no, and its description in OpenAPI."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from zhibu.desk.api import (
    assessment,
    dues,
    imports,
    meetings,
    organizations,
    problems,
    records,
    session,
    standards,
)
from zhibu.desk.api.door import Session, only_known
from zhibu.desk.api.parsing import StrictParser
from zhibu.desk.api.problems import Problem
from zhibu.desk.api.summaries import SUMMARIES

DESCRIPTION = """\
The API does what the pages do, with the same permits. Sign in on the page and send its session
cookie; send the `csrf_token` of `GET /api/session` as `X-CSRFToken` with every POST. There are no
tokens for programs yet.

What is foreign is answered like what does not exist: 404. What does not fit its type is answered
with 422 and the field's name, what a rule refuses with 409 and the rule. Every no is a problem
document (RFC 9457).
"""


class ZhibuApi(NinjaAPI):
    """Ninja's API, but that every operation also names the ways in which it says no."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        name: str = operation.view_func.__name__
        return name

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the description, in the language of whoever asks."""
        schema = super().get_openapi_schema(**kwargs)
        _add_problem(schema["components"]["schemas"])
        for methods in schema["paths"].values():
            for operation in methods.values():
                operation["responses"] |= _noes()
                operation["summary"] = str(SUMMARIES[operation["operationId"]])
        return schema


def _add_problem(schemas: dict[str, Any]) -> None:
    problem = Problem.model_json_schema(ref_template=REF_TEMPLATE)
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem


def _noes() -> dict[str, Any]:
    reference = {"$ref": REF_TEMPLATE.format(model="Problem")}
    content = {problems.MEDIA_TYPE: {"schema": reference}}
    return {
        str(status): {"description": str(title), "content": content}
        for status, title in problems.TITLES.items()
    }


api = ZhibuApi(
    title="Zhibu",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api",
    auth=Session(),
    parser=StrictParser(),
)
api.add_decorator(only_known, mode="view")
for router in (
    session.router,
    organizations.router,
    meetings.router,
    records.router,
    assessment.router,
    dues.router,
    standards.router,
    imports.router,
):
    api.add_router("", router)
for kind, handler in problems.HANDLERS.items():
    api.add_exception_handler(kind, handler)
