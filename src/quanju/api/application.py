"""The machine face: /api/v1, the same verbs and the same rights as the pages."""

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema, get_schema

from quanju.api.door import Session
from quanju.domains.kernel.types import Refused, Text


class QuanjuAPI(NinjaAPI):
    """Describes itself once: that takes a tenth of a second and says the same every time."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        if path_prefix is None:
            path_prefix = self.get_root_path(path_params or {})
        return _described(path_prefix)


@cache
def _described(path_prefix: str) -> OpenAPISchema:
    return get_schema(api, path_prefix)


api = QuanjuAPI(
    title="Quanju 全局",
    version="1",
    description=(
        "Duty, dispatch and supervision of a police branch. Sign in as on the pages; the session "
        "cookie carries over. A change is JSON and brings the value of the cookie csrftoken in the "
        "header X-CSRFToken. Every refusal is an RFC 9457 problem."
    ),
    urls_namespace="api",
    docs_url="/docs",
    auth=Session(),
)


class InputNotUsable(Refused):
    """What was sent does not fit the description; `errors` names each place."""

    code = "INVALID"
    text = Text("请检查：{listed}", "Please check: {listed}")
    status = 422

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        places = {".".join(str(part) for part in one["loc"][1:]): one["msg"] for one in errors}
        listed = "; ".join(f"{place}: {why}" for place, why in places.items())
        super().__init__(listed=Text("、".join(places), listed))
        self.more = {"errors": errors}


class NotReadable(Refused):
    """A body that is no JSON."""

    code = "NOT_READABLE"
    text = Text("内容不是 JSON，读不懂", "The content is no JSON and cannot be read")
    status = 400


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Refusals leave by the one door that the pages' refusals leave by."""
    raise InputNotUsable(error.errors) from error


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    raise NotReadable from error


@api.exception_handler(Http404)
def _unknown(request: HttpRequest, error: Http404) -> HttpResponse:
    raise error
