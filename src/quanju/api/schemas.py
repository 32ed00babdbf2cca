"""What the machine face takes and gives. Moments are ISO 8601 with a zone, places WGS-84."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime

from quanju.domains.kernel.clock import YEARS, is_of_our_time

Lon = Annotated[float, Field(ge=-180, le=180, description="degrees, WGS-84 unless datum says")]
Lat = Annotated[float, Field(ge=-90, le=90)]
Words = Annotated[str, Field(max_length=4000)]
Code = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_.:-]*$")]
Key = Annotated[
    str,
    Field(
        min_length=8,
        max_length=80,
        pattern=r"^[A-Za-z0-9_.:-]+$",
        description="the same key twice is carried out once; with another body it is refused",
    ),
]


def _of_our_time(moment: datetime) -> datetime:
    if not is_of_our_time(moment):
        raise ValueError(f"the year lies between {YEARS[0]} and {YEARS[-1]}")
    return moment


Moment = Annotated[
    AwareDatetime,
    AfterValidator(_of_our_time),
    Field(description="ISO 8601 with its zone, such as 2026-11-23T21:00:00+08:00"),
]


class Problem(Schema):
    """RFC 9457 problem details; `title_zh` is the sentence in Chinese."""

    type: str = "about:blank"
    title: str
    title_zh: str
    status: int
    code: str
    allowed: list[str] = []


class AssignmentOut(Schema):
    call_sign: str
    force_type: str
    state: str
    assigned_at: datetime
    acknowledged_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    cleared_at: datetime | None
    released_at: datetime | None
    planned_s: float | None


class IncidentOut(Schema):
    number: str
    title: str
    class_code: str
    type_code: str
    common_type: str = Field("", description="word of the common registry, NONEMERG if none fits")
    feedback_type_code: str
    grade: int
    address: str
    place_kind: str = Field(alias="place.kind", description="exact, around, either, unknown")
    lon: float | None = Field(description="empty where the place is unknown")
    lat: float | None
    radius_m: float | None = Field(alias="place.radius_m", description="around that point")
    points: list[tuple[float, float]] = Field(alias="place.points", description="all that are told")
    other_address: str = Field(alias="place.other_address")
    is_ring_known: bool = Field(alias="place.is_ring_known")
    place_changed_at: datetime | None = Field(alias="place.changed_at")
    zone: int | None
    ring: int | None
    state: str
    channel: str
    merged_into: str
    split_from: str
    received_at: datetime
    answered_at: datetime | None
    created_at: datetime
    ordered_at: datetime | None
    acknowledged_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    cleared_at: datetime | None
    fed_back_at: datetime | None
    disposition_code: str
    assignments: list[AssignmentOut]


class Once(Schema):
    """Every change brings a key: after a lost answer the same request may be sent again."""

    idempotency_key: Key


Address = Annotated[str, Field(max_length=300)]


class DoubtIn(Schema):
    """What is not known of a place: `around` needs `radius_m`, `either` the other point, `unknown`
    has no point, and a zone if that is known."""

    kind: Literal["around", "either", "unknown"]
    radius_m: Annotated[float, Field(gt=0, le=100_000)] | None = None
    other_lon: Lon | None = None
    other_lat: Lat | None = None
    other_address: Address = ""
    zone: Annotated[int, Field(ge=1, le=9999)] | None = None


class PlaceIn(Once):
    """Where it is after all."""

    lon: Lon | None = None
    lat: Lat | None = None
    datum: Literal["WGS-84", "GCJ-02"] = "WGS-84"
    address: Address = ""
    doubt: DoubtIn | None = None


class IncidentIn(Once):
    type_code: Code
    text: Words = ""
    title: Annotated[str, Field(max_length=120)] = ""
    lon: Lon | None = None
    lat: Lat | None = None
    datum: Literal["WGS-84", "GCJ-02"] = "WGS-84"
    address: Address = ""
    doubt: DoubtIn | None = None
    caller_address: Address = ""
    caller_lon: Lon | None = None
    caller_lat: Lat | None = None
    grade: Annotated[int, Field(ge=1, le=4)] | None = None
    grade_reason: Annotated[str, Field(max_length=300)] = ""
    channel: Code = "phone"
    received_at: Moment | None = None


class EidoIn(Once):
    document: dict[str, Any] = Field(description="an EIDO document, NENA-STA-021")


class CandidateOut(Schema):
    call_sign: str
    force_type: str
    crew_size: int
    seconds: float | None = Field(description="to the farthest end of a place that is not exact")
    best_s: float | None = Field(description="to its nearest end; empty for an exact place")
    position_age_s: float
    reasons: list[str]
    cover: str
    is_proposed: bool


class LeftOutOut(Schema):
    call_sign: str
    code: str
    why: str


class RecommendationOut(Schema):
    """`receipt` is what was shown, signed; send it back with the order."""

    receipt: str
    candidates: list[CandidateOut]
    left_out: list[LeftOutOut]
    unmet: list[str]
    remark: str = Field(description="how a place that is not exact was reckoned with")
    rules: list[str]
    roads: str


class OrderIn(Once):
    receipt: Annotated[str, Field(max_length=200_000)]
    call_signs: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=50)]
    override_reason: Annotated[str, Field(max_length=300)] = ""


class StepIn(Once):
    reason: Code = ""


class FeedbackIn(Once):
    disposition: Code
    type_code: Code
    text: Words = ""


class CallerPlaceIn(Schema):
    """Where the network saw the telephone of this very call."""

    lon: Lon
    lat: Lat
    datum: Literal["WGS-84", "GCJ-02"] = "WGS-84"
    radius_m: Annotated[float, Field(ge=0, le=50_000)] = 0


class CallNewsIn(Once):
    """One event of one call, or a heartbeat. `call` is the telephone system's own name for it."""

    event: Literal["ringing", "claimed", "ended", "abandoned", "heartbeat"]
    at: Moment
    call: Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9_.:@-]*$")] = ""
    caller_number: Annotated[str, Field(max_length=30, pattern=r"^[0-9+*#() -]*$")] = ""
    line: Annotated[str, Field(max_length=20)] = ""
    recording: Annotated[
        str,
        Field(
            max_length=120,
            pattern=r"^[A-Za-z0-9_.:-]*$",
            description="the recorder's own name for the recording; nothing of it is copied",
        ),
    ] = ""
    place: CallerPlaceIn | None = None


class CallNewsOut(Schema):
    """The call as we know it now; both empty for a heartbeat."""

    number: str
    state: str


class NoteIn(Once):
    text: Words


class UnitOut(Schema):
    call_sign: str
    force_type: str
    status: str
    incident: str
    zone: int | None
    lon: float | None
    lat: float | None
    position_at: datetime | None
    is_stale: bool


class PositionIn(Schema):
    lon: Lon
    lat: Lat
    datum: Literal["WGS-84", "GCJ-02"] = "WGS-84"
    accuracy_m: Annotated[float, Field(ge=0, le=100_000)] | None = None
    measured_at: Moment | None = None


class PlaceOut(Schema):
    label: str
    detail: str
    kind: str
    lon: float
    lat: float


class MeasureOut(Schema):
    code: str
    name: str
    n: int
    value: float | None
    unit: str
    p50: float | None
    p90: float | None
    p95: float | None
    missing: int
    by_radio: int
    from_paper: int
    arranged: int
    is_enough: bool
