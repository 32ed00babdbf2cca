"""Whatever a page sends is carried out once, or its verb says why it may come twice."""

import ast
import csv
import functools
import inspect
import re
from pathlib import Path

from django.urls import get_resolver
from tests.test_access_table import TABLE, _shown

import quanju

SOURCE = Path(quanju.__file__).parent
FORM = re.compile(
    r'<form\b((?:{%.*?%}|{{.*?}}|"(?:{%.*?%}|{{.*?}}|[^"])*"|[^>])*)>(.*?)</form>', re.DOTALL
)
CLAIMS = {"once", "once_of", "done_once", "sent_once", "asked_then_done_once"}
SIGN_IN = "its own attempts are counted and locked"
NOT_OURS = {"/sign-in": SIGN_IN, "/second-factor": SIGN_IN, "/live/stream": "a stream is read"}
TEMPLATES = [p for p in SOURCE.rglob("*.html") if "gallery" not in p.parts]


def views(resolver, before=""):
    for pattern in resolver.url_patterns:
        route = before + _shown(pattern)
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern, route)
        else:
            yield f"/{route}", pattern.callback


@functools.cache
def functions(module):
    tree = ast.parse(inspect.getsource(module))
    return {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}


def reached(view):
    """Every name that a view uses, and those that functions of its file use for it."""
    view = inspect.unwrap(view)
    known, open_, seen = functions(inspect.getmodule(view)), [view.__name__], set()
    while open_:
        name = open_.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in known:
            open_ += [n.id for n in ast.walk(known[name]) if isinstance(n, ast.Name)]
    return seen


def posted():
    with TABLE.open() as file:
        rows = [row for row in csv.reader(file) if row[0] == "POST"]
    return sorted(row[1] for row in rows if not row[1].startswith("/api/"))


def test_every_verb_is_done_once_or_says_why_it_need_not_be():
    found = dict(views(get_resolver()))
    bare = [
        route
        for route in posted()
        if route not in NOT_OURS
        and not getattr(found[route], "needs_no_key", "")
        and not reached(found[route]) & CLAIMS
    ]
    assert bare == []


def test_every_form_that_changes_something_carries_a_key():
    forms = [
        (path.name, opening, inside)
        for path in TEMPLATES
        for opening, inside in FORM.findall(path.read_text())
        if 'method="post"' in opening or "hx-post" in opening
    ]
    assert forms
    assert [form[:2] for form in forms if "{% idempotency %}" not in form[-1]] == []


def test_no_view_reads_what_was_posted_field_by_field():
    """Input goes through a form (house.md 6.6); the door's own pages read names before one is."""
    told = [
        f"{path.relative_to(SOURCE)}:{number}"
        for path in (SOURCE / "pages").rglob("*views.py")
        if path.parts[-2] != "sign_in"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "request.POST.get(" in line or "request.POST[" in line
    ]
    assert told == []
