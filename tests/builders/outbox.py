"""A notice of the tests, somebody who gets it, and gateways that take, refuse or are down."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from tests.builders.people import NOON, an_appointment

from quanju.domains.kernel.transaction import write
from quanju.domains.notices.actions.telling import tell
from quanju.domains.notices.types import To, notice_kind_named
from quanju.domains.people.types import SERVICE

KIND = "dispatch.order_waits"
VALUES = {"number": "20261123-0042", "unit": "巡-01", "minutes": 3}


def a_person(role="patrol_unit", language="", **more):
    person = an_appointment(role, **more).person
    if language:
        with write():
            type(person).objects.filter(pk=person.pk).update(language=language)
    return person


def told(*people, cause="assignment:1", at=NOON, by=SERVICE, kind=KIND, values=VALUES, **to):
    with write():
        return tell(
            notice_kind_named(kind),
            to=To(people=[one.pk for one in people], **to),
            about="incident:20261123-0042",
            cause=cause,
            values=values,
            by=by,
            at=at,
        )


class Taken:
    """What a gateway has taken, and what it answers."""

    def __init__(self):
        self.bodies, self.headers = [], []
        self.answer, self.states = 202, {}
        self.address = ""

    @property
    def keys(self):
        return [body["key"] for body in self.bodies]


@contextmanager
def a_gateway():
    """A machine of its own thread that takes JSON and tells by the key what became of it."""
    taken = Taken()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.headers.append((dict(self.headers), body))
            if taken.answer < 300:
                taken.bodies.append(json.loads(body))
            self.send_response(taken.answer)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self):
            state = taken.states.get(self.path.rpartition("/")[2], "sent")
            body = json.dumps({"state": state}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    taken.address = f"http://127.0.0.1:{server.server_port}/messages"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()
