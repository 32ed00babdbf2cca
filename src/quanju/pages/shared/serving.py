"""Bytes that somebody brought, on their way to a browser that must not run any of it.

Each leaves as a download, or as a picture inside a sandbox; with a type of our own list, which the
browser may not guess anew; and rests in no cache.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from quanju.domains.documents.types import FileView
from quanju.pages.shared.request import Request

SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes that were asked for; `is_part` unless it is the whole file."""

    start: int
    length: int
    is_part: bool


def served(
    request: Request, view: FileView, opened: Callable[..., object], *, is_shown: bool = False
) -> FileResponse | HttpResponse:
    """The bytes, or the range of them that was asked for; `is_shown` for a picture on a page."""
    span = span_of(request.headers.get("Range", ""), view.size, _is_same(request, view))
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{view.size}"})
    answer = FileResponse(opened(span.start, span.length), status=206 if span.is_part else 200)
    if span.is_part:
        last = span.start + span.length - 1
        answer["Content-Range"] = f"bytes {span.start}-{last}/{view.size}"
    answer["Content-Length"] = str(span.length)
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = f'"{view.sha256}"'
    return guarded(answer, view.media_type, "" if is_shown else view.download_name)


def guarded(answer: FileResponse, media_type: str, download_name: str) -> FileResponse:
    """With the headers that keep a browser from doing anything with it."""
    answer["Content-Type"] = media_type
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    told = content_disposition_header(True, download_name) if download_name else None
    answer["Content-Disposition"] = told or "inline"
    return answer


def span_of(header: str, size: int, is_same: bool) -> Span | None:
    """What a Range header asks of a file; None if nothing of it is there.

    Several ranges, and a range of a file that has changed since, are answered with all of it.
    """
    found = _RANGE.fullmatch(header.replace(" ", ""))
    if not found or not any(found.groups()) or not is_same:
        return Span(0, size, is_part=False)
    first, last = found.groups()
    if first:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
    else:
        start, end = max(size - int(last), 0), size - 1
    if start > end:
        return None if start >= size or not first else Span(0, size, is_part=False)
    return Span(start, end - start + 1, is_part=True)


def _is_same(request: Request, view: FileView) -> bool:
    return request.headers.get("If-Range", f'"{view.sha256}"') == f'"{view.sha256}"'
