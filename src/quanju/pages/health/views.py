"""GET /health: what a proxy or a monitor asks. No sign-in, no name, no address, no secret."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from quanju.domains.kernel.clock import now
from quanju.domains.operation import queries


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """This process answers: what a proxy asks before it sends somebody here."""
    return _answer({"live": True}, is_well=True)


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Database, worker, seals, disk and clock: what a monitor asks. 503 if one does not hold."""
    found = queries.health(at=now())
    checks = {check.name: check.found for check in found.checks}
    return _answer({"ready": found.is_ready, "checks": checks}, is_well=found.is_ready)


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Both in one answer."""
    found = queries.health(at=now())
    checks = {check.name: check.found for check in found.checks}
    body = {"live": True, "ready": found.is_ready, "checks": checks}
    return _answer(body, is_well=found.is_ready)


def _answer(body: dict[str, Any], *, is_well: bool) -> JsonResponse:
    answer = JsonResponse(body, status=200 if is_well else 503)
    answer["Cache-Control"] = "no-store"
    return answer
