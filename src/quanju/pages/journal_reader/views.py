"""The journal for whoever checks it: by object, by person, by day. Reading it is recorded."""

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.journal import queries
from quanju.domains.journal.actions import consult
from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.types import NotFound
from quanju.domains.people import authors as people
from quanju.domains.people.permissions import may_read_journal
from quanju.pages.journal_reader.forms import EntryFilter
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request

PAGE = 100


@require_GET
def entries(request: Request) -> HttpResponse:
    """A page of entries, newest first; what was asked is recorded with the reading."""
    may_read_journal(request.actor).or_refuse()
    form = EntryFilter(request.GET)
    rows = _found(form)
    consult(
        subject="journal:branch",
        by=request.actor,
        at=request.moment,
        purpose="audit",
        fields=[f"{name}={value}" for name, value in sorted(form.data.items()) if value][:10],
    )
    return render(
        request,
        "journal_reader/entries.html",
        {
            "form": form,
            "rows": people.with_authors(rows[:PAGE]),
            "next_before": rows[PAGE - 1].number if len(rows) > PAGE else None,
            "head": queries.head_number(),
            "seal": queries.latest_seal(),
            "outside": queries.seals_outside(at=request.moment),
            "query": _without_before(form),
        },
        status=200 if form.is_valid() else 422,
    )


def _found(form: EntryFilter) -> list[EntryView]:
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
            before=asked.get("before"),
            limit=PAGE + 1,
        )
    return sorted(rows, key=lambda row: -row.number)[: PAGE + 1]


def _without_before(form: EntryFilter) -> str:
    asked = {name: value for name, value in form.data.items() if name != "before" and value}
    return urlencode(asked)


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
        "facts": json.dumps(found.facts, ensure_ascii=False, indent=2) if found.facts else "",
    }
    return render(request, "journal_reader/entry.html", context)


@require_POST
@needs_no_key("a check changes nothing; each is a reading and recorded as one")
def check(request: Request) -> HttpResponse:
    """Check the whole chain and its seals now."""
    may_read_journal(request.actor).or_refuse()
    consult(subject="journal:branch", by=request.actor, at=request.moment, purpose="audit")
    found = queries.verify(at=request.moment)
    return render(request, "journal_reader/check.html", {"found": found})
