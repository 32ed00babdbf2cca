"""A small telephone exchange of the invented branch: a process of its own on this computer.

It tells the branch of its calls as any telephone system would, at POST /api/v1/calls with its own
key: lines ring, some callers give up, the others talk for a while once somebody takes them. The
numbers are invented. `python -m quanju.demo.exchange ADDRESS LON LAT [SPEED]`, the key on its
first line of input; it ends when nobody holds its standard input any more.
"""

import json
import random
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

PATH = "/api/v1/calls"
BEAT_S, LOOK_S, WAIT_S = 20.0, 2.0, 10.0
BETWEEN_S, LEAST_BETWEEN_S, LINES = 75.0, 8.0, 3
GIVE_UP_SHARE, GIVE_UP_S, PATIENCE_S = 0.2, (6.0, 14.0), 90.0
TALK_S = (25.0, 80.0)
PLACE_SHARE, NEAR_DEGREES = 0.4, 0.01


def _now() -> str:
    return datetime.now(UTC).isoformat()


@dataclass
class Line:
    """One call as the exchange knows it: when its caller gives up, and since when they talk."""

    number: str
    place: dict[str, float] | None
    rang: float
    gives_up: float
    ref: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    rang_at: str = field(default_factory=_now)
    talks_until: float | None = None


class Exchange:
    """Lines that ring and end. `post` sends one event and returns what the branch answers."""

    def __init__(self, address: str, key: str, centre: tuple[float, float], speed: float) -> None:
        self._url, self._key = address + PATH, key
        self._centre, self._speed = centre, speed
        self._lines: list[Line] = []
        self._beat_at = self._next_at = 0.0

    def step(self, now: float) -> None:
        """Do whatever is due; what the branch did not take is told again at the next step."""
        if now >= self._beat_at:
            self.post("heartbeat", uuid.uuid4().hex, _now())
            self._beat_at = now + BEAT_S
            self._next_at = self._next_at or now + LEAST_BETWEEN_S
        if now >= self._next_at and len(self._lines) < LINES:
            self._lines.append(self._new_line(now))
            between = random.expovariate(self._speed / BETWEEN_S)
            self._next_at = now + max(LEAST_BETWEEN_S, between)
        self._lines = [line for line in self._lines if not self._is_over(line, now)]

    def _new_line(self, now: float) -> Line:
        is_short = random.random() < GIVE_UP_SHARE
        patience = random.uniform(*GIVE_UP_S) if is_short else PATIENCE_S
        place = None
        if random.random() < PLACE_SHARE:
            lon, lat = (one + random.uniform(-NEAR_DEGREES, NEAR_DEGREES) for one in self._centre)
            place = {"lon": lon, "lat": lat, "radius_m": random.choice((15.0, 40.0, 300.0))}
        return Line(f"1390000{random.randrange(10_000):04}", place, now, now + patience)

    def _is_over(self, line: Line, now: float) -> bool:
        if line.talks_until is not None:
            return now >= line.talks_until and self._told(line, "ended")
        # Told again with the same key, the branch answers how the call stands by now.
        answer = self.post("ringing", f"{line.ref}-ringing", line.rang_at, **self._facts(line))
        if answer and answer["state"] != "ringing":
            line.talks_until = now + random.uniform(*TALK_S)
        return now >= line.gives_up and line.talks_until is None and self._told(line, "abandoned")

    def _facts(self, line: Line) -> dict[str, Any]:
        known: dict[str, Any] = {"call": line.ref, "caller_number": line.number, "line": "110"}
        known["recording"] = f"demo-{line.ref}"
        return known | ({"place": line.place} if line.place else {})

    def _told(self, line: Line, event: str) -> bool:
        return self.post(event, f"{line.ref}-{event}", _now(), call=line.ref) is not None

    def post(self, event: str, key: str, at: str, **more: Any) -> dict[str, str] | None:
        """What the branch answered; None when it could not be reached or refused."""
        body = json.dumps({"idempotency_key": key, "event": event, "at": at, **more}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"}
        try:
            request = urllib.request.Request(self._url, body, headers)
            with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
                found: dict[str, str] = json.load(answer)
                return found
        except (urllib.error.URLError, OSError, ValueError):
            return None


def start(
    address: str, key: str, centre: tuple[float, float], speed: float
) -> "subprocess.Popen[bytes]":
    """An exchange in a process of its own."""
    where = [str(one) for one in (*centre, speed)]
    command = [sys.executable, "-m", "quanju.demo.exchange", address, *where]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(f"{key}\n".encode())
    process.stdin.flush()
    return process


def main() -> None:
    address, lon, lat, *speed = sys.argv[1:]
    key = sys.stdin.buffer.readline().decode().strip()
    exchange = Exchange(address, key, (float(lon), float(lat)), float((speed or ["1"])[0]))
    over = threading.Event()

    def wait() -> None:
        sys.stdin.buffer.read()
        over.set()

    threading.Thread(target=wait, daemon=True).start()
    while not over.wait(LOOK_S):
        exchange.step(time.monotonic())


if __name__ == "__main__":
    main()
