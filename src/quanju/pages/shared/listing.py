"""One list: columns, conditions, pages from one row to the next, and the same rows as a file."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from quanju.domains.journal.actions.entries import consult, export_list
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Text
from quanju.pages.shared.fields import Filter
from quanju.pages.shared.request import Request
from quanju.pages.shared.saved_views import saved_views

PAGE = 50
STEP = 500
"""Rows that are read at once for a file."""
ON_PAPER = 1000
"""Rows that are set on one print; a longer list says so there."""
LONGEST_KEY = 80
IN_MEMORY = 1_000_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A table program would run a cell that begins so."""


@dataclass(frozen=True)
class Column:
    """One column: its name, the value of a row, and how a page draws it."""

    name: Text
    of: Callable[[Any], Any]
    draw: str = "text"
    """text, number, moment, grade, code, size or verbs; a chip has a tone, a link an address."""
    tone: Callable[[Any], str] | None = None
    href: Callable[[Any], str] | None = None
    note: Callable[[Any], Any] | None = None
    """Words that stand second beside the value, and in the file behind it."""
    part: str = ""
    """A template that draws the cell itself, with `row`; what has one for verbs is in no file."""

    @property
    def css(self) -> str:
        return {"number": "number", "size": "number", "verbs": "no-print"}.get(self.draw, "")

    @property
    def is_kept(self) -> bool:
        """Whether it stands in a file and on paper."""
        return self.draw != "verbs"


@dataclass(frozen=True)
class Cell:
    """A value as it is drawn."""

    column: Column
    row: Any

    @property
    def value(self) -> Any:
        return self.column.of(self.row)

    @property
    def tone(self) -> str:
        return self.column.tone(self.row) if self.column.tone else ""

    @property
    def href(self) -> str:
        return self.column.href(self.row) if self.column.href else ""

    @property
    def note(self) -> Any:
        return self.column.note(self.row) if self.column.note else ""


@dataclass(frozen=True)
class Listing:
    """What a list page needs to know.

    `fetch(before, limit)` gives rows after the one whose `key` is `before` ("" for the first; what
    is no key of the list's gives the first, too); `subject` and `purpose` are recorded when the
    rows leave as a file or on paper.
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

    def cells(self, row: Any) -> list[Cell]:
        return [Cell(one, row) for one in self.columns]

    def all_rows(self) -> Iterator[Any]:
        """Every row, a step at a time: as many as there are, in constant memory."""
        before = ""
        while rows := self.fetch(before, STEP):
            yield from rows
            if len(rows) < STEP:
                return
            before = self.key(rows[-1])


def whole(rows: Sequence[Any], key: Callable[[Any], str]) -> Callable[[str, int], Sequence[Any]]:
    """How a list is fetched whose rows are all at hand: the branch's rule tables, its posts."""

    def fetch(before: str, limit: int) -> Sequence[Any]:
        keys = [key(row) for row in rows] if before else []
        first = keys.index(before) + 1 if before in keys else 0
        return rows[first : first + limit]

    return fetch


def moment_key(at: datetime, pk: int) -> str:
    """How an address names a row of a list with the newest first."""
    return f"{at.timestamp()}_{pk}"


def moment_place(before: str) -> tuple[datetime, int] | None:
    """Where a page begins, from its address; what is none begins at the first."""
    at, _, pk = before.partition("_")
    if not pk.isascii() or not pk.isdigit():
        return None
    try:
        return datetime.fromtimestamp(float(at)).astimezone(), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


def answer(request: Request, template: str, listing: Listing, **context: Any) -> HttpResponseBase:
    """A page of the list; with `as=csv` all of it as a file, with `as=print` to be printed."""
    wanted = request.GET.get("as")
    if wanted == "csv":
        return _file(request, listing)
    if wanted == "print":
        _recorded(request, listing)
    found = drawn(request, listing)
    status = 422 if found["wrong"] else 200
    return render(request, template, found | context, status=status)


def drawn(request: Request, listing: Listing) -> dict[str, Any]:
    """What `shared/listing.html` needs; `lines` alone is enough for `shared/listing_table.html`."""
    is_print = request.GET.get("as") == "print"
    before = "" if is_print else request.GET.get("before", "")[:LONGEST_KEY]
    page = ON_PAPER if is_print else listing.page
    rows = listing.fetch(before, page + 1)
    shown = rows[:page]
    is_more = len(rows) > page
    asked = {
        name: str(words)
        for name, words in request.GET.items()
        if words and name not in ("before", "as")
    }
    form = listing.form
    return {
        "listing": listing,
        "lines": [listing.cells(row) for row in shown],
        "older": _query(asked, before=listing.key(shown[-1])) if is_more and not is_print else "",
        "newest": _query(asked) if before else "",
        "file": _query(asked, **{"as": "csv"}),
        "paper": _query(asked, **{"as": "print"}),
        "is_print": is_print,
        "left_on_print": is_print and is_more,
        "said": form.said() if form else [],
        "wrong": form.told() if form else [],
        "saved": saved_views(request, asked),
    }


def rows_of(columns: Sequence[Column], rows: Sequence[Any]) -> dict[str, Any]:
    """A short list on a page about something else, for `shared/listing_table.html`."""
    return {
        "listing": {"columns": columns},
        "lines": [[Cell(column, row) for column in columns] for row in rows],
    }


def _query(asked: Mapping[str, str], **more: str) -> str:
    return "?" + urlencode({**asked, **more})


def _conditions(request: Request) -> list[str]:
    """What was asked for, as the record keeps it."""
    asked = {k: v for k, v in request.GET.items() if v and k not in ("as", "before")}
    return [f"{k}={v}"[:80] for k, v in sorted(asked.items())][:10]


def _recorded(request: Request, listing: Listing) -> None:
    consult(
        subject=listing.subject,
        by=request.actor,
        at=request.moment,
        purpose=listing.purpose,
        fields=["as=print", *_conditions(request)],
    )


def _file(request: Request, listing: Listing) -> FileResponse:
    kept = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    count = _write(kept, listing)
    kept.seek(0)
    export_list(
        subject=listing.subject,
        by=request.actor,
        at=request.moment,
        purpose=listing.purpose,
        what=listing.file,
        conditions=_conditions(request),
        count=count,
    )
    sent = FileResponse(cast(BinaryIO, kept), content_type="text/csv; charset=utf-8")
    name = f"{listing.file}-{local_time(request.moment):%Y%m%d-%H%M}.csv"
    sent["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    sent["Cache-Control"] = "private, no-store"
    return sent


def _write(kept: Any, listing: Listing) -> int:
    """All rows into the file; how many there are."""
    # The mark at the beginning tells Excel that Chinese comes.
    text = io.TextIOWrapper(kept, encoding="utf-8-sig", newline="", write_through=True)
    lines = csv.writer(text)
    columns = [one for one in listing.columns if one.is_kept]
    lines.writerow([safe(str(one.name)) for one in columns])
    count = 0
    for row in listing.all_rows():
        lines.writerow([_kept(Cell(one, row)) for one in columns])
        count += 1
    text.flush()
    text.detach()
    return count


def _kept(cell: Cell) -> str | int | float:
    note = cell.note
    return plain(f"{cell.value} {note}" if note and cell.column.draw != "moment" else cell.value)


def plain(value: Any) -> str | int | float:
    """A value as a cell of a file: a number stays one, a moment is local, no text is a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return f"{local_time(value):%Y-%m-%d %H:%M:%S}"
    return safe(str(value))


def safe(words: str) -> str:
    """An apostrophe before what a table program would run."""
    return f"'{words}" if words.startswith(FORMULA) else words
