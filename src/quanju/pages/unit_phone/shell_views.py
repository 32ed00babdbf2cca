"""What stays on the phone without signal: an empty page, its worker, its manifest. No data."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.kernel.types import Text
from quanju.domains.notices.actions.pushing import subscribe_push, unsubscribe_push
from quanju.pages.shared import assets
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request

SCRIPTS = ("unit_phone.js",)
FILES = ("quanju.css", "unit_phone.css", "icons.svg", "mark.svg")
WAITS = Text("有新的待办", "Something waits")
OPEN = Text("打开全局查看", "Open Quanju to see it")


@login_not_required
@require_GET
def shell(request: Request) -> HttpResponse:
    """The page that the worker keeps; it holds nothing of any order."""
    return render(request, "unit_phone/shell.html")


def kept_files() -> list[str]:
    """Addresses of everything the shell needs."""
    chunks = [chunk for name in SCRIPTS for chunk in assets.imports_of(name)]
    own = [assets.address(name) for name in (*SCRIPTS, *FILES) if assets.has(name)]
    return [*own, *chunks]


@login_not_required
@require_GET
def worker(request: Request) -> HttpResponse:
    """The service worker, below the folder it serves; it changes when the built files do."""
    built = assets.manifest()["assets"].get("unit_worker.js")
    source = (assets.MANIFEST.parent / built).read_text() if built else ""
    facts = {
        "shell": reverse("unit_phone:shell"),
        "page": reverse("unit_phone:order"),
        "files": kept_files(),
        # All that a phone says when it is woken; nothing of it came from outside.
        "waits": [str(WAITS), str(OPEN)],
    }
    body = f"self.QUANJU={json.dumps(facts, sort_keys=True)};\n{source}"
    answer = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_POST
@needs_no_key("a browser that asks again is woken once; one that takes it back is not")
def wake(request: Request) -> HttpResponse:
    """This browser asks to be woken while its session lasts, or no longer."""
    sent = given(request.POST, endpoint=Words(), p256dh=Words(), auth=Words())
    if sent["endpoint"]:
        subscribe_push(**sent, by=request.actor, at=request.moment)
    else:
        unsubscribe_push(by=request.actor)
    return HttpResponse(status=204)


@login_not_required
@require_GET
def manifest(request: Request) -> HttpResponse:
    """Name and colours for the phone's home screen."""
    name = str(Text("全局出警", "Quanju crew"))
    body = {
        "name": name,
        "short_name": name,
        "start_url": reverse("unit_phone:order"),
        "scope": reverse("unit_phone:order"),
        "display": "standalone",
        "background_color": "#0f141b",
        "theme_color": "#0f141b",
        "icons": [{"src": assets.address("mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(body, content_type="application/manifest+json")
