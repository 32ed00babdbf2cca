"""Seals leave the machine by themselves: each way against a counterpart of its own."""

import base64
import json
import stat
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

import pytest
from tests.domains.journal.test_chain import NOON, OFFICER, record_some, spoil

from quanju.domains.journal import jobs, queries
from quanju.domains.journal.actions.seals import seal
from quanju.domains.journal.actions.sending import send_seals
from quanju.domains.journal.models import SealWay
from quanju.domains.journal.outside import paper
from quanju.domains.journal.rules import OVERDUE_AFTER, TRIES_AFTER
from quanju.domains.journal.seals import letter_after
from quanju.domains.journal.verification.files import kept_in
from quanju.domains.kernel.clock import now

pytestmark = [pytest.mark.django_db, pytest.mark.spoils]


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.SEALS_TO = []


@pytest.fixture
def folder(settings, tmp_path):
    path = tmp_path / "mounted"
    path.mkdir()
    settings.SEALS_TO = [f"file://{path}"]
    return path


def a_seal(at=NOON):
    record_some(2)
    return seal(by=OFFICER, at=at)


def send(at=NOON, **more):
    return send_seals(by=OFFICER, at=at, **more)


def outcome():
    (way,) = queries.seals_outside(at=NOON).ways
    return way


def told():
    return [
        (e.event, e.facts.get("way"))
        for e in queries.entries_after(0)
        if e.event.startswith("journal.seal_")
    ]


# --- a folder ------------------------------------------------------------------------------------


def test_seals_are_kept_in_a_folder_and_checked_against(folder):
    a_seal()
    a_seal()
    assert send() == 1
    assert sorted(p.name for p in folder.iterdir()) == [
        "public-key.txt",
        "seal-000001.json",
        "seal-000002.json",
    ]
    assert len(kept_in([folder])) == 2
    assert queries.verify(at=now()).kept == 2
    assert (outcome().sent_until, outcome().left_at, outcome().why) == (2, NOON, None)
    assert told() == [("journal.seal_left", "file")]


def test_the_folder_is_compared_with_even_when_nobody_asks(folder):
    a_seal()
    send()
    spoil("DELETE FROM journal_seal")
    assert "kept_missing" in [one.code for one in queries.verify(at=now()).faults]


def test_what_has_left_is_not_sent_again(folder):
    a_seal()
    assert (send(), send(), send(NOON + timedelta(days=9))) == (1, 0, 0)
    a_seal()
    assert send(NOON + timedelta(days=9)) == 1


def test_a_mount_that_is_gone_is_told_and_tried_again(folder):
    a_seal()
    folder.rmdir()
    assert send() == 0
    assert "there is no folder" in outcome().why.en
    first = NOON + TRIES_AFTER[0]
    assert send(first - timedelta(seconds=1)) == 0
    assert outcome().tries == 1
    folder.mkdir()
    assert send(first) == 1
    assert (outcome().tries, outcome().why) == (0, None)
    assert told() == [("journal.seal_not_sent", "file"), ("journal.seal_left", "file")]


def test_a_way_rests_a_minute_first_and_six_hours_at_most():
    assert [rest.total_seconds() / 60 for rest in TRIES_AFTER] == [1, 5, 15, 60, 360]


def test_tries_come_ever_more_seldom(folder):
    a_seal()
    folder.rmdir()
    at, waits = NOON, []
    for _ in range(7):
        send(at)
        at = SealWay.objects.get().next_try_at
        waits.append(at - SealWay.objects.get().tried_at)
    assert waits == [*TRIES_AFTER, TRIES_AFTER[-1], TRIES_AFTER[-1]]


def test_an_operator_need_not_wait(folder):
    a_seal()
    folder.rmdir()
    send()
    folder.mkdir()
    assert send(is_now=True) == 1


# --- another machine -----------------------------------------------------------------------------


@pytest.fixture
def machine():
    """An HTTP server on this machine: what it was given, and what it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.taken.append((self.path, self.headers.get("Authorization"), json.loads(body)))
            self.send_response(server.answer)
            if server.answer == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.taken, server.answer = [], 204
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_machine_takes_them_as_json(settings, machine):
    settings.SEALS_TO = [f"http://auditor:s%40t@127.0.0.1:{machine.server_port}/seals?a=1"]
    a_seal()
    assert send() == 1
    ((path, who, body),) = machine.taken
    assert path == "/seals?a=1"
    assert base64.b64decode(who.removeprefix("Basic ")) == b"auditor:s@t"
    assert [one["number"] for one in body["seals"]] == [1]
    assert len(body["public_key"]) == 64
    assert "s%40t" not in outcome().target


@pytest.mark.parametrize("answer", [302, 404, 500])
def test_any_other_answer_is_no_keeping(settings, machine, answer):
    settings.SEALS_TO = [f"http://127.0.0.1:{machine.server_port}/seals"]
    machine.answer = answer
    a_seal()
    assert send() == 0
    assert outcome().why.en == f"the answer was {answer}"
    assert len(machine.taken) == 1


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://127.0.0.1:9/", "could not be reached"),
        ("http://127.0.0.1:nine/", "could not be reached"),
        ("http://[", "unknown way"),
        ("gopher://x", "unknown way"),
        ("somewhere", "unknown way"),
        ("mailto:a@example.cn", "QUANJU_MAIL"),
    ],
)
def test_an_address_that_cannot_work_says_why_and_stops_no_other(settings, folder, address, says):
    settings.SEALS_TO = [address, f"file://{folder}"]
    a_seal()
    assert send() == 1
    first, second = queries.seals_outside(at=NOON).ways
    assert says in first.why.en
    assert (second.why, second.sent_until) == (None, 1)


# --- e-mail --------------------------------------------------------------------------------------


@pytest.fixture
def mail_server():
    """An SMTP server that takes one letter, or refuses whoever it is for."""

    class Handler(StreamRequestHandler):
        def handle(self):
            self.say("220 test")
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                if verb == "RCPT" and server.refuses:
                    self.say("550 no such user")
                elif verb == "DATA":
                    self.say("354 go on")
                    lines = iter(self.rfile.readline, b".\r\n")
                    server.letters.append(b"".join(lines).decode())
                    self.say("250 taken")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def say(self, line):
            self.wfile.write(f"{line}\r\n".encode())

    server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.letters, server.refuses, server.daemon_threads = [], False, True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def by_mail(settings, mail_server):
    settings.SEALS_TO = ["mailto:auditor@example.cn"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL = urlsplit(f"smtp://127.0.0.1:{mail_server.server_address[1]}")
    return mail_server


def test_a_letter_takes_them_as_a_file(by_mail):
    a_seal()
    assert send() == 1
    (letter,) = by_mail.letters
    assert "To: auditor@example.cn" in letter
    assert 'filename="seal-000001.jsonl"' in letter
    (entry,) = [e for e in queries.entries_after(0) if e.event == "journal.seal_left"]
    assert "auditor" not in str(entry.facts)


def test_a_letter_that_is_refused_is_told(by_mail):
    by_mail.refuses = True
    a_seal()
    assert send() == 0
    assert "no such user" in outcome().why.en


# --- paper ---------------------------------------------------------------------------------------


def lp(tmp_path, monkeypatch, script):
    program = tmp_path / "bin" / "lp"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")


def test_paper_bears_the_seal_as_a_code(settings, tmp_path, monkeypatch):
    settings.SEALS_TO = ["printer:safe"]
    lp(tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/args; cat > {tmp_path}/sheet.pdf')
    a_seal()
    assert send() == 1
    assert (tmp_path / "args").read_text().split() == ["-d", "safe", "-t", "seal-000001", "-"]
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("script", "says"), [("echo no such printer >&2; exit 1", "no such printer")]
)
def test_a_printer_that_refuses_is_told(settings, tmp_path, monkeypatch, script, says):
    settings.SEALS_TO = ["printer:safe"]
    lp(tmp_path, monkeypatch, script)
    a_seal()
    assert send() == 0
    assert says in outcome().why.en


def test_a_machine_without_printing_says_so(settings, tmp_path, monkeypatch):
    settings.SEALS_TO = ["printer:safe"]
    monkeypatch.setenv("PATH", str(tmp_path))
    a_seal()
    assert send() == 0
    assert "lp is missing" in outcome().why.en


def test_the_code_holds_a_line_that_can_be_checked_against(tmp_path, monkeypatch):
    held = []
    import segno

    def noted(data, **named):
        held.append(data)
        return make(data, **named)

    make = segno.make
    monkeypatch.setattr(segno, "make", noted)
    a_seal()
    assert paper.code(letter_after(0)).startswith("<svg")
    scanned = tmp_path / "scanned.txt"
    scanned.write_text(held[0])
    assert len(kept_in([scanned])) == 1


# --- what the auditor is told --------------------------------------------------------------------


def test_without_a_way_nothing_leaves_and_that_can_be_seen():
    a_seal()
    found = queries.seals_outside(at=NOON)
    assert (found.ways, found.left_at) == ((), None)


def test_a_day_after_the_newest_seal_it_should_have_left(folder):
    a_seal()
    assert not queries.seals_outside(at=NOON + OVERDUE_AFTER - timedelta(seconds=1)).is_overdue
    assert queries.seals_outside(at=NOON + OVERDUE_AFTER).is_overdue
    send()
    assert not queries.seals_outside(at=NOON + OVERDUE_AFTER).is_overdue


@pytest.mark.django_db(transaction=True)
def test_the_job_sends_beside_the_other_jobs(folder):
    a_seal()
    jobs.send_what_has_not_left(NOON)
    for thread in threading.enumerate():
        if thread.name == jobs._POSTMAN:
            thread.join()
    assert outcome().sent_until == 1
