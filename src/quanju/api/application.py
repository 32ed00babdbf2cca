"""The machine face: /api/v1, the same verbs and the same rights as the pages."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema, get_schema

from quanju.domains.journal.actions import deny
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.kernel.workflow import NotInThisState


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
        "cookie and the CSRF token carry over. Every refusal is an RFC 9457 problem."
    ),
    urls_namespace="api",
    docs_url="/docs",
)


def problem(request: HttpRequest, text: Text, code: str, status: int, **more: Any) -> HttpResponse:
    """An answer in problem details."""
    content = {
        "type": "about:blank",
        "title": text.en,
        "title_zh": text.zh,
        "status": status,
        "code": code,
        "allowed": [],
        **more,
    }
    answer = api.create_response(request, content, status=status)
    answer["Content-Type"] = "application/problem+json"
    return answer


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    allowed = list(refusal.verbs) if isinstance(refusal, NotInThisState) else []
    if refusal.status in {403, 404}:
        deny(
            subject=f"api:{request.path}"[:120],
            by=request.actor,  # type: ignore[attr-defined]
            at=request.moment,  # type: ignore[attr-defined]
            code=refusal.code,
            verb=request.method or "",
        )
    return problem(request, refusal.text, refusal.code, refusal.status, allowed=allowed)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [".".join(str(part) for part in one["loc"][1:]) for one in error.errors]
    listed = ", ".join(dict.fromkeys(places))
    text = Text(f"请检查：{listed}", f"Please check: {listed}")
    return problem(request, text, "INVALID", 422, errors=error.errors)
