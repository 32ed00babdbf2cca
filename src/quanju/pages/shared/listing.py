"""One list: columns, conditions, pages from one row to the next, and the same rows as a file."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import Text
from quanju.pages.shared.fields import Filter
from quanju.pages.shared.request import Request

PAGE = 50
STEP = 500
"""Rows that are read at once for a file."""
IN_MEMORY = 1_000_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A table program would run a cell that begins so."""


@dataclass(frozen=True)
class Column:
    """One column: its name, the value of a row, and how a page draws it."""

    name: Text
    of: Callable[[Any], Any]
    draw: str = "text"
    """text, number, moment, grade or code; a chip has a tone, a link an address."""
    tone: Callable[[Any], str] | None = None
    href: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Cell:
    """A value as it is drawn."""

    name: Text
    value: Any
    draw: str
    tone: str
    href: str


@dataclass(frozen=True)
class Listing:
    """What a list page needs to know.

    `fetch(before, limit)` gives rows after the one whose `key` is `before` ("" for the first);
    `subject` and `purpose` are recorded when the rows leave as a file.
    """

    columns: Sequence[Column]
    fetch: Callable[[str, int], Sequence[Any]]
    key: Callable[[Any], str]
    empty: Text
    icon: str
    file: str
    subject: str
    purpose: str
    form: Filter | None = None
    page: int = PAGE
    words: dict[str, Any] = field(default_factory=dict)

    def cells(self, row: Any) -> list[Cell]:
        return [
            Cell(
                one.name,
                one.of(row),
                one.draw,
                one.tone(row) if one.tone else "",
                one.href(row) if one.href else "",
            )
            for one in self.columns
        ]

    def all_rows(self) -> Iterator[Any]:
        """Every row, a step at a time: as many as there are, in constant memory."""
        before = ""
        while rows := self.fetch(before, STEP):
            yield from rows
            if len(rows) < STEP:
                return
            before = self.key(rows[-1])


def answer(request: Request, template: str, listing: Listing, **context: Any) -> HttpResponseBase:
    """A page of the list, or with `as=csv` all of it as a file."""
    if request.GET.get("as") == "csv":
        return _file(request, listing)
    rows = listing.fetch(request.GET.get("before", "")[:40], listing.page + 1)
    shown = rows[: listing.page]
    older = {"before": listing.key(shown[-1])} if len(rows) > listing.page else None
    asked = {name: words for name, words in request.GET.items() if words and name != "before"}
    wrong = listing.form.told() if listing.form else []
    drawn = {
        "listing": listing,
        "lines": [listing.cells(row) for row in shown],
        "older": "?" + urlencode({**asked, **older}) if older else "",
        "newest": "?" + urlencode(asked) if request.GET.get("before") else "",
        "file": "?" + urlencode({**asked, "as": "csv"}),
        "wrong": wrong,
    }
    return render(request, template, drawn | context, status=422 if wrong else 200)


def _file(request: Request, listing: Listing) -> FileResponse:
    consult(
        subject=listing.subject,
        by=request.actor,
        at=request.moment,
        purpose=listing.purpose,
        fields=[f"{k}={v}"[:80] for k, v in sorted(request.GET.items()) if v][:10],
    )
    kept = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    _write(kept, listing)
    kept.seek(0)
    sent = FileResponse(cast(BinaryIO, kept), content_type="text/csv; charset=utf-8")
    name = f"{listing.file}-{timezone.localtime(request.moment):%Y%m%d-%H%M}.csv"
    sent["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    sent["Cache-Control"] = "private, no-store"
    return sent


def _write(kept: Any, listing: Listing) -> None:
    # The mark at the beginning tells Excel that Chinese comes.
    text = io.TextIOWrapper(kept, encoding="utf-8-sig", newline="", write_through=True)
    lines = csv.writer(text)
    lines.writerow([safe(str(one.name)) for one in listing.columns])
    for row in listing.all_rows():
        lines.writerow([plain(one.of(row)) for one in listing.columns])
    text.flush()
    text.detach()


def plain(value: Any) -> str | int | float:
    """A value as a cell of a file: a number stays one, a moment is local, no text is a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    return safe(str(value))


def safe(words: str) -> str:
    """An apostrophe before what a table program would run."""
    return f"'{words}" if words.startswith(FORMULA) else words
