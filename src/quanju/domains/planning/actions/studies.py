"""Verbs of studies: ask, run, cancel, repeat."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from quanju.domains.geo.queries.roads import current_map
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import SERVICE, Actor
from quanju.domains.planning import events
from quanju.domains.planning.models import Plan, Study
from quanju.domains.planning.permissions import may_study
from quanju.domains.planning.studies.ground import gather
from quanju.domains.planning.studies.run import compute, options_of
from quanju.domains.planning.types import StudyView
from quanju.domains.planning.workflow import STUDY

SILENT = timedelta(minutes=3)
"""A run that has not been heard of for so long has ended with its process."""
MOST_ATTEMPTS = 3
MOST_WAITING = 20


class TooManyStudies(Refused):
    """So many wait already that another would not be answered today."""

    code = "TOO_MANY_STUDIES"
    text = Text(
        "已有 {count} 项研究在排队，请等一等或先取消几项",
        "{count} studies are waiting already; wait, or cancel some",
    )


class StudyCancelled(Exception):
    """Raised inside a run whose study was cancelled meanwhile; nothing of it is kept."""


class MapChanged(Refused):
    """A study is repeated on the map it stood on; that one is no longer in use."""

    code = "MAP_CHANGED"
    text = Text(
        "这项研究所用的路网已被替换，不能原样重做；请用现在的路网提出新的研究",
        "The road network of this study has been replaced; ask a new one on the present network",
    )


def ask_study(
    *, kind: str, title: str, options: Mapping[str, Any], by: Actor, at: datetime
) -> StudyView:
    """Queue a study with everything it stands on. Refuses other roles, wishes that make no sense,
    and a branch with fewer than 28 days of calls."""
    may_study(by).or_refuse()
    inputs = gather(options_of(kind, options), at)
    number = inputs["options"].get("plan")
    if number is not None:
        plan = Plan.objects.filter(number=number).first()
        if plan is None:
            raise NotFound(subject=f"plan:{number}")
        inputs["plan"] = {"number": number, "zones": plan.zones, "points": plan.points}
    drawn = inputs["options"].get("zones_of")
    if drawn is not None:
        found = Study.objects.filter(pk=drawn, kind="zones", status="done").first()
        if found is None or found.result is None:
            raise NotFound(subject=f"study:{drawn}")
        inputs["zones"] = found.result["zones"]
    return queued(kind, title, inputs, None, by, at)


def repeat_study(*, study: int, by: Actor, at: datetime) -> StudyView:
    """Queue a study again with the very same inputs; refuses when its map is gone."""
    may_study(by).or_refuse()
    row = _row(study)
    if row.inputs["map"] != current_map(at).fingerprint:
        raise MapChanged()
    return queued(row.kind, row.title, row.inputs, row, by, at)


def cancel_study(*, study: int, by: Actor, at: datetime) -> StudyView:
    """Stop a study that waits or runs; a running one ends within a step."""
    may_study(by).or_refuse()
    with write():
        row = locked_study(study)
        _move(row, "cancel", by, at, ended_at=at)
    return row.view()


def take_next_study(*, at: datetime) -> int | None:
    """Start the study that waits longest, unless one runs already; returns it.

    Rounds have a turn of their own: tonight's do not wait for a simulated year.
    """
    with write():
        # All that wait or run are locked: of two clocks in one instant one starts a study.
        live = Study.objects.select_for_update().filter(status__in=("queued", "running"))
        states = list(live.order_by("asked_at", "pk").values_list("pk", "kind", "status"))
        busy = {kind == "rounds" for _, kind, status in states if status == "running"}
        waiting = [
            pk
            for pk, kind, status in states
            if status == "queued" and (kind == "rounds") not in busy
        ]
        row = Study.objects.filter(pk=waiting[0]).first() if waiting else None
        if row is None:
            return None
        row.attempts += 1
        row.done = row.of = 0
        _move(row, "start", SERVICE, at, started_at=at, beat_at=at)
    return row.pk


def queue_stranded(*, at: datetime) -> int:
    """Runs whose process ended are queued again; after three attempts they have failed."""
    with write():
        lost = Study.objects.select_for_update().filter(status="running", beat_at__lt=at - SILENT)
        rows = list(lost)
        for row in rows:
            if row.attempts < MOST_ATTEMPTS:
                _move(row, "queue_again", SERVICE, at)
                continue
            row.why_zh = f"计算中断了 {row.attempts} 次，请检查机器的内存后重做"
            row.why_en = f"It broke off {row.attempts} times; check the machine's memory, repeat it"
            _move(row, "fail", SERVICE, at, ended_at=at)
    return len(rows)


def run_study(*, study: int, clock: Callable[[], datetime] = now) -> StudyView:
    """Compute a study that was started, telling how far it is; its answer or why there is none.

    Time passes while it runs, so it reads the clock itself.
    """
    row = _row(study)
    asked = datetime.fromisoformat(row.inputs["at"])
    try:
        result = compute(
            row.kind, row.inputs, asked, lambda done, of: _beat(study, done, of, clock())
        )
    except StudyCancelled:
        return _row(study).view()
    except Refused as refused:
        return _ended(study, "fail", None, refused.text, clock())
    except MemoryError:
        return _ended(study, "fail", None, Text("内存不足", "Not enough memory"), clock())
    return _ended(study, "finish", result, Text("", ""), clock())


TITLE = Text("标题", "the title")


def queued(
    kind: str, title: str, inputs: dict[str, Any], repeats: Study | None, by: Actor, at: datetime
) -> StudyView:
    """Put a study with these inputs in the queue; refuses when too many wait."""
    with write():
        waiting = Study.objects.filter(status__in=("queued", "running")).count()
        if waiting >= MOST_WAITING:
            raise TooManyStudies(count=waiting)
        row = Study.objects.create(
            kind=kind,
            title=words.line(title, TITLE, longest=100, needed=False, field="title"),
            inputs=inputs,
            asked_by_id=by.person_id,
            asked_at=at,
            repeats=repeats,
        )
        record(
            events.STUDY_ASKED,
            subject=row.subject,
            by=by,
            at=at,
            facts={"kind": kind, "seed": inputs["options"]["seed"]},
            related=["studies"],
            purpose="administer",
        )
    return row.view()


def _beat(study: int, done: int, of: int, at: datetime) -> None:
    """Say how far it is; stops a run that was cancelled."""
    running = Study.objects.filter(pk=study, status="running")
    with write():
        alive = running.update(done=done, of=of, beat_at=at)
    if not alive:
        raise StudyCancelled


def _ended(
    study: int, verb: str, result: dict[str, Any] | None, why: Text, at: datetime
) -> StudyView:
    with write():
        row = locked_study(study)
        if row.status != "running":
            return row.view()  # cancelled in the last moment
        row.why_zh, row.why_en = why.zh[:500], why.en[:500]
        row.done = row.of
        _move(row, verb, SERVICE, at, result=result, ended_at=at)
    return row.view()


def _move(row: Study, verb: str, by: Actor, at: datetime, **values: Any) -> None:
    before, row.status = row.status, STUDY.after(row.status, verb)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(
        events.STUDY_MOVED,
        subject=row.subject,
        by=by,
        at=at,
        facts={"before": before, "after": row.status},
        related=["studies"],
        purpose="administer",
    )


def _row(pk: int) -> Study:
    row = Study.objects.select_related("asked_by").filter(pk=pk).first()
    if row is None:
        raise NotFound(subject=f"study:{pk}")
    return row


def locked_study(pk: int) -> Study:
    rows = Study.objects.select_related("asked_by")
    return held(rows, f"study:{pk}", pk=pk)
