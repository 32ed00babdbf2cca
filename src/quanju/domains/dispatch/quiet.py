"""How the desk is told by sound: when a silence ends, and when an order counts as not shown."""

from datetime import datetime, time, timedelta
from typing import Annotated

from pydantic import Field

from quanju.domains.kernel.days import branch_zone, local_day, local_moment
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import RuleKind, Table, one_of, worded

Hour = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


LEFT_GOES_TO = {
    "common": Text("公共台", "the common desk"),
    "supervisor": Text(
        "值班长的席位，没有则公共台", "the shift supervisor's desk, else the common one"
    ),
}


class DeskSigns(Table):
    """What a desk is told, and until when somebody may have it quiet."""

    not_shown_s: float = worded(
        "手机多久未显示改用电台", "Not shown by then: use the radio", ge=3, le=600
    )
    shift_begins: tuple[Hour, ...] = worded(
        "交接班时刻", "Shifts begin at", min_length=1, max_length=6
    )
    handover_before_min: float = worded(
        "换班前后多久办交接班", "A hand-over is due before and after the shift begins", ge=0, le=240
    )
    bulletin_at: Hour = worded("每天几点生成通报", "Bulletins are made at")
    alert_to_all_s: float = worded(
        "提醒先给本席、多久后给全体", "An alert goes to all desks after", ge=0, le=3600
    )
    pre_alert_s: float = worded(
        "预先通知多久失效（0 不用）", "Told ahead for so long (0: not used)", ge=0, le=600
    )
    scheduled_lead_min: float = worded(
        "预约警情提前多久上台", "Scheduled incidents come to the desk before", ge=0, le=1440
    )
    scheduled_within_days: float = worded(
        "预约最多提前多少天", "Scheduled at most so many days ahead", ge=1, le=800
    )
    left_goes_to: Annotated[str, one_of(LEFT_GOES_TO)] = worded(
        "登录结束的席位，警情转到",
        "Incidents of a desk whose session ended go to",
        names=LEFT_GOES_TO,
    )


DESK_SIGNS = RuleKind(
    "dispatch.desk_signs",
    Text("指挥台声音与提示", "Signs at the desk"),
    DeskSigns,
    later=(
        *("alert_to_all_s", "handover_before_min", "bulletin_at", "left_goes_to", "pre_alert_s"),
        *("scheduled_lead_min", "scheduled_within_days"),
    ),
)


def end_of_shift(rule: DeskSigns, at: datetime) -> datetime:
    """When the next shift of the desk begins: no silence lasts beyond it."""
    day, zone = local_day(at), branch_zone()
    begins = (
        local_moment(one, time.fromisoformat(hour), zone)
        for one in (day, day + timedelta(days=1))
        for hour in rule.shift_begins
    )
    return min(moment for moment in begins if moment > at)
