"""Signed-in clients that enter incidents over HTTP, as fast as they can or at a pace."""

import http.client
import json
import random
import re
import secrets
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

PLACE = 119.7364, 49.2122
SPREAD = 0.008
IDLE_S = 2.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Client:
    """One signed-in dispatcher with a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._asked = 0.0
        self.location = ""
        self._link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._enter()

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, bytes]:
        """Status and body of the answer; cookies are kept."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Cookie": self.cookie, "Origin": f"http://127.0.0.1:{self.port}"}
        if time.monotonic() - self._asked > IDLE_S:
            self._link.close()  # the server may have hung up by now
        self._asked = time.monotonic()
        self._link.request(method, path, body, sent)
        answer = self._link.getresponse()
        content = answer.read()
        self.location = answer.getheader("Location") or ""
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, content

    def close(self) -> None:
        """Keep the session and not the connection; the next question opens another."""
        self._link.close()

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    @property
    def token(self) -> str:
        return self.cookies.get("csrftoken", "")

    def _enter(self) -> None:
        """Sign in by the first entry of the demo, the dispatcher's."""
        _, page = self.ask("GET", "/sign-in", Accept="text/html")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        entry = re.search(rb'name="entry" value="(\d+)"', page)
        if not token or not entry:
            raise RuntimeError("the sign-in page offers no entry")
        fields = {"csrfmiddlewaretoken": token[1].decode(), "entry": entry[1].decode()}
        status, _ = self.ask("POST", "/demo/enter", urlencode(fields), **FORM)
        if status != 302:
            raise RuntimeError(f"signing in was answered {status}")

    def create(self, type_code: str) -> tuple[int, bytes]:
        """Enter an incident through the API."""
        body = {
            "idempotency_key": secrets.token_hex(12),
            "type_code": type_code,
            "text": "两人在路口争吵",
            "lon": PLACE[0] + random.uniform(-SPREAD, SPREAD),
            "lat": PLACE[1] + random.uniform(-SPREAD, SPREAD) / 2,
        }
        headers = {"Content_Type": "application/json", "X_CSRFToken": self.token}
        return self.ask("POST", "/api/v1/incidents", json.dumps(body), **headers)

    def take_call(self, type_code: str) -> tuple[int, bytes]:
        """Take a call with the form of the desk."""
        fields = {
            "csrfmiddlewaretoken": self.token,
            "idempotency_key": secrets.token_hex(12),
            "type_code": type_code,
            "said": "两人在路口争吵",
            "address": "中央大街",
            "lon": PLACE[0] + random.uniform(-SPREAD, SPREAD),
            "lat": PLACE[1] + random.uniform(-SPREAD, SPREAD) / 2,
        }
        headers = {**FORM, "HX_Request": "true", "X_CSRFToken": self.token}
        return self.ask("POST", "/dispatch/call", urlencode(fields), **headers)

    def numbers(self) -> set[str]:
        """The numbers of all incidents, as the API lists them."""
        found: set[str] = set()
        before = ""
        while True:
            _, content = self.ask("GET", f"/api/v1/incidents?limit=200&before={before}")
            page = [one["number"] for one in json.loads(content)]
            if not page:
                return found
            found.update(page)
            before = page[-1]


@dataclass
class Written:
    """What came of a run of writing."""

    seconds: float = 0.0
    taken_s: list[float] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def done(self) -> int:
        return sum(n for status, n in self.statuses.items() if status in (200, 204))

    @property
    def refused(self) -> int:
        return sum(self.statuses.values()) - self.done

    @property
    def per_s(self) -> float:
        return self.done / self.seconds if self.seconds else 0.0

    def ms(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        return at_share(self.taken_s, share) * 1000


def at_share(values: Iterable[float], share: float) -> float:
    """The value that this share of the values does not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def write_for(
    clients: Sequence[Client],
    seconds: float,
    *,
    type_code: str,
    form: bool = False,
    pace: float = 0,
) -> Written:
    """All clients write at once for so long; with `pace` so many a second between them."""
    written, guard, start = Written(), threading.Lock(), time.monotonic()
    gap = len(clients) / pace if pace else 0.0

    def work(client: Client, number: int) -> None:
        turn = start + gap * number / len(clients)
        while (began := time.monotonic()) < start + seconds:
            if turn > began:
                time.sleep(min(turn - began, start + seconds - began))
                if time.monotonic() >= start + seconds:
                    return
                began = time.monotonic()
            turn += gap
            status, content = (client.take_call if form else client.create)(type_code)
            with guard:
                written.taken_s.append(time.monotonic() - began)
                written.statuses[status] = written.statuses.get(status, 0) + 1
                if status == 200:
                    written.numbers.add(json.loads(content)["number"])

    threads = [threading.Thread(target=work, args=(client, n)) for n, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written.seconds = time.monotonic() - start
    return written
