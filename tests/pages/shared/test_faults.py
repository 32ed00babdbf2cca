"""Faults reach the log as one line without a word of a matter; a full disk is a refusal."""

import errno
import json
import logging

import pytest
from django.db import OperationalError, connection
from django.test import Client
from tests.builders.people import an_appointment, sign_in

from quanju.config.logs import JsonLines, settings_for
from quanju.pages.shared import refusals

pytestmark = pytest.mark.django_db
TYPED = "机密地址一二三"


@pytest.fixture
def lines():
    """What the log writes, line by line, as JSON."""
    written: list[dict] = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(json.loads(self.format(record)))

    kept = Kept()
    kept.setFormatter(JsonLines())
    logging.getLogger().addHandler(kept)
    yield written
    logging.getLogger().removeHandler(kept)


@pytest.fixture
def desk():
    client = Client(raise_request_exception=False)
    client.actor = sign_in(client, an_appointment("dispatcher"))
    return client


@pytest.fixture
def failing(monkeypatch):
    """The page of one's account fails with whatever is put here."""
    from quanju.pages.account import views

    def fail(error):
        def answer(*args, **kwargs):
            raise error

        monkeypatch.setattr(views, "render", answer)

    return fail


def test_a_fault_is_one_line_with_its_request_and_actor_and_no_typed_word(lines, desk, failing):
    failing(ValueError(f"cannot read {TYPED}"))
    answer = desk.get(f"/account/?q={TYPED}")
    assert answer.status_code == 500
    faults = [line for line in lines if line["level"] == "error"]
    assert len(faults) == 1
    (line,) = faults
    assert line["request"] == answer["X-Request-ID"]
    assert line["actor"] == desk.actor.subject
    assert line["fault"] == "ValueError"
    assert any("account/views.py" in place for place in line["place"])
    assert TYPED not in json.dumps(lines, ensure_ascii=False)
    assert answer["X-Request-ID"] in answer.content.decode(), "shown to whoever must tell it"


def test_what_is_typed_into_a_form_never_reaches_the_log(lines, desk):
    desk.post("/account/duty/on", {"note": TYPED, "password": TYPED})
    desk.post("/sign-in", {"login": TYPED, "password": TYPED})
    desk.post("/api/v1/incidents", json.dumps({"text": TYPED}), content_type="application/json")
    assert TYPED not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.parametrize("is_asked_for", [True, False])
def test_the_access_log_names_the_route_and_not_the_address(lines, desk, is_asked_for):
    level = settings_for(has_access_log=is_asked_for)["loggers"]["quanju.access"]["level"]
    log = logging.getLogger("quanju.access")
    before = log.level
    log.setLevel(level)
    try:
        desk.get(f"/account/?q={TYPED}")
    finally:
        log.setLevel(before)
    told = [line["what"] for line in lines if line["log"] == "quanju.access"]
    assert [one.split(" ")[:3] for one in told] == [["GET", "/account/", "200"]] * is_asked_for


def test_two_requests_have_two_numbers(desk):
    assert desk.get("/account/")["X-Request-ID"] != desk.get("/account/")["X-Request-ID"]


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database or disk is full"),
        OperationalError('could not extend file "base/1": No space left on device'),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_a_full_disk_is_refused_with_a_sentence(desk, failing, lines, error):
    failing(error)
    answer = desk.get("/account/")
    assert answer.status_code == 503
    assert "DISK_IS_FULL" in answer.content.decode()
    assert "服务器磁盘已满" in answer.content.decode()
    assert [line["what"] for line in lines if line["log"] == "quanju.faults"] == [
        "the disk is full"
    ]


def test_another_fault_of_the_disk_stays_a_fault():
    assert not refusals.is_disk_full(OSError(errno.EIO, "Input/output error"))
    assert not refusals.is_disk_full(OperationalError("no such table: x"))
    assert not refusals.is_disk_full(None)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_may_not_grow_refuses_and_stores_nothing(client, lines):
    """SQLite itself says it here, as on a disk without room."""
    if connection.vendor != "sqlite":
        pytest.skip("a page limit is SQLite's; PostgreSQL's words are tested above")
    sign_in(client, an_appointment("dispatcher"))
    with connection.cursor() as cursor:
        cursor.execute("pragma page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("pragma freelist_count")  # what tests before have left empty is filled too
        free = cursor.fetchone()[0]
        cursor.execute("create table filler (b blob)")
        cursor.execute(f"pragma max_page_count = {pages + 2}")
    try:
        with connection.cursor() as cursor, pytest.raises(OperationalError, match="full"):
            for _ in range(free + 200):
                cursor.execute("insert into filler values (zeroblob(3000))")
        answers: set[int] = set()
        for _ in range(80):  # each refusal is an entry of the journal; the last pages fill up
            answers.add(client.get("/journal/").status_code)
            if 503 in answers:
                break
        assert 503 in answers
        assert 500 not in answers
    finally:
        with connection.cursor() as cursor:
            cursor.execute("pragma max_page_count = 1073741823")
            cursor.execute("drop table filler")


def test_what_is_not_there_is_named_as_people_name_it(desk):
    told = desk.get("/dispatch/incidents/20200101-0001", headers={"accept": "text/html"})
    assert told.status_code == 404
    assert "没有找到：警情 20200101-0001" in told.content.decode()
