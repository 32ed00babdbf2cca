"""What waits in dispatch: what nobody was sent to, what was not acknowledged, alerts and
feedback. Acts that need a second person wait in approvals."""

from collections.abc import Iterator
from datetime import datetime

from quanju.domains.dispatch.clocks import TOWARD, ClockRules, clock_rules
from quanju.domains.dispatch.models import (
    Alert,
    Assignment,
    Feedback,
    Incident,
)
from quanju.domains.dispatch.permissions import (
    may_accept_feedback,
    may_raise_alerts,
    may_see_desk,
    may_take_calls,
)
from quanju.domains.dispatch.queries.desks import not_yet_told
from quanju.domains.dispatch.queries.lost_calls import calls_to_make
from quanju.domains.dispatch.types.alerts import ALERT_KINDS
from quanju.domains.dispatch.views import classes_at, title_of
from quanju.domains.dispatch.waiting.desks import waiting_at_desks
from quanju.domains.dispatch.workflow import ASSIGNMENT, CALL, INCIDENT
from quanju.domains.kernel.roles import RIDERS, STATION
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.people.types import Actor

DESK = Text("指挥台", "dispatch desk")
CREW = Text("出警班组", "the crew")
CLOCK = Text("系统时钟", "the clock")
ORDER = INCIDENT.verb_labels["order"]
ACKNOWLEDGE = ASSIGNMENT.verb_labels["acknowledge"]
FEEDBACK = INCIDENT.verb_labels["give_feedback"]
ACCEPT = Text("收反馈", "Accept feedback")
RETURN = Text("退回反馈", "Return it")
CALLER = Text("报警人", "the caller")
CALL_BACK = CALL.verb_labels["call_back"]
HUNG_UP = Text(
    "{since} 挂断或静默，共 {n} 通。到 {due} 没有回拨，指挥台会收到提醒。",
    "Hung up or silent at {since}, {n} in all. Not called back by {due}, the desk is told.",
)
SEEN = Text("已处理", "Seen to")
REASON = Text("退回理由", "Why it is returned")
UNASKED = Text("{since} 立警，还没有派警。", "Entered at {since}; nobody has been sent.")
UNASKED_BY = Text(
    "{since} 立警，还没有派警。{due} 之后才派，记为超时。",
    "Entered at {since}; nobody has been sent. After {due} the order counts as late.",
)
REOPENED = Text(
    "这件警情已重开，等待派警或补充反馈。",
    "This incident was reopened; it waits for an order or for feedback.",
)
TOLD = Text(
    "{since} 起：{what}。处理后点“已处理”；原因消失时提醒自动解除。",
    "Since {since}: {what}. It ends by itself when its cause has gone.",
)
SENT = Text(
    "指挥台 {since} 派给 {unit}。到 {due} 没人签收，指挥台会收到提醒，并建议改派。",
    "Sent to {unit} at {since}. Not acknowledged by {due}, the desk is told and offered another.",
)
UNTOLD = Text(
    "{unit} 处置完毕，还没有反馈。到 {due} 没有反馈，指挥台会收到提醒。",
    "{unit} has cleared and not reported. Without feedback by {due} the desk is told.",
)
GIVEN = Text(
    "{unit} {since} 反馈，等另一人核对后办结；自己给的反馈不能自己收。",
    "Feedback of {since} by {unit} waits to be checked by somebody else, who closes the incident.",
)


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Everything of dispatch that waits for this actor; `until` is how far ahead one looks."""
    found: list[Waiting] = []
    if actor.role in RIDERS:
        found += _for_crew(actor, at)
    if may_see_desk(actor):
        found += _not_sent(actor, at)
        found += _fed_back(actor, at)
    if may_take_calls(actor):
        found += _lost(actor, at)
    if may_raise_alerts(actor):
        found += _alerts(actor, at)
    found += waiting_at_desks(actor, at)
    return found


def _not_sent(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Open incidents that nobody was sent to, of the desk's or of the own station."""
    rules, kinds = clock_rules(at), classes_at(at)
    rows = Incident.objects.open().filter(state__in=("new", "reopened"))
    if actor.role in STATION:
        rows = rows.filter(station=actor.station_id)
    values = rows.values_list(
        "number",
        "title",
        "type_code",
        "is_restricted",
        "grade",
        "address",
        "state",
        "created_at",
        "ordered_at",
    )
    risky = {number for number, grade in rules.grades.items() if grade.is_risky}
    spans = {grade: rules.span("order", grade) for grade in rules.grades}
    for number, title, kind, is_kept, grade, address, state, created_at, ordered_at in values:
        is_new = state == "new" and ordered_at is None
        span = spans.get(grade) if is_new else None
        due = created_at + span if span else None
        verb = WaitingVerb(name="dispatch.send_order", label=ORDER, address=(number,))
        yield Waiting(
            key=f"dispatch.order:{number}",
            subject=f"incident:{number}",
            kind="incident",
            number=number[4:],
            title=title_of(title, kinds.named(kind), is_kept),
            place=address,
            from_whom=DESK,
            why=(UNASKED_BY if due else UNASKED) if state == "new" else REOPENED,
            since=created_at,
            due_at=due,
            toward=TOWARD["order"],
            verbs=(verb,),
            grade=grade,
            is_danger=grade in risky,
            is_at_once=True,
        )


def _fed_back(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Feedback of others that has to be accepted or returned."""
    kinds = classes_at(at)
    may: dict[tuple[int | None, int | None], bool] = {}
    rows = Feedback.objects.filter(decided_at=None, incident__is_open=True)
    rows = rows.filter(incident__state="feedback_due").exclude(given_by=actor.person_id)
    if actor.role in STATION:
        rows = rows.filter(incident__station=actor.station_id)
    values = rows.values_list(
        "pk",
        "given_at",
        "incident__number",
        "incident__title",
        "incident__type_code",
        "incident__is_restricted",
        "incident__grade",
        "incident__address",
        "incident__station",
        "given_by",
    )
    for pk, given_at, number, title, kind, is_kept, grade, address, station, giver in values:
        # The same answer for all of a station and a giver: it is asked once of each.
        pair = station, giver
        if pair not in may:
            may[pair] = bool(may_accept_feedback(actor, station, f"person:{giver}"))
        if not may[pair]:
            continue
        named = title_of(title, kinds.named(kind), is_kept)
        yield Waiting(
            key=f"dispatch.feedback:{pk}",
            subject=f"incident:{number}",
            kind="approval",
            number=number[4:],
            title=Text(f"{named.zh}，反馈待收", f"{named.en}: feedback to accept"),
            place=address,
            from_whom=CREW,
            why=GIVEN,
            facts={"unit": CREW},
            since=given_at,
            toward=FEEDBACK,
            verbs=(
                WaitingVerb(
                    name="dispatch.accept_feedback",
                    label=ACCEPT,
                    address=(number, "accept_feedback"),
                    is_final=True,
                ),
                WaitingVerb(
                    name="dispatch.return_feedback",
                    label=RETURN,
                    address=(number, "return_feedback"),
                    asks=REASON,
                ),
            ),
            grade=grade,
        )


def _lost(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Callers who hung up or said nothing, each until somebody has called back."""
    for one in calls_to_make(actor, at=at):
        yield Waiting(
            key=f"dispatch.lost_call:{one.pk}",
            subject=f"call:{one.number}",
            kind="task",
            number=one.number[4:],
            title=Text("回拨断线来电", "Call back a lost call"),
            from_whom=CALLER,
            why=HUNG_UP,
            facts={"n": len(one.calls)},
            since=one.since_at,
            due_at=one.due_at,
            toward=CALL_BACK,
            verbs=(WaitingVerb(name="dispatch.call_back", label=CALL_BACK, opens=True),),
            is_danger=True,
            is_at_once=True,
        )


def _alerts(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Alerts that stand, each with the moment at which its cause began.

    What nobody was sent to, and who is to be called back, waits itself with the same clock.
    """
    rows = (
        Alert.objects.filter(closed_at=None)
        .exclude(not_yet_told(actor, at))
        .exclude(kind__in=("not_dispatched", "call_back_due"))
        .values_list(
            "pk",
            "kind",
            "subject",
            "since_at",
            "raised_at",
            "incident__number",
            "incident__title",
            "incident__is_restricted",
            "incident__address",
            "incident__grade",
        )
    )
    for pk, kind, subject, since_at, raised_at, number, title, is_kept, address, grade in rows:
        since = min(since_at or raised_at, raised_at)
        label = ALERT_KINDS[kind]
        about = f"incident:{number}" if number else subject
        yield Waiting(
            key=f"dispatch.alert:{pk}",
            subject=about,
            kind="alert",
            number=number[4:] if number else subject.partition(":")[2],
            title=Text("{label}：{title}", "{label}: {title}").filled(
                label=label, title=title_of(title, None, is_kept)
            )
            if title
            else label,
            place=address or "",
            from_whom=CLOCK,
            why=TOLD,
            facts={"what": label},
            since=since,
            due_at=raised_at if since < raised_at else None,
            toward=label,
            verbs=(WaitingVerb(name="dispatch.close_alert", label=SEEN, address=(pk,)),),
            grade=grade,
            is_danger=kind in ("backup", "silent_unit"),
            is_at_once=True,
        )


def _for_crew(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Orders to the crew one rides with: to be acknowledged, to be reported on.

    What the crew has reported waits for who accepts it; returned, it is the crew's again.
    """
    rules = clock_rules(at)
    jobs = Assignment.objects.active().filter(
        unit__crew__person=actor.person_id, unit__crew__left_at=None
    )
    mine = list(jobs.select_related("incident", "unit"))
    given = Feedback.objects.filter(incident__in=[job.incident_id for job in mine], decided_at=None)
    told = set(given.values_list("incident", flat=True))
    for job in mine:
        if job.state == "assigned":
            yield _order(job, rules)
        elif job.state == "reporting" and job.incident.is_open and job.incident_id not in told:
            yield _report(job, rules)


def _order(job: Assignment, rules: ClockRules) -> Waiting:
    row = job.incident
    grade = rules.grades.get(row.grade)
    return Waiting(
        key=f"dispatch.assignment:{job.pk}",
        subject=row.subject,
        kind="incident",
        number=row.number[4:],
        title=Text(row.title, row.title),
        place=row.address,
        from_whom=DESK,
        why=SENT,
        facts={"unit": job.unit.call_sign},
        since=job.assigned_at,
        due_at=rules.due("acknowledge", job.assigned_at, row.grade),
        toward=TOWARD["acknowledge"],
        verbs=(
            WaitingVerb(
                name="dispatch.acknowledge_order",
                label=ACKNOWLEDGE,
                address=(row.number, "acknowledge_order"),
                form=(("unit", str(job.unit_id)),),
            ),
        ),
        grade=row.grade,
        is_danger=bool(grade and grade.is_risky),
        is_at_once=True,
    )


def _report(job: Assignment, rules: ClockRules) -> Waiting:
    row = job.incident
    since = row.cleared_at or job.cleared_at or job.assigned_at
    return Waiting(
        key=f"dispatch.report:{job.pk}",
        subject=row.subject,
        kind="task",
        number=row.number[4:],
        title=Text("{title}，待反馈", "{title}: feedback due").filled(title=row.title),
        place=row.address,
        from_whom=DESK,
        why=UNTOLD,
        facts={"unit": job.unit.call_sign},
        since=since,
        due_at=rules.due("feedback", since),
        toward=TOWARD["feedback"],
        verbs=(
            WaitingVerb(
                name="dispatch.give_feedback", label=FEEDBACK, address=(row.number,), opens=True
            ),
        ),
        grade=row.grade,
    )
