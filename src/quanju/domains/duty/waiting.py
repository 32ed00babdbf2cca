"""What waits in duty: one's own shift, posts that nobody came to, volunteers to be briefed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from quanju.domains.duty.models import PlannedShift, VolunteerProfile
from quanju.domains.duty.permissions import STAND, may_keep_volunteers, may_plan
from quanju.domains.duty.queries.tables import duty_rule
from quanju.domains.duty.workflow import SHIFT
from quanju.domains.kernel.roles import VOLUNTEERS
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.domains.people.queries.organisations import station_of
from quanju.domains.people.types import Actor

ROSTER = Text("勤务排班", "duty plan")
CLOCK = Text("系统时钟", "the clock")
CHECK_IN = Text("到位", "standing there")
REASON = Text("准假理由", "Why they are excused")
STAND_THERE = Text(
    "{from_at} 起由您站这一班，还没有签到。{due} 之后签到记为迟到。",
    "You stand this shift from {from_at} and have not checked in. After {due} it counts as late.",
)
LEAVE = Text(
    "这一班 {due} 已结束，还没有下岗签退。",
    "This shift ended at {due}; nobody has checked out.",
)
MISSED = Text(
    "{from_at} 的这一班没有人到位，已记未到位。准假写明理由，或派人补位后由其签到。",
    "Nobody stood this shift of {from_at}. Excuse it with a reason, or send somebody to stand it.",
)
BRIEF = Text(
    "一名义警已登记，岗前告知后才能上岗。",
    "A volunteer has registered and may stand duty only after being briefed.",
)


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Everything of duty that waits for this actor."""
    found: list[Waiting] = []
    if actor.role in STAND and actor.person_id is not None:
        found += _own_shifts(actor, at)
    if may_plan(actor, anywhere=True):
        found += _missed(actor, at)
    if may_keep_volunteers(actor):
        found += _to_brief()
    return found


def _own_shifts(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """The shift to check in to now, and the one to leave."""
    if actor.role in VOLUNTEERS:  # they stand beside an officer, who checks in and out
        return
    rule = duty_rule(at)
    begins = at + timedelta(minutes=rule.early_min)
    rows = PlannedShift.objects.of(actor).filter(
        staging_point__isnull=False, duty_from__lte=begins, duty_until__gt=at - timedelta(days=1)
    )
    for row in rows.filter(status__in=("planned", "confirmed", "missed", "checked_in")):
        if row.status == "checked_in" and row.duty_until <= at:
            yield _own_shift(row, "check_out", LEAVE, row.duty_from, row.duty_until)
        elif row.status != "checked_in" and row.duty_until > at:
            due = row.duty_from + timedelta(minutes=rule.late_min)
            since = row.duty_from - timedelta(minutes=rule.early_min)
            yield _own_shift(row, "check_in", STAND_THERE, since, due)


def _own_shift(row: PlannedShift, verb: str, why: Text, since: datetime, due: datetime) -> Waiting:
    label = SHIFT.verb_labels[verb]
    return Waiting(
        key=f"duty.shift:{row.pk}",
        subject=row.subject,
        kind="task",
        number=str(row.pk),
        title=_shift_title(row),
        place=Text("屯警点 {point}", "staging point {point}").filled(point=row.staging_point),
        from_whom=ROSTER,
        why=why,
        facts={"from_at": row.duty_from},
        since=since,
        due_at=due,
        toward=CHECK_IN if verb == "check_in" else label,
        # It needs the position of who presses, so it is done on one's own page.
        verbs=(WaitingVerb(name=f"duty.{verb}", label=label, opens=True),),
    )


def _shift_title(row: PlannedShift) -> Text:
    return Text("{zone} 区 {force}", "Zone {zone}: {force}").filled(
        zone=row.zone, force=FORCE_TYPES[row.force_type]
    )


def _missed(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Shifts that should be stood now and are not."""
    rows = PlannedShift.objects.filter(status="missed", duty_from__lte=at, duty_until__gt=at)
    for row in rows.select_related("organisation__parent__parent"):
        # The rows of the hour are few, so the permission itself is asked of each.
        if not may_plan(actor, station_id=station_of(row.organisation)):
            continue
        yield Waiting(
            key=f"duty.missed:{row.pk}",
            subject=row.subject,
            kind="task",
            number=str(row.pk),
            title=Text("{shift}，无人到位", "{shift}: nobody there").filled(
                shift=_shift_title(row)
            ),
            place=row.organisation.name,
            from_whom=CLOCK,
            why=MISSED,
            facts={"from_at": row.duty_from},
            since=row.duty_from,
            due_at=row.duty_until,
            toward=Text("补位", "somebody there"),
            verbs=(
                WaitingVerb(
                    name="duty.excuse_shift",
                    label=SHIFT.verb_labels["excuse"],
                    address=(row.pk, "excuse"),
                    asks=REASON,
                    asks_as="why",
                ),
            ),
        )


def _to_brief() -> Iterator[Waiting]:
    for row in VolunteerProfile.objects.filter(briefed_at=None).order_by("registered_at"):
        yield Waiting(
            key=f"duty.volunteer:{row.pk}",
            subject=f"volunteer:{row.pk}",
            kind="task",
            number=str(row.pk),
            title=Text("义警岗前告知", "A volunteer to be briefed"),
            from_whom=Text("义警登记", "registration"),
            why=BRIEF,
            since=row.registered_at,
            toward=Text("岗前告知", "briefing"),
            verbs=(
                WaitingVerb(
                    name="duty.brief_volunteer", label=Text("去告知", "Brief them"), opens=True
                ),
            ),
        )
