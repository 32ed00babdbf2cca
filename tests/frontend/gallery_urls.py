"""The gallery, and a stream that tests write into: POST /fake/say, /fake/break, /fake/mend."""

import asyncio
import json
from collections.abc import AsyncIterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from quanju.pages.shared.appearance import appearance

said: list[dict[str, object]] = []
asked: list[str] = []
fetched: list[str] = []
posted: list[str] = []
line = {"is_up": True}


async def stream(request: HttpRequest) -> HttpResponseBase:
    asked.append(request.GET.get("after", ""))
    if not line["is_up"]:
        return HttpResponse(status=503)
    return StreamingHttpResponse(_frames(len(asked)), content_type="text/event-stream")


async def _frames(mine: int) -> AsyncIterator[bytes]:
    after = int(asked[mine - 1] or 0)
    yield b'event: hello\ndata: {"at": "2026-11-23T13:14:50Z"}\n\n'
    while line["is_up"]:
        for news in said:
            if int(str(news["number"])) > after:
                after = int(str(news["number"]))
                kind = "reload" if news["event"] == "reload" else "journal"
                yield f"id: {after}\nevent: {kind}\ndata: {json.dumps(news)}\n\n".encode()
        await asyncio.sleep(0.03)


@csrf_exempt
def say(request: HttpRequest) -> HttpResponse:
    for event in request.POST.getlist("event"):
        number = len(said) + 101
        said.append(
            {
                "number": number,
                "event": event,
                "subject": f"incident:{number}",
                "related": [],
                "at": "2026-11-23T13:14:50Z",
                "urgent": event.endswith("!"),
            }
        )
    return HttpResponse(str(len(said)))


@csrf_exempt
def set_line(request: HttpRequest, is_up: bool) -> HttpResponse:
    line["is_up"] = is_up
    return HttpResponse("ok")


def counts(request: HttpRequest) -> HttpResponse:
    return HttpResponse(json.dumps({"asked": asked, "fetched": len(fetched), "posted": posted}))


def board(request: HttpRequest) -> HttpResponse:
    return render(request, "board.html", {"said": said, "after": 100 + len(said)})


def queue(request: HttpRequest) -> HttpResponse:
    fetched.append("queue")
    return render(request, "queue.html", {"said": said})


async def order(request: HttpRequest) -> HttpResponse:
    """Refuses, fails or carries out, as the form asks."""
    posted.append(request.POST.get("idempotency_key", ""))
    await asyncio.sleep(0.3)
    match request.POST.get("words"):
        case "refuse":
            words = '<div class="refusal"><p class="refusal-why">P3 is taken</p></div>'
            return HttpResponse(words, status=409)
        case "field":
            words = '<div class="refusal" data-field="words"><p class="refusal-why">No</p></div>'
            return HttpResponse(words, status=422)
        case "fail":
            return HttpResponse("boom", status=500)
        case _:
            answer = HttpResponse('<p id="done">Sent</p>')
            answer["X-Quanju-Decided"] = posted[-1] or "yes"  # as our own verbs say it
            return answer


def elsewhere(request: HttpRequest) -> HttpResponse:
    """An address that the gallery only names."""
    return HttpResponse("")


def search(request: HttpRequest) -> HttpResponse:
    found = [
        {"kind": "place", "title": "中央大街", "detail": "健康街道", "lon": 119.74, "lat": 49.21},
        {"kind": "incident", "title": "1123-0427", "href": "/gallery/phone"},
    ]
    results = found if request.GET.get("q") != "none" else []
    return HttpResponse(json.dumps({"results": results}), content_type="application/json")


# Those of pages/shared, without the rooms that their search would ask.
SHARED = [
    path("appearance", appearance, name="appearance"),
    path("start", elsewhere, name="start"),
    path("search", search, name="search"),
]
urlpatterns = [
    path("", include((SHARED, "shared"))),
    path("", include("quanju.demo.gallery.urls")),
    path("live/stream", stream),
    path("fake/say", say),
    path("fake/break", set_line, {"is_up": False}),
    path("fake/mend", set_line, {"is_up": True}),
    path("fake/counts", counts),
    path("board", board),
    path("queue", queue),
    path("order", order),
]
