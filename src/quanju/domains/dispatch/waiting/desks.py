"""What waits between desks: what another asks one to take, the hand-over of the shift, and what
was sent to a station."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from quanju.domains.dispatch.clocks import TOWARD, clock_rules
from quanju.domains.dispatch.models import DeskTransfer, StationCall
from quanju.domains.dispatch.permissions import may_run_exercise, may_sit_at_desk
from quanju.domains.dispatch.queries.exercises import exercise_on
from quanju.domains.dispatch.queries.handover import handover_due, is_to_sign
from quanju.domains.dispatch.queries.scheduled import due_scheduled
from quanju.domains.dispatch.views import classes_at, title_of
from quanju.domains.dispatch.workflow import SCHEDULED, STATION_CALL, TRANSFER
from quanju.domains.kernel.roles import STATION
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.people.types import Actor

DESK = Text("指挥台", "dispatch desk")
CLOCK = Text("系统时钟", "the clock")
OFFERED = Text("{n} 席 {since} 请您接手这件警情。", "Desk {n} asked at {since}: take this over.")
SENT_HERE = Text(
    "指挥台 {since} 转派本所。到 {due} 没有签收，指挥台会收到提醒。",
    "Sent to your station at {since}. Not signed for by {due}, the desk is told.",
)
HANDOVER = {
    "outgoing": Text("交班签字", "Sign the hand-over"),
    "incoming": Text("接班签字", "Sign for the shift"),
}
HANDED_OVER = Text(
    "{due} 换班：交班人和接班人各签一次。",
    "The shift changes at {due}: whoever goes and whoever comes sign once each.",
)

BEGINS_SOON = Text(
    "预约 {due} 开始，到时自动立警，时限从那时起算。",
    "Scheduled for {due}: it begins by itself then, and so do its clocks.",
)
BEGINS = Text("开始", "begins")
EXERCISE_ON = Text(
    "{since} 起在演练，实战指挥台照常接警。练完请结束。",
    "Practised since {since}; the live desk goes on. End it when it is over.",
)
END_EXERCISE = Text("结束演练", "End the exercise")


def waiting_at_desks(actor: Actor, at: datetime) -> list[Waiting]:
    """For whoever sits at a desk, or at a station's."""
    found: list[Waiting] = []
    if may_sit_at_desk(actor):
        found += _offered(actor, at)
        found += _shift_to_sign(actor, at)
    found += _scheduled(actor, at)
    if may_run_exercise(actor):
        found += _exercise_on(actor, at)
    if actor.role in STATION:
        found += _sent_to_station(actor, at)
    return found


def _offered(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """What another desk asks this one to take over."""
    rows = DeskTransfer.objects.filter(state="asked", to_desk__person=actor.person_id or 0)
    values = rows.values_list(
        "incident__number",
        "incident__title",
        "incident__type_code",
        "incident__is_restricted",
        "incident__grade",
        "incident__address",
        "from_desk__number",
        "asked_at",
    )
    kinds = classes_at(at)
    for number, title, kind, is_kept, grade, address, desk, asked_at in values:
        yield Waiting(
            key=f"dispatch.transfer:{number}",
            subject=f"incident:{number}",
            kind="task",
            number=number[4:],
            title=title_of(title, kinds.named(kind), is_kept),
            place=address,
            from_whom=DESK,
            why=OFFERED,
            facts={"n": desk},
            since=asked_at,
            verbs=(
                WaitingVerb(
                    name="dispatch.accept_transfer",
                    label=TRANSFER.verb_labels["accept"],
                    address=(number, "accept_transfer"),
                ),
            ),
            grade=grade,
            is_at_once=True,
        )


def _shift_to_sign(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """The hand-over of the shift, for whoever sits at a desk while it is due."""
    if not (which := is_to_sign(actor, at)):
        return
    begins_at, _ = handover_due(at)
    yield Waiting(
        key=f"dispatch.handover:{begins_at.isoformat()}",
        subject="",
        kind="task",
        number="",
        title=HANDOVER[which],
        from_whom=CLOCK,
        why=HANDED_OVER,
        since=min(begins_at, at),
        due_at=begins_at,
        toward=HANDOVER[which],
        verbs=(WaitingVerb(name="dispatch.open_handover", label=HANDOVER[which], opens=True),),
    )


def _scheduled(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """What begins soon, for every desk; it begins by itself, or now."""
    for one in due_scheduled(actor, at=at):
        yield Waiting(
            key=f"dispatch.scheduled:{one.number}",
            subject="",
            kind="task",
            number=one.number[4:],
            title=one.kind,
            place=one.address,
            from_whom=CLOCK,
            why=BEGINS_SOON,
            since=min(one.begins_at, at),
            due_at=one.begins_at,
            toward=BEGINS,
            verbs=(
                WaitingVerb(
                    name="dispatch.begin_scheduled",
                    label=SCHEDULED.verb_labels["begin"],
                    address=(one.number,),
                ),
            ),
        )


def _exercise_on(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """An exercise is not forgotten: it waits to be ended."""
    if (row := exercise_on()) is None or settings.EXERCISE:
        return
    yield Waiting(
        key=f"dispatch.exercise:{row.pk}",
        subject="",
        kind="task",
        number="",
        title=Text(f"演练：{row.title}", f"Exercise: {row.title}"),
        from_whom=DESK,
        why=EXERCISE_ON,
        since=row.started_at,
        verbs=(WaitingVerb(name="dispatch.open_exercises", label=END_EXERCISE, opens=True),),
    )


def _sent_to_station(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """What the desk sent to this command room, until it signs for it."""
    rows = StationCall.objects.filter(state="sent", station=actor.station_id or 0)
    rules, kinds = clock_rules(at), classes_at(at)
    for call in rows.select_related("incident"):
        row = call.incident
        yield Waiting(
            key=f"dispatch.station_call:{call.pk}",
            subject=row.subject,
            kind="task",
            number=row.number[4:],
            title=title_of(row.title, kinds.named(row.type_code)),
            place=row.address,
            from_whom=DESK,
            why=SENT_HERE,
            since=call.sent_at,
            due_at=rules.due("acknowledge", call.sent_at, row.grade),
            toward=TOWARD["acknowledge"],
            verbs=(
                WaitingVerb(
                    name="dispatch.sign_station_call",
                    label=STATION_CALL.verb_labels["sign"],
                    address=(row.number, "sign_station_call"),
                ),
            ),
            grade=row.grade,
            is_at_once=True,
        )
