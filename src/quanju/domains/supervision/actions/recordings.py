"""Verbs of the index of recordings (SUP-06, SUP-07): index, hold, keep longer, delete.

What is indexed is that a recording exists and its SHA-256; the media stay on the recorder. It is
“good” once the recorder's own list says the same (`comparing`). What has to be deleted is proposed
by the archive and decided by legal supervision; a number, the rule and the day stay of it.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from quanju.domains.approvals.actions import propose
from quanju.domains.approvals.types import ProposalView
from quanju.domains.cases.queries.cases import case_view
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.numbers import count_on, of_day
from quanju.domains.kernel.roles import CASES, RECEPTION
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.queries.reports import report_view
from quanju.domains.supervision import events
from quanju.domains.supervision.acts import DELETE_RECORDINGS, SAID, note_recording
from quanju.domains.supervision.models import Recording, RecordingCounter
from quanju.domains.supervision.permissions import (
    may_check_recordings,
    may_clear_recordings,
    may_index_recordings,
)
from quanju.domains.supervision.queries.recordings import due_recordings, views
from quanju.domains.supervision.rules import recordings_rule
from quanju.domains.supervision.types.recordings import (
    RECORDED,
    RECORDING_KINDS,
    RecordingView,
)

WHERE, WHY = Text("存放位置", "where it lies"), Text("理由", "the reason")
SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_A_RUN, LONGEST = 500, timedelta(hours=48)


class NoFingerprint(Refused):
    """64 digits of SHA-256, as the recorder shows them."""

    code = "NO_FINGERPRINT"
    text = Text(
        "应是 64 位的 SHA-256，请照记录仪显示的抄", "64 digits of SHA-256, as the recorder has"
    )
    status = 422
    field = "sha256"


class NotInItsSpan(Refused):
    """It ends after it began, at most two days later, and not in the future."""

    code = "NOT_IN_ITS_SPAN"
    text = Text(
        "结束应在开始之后、现在之前，一段不超过 48 小时",
        "It ends after it began, before now, and lasts 48 h at most",
    )
    status = 422
    field = "ended_at"


class IndexedAlready(Refused):
    """A place on a recorder holds one recording."""

    code = "INDEXED_ALREADY"
    text = Text("这个位置的录音录像已经登记过", "What lies there is in the index already")
    status = 422
    field = "recorder"


class CaseIsSealed(Refused):
    """What was archived is whole: its seal does not stand over what comes later."""

    code = "CASE_IS_SEALED"
    text = Text(
        "案件 {number} 已归档封存，不能再登记录音录像；请登记到接报案，或告知档案员",
        "Case {number} is archived and sealed: no recording is indexed to it any more; index it to "
        "the report, or tell the archivist",
    )
    status = 422
    field = "number"


class NotLonger(Refused):
    """What was promised to be kept is not kept shorter."""

    code = "NOT_LONGER"
    text = Text("只能改为保存更久", "It can only be kept longer")
    status = 422
    field = "keep"


class NothingDue(Refused):
    """No day has passed, or everything is held."""

    code = "NOTHING_DUE"
    text = Text("没有到期可删的录音录像", "Nothing is due to be deleted")


def index_recording(
    *,
    matter: str,
    kind: str,
    recorder: str,
    sha256: str,
    began_at: datetime,
    ended_at: datetime,
    keep: str,
    by: Actor,
    at: datetime,
) -> RecordingView:
    """Write down that there is a recording of a matter (`report:…`, `case:…`, `incident:…`) that
    this person reads, where it lies and which hash the recorder gave it."""
    may_index_recordings(by).or_refuse()
    _check_matter(matter, by, at)
    rule = recordings_rule(at)
    row = Recording(matter=matter, kind=kind, keep=keep, rules=rule.reference)
    row.recorder = words.line(recorder, WHERE, longest=200, field="recorder")
    row.sha256 = sha256.strip().lower()
    if not SHA256.fullmatch(row.sha256):
        raise NoFingerprint()
    if not began_at < ended_at <= at or ended_at - began_at > LONGEST:
        raise NotInItsSpan()
    if kind not in RECORDING_KINDS or keep not in rule.content.by_code:
        raise NotFound(subject=f"kind {kind[:12]} {keep[:20]}")
    row.began_at, row.ended_at = began_at, ended_at
    row.office_id, row.station_id = by.organisation_id or 0, by.station_id
    row.indexed_by_id, row.indexed_at = by.person_id or 0, at
    days = rule.content.by_code[keep].days
    row.keep_until = local_day(ended_at) + timedelta(days=days) if days else None
    with write():
        day = local_day(at)
        row.number = of_day(day, count_on(RecordingCounter, day=day))
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise IndexedAlready() from error
        note_recording(events.RECORDING_INDEXED, row, by, at, sha256=row.sha256)
    return views([row], at)[0]


def hold_recording(*, recording: str, why: str, by: Actor, at: datetime) -> RecordingView:
    """Nobody deletes it while it is held, whatever its days say."""
    held_why = words.line(why, WHY, longest=200, field="why")
    values = {"is_held": True, "held_why": held_why}
    return _change(recording, values, events.RECORDING_HELD, by, at)


def release_recording(*, recording: str, by: Actor, at: datetime) -> RecordingView:
    """Its days count again."""
    return _change(recording, {"is_held": False, "held_why": ""}, events.RECORDING_RELEASED, by, at)


def keep_recording(*, recording: str, keep: str, by: Actor, at: datetime) -> RecordingView:
    """For another reason of the table, longer than until now or for ever."""
    may_check_recordings(by).or_refuse()
    rule = recordings_rule(at)
    line = rule.content.by_code.get(keep)
    if line is None:
        raise NotFound(subject=f"keep {keep[:20]}")
    with write():
        row = _held(recording)
        until = local_day(row.ended_at) + timedelta(days=line.days) if line.days else None
        if row.keep_until is None or (until is not None and until <= row.keep_until):
            raise NotLonger()
        row.keep, row.keep_until, row.rules = keep, until, rule.reference
        row.save(update_fields=["keep", "keep_until", "rules"])
        note_recording(events.RECORDING_KEPT, row, by, at, keep=keep)
    return views([row], at)[0]


def propose_deletion(*, reason: str, by: Actor, at: datetime) -> ProposalView:
    """Put everything whose days are over before a second person, the longest over first."""
    may_clear_recordings(by).or_refuse()
    with write():
        numbers = due_recordings(at=at, most=MOST_A_RUN)
        if not numbers:
            raise NothingDue()
        return propose(
            DELETE_RECORDINGS,
            subject="recordings:due",
            said=SAID.filled(n=len(numbers), first=numbers[0], last=numbers[-1]),
            content={"numbers": numbers},
            reason=reason,
            by=by,
            at=at,
        )


def _check_matter(matter: str, by: Actor, at: datetime) -> None:
    """It is there for this person; otherwise it is as if there were none."""
    kind, _, number = matter.partition(":")
    if kind not in RECORDED:
        raise NotFound(subject=matter[:30])
    if kind == "incident":
        incident_named(number, actor=by, at=at)
    elif kind == "report" and by.role in RECEPTION:
        report_view(number, by=by, at=at)
    elif kind == "case" and by.role in CASES:
        if case_view(number, by=by).status == "archived":
            raise CaseIsSealed(number=number)
    else:
        raise NotFound(subject=matter[:30])


def _held(number: str) -> Recording:
    row = held(Recording, f"recording:{number}", number=number)
    if row.status == "deleted":
        raise NotFound(subject=f"recording:{number[:20]}")
    return row


def _change(
    number: str, values: Mapping[str, Any], event: Event, by: Actor, at: datetime
) -> RecordingView:
    may_check_recordings(by).or_refuse()
    with write():
        row = _held(number)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        note_recording(event, row, by, at)
    return views([row], at)[0]
