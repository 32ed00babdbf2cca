"""The journal for whoever checks it: by object, by person, by day. Reading it is recorded."""

import json
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.journal import queries
from quanju.domains.journal.actions.entries import consult
from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people import authors as people
from quanju.domains.people.permissions import may_read_journal
from quanju.pages.journal_reader.forms import EntryFilter
from quanju.pages.shared import told
from quanju.pages.shared.fields import number_in
from quanju.pages.shared.listing import Column, Listing, answer
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request

PAGE = 100
LATEST = 2**62


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with its author and its object in words."""

    signed: people.SignedEntry
    about: Text

    @property
    def entry(self) -> EntryView:
        return self.signed.entry


def _rows(entries: list[EntryView]) -> list[Row]:
    about = told.subject_words(one.subject for one in entries)
    return [Row(one, about[one.entry.subject]) for one in people.with_authors(entries)]


def _result(row: Row) -> Text:
    return Text("成功", "done") if row.entry.result == "ok" else told.denial(row.entry.deny_code)


COLUMNS = (
    Column(
        Text("编号", "No."),
        attrgetter("entry.number"),
        "number",
        href=lambda row: reverse("journal_reader:entry", args=[row.entry.number]),
    ),
    Column(Text("时间", "Time"), attrgetter("entry.at"), "moment"),
    Column(Text("事项", "What"), attrgetter("entry.label")),
    Column(
        Text("对象", "Object"),
        attrgetter("about"),
        href=lambda row: "?" + urlencode({"subject": row.entry.subject}),
    ),
    Column(
        Text("人", "Person"),
        attrgetter("signed.name"),
        href=lambda row: "?" + urlencode({"person": row.entry.author}),
    ),
    Column(Text("岗位", "Post"), attrgetter("signed.post")),
    Column(Text("用途", "Purpose"), attrgetter("signed.purpose")),
    Column(
        Text("结果", "Result"),
        _result,
        tone=lambda row: "" if row.entry.result == "ok" else "bad",
    ),
)


@require_GET
def entries(request: Request) -> HttpResponseBase:
    """A page of entries, newest first; what was asked is recorded with the reading."""
    may_read_journal(request.actor).or_refuse()
    form = EntryFilter(request.GET)
    consult(
        subject="journal:branch",
        by=request.actor,
        at=request.moment,
        purpose="audit",
        fields=[f"{name}={value}" for name, value in sorted(form.data.items()) if value][:10],
    )
    listing = Listing(
        COLUMNS,
        lambda before, limit: _rows(_found(form, number_in(before) or LATEST, limit)),
        lambda row: str(row.entry.number),
        Text(
            "没有符合条件的记录。放宽一个条件再试。", "No entry fits. Try with one condition fewer."
        ),
        "history",
        file="journal",
        subject="journal:branch",
        purpose="audit",
        form=form,
        page=PAGE,
    )
    return answer(
        request,
        "journal_reader/entries.html",
        listing,
        head=queries.head_number(),
        seal=queries.latest_seal(),
        outside=queries.seals_outside(at=request.moment),
    )


def _found(form: EntryFilter, before: int, limit: int) -> list[EntryView]:
    asked = form.asked()
    from_at, until_at = form.span()
    authors = people.subjects_named(asked["person"]) if asked.get("person") else [""]
    rows: list[EntryView] = []
    for author in authors:
        rows += queries.search(
            subject=asked.get("subject", ""),
            author=author,
            event=asked.get("event", ""),
            kind=asked.get("kind", ""),
            result=asked.get("result", ""),
            from_at=from_at,
            until_at=until_at,
            before=before,
            limit=limit,
        )
    return sorted(rows, key=lambda row: -row.number)[:limit]


@require_GET
def entry(request: Request, number: int) -> HttpResponse:
    """One entry with all its fields and its place in the chain."""
    may_read_journal(request.actor).or_refuse()
    around = queries.entries_after(max(number - 2, 0), limit=3)
    found = next((row for row in around if row.number == number), None)
    if found is None:
        raise NotFound(subject=f"journal:{number}")
    consult(subject=f"journal:{number}", by=request.actor, at=request.moment, purpose="audit")
    context: dict[str, Any] = {
        "row": people.with_authors([found])[0],
        "before": next((row for row in around if row.number == number - 1), None),
        "after": next((row for row in around if row.number == number + 1), None),
        "about": told.subject_words([found.subject])[found.subject],
        "related": told.subject_words(found.related).items(),
        "why": told.reason_words(found.justification, found.at),
        "denial": told.denial(found.deny_code),
        "fact_rows": told.fact_rows(found.facts, found.at),
        "written": _as_written(found),
    }
    return render(request, "journal_reader/entry.html", context)


def _as_written(entry: EntryView) -> str:
    """The entry in the record's own words, for whoever checks it."""
    own = ("subject", "related", "author", "deny_code", "justification", "facts")
    told_facts = {name: getattr(entry, name) for name in own if getattr(entry, name)}
    return json.dumps(told_facts, ensure_ascii=False, indent=2, default=list)


@require_POST
@needs_no_key("a check changes nothing; each is a reading and recorded as one")
def check(request: Request) -> HttpResponse:
    """Check the whole chain and its seals now."""
    may_read_journal(request.actor).or_refuse()
    consult(subject="journal:branch", by=request.actor, at=request.moment, purpose="audit")
    found = queries.verify(at=request.moment)
    return render(request, "journal_reader/check.html", {"found": found})
