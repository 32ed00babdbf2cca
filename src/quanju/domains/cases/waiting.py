"""What waits in cases: to be sent, to be accepted, and whatever the officer's next step is."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from quanju.domains.cases.models import CaseQuerySet, CaseRecord
from quanju.domains.cases.permissions import (
    may_accept_cases,
    may_archive_cases,
    may_check_cases,
    may_send_cases,
    may_work_cases,
)
from quanju.domains.cases.queries.property import with_the_officer
from quanju.domains.cases.rules import limits
from quanju.domains.cases.types.cases import KINDS, STATES
from quanju.domains.cases.types.custody import PLACES
from quanju.domains.cases.workflow import CASE, HOLDS_PROPERTY, OBJECTED
from quanju.domains.deadlines.queries import soonest_due
from quanju.domains.kernel.days import end_of_day
from quanju.domains.kernel.roles import CASES, LEGAL, STATION
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.people.types import Actor

MOST = 200
NEXT = {
    "accepted": "start_review",
    "under_review": "file",
    "filed": "assign",
    "investigating": "decide",
    **dict.fromkeys(("sent_to_prosecution", "decided_admin", "revoked"), "close"),
}
"""The verb that the officer's own case waits for, by its state."""
WHY = {
    "reported": Text(
        "已移交本单位，受理并定办案民警，或写明理由退回。",
        "It was sent to this office: accept it and name the officer, or decline with the reason.",
    ),
    "accepted": Text("已受理，还没有开始审查。", "It is accepted; its review has not begun."),
    "under_review": Text(
        "正在立案审查，查清后提请立案或不立案。",
        "Under review: propose to file it, or not, once you know.",
    ),
    "filed": Text("已立案，还没有定主办。", "It is filed; nobody leads it yet."),
    "investigating": Text("正在办理。", "It is being worked on."),
    **dict.fromkeys(
        ("sent_to_prosecution", "decided_admin", "revoked"),
        Text("处理结果已定，财物、文书处理完后提请结案。", "Its outcome stands: settle, close it."),
    ),
}
TO_SEND = Text("还没有移交办案部门，请选一个。", "No office has it yet; choose one.")
DECLINED = Text("被退回：{why}。请另选办案部门。", "Declined: {why}. Choose another office.")
TO_DECIDE = Text(
    "多次退回，请指定由哪个单位办。", "It was declined too often; say which office has it."
)
SENDING = Text("移交", "sending it")
TITLE = Text("{kind}案件 {number}", "{kind} case {number}")
TO_BE_TOLD, TOLD_BY = ("not_filed", "transferred_out"), ("C4", "R8")
TO_SERVE = Text("通知书还没有送达。", "The notice has not been served.")
SERVING = Text("送达", "serving it")
TO_LOOK_AT = Text(
    "对不予立案有异议，请办理后提请审批。",
    "Not filing is objected to: look at it anew, then propose the decision.",
)
TO_REVIEW = Text(
    "案件中止，到日子要复查：恢复办理，或者记下情况再定一个日子。",
    "Suspended: look at it on its day; resume it, or note what you found and name another day.",
)
TO_STORE = Text(
    "涉案财物还在您手里，请交保管室并记下凭证。",
    "Things of the case are still with you: hand them in, and note the proof.",
)
TO_ARCHIVE = Text(
    "案件已结，查验四个环节后归档。", "It is closed: look through its four stages and archive it."
)
OPEN = Text("打开", "Open")
FROM = Text("接报案", "reception")


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Cases to send from one's site, to accept at one's office, and one's own open ones."""
    return [
        *_to_send(actor),
        *_to_accept(actor, at),
        *_own(actor, at),
        *_to_serve(actor),
        *_objected(actor),
        *_to_store(actor, at),
        *_to_look_at_again(actor),
        *_to_archive(actor),
    ]


def _to_send(actor: Actor) -> Iterator[Waiting]:
    if not may_send_cases(actor):
        return
    rows = CaseRecord.objects.filter(status="reported", office=None)
    if actor.role in LEGAL:
        rows = rows.filter(is_at_legal=True)
    else:
        rows = rows.filter(site=actor.organisation_id or 0, is_at_legal=False)
    for row in _listed(rows):
        why = DECLINED if row.declined_why else TO_SEND
        why = TO_DECIDE if row.is_at_legal else why
        verb = _open_case(row) if actor.role in LEGAL else _open_report(row)
        yield _waiting(row, why, row.sent_at, None, SENDING, verb)


def _to_accept(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if not may_accept_cases(actor):
        return
    rows = CaseRecord.objects.visible_to(actor).filter(status="reported", office__isnull=False)
    limit = limits(at).accept
    for row in _listed(rows):
        due_at = row.sent_at + limit
        yield _waiting(row, WHY["reported"], row.sent_at, due_at, CASE.verb_labels["accept"])


def _own(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """The officer's own; what is filed waits for the command room, too."""
    if not may_accept_cases(actor):
        return
    mine = Q(officer=actor.person_id or 0) if actor.role in CASES else Q(pk=None)
    if actor.role in STATION:
        mine = Q(station=actor.station_id or 0, status="filed")
    rows = _listed(CaseRecord.objects.visible_to(actor).filter(mine, status__in=NEXT, awaits=""))
    due = soonest_due([row.subject for row in rows])
    rule = limits(at)
    for row in rows:
        due_at = due.get(row.subject)
        if row.kind == "administrative" and row.status in ("accepted", "under_review"):
            due_at = row.registered_at + rule.review(row.circumstance)
        since = row.decided_at or row.accepted_at or row.registered_at
        yield _waiting(row, WHY[row.status], since, due_at, CASE.verb_labels[NEXT[row.status]])


def _to_serve(actor: Actor) -> Iterator[Waiting]:
    """Notices that the law wants to reach somebody, while their clock runs."""
    if not may_work_cases(actor):
        return
    rows = _listed(
        CaseRecord.objects.filter(officer=actor.person_id or 0, status__in=TO_BE_TOLD, awaits="")
    )
    due = soonest_due([row.subject for row in rows], rules=TOLD_BY)
    for row in rows:
        if row.subject in due:
            since = row.decided_at or row.registered_at
            yield _waiting(row, TO_SERVE, since, due[row.subject], SERVING)


def _objected(actor: Actor) -> Iterator[Waiting]:
    """What is looked at anew waits for legal supervision, by the law's clock."""
    if not may_check_cases(actor):
        return
    rows = _listed(CaseRecord.objects.filter(status__in=OBJECTED, awaits=""))
    due = soonest_due([row.subject for row in rows])
    for row in rows:
        since = row.decided_at or row.registered_at
        toward = STATES[row.status]
        yield _waiting(row, TO_LOOK_AT, since, due.get(row.subject), toward)


def _to_store(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Things that lie with their officer belong into the store."""
    if not may_work_cases(actor):
        return
    mine = CaseRecord.objects.filter(officer=actor.person_id or 0, status__in=HOLDS_PROPERTY)
    since = with_the_officer(mine.values("pk"))
    limit = limits(at).hand_in
    for row in _listed(mine.filter(pk__in=since)):
        due_at = since[row.pk] + limit
        yield _waiting(row, TO_STORE, since[row.pk], due_at, PLACES["store"], about="property")


def _to_look_at_again(actor: Actor) -> Iterator[Waiting]:
    """Suspended cases on the day that was named, the first first."""
    if not may_work_cases(actor):
        return
    rows = CaseRecord.objects.filter(
        officer=actor.person_id or 0, status="suspended", awaits="", review_on__isnull=False
    )
    for row in _listed(rows):
        due_at = end_of_day(row.review_on) if row.review_on else None
        since = row.decided_at or row.registered_at
        yield _waiting(row, TO_REVIEW, since, due_at, CASE.verb_labels["look_again"])


def _to_archive(actor: Actor) -> Iterator[Waiting]:
    """Closed cases, those closed first before the others."""
    if not may_archive_cases(actor):
        return
    rows = CaseRecord.objects.visible_to(actor).filter(status="closed")
    for row in rows.order_by("closed_at", "pk")[:MOST]:
        since = row.closed_at or row.registered_at
        yield _waiting(row, TO_ARCHIVE, since, None, CASE.verb_labels["archive"], about="archive")


def _listed(rows: CaseQuerySet) -> list[CaseRecord]:
    return list(rows.order_by("registered_at", "pk")[:MOST])


def _waiting(
    row: CaseRecord,
    why: Text,
    since: datetime,
    due_at: datetime | None,
    toward: Text,
    verb: WaitingVerb | None = None,
    about: str = "case",
) -> Waiting:
    return Waiting(
        key=f"cases.{about}:{row.number}",
        subject=row.subject,
        kind="report" if row.status == "reported" else "task",
        number=row.number,
        title=TITLE.filled(kind=KINDS[row.kind], number=row.number),
        place="",
        from_whom=FROM,
        why=why,
        facts={"why": row.declined_why},
        since=since,
        due_at=due_at,
        toward=toward,
        verbs=(verb or _open_case(row),),
    )


def _open_case(row: CaseRecord) -> WaitingVerb:
    return WaitingVerb(name="cases.open_case", label=OPEN, address=(row.number,), opens=True)


def _open_report(row: CaseRecord) -> WaitingVerb:
    """Who received it reads no cases: it is sent on from its report's page."""
    return WaitingVerb(
        name="cases.open_report", label=OPEN, address=(row.report_number,), opens=True
    )
