"""What planned duty refuses, each with its sentence."""

from quanju.domains.kernel.types import Refused, Text


class EndsBeforeItBegins(Refused):
    """The end is not after the beginning."""

    code = "ENDS_BEFORE_IT_BEGINS"
    text = Text(
        "结束时刻必须晚于开始时刻；跨午夜的班次请把结束日期写成第二天",
        "The end must be after the beginning; for a shift across midnight give the next day",
    )
    status = 422
    field = "duty_until"


class ShiftTooLong(Refused):
    """Longer than the branch lets anybody stand."""

    code = "SHIFT_TOO_LONG"
    text = Text(
        "班次 {hours} 小时，最长 {longest} 小时，请分成两班",
        "A shift of {hours} h; at most {longest} h: make it two shifts",
    )
    status = 422
    field = "duty_until"


class AlreadyOver(Refused):
    """The span lies in the past."""

    code = "ALREADY_OVER"
    text = Text("这段时间已经过去，不能再排班", "This time is over; nothing can be planned in it")
    status = 422
    field = "duty_until"


class TooFarAhead(Refused):
    """Further ahead than anybody plans; mostly a wrong year."""

    code = "TOO_FAR_AHEAD"
    text = Text(
        "最多提前 {days} 天排班，请检查年份", "One plans at most {days} days ahead: check the year"
    )
    status = 422
    field = "duty_from"


class TooManyPeople(Refused):
    """More people than places."""

    code = "TOO_MANY_PEOPLE"
    text = Text(
        "班次人数应为 1 到 {most}，已列 {count} 人", "A shift takes 1 to {most}; {count} are named"
    )
    status = 422
    field = "headcount"


class PointInAnotherZone(Refused):
    """The point does not lie in the zone."""

    code = "POINT_IN_ANOTHER_ZONE"
    text = Text("{point} 号屯警点在 {zone} 号巡区", "Staging point {point} lies in zone {zone}")
    status = 422
    field = "zone"


class UnitElsewhere(Refused):
    """The unit is planned elsewhere then."""

    code = "UNIT_ELSEWHERE"
    text = Text(
        "{call_sign} 这段时间已排在 {zone} 号巡区（班次 {shift}）",
        "{call_sign} is planned in zone {zone} then (shift {shift})",
    )
    field = "unit"


class OnAnotherShift(Refused):
    """One of the people stands another shift then."""

    code = "ON_ANOTHER_SHIFT"
    text = Text(
        "人员 {person} 这段时间已排 {zone} 号巡区的班次（{begins} 至 {ends}），一人不能同时上两班",
        "Person {person} has a shift in zone {zone} then ({begins} to {ends}): "
        "nobody stands two shifts at once",
    )
    field = "people"


class NoPostThen(Refused):
    """Somebody named holds no post when the shift begins."""

    code = "NO_POST_THEN"
    text = Text(
        "有人在班次开始时没有在任岗位（人员编号 {people}）",
        "Somebody holds no post when the shift begins (person {people})",
    )
    status = 422
    field = "people"


class NotSeconded(Refused):
    """Office people stand patrol duty under a secondment that covers the shift."""

    code = "NOT_SECONDED"
    text = Text(
        "机关包联班次须先办理警力下沉（人员编号 {people} 没有覆盖这一班次的下沉）",
        "Office people need a secondment that covers the shift (person {people} has none)",
    )
    status = 422
    field = "people"


class ReasonMissing(Refused):
    """This is done with a reason only."""

    code = "REASON_MISSING"
    text = Text("请写明理由", "Give a reason")
    status = 422
    field = "why"


class TakenAwayWithoutReason(Refused):
    """A community officer is taken from the own community without a reason (TWO-07)."""

    code = "TAKEN_AWAY_WITHOUT_REASON"
    text = Text(
        "抽调社区民警（人员编号 {people}）离开本社区须写明理由，并计入抽调",
        "Taking community officers (person {people}) away needs a reason, and is counted",
    )
    status = 422
    field = "reason"


class VolunteerNotBriefed(Refused):
    """Volunteers are registered and briefed before their first shift (PAT-13)."""

    code = "VOLUNTEER_NOT_BRIEFED"
    text = Text(
        "义警须先登记并培训才能排班（人员编号 {people}）",
        "Volunteers are registered and briefed before a shift (person {people})",
    )
    status = 422
    field = "people"


class VolunteerWithoutOfficer(Refused):
    """Every volunteer stands beside an officer of the same shift (PAT-13, PAT-14)."""

    code = "VOLUNTEER_WITHOUT_OFFICER"
    text = Text(
        "义警必须与同一班次的民警结对（人员编号 {people}）",
        "Every volunteer is paired with an officer of the same shift (person {people})",
    )
    status = 422
    field = "people"


class VolunteersStandElsewhere(Refused):
    """Volunteers stand volunteer shifts only; they are not police (PAT-14)."""

    code = "VOLUNTEERS_STAND_ELSEWHERE"
    text = Text(
        "义警只能排义警班次（人员编号 {people}）",
        "Volunteers stand volunteer shifts only (person {people})",
    )
    status = 422
    field = "people"
