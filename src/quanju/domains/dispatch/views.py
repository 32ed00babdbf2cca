"""From rows to what other rooms are given."""

from collections.abc import Iterable
from datetime import datetime

from quanju.domains.dispatch.clocks import ARRIVAL, TOWARD, ClockRules
from quanju.domains.dispatch.models import Alert, Assignment, Call, Incident
from quanju.domains.dispatch.queries.places import PlaceView
from quanju.domains.dispatch.rules import (
    INCIDENT_CLASSES,
    IncidentClasses,
)
from quanju.domains.dispatch.telephone import masked
from quanju.domains.dispatch.types import (
    KEPT_CLOSE,
    AssignmentView,
    CardFact,
    Clock,
    IncidentType,
    IncidentView,
)
from quanju.domains.dispatch.types.alerts import AlertView
from quanju.domains.dispatch.types.calls import CallerPlace, CallView
from quanju.domains.dispatch.workflow import WITHOUT_OUTCOME
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import pressed_before
from quanju.domains.rulebook.queries import in_force
from quanju.engine.clocks.deadline import span_of


def assignment_view(row: Assignment) -> AssignmentView:
    return AssignmentView(
        pk=row.pk,
        incident=row.incident.number,
        unit_id=row.unit_id,
        call_sign=row.unit.call_sign,
        force_type=row.unit.force_type,
        state=row.state,
        assigned_at=row.assigned_at,
        acknowledged_at=row.acknowledged_at,
        departed_at=row.departed_at,
        arrived_at=row.arrived_at,
        controlled_at=row.controlled_at,
        cleared_at=row.cleared_at,
        released_at=row.released_at,
        is_primary=row.is_primary,
        planned_s=row.planned_s,
        release_code=row.release_code,
        shown_at=row.shown_at,
        radio_steps=tuple(row.radio_steps),
    )


def clocks_of(
    row: Incident, rules: ClockRules, first_word_at: datetime | None = None
) -> tuple[Clock, ...]:
    """The clocks of an incident, the one that matters now first (RT-3, RT-3b, sign-off, RT-7).

    A grade that the table no longer has leaves its clocks without a limit.
    """
    if row.state in {"closed", "cancelled", "merged"}:
        return ()
    clocks = []

    def add(name: str, since: datetime, stopped_at: datetime | None = None) -> None:
        if name in ARRIVAL:
            rule = rules.arrival(name, row.ring, row.zone, row.grade)
        else:
            rule = rules.rule(name, row.grade)
        due = since + span_of(rule) if rule else None
        clocks.append(Clock(name, TOWARD[name], since, due, stopped_at, rule))

    if row.ordered_at is None:
        add("order", row.created_at)
    else:
        if row.acknowledged_at is None:
            add("acknowledge", row.ordered_at)
        add("ring", row.ordered_at, row.arrived_at)
    if row.state == "on_scene" and row.arrived_at and row.grade in rules.grades:
        add("first_feedback", row.arrived_at, first_word_at)
    if row.cleared_at:
        add("feedback", row.cleared_at, row.fed_back_at)
    add("caller", row.received_at, row.arrived_at)
    return tuple(sorted(clocks, key=lambda c: c.stopped_at is not None))


def place_view(row: Incident) -> PlaceView:
    """Every point that is told of the place, and how well it is known."""
    told = ((row.lon, row.lat), (row.other_lon, row.other_lat))
    return PlaceView(
        kind=row.place_kind,
        points=tuple((lon, lat) for lon, lat in told if lon is not None and lat is not None),
        radius_m=row.radius_m,
        other_address=row.other_address,
        is_ring_known=row.is_ring_known,
        changed_at=row.place_changed_at,
        caller_address=row.caller_address,
    )


def incident_view(
    row: Incident,
    *,
    classes: IncidentClasses,
    rules: ClockRules,
    assignments: Iterable[Assignment] = (),
    first_word_at: datetime | None = None,
) -> IncidentView:
    kind, grade = classes.named(row.type_code), rules.grades.get(row.grade)
    return IncidentView(
        pk=row.pk,
        number=row.number,
        title=_title(row.title, kind),
        class_code=row.class_code,
        type_code=row.type_code,
        type_name=kind.name if kind else Text(row.type_code, row.type_code),
        common_type=kind.common if kind else "",
        feedback_type_code=row.feedback_type_code,
        grade=row.grade,
        grade_kind=grade.kind if grade else None,
        oversight=grade.oversight if grade else None,
        grade_reasons=tuple(Text(zh, en) for zh, en in row.grade_reasons),
        card=tuple(
            CardFact(asked, said, Text(*words[:2]), Text(*words[2:]))
            for asked, said, *words in row.card
        ),
        address=row.address,
        lon=row.lon,
        lat=row.lat,
        place=place_view(row),
        zone=row.zone,
        ring=row.ring,
        station_id=row.station_id,
        state=row.state,
        channel=row.channel,
        is_restricted=row.is_restricted,
        merged_into=row.merged_into.number if row.merged_into else "",
        split_from=row.split_from.number if row.split_from else "",
        received_at=row.received_at,
        answered_at=row.answered_at,
        created_at=row.created_at,
        ordered_at=row.ordered_at,
        acknowledged_at=row.acknowledged_at,
        departed_at=row.departed_at,
        arrived_at=row.arrived_at,
        cleared_at=row.cleared_at,
        fed_back_at=row.fed_back_at,
        disposition_code=row.disposition_code,
        case_report_no=row.case_report_no,
        is_case=row.is_case,
        from_paper=row.from_paper,
        alarm_level=row.alarm_level,
        desk_id=row.desk_id,
        assignments=tuple(assignment_view(a) for a in assignments),
        clocks=clocks_of(row, rules, first_word_at),
    )


def title_of(title: str, kind: IncidentType | None, is_restricted: bool = False) -> Text:
    """The same in both languages, for lists; of what is kept close no more than that it is."""
    if is_restricted:
        return KEPT_CLOSE
    is_kind = kind is not None and title in (kind.name.zh, kind.name.en)
    return kind.name if kind and is_kind else Text(title, title)


def _title(title: str, kind: IncidentType | None) -> str:
    """A title that is but the type's name is told in the reader's language; other words stay."""
    return str(title_of(title, kind))


def classes_at(at: datetime) -> IncidentClasses:
    return in_force(INCIDENT_CLASSES, at=at).content


def call_view(row: Call, *, with_caller: bool) -> CallView:
    return CallView(
        pk=row.pk,
        number=row.number,
        state=row.state,
        channel=row.channel,
        caller_number=_number(row) if with_caller else "",
        is_anonymous=row.is_anonymous,
        said=row.said,
        incident=row.incident.number if row.incident else "",
        handed_to=row.handed_to,
        closing_code=row.closing_code,
        ringing_at=row.ringing_at,
        has_ring=row.has_ring,
        answered_at=row.answered_at,
        hung_up_at=row.hung_up_at,
        line=row.line,
        has_recording=bool(row.recording),
        place=_place(row) if with_caller else None,
        in_hand_of=row.answered_by_id,
        is_call_back=row.lost_call_id is not None,
    )


def _number(row: Call) -> str:
    """In clear while somebody may have to call back; masked once the call has its outcome."""
    return row.caller_number if row.state in WITHOUT_OUTCOME else masked(row.caller_number)


def _place(row: Call) -> CallerPlace | None:
    if row.caller_lon is None or row.caller_lat is None:
        return None
    return CallerPlace(row.caller_lon, row.caller_lat, row.caller_radius_m or 0.0)


def alert_view(row: Alert, unit: str = "", tells_at: datetime | None = None) -> AlertView:
    return AlertView(
        pk=row.pk,
        kind=row.kind,
        subject=row.subject,
        incident=row.incident.number if row.incident else "",
        raised_at=row.raised_at,
        closed_at=row.closed_at,
        unit=unit,
        grade=row.incident.grade if row.incident else None,
        pressed_at=pressed_before(row.since_at, row.raised_at) if row.kind == "backup" else None,
        tells_at=tells_at,
    )
