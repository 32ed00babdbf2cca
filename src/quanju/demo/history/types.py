"""The words of the history: what a branch is to it, and one call with all that followed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Name = tuple[str, str]

FATES = (
    "closed", "cancelled", "joined", "handed_over", "information_given", "nuisance", "abandoned",
)  # fmt: skip
"""What became of a call. The first three have an incident (a joined call has another call's)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryCall:
    """A call, its incident and its order, with the chain of moments of specification 4.0.

    `received_at` is t0, `answered_at` ta, `created_at` tc, then t1 to t6. A moment that did not
    happen or was never stamped is None. `number` is empty where no incident was made of the call;
    a joined call names the incident it was joined to. Seconds are planned by road from the unit.
    """

    fate: str
    number: str
    joined_to: str
    channel: str
    is_anonymous: bool
    class_code: str
    type_code: str
    detail_code: str
    feedback_class_code: str
    feedback_type_code: str
    grade: int
    title: Name
    text: Name
    address: Name
    lon: float
    lat: float
    zone: int | None
    ring: int | None
    station_code: str
    call_sign: str
    planned_s: float | None
    received_at: datetime
    answered_at: datetime | None
    created_at: datetime | None
    ordered_at: datetime | None
    acknowledged_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    cleared_at: datetime | None
    fed_back_at: datetime | None
    disposition_code: str
    reason_code: str
    """Why cancelled, where handed to, or what was told: a code of the list that fits the fate."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a caller says; `{place}` is where. The detail of the type it speaks of."""

    zh: str
    en: str
    detail: str


@dataclass(frozen=True, slots=True)
class Kind:
    """An incident type as the branch's table has it."""

    code: str
    class_code: str
    name: Name
    grade: int
    is_traffic: bool
    is_restricted: bool
    share: float
    hours: str
    places: str
    texts: tuple["Said", ...]
    summer_texts: tuple["Said", ...]


@dataclass(frozen=True, eq=False)
class BranchFacts:
    """What the drawing needs to know of a branch. Arrays over edges have one row a road edge.

    lines object[e] (degrees), weight float[e] by pattern of places, zone int[e] (0: none), ring
    int[e] (0: outside), station int[e] into `stations`; `addresses` as a form shows them,
    `spoken` as a caller says them; seconds float32[units, edges] by road.
    """

    timezone: str
    kinds: Sequence[Kind]
    lines: NDArray[np.object_]
    weights: Mapping[str, Floats]
    zones: Ints
    rings: Ints
    station_of: Ints
    stations: Sequence[str]
    addresses: Sequence[Name]
    spoken: Sequence[Name]
    call_signs: Sequence[str]
    forces: Sequence[str]
    seconds: NDArray[np.float32]
    hours: Mapping[str, Floats]
    seasons: Mapping[str, Any]
    reasons: Mapping[str, Sequence[str]]
