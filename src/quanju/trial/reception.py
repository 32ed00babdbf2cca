"""What `quanju bench reception` measures: every desk of every site at work at once.

Real servers, real sessions, real time: each desk finishes a report every `every_s` seconds, each
step at a moment drawn from its share of them, as people press who know nothing of each other.
(Evenly spaced, 240 desks met in bursts of eight at the same millisecond, and the figures were
those of a queue that no hall has.)
"""

import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from quanju.config.files import raise_file_limit
from quanju.trial.clients import FORM, Client, at_share
from quanju.trial.site import Site, a_site

SERVERS_TAKE = {"QUANJU_REQUESTS": "400"}
KINDS = ("criminal", "administrative", "dispute")
SAID = {
    "title": "电动车被盗",
    "place": "建材城东门",
    "statement": "上午停在车棚，中午不见了，锁被剪断，约值 2600 元。",
    "reporter": "演示-报案人",
    "contact": "13800000000",
    "is_identity_checked": "on",
    "channel": "walk_in",
}
EVIDENCE = {"name": "购车发票", "count": "1", "unit": "张"}
RECEIPTED = "已出回执"
"""The state that the page of a report shows once its receipt was given."""


class Desk(Client):
    """A reception officer's browser, signed in already."""

    def __init__(self, port: int, cookie: str) -> None:
        self.session = cookie
        self.made: list[str] = []
        self.told: dict[str, list[bytes]] = {}
        """What was acknowledged of each report, as its page must show it ever after."""
        super().__init__(port)

    def _enter(self) -> None:
        name, _, value = self.session.partition("=")
        self.cookies[name] = value

    def read(self, path: str) -> int:
        """Open a page."""
        return self.ask("GET", path, Accept="text/html")[0]

    def press(self, path: str, **fields: str) -> int:
        """Send a form as the page does without its script."""
        sent = {"csrfmiddlewaretoken": self.token, "idempotency_key": secrets.token_hex(12)}
        return self.ask("POST", path, urlencode(sent | fields), **FORM)[0]

    def step(self, step: int, kind: str) -> int:
        """The status that one of `STEPS` is answered with."""
        page = self.made[-1] if self.made else ""
        match step:
            case 0 | 1:
                return self.read(("/reports/", "/reports/take")[step])
            case 2:
                status = self.press("/reports/take", kind=kind, **SAID)
                if status == 302:
                    page = self.location
                    self.made.append(page)
                return self._acknowledged(page, status, page.rpartition("/")[2], SAID["statement"])
            case 4:
                status = self.press(f"{page}/evidence", **EVIDENCE)
                return self._acknowledged(page, status, EVIDENCE["name"])
            case 6:
                status = self.press(f"{page}/receipt", office="")
                return self._acknowledged(page, status, RECEIPTED)
            case _:
                return self.read(page)

    def _acknowledged(self, page: str, status: int, *said: str) -> int:
        if status == 302:
            self.told.setdefault(page, []).extend(one.encode() for one in said)
        return status

    def lost(self) -> list[str]:
        """Its reports that cannot be opened any more, or lack what was acknowledged."""
        return [page for page in self.made if not self._stands(page)]

    def _stands(self, page: str) -> bool:
        status, body = self.ask("GET", page, Accept="text/html")
        return status == 200 and all(one in body for one in self.told[page])


@dataclass
class Worked:
    """What came of the measured part, all desks together."""

    page_s: list[float] = field(default_factory=list)
    form_s: list[float] = field(default_factory=list)
    late_s: list[float] = field(default_factory=list)
    """How late a step began, after the one before it had taken too long."""
    wrong: Counter[str] = field(default_factory=Counter)
    finished: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When desks begin, from when on what they do is measured, and when they stop."""

    begin: float
    measured: float
    end: float
    every_s: float


STEPS = ("page", "page", "form", "page", "form", "page", "form", "page")
"""The desk's list, an empty form, the report taken, its page, evidence, the page, the receipt, the
page with its number: eight steps, each in its eighth of the minutes of a report."""
RECEIPT = 6


def measure_reception(
    *, desks: int, seconds: float, every_s: float, processes: int, database: str
) -> dict[str, Any]:
    """The figures. The first `every_s` seconds bring all desks to work and are not measured;
    `lost` are reports that were acknowledged and cannot be opened afterwards, or lack the words,
    the evidence or the receipt that were acknowledged."""
    raise_file_limit()
    with a_site(
        processes=processes,
        database=database,
        like=None,
        environment=SERVERS_TAKE,
        beside=("quanju.trial.desks", str(desks)),
    ) as site:
        cookies = site.said.split()
        people = [Desk(site.ports[n % processes], one) for n, one in enumerate(cookies)]
        begin = time.monotonic()
        hours = Hours(
            begin=begin,
            measured=begin + every_s,
            end=begin + every_s + seconds,
            every_s=every_s,
        )
        worked, cpu = _work(site, people, hours)
        lost = [page for one in people for page in one.lost()]
        taken = sum(len(one.made) for one in people)
    return {
        "database": "postgresql" if database else "sqlite",
        "processes": processes,
        "desks": len(people),
        "seconds": round(seconds),
        "reports_finished": worked.finished,
        "pages": len(worked.page_s),
        "page_p50_ms": round(at_share(worked.page_s, 0.5) * 1000),
        "page_p95_ms": round(at_share(worked.page_s, 0.95) * 1000),
        "form_p50_ms": round(at_share(worked.form_s, 0.5) * 1000),
        "form_p95_ms": round(at_share(worked.form_s, 0.95) * 1000),
        "step_late_p95_ms": round(at_share(worked.late_s, 0.95) * 1000),
        "cpu_ms_a_report": round(cpu / max(1, worked.finished) * 1000),
        "servers_busy": round(cpu / seconds, 2),
        "not_as_expected": dict(worked.wrong),
        "reports_taken": taken,
        "lost": len(lost),
    }


def _work(site: Site, people: Sequence[Desk], hours: Hours) -> tuple[Worked, float]:
    """All desks at once; the servers' processor seconds of the measured part."""
    worked = Worked()

    def at_desk(desk: Desk, number: int) -> None:
        chance = random.Random(number)
        turn = hours.begin + hours.every_s * number / len(people)
        while turn < hours.end:
            _a_report(desk, chance, turn, hours, worked)
            turn += hours.every_s

    threads = [threading.Thread(target=at_desk, args=(one, n)) for n, one in enumerate(people)]
    for thread in threads:
        thread.start()
    time.sleep(max(0.0, hours.measured - time.monotonic()))
    before = site.cpu_s()
    for thread in threads:
        thread.join()
    return worked, site.cpu_s() - before


def _a_report(desk: Desk, chance: random.Random, turn: float, hours: Hours, worked: Worked) -> None:
    """One report; given up where a step is not answered as it should be."""
    kind = chance.choice(KINDS)
    for step, what in enumerate(STEPS):
        due = turn + hours.every_s * (step + chance.random()) / len(STEPS)
        if due >= hours.end:
            return
        time.sleep(max(0.0, due - time.monotonic()))
        began = time.monotonic()
        status = desk.step(step, kind)
        took = time.monotonic() - began
        is_right = status == (302 if what == "form" else 200)
        if began >= hours.measured:
            with worked.guard:
                worked.late_s.append(began - due)
                (worked.form_s if what == "form" else worked.page_s).append(took)
                worked.finished += is_right and step == RECEIPT
        if not is_right:
            with worked.guard:
                worked.wrong[f"step {step}: {status}"] += 1
            return
