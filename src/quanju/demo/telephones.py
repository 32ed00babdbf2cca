"""The telephones of the invented branch: what its small gateway took from us."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.kernel.outside import NotTaken
from quanju.domains.kernel.outside.web import get
from quanju.domains.notices.queries import way_target
from quanju.pages.shared.request import Request

WAIT_S = 2.0


@login_not_required
@never_cache
@require_GET
def telephones(request: Request) -> HttpResponse:
    """What arrived, newest first; or that the gateway does not answer."""
    try:
        rows, is_down = _shown(get(urlsplit(way_target("sms")), wait_s=WAIT_S)), False
    except NotTaken:
        rows, is_down = [], True
    return render(request, "demo/telephones.html", {"rows": rows, "is_down": is_down})


def _shown(answer: Any) -> list[dict[str, Any]]:
    return [{**one, "at": datetime.fromtimestamp(one["at"], UTC)} for one in answer]
