"""Who may: every address of the site as its actors, compared with tests/access_table.csv.

A new address, or one that answers somebody differently, fails here until the table says so too:
`pytest tests/test_access_table.py --write-access-table`, then read the difference line by line.

Words of the table: `yes` it was answered, or refused for its content only (400, 409, 422);
`door` sent to the sign-in; `no` 403; `hidden` 404; `-` the method does not exist there.
"""

import copy
import csv
import functools
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import FileResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from tests import walked
from tests.builders.people import an_appointment, sign_in
from tests.examples.whole import one_of_everything

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.roles import ROLES
from quanju.domains.people.models import Appointment

TABLE = Path(__file__).parent / "access_table.csv"
ACTORS = ["stranger", "no_post", *ROLES]
PROBES = ("system_admin", "dispatcher")
"""A method that does not exist for these exists for nobody: the site says 405 before who asks."""
PAGE_METHODS = ("GET", "POST")
API_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
API = "api/"
NOT_ASKED = "not asked"
NOT_WALKED = {"/api/v1/docs", "/unit/shell"}
"""Written for programs, in codes; and the phone's empty frame, which is everybody's."""

Address = tuple[str, str, list[str]]


def addresses(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[Address]:
    """Every (route, name, parts to fill in) below `resolver`."""
    for pattern in resolver.url_patterns:
        route = before + _shown(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield route, f"{space}{pattern.name or ''}", re.findall(r"<(?:\w+:)?(\w+)>", route)


def _shown(pattern: URLPattern | URLResolver) -> str:
    """The route as people write it; a regular expression becomes `<part>`s."""
    text = str(pattern.pattern)
    if isinstance(pattern.pattern, RoutePattern):
        return text
    return re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", text).strip("^$")


def filled(route: str, parts: dict[str, object]) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(parts[m[1]]), route)


def word(status: int, location: str) -> str:
    if status == 401 or (status == 302 and location.startswith("/sign-in")):
        return "door"
    return {403: "no", 404: "hidden", 405: "-"}.get(status, "yes" if status < 500 else str(status))


def ask(client: Client, method: str, path: str, body: dict, shown: list[str]) -> str:
    """The word for what this client is answered; whatever was done is undone again.

    A page that was answered goes into `shown`.
    """
    save, cookies = transaction.savepoint(), copy.copy(client.cookies)
    try:
        if path.startswith(f"/{API}"):
            sent = json.dumps(body)
            answer = client.generic(method, path, sent, content_type="application/json")
        else:
            # As the pages send it: a form asks for a sentence, not for a page.
            form = {"HX-Request": "true"}
            answer = client.get(path) if method == "GET" else client.post(path, body, headers=form)
        if isinstance(answer, FileResponse):
            answer.getvalue()  # at its end it is closed
        elif method == "GET" and answer.status_code == 200 and _is_html(answer):
            shown.append(answer.content.decode())
        return word(answer.status_code, answer.headers.get("Location", ""))
    finally:
        transaction.savepoint_rollback(save)
        connection.run_on_commit.clear()  # nothing is ever committed here
        client.cookies = cookies


def _is_html(answer) -> bool:
    return not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html")


@pytest.fixture
def clients(db, settings) -> dict[str, Client]:
    """A signed-in browser for every role, one for a stranger, one whose appointment is over."""
    cache.clear()
    settings.WORKER_SILENT_S = 3600  # asking every address takes a while
    found = {name: Client(raise_request_exception=False) for name in ACTORS}
    for role in ROLES:
        sign_in(found[role], an_appointment(role, name=f"actor-{role.replace('_', '-')}"))
    over = an_appointment("dispatcher", name="actor-no-post")
    sign_in(found["no_post"], over)
    Appointment.objects.filter(pk=over.pk).update(valid_until=now())
    return found


@pytest.mark.heavy
def test_every_address_answers_as_the_table_says(clients, request, tmp_path):
    """Of those who share a word, two are asked; `make test-long` asks everybody. What somebody is
    shown holds no code of ours and no link that refuses them."""
    if request.config.getoption("--write-access-table"):
        write(answers(clients, tmp_path, lambda *_: ACTORS))
    else:
        walk = Walk()
        assert differences(answers(clients, tmp_path, a_few, walk), read()) == []
        assert walk.codes + walk.refusing == []


@pytest.mark.long
@pytest.mark.once
def test_every_address_answers_every_actor_as_the_table_says(clients, tmp_path):
    walk = Walk()
    assert differences(answers(clients, tmp_path, lambda *_: ACTORS, walk), read()) == []
    assert walk.codes + walk.refusing == []


class Walk:
    """What was wrong on the pages that somebody was shown."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.refusing: list[str] = []

    def see(self, actor: str, path: str, html: str) -> None:
        page = walked.read(html)
        if found := walked.codes(page):
            self.codes.append(f"{path} shows {actor} {', '.join(sorted(found))}")
        place = ACTORS.index(actor)
        for route in sorted(walked.routes(page)):
            told = read().get(("GET", route))
            if told is None:
                gone = "nothing there" in route or ("POST", route) in read()
                self.refusing += [f"{path} links {actor} to {route}"] if gone else []
            elif told[place] in ("no", "-"):
                self.refusing.append(f"{path} links {actor} to {route}: {told[place]}")


def a_few(method: str, route: str) -> list[str]:
    """Those without a post, and of every word two roles that are told it: others elsewhere."""
    told = dict(zip(ACTORS, read().get((method, route), []), strict=False))
    if not told:
        return ACTORS
    by_word: dict[str, list[str]] = {}
    for role in ROLES:
        by_word.setdefault(told[role], []).append(role)
    chance = random.Random(f"{method} {route}")
    few = [role for roles in by_word.values() for role in chance.sample(roles, min(2, len(roles)))]
    return ["stranger", "no_post", *few]


def answers(clients, folder, asked, walk: "Walk | None" = None) -> dict:
    """What each actor is told at each address, asking those whom `asked(method, route)` names."""

    def told_to(who: str, method: str, path: str, body: dict) -> str:
        shown: list[str] = []
        said = ask(clients[who], method, path, body, shown)
        if walk is not None and path.partition("?")[0] not in NOT_WALKED:
            for html in shown:
                walk.see(who, path, html)
        return said

    examples, found, unknown = one_of_everything(folder), {}, []
    for route, name, wanted in addresses(get_resolver()):
        try:
            path = filled(route, examples.parts(name, wanted))
            if name in examples.query:
                path += "?" + urlencode(examples.query[name])
        except KeyError as part:
            unknown.append(f"{name or route}: no example for {part}")
            continue
        for method in API_METHODS if route.startswith(API) else PAGE_METHODS:
            body = examples.body.get(name, {})
            told = {who: told_to(who, method, path, body) for who in PROBES}
            if set(told.values()) != {"-"}:
                few = set(asked(method, route)) - set(told)
                told |= {a: told_to(a, method, path, body) for a in ACTORS if a in few}
                found[method, route] = [told.get(actor, NOT_ASKED) for actor in ACTORS]
    assert not unknown, "\n".join(["add to tests/examples/:", *unknown])
    return found


def differences(found: dict, table: dict) -> list[str]:
    """What is not as the table says, in words."""
    said = [f"{m} /{r}: not in the table" for m, r in found.keys() - table.keys()]
    said += [f"{m} /{r}: in the table, but gone" for m, r in table.keys() - found.keys()]
    for key in found.keys() & table.keys():
        pairs = zip(ACTORS, found[key], table[key], strict=True)
        said += [
            f"{key[0]} /{key[1]} as {actor}: {now_}, the table says {then}"
            for actor, now_, then in pairs
            if now_ not in (then, NOT_ASKED)
        ]
    return sorted(said)


def write(found: dict) -> None:
    with TABLE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["method", "route", *ACTORS])
        writer.writerows([m, f"/{r}", *row] for (m, r), row in sorted(found.items(), key=_place))


def _place(item: tuple) -> tuple[str, str]:
    (method, route), _ = item
    return route, method


@functools.cache
def read() -> dict:
    with TABLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    table = {(r["method"], r["route"][1:]): [r.get(a, "") for a in ACTORS] for r in rows}
    assert len(table) == len(rows), "an address stands there twice"
    return table


def test_no_answer_of_the_table_is_a_fault():
    faults = [(key, row) for key, row in read().items() if any(cell.isdigit() for cell in row)]
    assert faults == []


def test_a_stranger_is_let_in_only_where_everybody_is():
    open_ = {route for (_, route), row in read().items() if row[0] not in ("door", "-", "no")}
    assert {route for route in open_ if not route.startswith(API)} == {
        "appearance",
        # The big screen: numbers alone. A visitor's ticket: whoever has its code, or stood there.
        "hall/board/<slug:site>",
        "hall/board/<slug:site>/now",
        # The wall of the room: numbers and zones alone, by the key of its screen.
        "dispatch/wall/<slug:key>",
        "dispatch/wall/<slug:key>/now",
        "ticket/at/<slug:site>/<slug:key>",
        "ticket/<slug:code>",
        "ticket/<slug:code>/<slug:verb>",
        # Whoever has number and code of a receipt follows that one matter.
        "progress",
        "progress/<slug:number>",
        "progress/<slug:number>/object",
        "progress/<slug:number>/record",
        "progress/<slug:number>/tell",
        # What residents do without an account; the code of a pre-report has 59 bits.
        "portal/",
        "portal/pre-report",
        "portal/pre-report/<slug:code>",
        "portal/pre-report/<slug:code>/take-back",
        "portal/visit",
        "portal/board",
        # Letters: sent by anybody, read with number and code of ten letters.
        "portal/write/<slug:kind>",
        "portal/letters/<slug:number>",
        "portal/letters/<slug:number>/<slug:verb>",
        # What a proxy and a monitor ask: no name, no address, no secret in it.
        "health",
        "health/live",
        "health/ready",
        # As if it were not there, unless the monitor's word is shown.
        "metrics",
        # A calendar program cannot sign in: the address itself is the key, and can be revoked.
        "patrol/feeds/<slug:secret>.ics",
        # Whoever holds a paper may ask whether it is genuine; nothing it says is told.
        "papers/check",
        "papers/check/<slug:number>",
        "sign-in",
        # The empty frame that a crew's phone keeps for when it has no signal; no data in it.
        "unit/app.webmanifest",
        "unit/shell",
        "unit/worker.js",
        "sign-in/token",
    }
