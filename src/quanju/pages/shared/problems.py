"""Problem Details (RFC 9457): how everything that was not done is told to a machine."""

from typing import Any

from django.http import HttpRequest, JsonResponse

from quanju.domains.kernel.types import Refused, Text
from quanju.domains.kernel.workflow import NotInThisState

API = "/api/"


def is_for_machines(request: HttpRequest) -> bool:
    """Does the asker read JSON: the machine face, and a page's own script that says so."""
    if request.path.startswith(API):
        return True
    reads_pages = "text/html" in request.headers.get("Accept", "text/html")
    return not reads_pages and request.headers.get("HX-Request") != "true"


def problem(*, status: int, code: str, text: Text, **more: Any) -> JsonResponse:
    """`title` in English, `title_zh` in Chinese, `detail` in the reader's language."""
    content = {
        "type": "about:blank",
        "title": text.en,
        "title_zh": text.zh,
        "detail": str(text),
        "status": status,
        "code": code,
        **more,
    }
    return JsonResponse(content, status=status, content_type="application/problem+json")


def problem_of(refused: Refused) -> JsonResponse:
    """A refusal of a verb; `allowed` are the verbs that fit the present state."""
    allowed = list(refused.verbs) if isinstance(refused, NotInThisState) else []
    more = {"field": refused.field} if refused.field else {}
    return problem(
        status=refused.status,
        code=refused.code,
        text=refused.text,
        allowed=allowed,
        **getattr(refused, "more", {}),
        **more,
    )
