"""Whatever is sent to any form of the site: a sentence, never a fault, and nothing half stored."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver
from tests.builders.people import an_appointment, sign_in
from tests.examples.whole import one_of_everything
from tests.test_access_table import ACTORS, API, addresses, filled, read

from quanju.domains.kernel.roles import ROLES

pytestmark = pytest.mark.django_db
PAGES = Path(__file__).parents[1] / "src" / "quanju" / "pages"
LONG = "长" * 5_000  # in every field at once, and still below what a form may weigh
BAD = {
    "nothing": "",
    "control characters": "\x00\x1b[31m\u202e\x7f",
    "markup": "<script>alert(1)</script>\"'>&{{ 7*7 }}",
    "not a number": "NaN",
    "beyond every number": "1e400",
    "a negative number": "-1",
    "a number too long": "9" * 40,
    "a moment without a zone": "2026-02-30T25:61",
    "a moment far ahead": "9999-12-31T23:59:59Z",
    "a path": "../../etc/passwd",
    "words too long": LONG,
}
BROKEN = {
    "bytes that are no text": {
        "data": b"text=%ED%A0%80%FF&reason=\xff\xfe",
        "content_type": "application/x-www-form-urlencoded",
    },
    "a broken upload": {
        "data": b"--x\r\nbroken",
        "content_type": "multipart/form-data; boundary=x",
    },
    "JSON where a form belongs": {"data": b'{"text": ', "content_type": "application/json"},
}
FORGED = {"int": "99999999999", "slug": "no-such-thing", "str": "%00%FF"}
BESIDE = frozenset({"journal.Entry", "journal.Mention", "journal.ChainHead", "sessions.Session"})
"""What a refusal may write: that it was refused, and by whom."""


def field_names() -> list[str]:
    """Every field that some page of the site has, and every field of its form classes."""
    found: set[str] = set()
    for file in PAGES.rglob("*.html"):
        found |= set(re.findall(r'\bname="([a-z_]+)"', file.read_text()))
    for file in PAGES.rglob("*.py"):
        found |= set(re.findall(r'POST\.get(?:list)?\("([a-z_]+)"', file.read_text()))
        found |= set(re.findall(r"^    ([a-z_]+) = forms\.", file.read_text(), re.MULTILINE))
    return sorted(found - {"csrfmiddlewaretoken"})


def rows_stored() -> dict[str, int]:
    """How many rows each table holds, in one question: it is asked after every address."""
    tables = [m._meta.db_table for m in apps.get_models() if m._meta.label not in BESIDE]
    one = "select '{0}', count(*) from {0}"
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(one.format(table) for table in tables))
        return dict(cursor.fetchall())


@pytest.fixture
def clients() -> dict[str, Client]:
    cache.clear()
    found = {}
    for role in ROLES:
        found[role] = Client(raise_request_exception=False)
        sign_in(found[role], an_appointment(role, name=f"bad-{role.replace('_', '-')}"))
    return found


def posted_to() -> list[tuple[str, str, list[str], str]]:
    """Each address that takes a form, with the first role that may send it."""
    table = read()
    found = []
    for route, name, parts in addresses(get_resolver()):
        row = dict(zip(ACTORS, table.get(("POST", route), []), strict=False))
        who = next((role for role in ROLES if row.get(role) == "yes"), "")
        if who and not route.startswith(API):
            found.append((route, name, parts, who))
    return found


def faults_of(client: Client, path: str, before: dict[str, int], **sent: object) -> list[str]:
    """What is wrong with the answer; whatever was done is undone again."""
    return faults_of_all(client, path, before, {"": sent})


def faults_of_all(
    client: Client, path: str, before: dict[str, int], all_sent: Mapping[str, Mapping[str, object]]
) -> list[str]:
    """What is wrong with the answers to each; what they stored is looked at once, then undone."""
    save, faults = transaction.savepoint(), []
    try:
        for what, sent in all_sent.items():
            faults += [f"{what}: {fault}" for fault in _faults_in_words(client, path, sent)]
        changed = {k: v for k, v in rows_stored().items() if v != before[k]}
        return [*faults, f"stored although refused: {changed}"] if changed else faults
    finally:
        transaction.savepoint_rollback(save)
        connection.run_on_commit.clear()  # nothing is ever committed here


def _faults_in_words(client: Client, path: str, sent: Mapping[str, object]) -> list[str]:
    """What is wrong with one answer; what was not refused is undone at once."""
    save = transaction.savepoint()
    answer = client.post(path, **sent)
    if answer.status_code < 400 or answer.status_code >= 500:
        transaction.savepoint_rollback(save)
        return [str(answer.status_code)] if answer.status_code >= 500 else []
    transaction.savepoint_commit(save)
    faults = [] if answer.content.strip() else [f"{answer.status_code} without a word"]
    if "<script>alert(1)</script>" in answer.content.decode(errors="replace"):
        faults.append("markup came back as markup")
    return faults


@pytest.mark.long
@pytest.mark.postgresql
def test_every_form_answers_bad_fields_with_a_sentence(clients, tmp_path):
    examples, names, faults = one_of_everything(tmp_path), field_names(), []
    before = rows_stored()
    assert len(names) > 40
    for route, name, parts, who in posted_to():
        path = filled(route, examples.parts(name, parts))
        sent = {
            what: {
                "data": dict.fromkeys(names, value) | {"idempotency_key": f"bad-input-{number:06}"}
            }
            for number, (what, value) in enumerate(BAD.items())
        }
        found = faults_of_all(clients[who], path, before, {**sent, **BROKEN})
        faults += [f"/{route}: {fault}" for fault in found]
    assert faults == []


def test_ten_megabytes_are_refused_in_words(clients, tmp_path):
    examples, faults = one_of_everything(tmp_path), []
    before = rows_stored()
    body = b"text=" + b"x" * 10_000_000
    for route, name, parts, who in posted_to():
        path = filled(route, examples.parts(name, parts))
        kind = "application/x-www-form-urlencoded"
        found = faults_of(clients[who], path, before, data=body, content_type=kind)
        faults += [f"/{route}: {fault}" for fault in found]
    assert faults == []


def test_forged_addresses_are_refused_in_words(clients, tmp_path):
    examples, faults = one_of_everything(tmp_path), []
    before = rows_stored()
    for route, name, parts, who in posted_to():
        if not parts:
            continue
        good = examples.parts(name, parts)
        for part in parts:
            kind = re.search(rf"<(?:(\w+):)?{part}>", route)
            forged = FORGED[(kind and kind[1]) or "str"]
            found = faults_of(clients[who], filled(route, {**good, part: forged}), before, data={})
            faults += [f"/{route} ({part}={forged}): {fault}" for fault in found]
    assert faults == []
