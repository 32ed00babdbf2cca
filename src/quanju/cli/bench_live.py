"""A group of 200 members with open pages: opened, said to, and asked whether anything was lost.

One process serves all readers, one after another, as a process with one processor would: what is
told is its own time, without a network and without the browser.
"""

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

OFFICES = ("dispatcher", "legal_supervision", "station_command", "community_officer")
FACTS = {
    "what": "两家店铺因门前堆物争吵",
    "where_when": "胜利街与中央大街路口",
    "basis": "化解纠纷，防止升级",
    "closing": "双方签字",
}
SENDERS = 4
AS_A_PAGE = {"X-Refresh": "true", "HX-Request": "true"}
"""What the open page says when it asks by itself: nobody's activity, no session is written."""


def percentile(values: list[float], share: int) -> float:
    """The value that so many of a hundred do not pass."""
    return round(sorted(values)[max(0, -(-share * len(values) // 100) - 1)], 1)


class Live:
    """Offices on duty, and so many signed-in members of one running group."""

    def __init__(self, bench: Any, members: int) -> None:
        from django.apps import apps

        self.bench, self.at = bench, bench.at
        self._models = {
            name: apps.get_model("people", name)._default_manager
            for name in ("Post", "Appointment", "Person", "Duty", "Organisation")
        }
        with _rows():
            self.branch = self._models["Organisation"].create(
                kind="branch", code="branch", name_zh="分局", name_en="Branch"
            )
            for unit in bench.units:
                unit.parent = self.branch
                unit.save()
            self.opener = [self._officer(role) for role in OFFICES][-1]
        self.number = self.open()
        with _rows():
            self.readers = [self._client(one) for one in self._members(members)]

    def _officer(self, role: str) -> Any:
        unit = self.branch if role in OFFICES[:2] else self.bench.units[0]
        post = self._models["Post"].create(
            code=f"bench-{role}", organisation=unit, role=role, title_zh=role, title_en=role,
            requires_second_factor=False,
        )  # fmt: skip
        person = self._models["Person"].create(
            username=f"bench-{role}", display_name=role, badge_no=f"b-{role}"
        )
        self._models["Duty"].create(
            person=person, post=post, started_at=self.at - timedelta(hours=1)
        )
        return self._appointed(person, post)

    def _appointed(self, person: Any, post: Any) -> Any:
        return self._models["Appointment"].create(
            person=person, post=post, status="approved", valid_from=self.at - timedelta(days=9)
        )

    def open(self, n: int = 0) -> str:
        """A group with its seats called, as one press opens it."""
        from quanju.domains.coordination.actions.opening import open_group
        from quanju.domains.people.queries.actors import actor_in

        return open_group(
            kind="event_safety",
            title=f"广场活动 {n}",
            facts=FACTS,
            responsible=self.bench.units[0].pk,
            by=actor_in(self.opener),
            at=self.at,
        ).number

    def _members(self, count: int) -> Iterator[Any]:
        group = self.bench.group._default_manager.get(number=self.number)
        for n in range(count):
            person = self._models["Person"].create(
                username=f"reader{n}", display_name=f"成员{n}", badge_no=f"r{n}"
            )
            self.bench.member._default_manager.create(
                group=group, person=person, role="support", status="joined",
                invited_at=self.at, joined_at=self.at,
            )  # fmt: skip
            yield self._appointed(person, self.opener.post)

    def _client(self, appointment: Any) -> Any:
        """A browser that is signed in as that member."""
        from django.test import Client

        from quanju.domains.kernel.clock import now
        from quanju.domains.people.actions.sessions import sign_in

        session = sign_in(person=appointment.person_id, at=now(), has_second_factor=True)
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(
            appointment.person, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        browser = client.session
        browser["sign_in"] = session.ref
        browser.save()
        return client

    def opened(self, times: int) -> float:
        """Seconds from the press to the group with its seats, the median."""
        took = []
        for n in range(times):
            started = time.perf_counter()
            self.open(n + 1)
            took.append(time.perf_counter() - started)
        return round(statistics.median(took), 3)

    def reached(self, times: int, until: float) -> dict[str, float]:
        """From the press until each member has the message as the page shows it; then what it costs
        to read the page anew (a correction) and to say how far one has come, each by each."""
        for one in self.readers:
            # A test client sets a server of its own up at its first question: no part of a figure.
            self._cpu(one, "stream?after=0")
        walls, cpus = [], []
        for n in range(times):
            after = self._last()
            started = time.perf_counter()
            self._say(self.readers[0], f"第 {n} 次：两组人已到位")
            for one in self.readers[1:]:
                cpus.append(self._cpu(one, f"stream?after={after}"))
                walls.append((time.perf_counter() - started) * 1e3)
            if time.perf_counter() > until:
                break
        last = self._last()
        renewed = [self._cpu(one, f"stream?since={max(1, last - 49)}") for one in self.readers[1:]]
        seen = [self._cpu(one, "seen", up_to=last, is_read="yes") for one in self.readers]
        return {
            "message_p95_ms": percentile(walls, 95),
            "reader_cpu_p50_ms": round(statistics.median(cpus), 2),
            "renew_cpu_p50_ms": round(statistics.median(renewed), 2),
            "seen_cpu_p50_ms": round(statistics.median(seen), 2),
        }

    def _cpu(self, client: Any, what: str, **sent: Any) -> float:
        """Milliseconds of processor time that a member's question takes, or what they send."""
        address = f"/groups/{self.number}/{what}"
        began = time.process_time()
        answer = client.post(address, sent) if sent else client.get(address, headers=AS_A_PAGE)
        took = (time.process_time() - began) * 1e3
        if answer.status_code not in (200, 204):
            raise RuntimeError(f"a member was answered {answer.status_code}")
        return took

    def lost(self, count: int) -> dict[str, int]:
        """So many messages by several at once, each sent twice under one key, as a phone does that
        got no answer: what is missing, and what stands twice."""
        from django.db import connections

        before = self._last()

        def send(n: int) -> None:
            try:
                client = self.readers[n]
                for key in (str(uuid4()) for _ in range(count // SENDERS)):
                    for _ in range(2):
                        self._say(client, f"{n} {key}", key)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(SENDERS) as pool:
            list(pool.map(send, range(SENDERS)))
        rows = self.bench.message._default_manager.filter(group__number=self.number)
        said = list(rows.filter(place__gt=before).values_list("text", flat=True))
        sent = count // SENDERS * SENDERS
        return {"lost": sent - len(set(said)), "twice": len(said) - len(set(said))}

    def talk(self, count: int) -> None:
        """Up to so many messages in the running group, by its members in turn."""
        group = self.bench.group._default_manager.get(number=self.number)
        inside = self.bench.member._default_manager.filter(group=group)
        self.bench.say(
            group, range(group.messages_last, count), list(inside.values_list("person", flat=True))
        )
        self.bench.group._default_manager.filter(pk=group.pk).update(messages_last=count)

    def _say(self, client: Any, text: str, key: str = "") -> None:
        sent = {"text": text, "idempotency_key": key or str(uuid4())}
        answer = client.post(f"/groups/{self.number}/say", sent)
        if answer.status_code >= 400:
            raise RuntimeError(f"a message was answered {answer.status_code}")

    def _last(self) -> int:
        group = self.bench.group._default_manager.get(number=self.number)
        return int(group.messages_last)


@contextmanager
def _rows() -> Iterator[None]:
    """Rows of people, written as verbs write."""
    from quanju.domains.kernel.transaction import write

    with write():
        yield
