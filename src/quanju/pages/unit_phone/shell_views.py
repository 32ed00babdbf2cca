"""What stays on the phone without signal: an empty page, its worker, its manifest. No data."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from quanju.domains.kernel.types import Text
from quanju.pages.shared import assets
from quanju.pages.shared.request import Request

SCRIPTS = ("unit_phone.js",)
FILES = ("quanju.css", "unit_phone.css", "icons.svg", "mark.svg")


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
    }
    body = f"self.QUANJU={json.dumps(facts, sort_keys=True)};\n{source}"
    answer = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


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
