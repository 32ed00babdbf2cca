"""Inspection plans behind the demo: one that is closed, one half looked at, one to be drawn.

Planned, drawn and looked at by the verbs that people press; which matters they drew, nobody chose.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from quanju.domains.kernel.days import local_day
from quanju.domains.supervision.actions import inspection_plans as plans
from quanju.domains.supervision.actions import inspections as acts
from quanju.domains.supervision.types.inspections import InspectionView

if TYPE_CHECKING:  # its tables exist in the demo only
    from quanju.demo.cast import Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLANS = (
    (
        "periodic",
        "上月接报案的回执、证据清单和签名是否齐全",
        6,
        30,
        6,
        "样本中一件缺签名，已通知补签。",
    ),
    ("online", "登记为纠纷、求助的，有没有该立案的", 8, 20, 4, ""),
    ("on_site", "接报案室现场：录音录像和公示是否到位", 4, 6, 0, ""),
    ("special", "涉诈接报案是否当场止付、当场出回执", 5, 2, None, ""),
)
"""Kind, aim, how many, so many hours ago, how many were looked at (None: it is not
drawn yet), and the conclusion of what is closed."""
METHODS = ("papers", "system", "recording")


def plant_inspections(cast: "Cast", at: datetime) -> None:
    """Nothing where nothing was received on the days before."""
    legal = cast.of_role("legal_supervision", at)[0]
    for kind, aim, size, hours, looked, conclusion in PLANS:
        began = at - hours * HOUR
        last = local_day(began) - DAY
        common: dict[str, Any] = {"by": legal, "at": began}
        try:
            view = plans.plan_inspection(
                kind=kind, aim=aim, since_on=last - 30 * DAY, until_on=last, size=size, **common
            )
        except plans.NothingToDraw:
            continue
        if looked is None:
            continue
        view = acts.draw_sample(inspection=view.number, by=legal, at=began)
        _look(view, [one.number for one in view.matters][:looked], legal, began)
        if conclusion and looked >= view.drawn_size:
            acts.close_inspection(inspection=view.number, conclusion=conclusion, **common)


def _look(view: InspectionView, numbers: Sequence[str], legal: Any, began: datetime) -> None:
    """The second of each sample is wrong, the others are as they should be."""
    for place, number in enumerate(numbers):
        is_bad = place == 1
        acts.inspect_matter(
            inspection=view.number,
            matter=number,
            method=METHODS[place % len(METHODS)],
            result="bad" if is_bad else "good",
            remarks="证据清单缺报案人签名，请补签并报结果。" if is_bad else "",
            by=legal,
            at=began + (place + 1) * HOUR / 12,
        )
