"""A small SMS gateway of the invented branch: a process of its own on this computer.

It takes what the branch sends, once by each key, keeps the newest in memory and says a little
later that a telephone has it. `python -m quanju.demo.gateway PORT [SECONDS]`; it ends when nobody
holds its standard input any more, so that it never outlives the demo.
"""

import json
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ARRIVES_AFTER_S = 3.0
KEPT = 500
LONGEST = 16 * 1024
PATH = "/messages"


class Telephones:
    """What was sent to them, by its key."""

    def __init__(self, arrives_after_s: float = ARRIVES_AFTER_S) -> None:
        self._guard = threading.Lock()
        self._arrives_after_s = arrives_after_s
        self._taken: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def take(self, key: str, to: str, text: str) -> None:
        """A key that came before is the same message: nobody is rung twice."""
        with self._guard:
            if key in self._taken:
                self._taken[key]["times"] += 1
                return
            self._taken[key] = {"key": key, "to": to, "text": text, "at": time.time(), "times": 1}
            while len(self._taken) > KEPT:
                self._taken.popitem(last=False)

    def told(self, key: str) -> dict[str, Any] | None:
        with self._guard:
            found = self._taken.get(key)
            return self._with_state(found) if found else None

    def all(self) -> list[dict[str, Any]]:
        """The newest first."""
        with self._guard:
            return [self._with_state(one) for one in reversed(self._taken.values())]

    def _with_state(self, one: dict[str, Any]) -> dict[str, Any]:
        is_there = time.time() - one["at"] >= self._arrives_after_s
        return {**one, "state": "delivered" if is_there else "sent"}


class Gateway(BaseHTTPRequestHandler):
    """POST /messages, GET /messages, GET /messages/KEY."""

    telephones: Telephones

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", "0") or 0)
        if self.path != PATH or not 0 < size <= LONGEST:
            return self._answer(HTTPStatus.BAD_REQUEST, {})
        try:
            body = json.loads(self.rfile.read(size))
            # Our own people by account, a resident by number.
            to = body["to" if "to" in body else "number"]
            key, text = body["key"], body["text"]
        except (ValueError, KeyError, TypeError):
            return self._answer(HTTPStatus.BAD_REQUEST, {})
        self.telephones.take(str(key), str(to), str(text))
        return self._answer(HTTPStatus.ACCEPTED, {"key": key})

    def do_GET(self) -> None:
        if self.path == PATH:
            return self._answer(HTTPStatus.OK, self.telephones.all())
        found = self.telephones.told(self.path.removeprefix(PATH + "/"))
        return self._answer(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND, found or {})

    def _answer(self, status: HTTPStatus, body: Any) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Words to telephones belong into no log."""


def serve(port: int, arrives_after_s: float = ARRIVES_AFTER_S) -> ThreadingHTTPServer:
    """The gateway on a port of this computer; 0 takes a free one."""
    handler = type("OneGateway", (Gateway,), {"telephones": Telephones(arrives_after_s)})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def start(arrives_after_s: float = ARRIVES_AFTER_S) -> "tuple[subprocess.Popen[bytes], int]":
    """A gateway in a process of its own, and its port."""
    command = [sys.executable, "-m", "quanju.demo.gateway", "0", str(arrives_after_s)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def address(port: int) -> str:
    """Where the branch sends its messages."""
    return f"http://127.0.0.1:{port}{PATH}"


def main() -> None:
    server = serve(*map(int, sys.argv[1:2]), *map(float, sys.argv[2:3]))
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.buffer.read()
    server.shutdown()


if __name__ == "__main__":
    main()
