"""Property of a case: enter what was taken, note each hand-over, put right what was noted wrong.

Where things lie is counted from the hand-overs, under the lock of their case: two people handing
on the same thing at once cannot give away more than there is.
"""

from collections.abc import Iterable
from datetime import datetime

from quanju.domains.cases import events
from quanju.domains.cases.actions.holding import held_case, note_case
from quanju.domains.cases.models import CaseProperty, CaseRecord, CustodyMove
from quanju.domains.cases.permissions import may_work_cases, may_work_on
from quanju.domains.cases.queries.property import holdings_of, property_of, unsettled
from quanju.domains.cases.types.cases import STATES
from quanju.domains.cases.types.custody import PLACES, ROUTES, PropertyView
from quanju.domains.cases.workflow import HOLDS_PROPERTY
from quanju.domains.kernel import words
from quanju.domains.kernel.days import typed_after
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.ports import Received

MOST = 1_000_000
NAMED = 5
NAME, UNIT = Text("名称", "its name"), Text("计量单位", "its unit")
REMARK, TAKEN_FROM = Text("特征", "how it is recognised"), Text("从谁处取得", "from whom")
RECEIVER, PROOF = Text("接收人", "who received it"), Text("凭证", "the proof")
WHY = Text("原因", "the reason")


class NoPropertyNow(Refused):
    """A case that nobody has yet, or that is closed or goes on as another, hands on nothing."""

    code = "NO_PROPERTY_NOW"
    text = Text(
        "案件{state}，不能登记或移动财物", "No property is entered or moved: the case is {state}"
    )


class CountOutOfRange(Refused):
    """A count is a whole number that a list can hold."""

    code = "COUNT_OUT_OF_RANGE"
    text = Text("数量应在 1 到 {most} 之间", "A count lies between 1 and {most}")
    status = 422
    field = "count"


class NotThere(Refused):
    """Nobody hands on more than lies there."""

    code = "NOT_THERE"
    text = Text(
        "{place}只有 {count} {unit}，不能移出 {wanted}",
        "Only {count} {unit} lie {place}: not {wanted}",
    )
    status = 422
    field = "count"


class NoSuchWay(Refused):
    """From each place things go to a few others only."""

    code = "NO_SUCH_WAY"
    text = Text("不能从“{old}”到“{new}”", "It cannot go from “{old}” to “{new}”")
    status = 422
    field = "to_place"


class NotAtThatTime(Refused):
    """A hand-over lies after the taking, and not in the future."""

    code = "NOT_AT_THAT_TIME"
    text = Text(
        "时间应在取得（{taken}）之后、现在之前",
        "It lies after the taking ({taken}), not in the future",
    )
    status = 422
    field = "moved_at"


class AwaitsDisposal(Refused):
    """What is up for disposal stays where it is until that is decided."""

    code = "AWAITS_DISPOSAL"
    text = Text(
        "“{name}”的处置正在等待审批，先等决定或撤回",
        "The disposal of “{name}” waits for its decision",
    )


class HandedOnSince(Refused):
    """What has been handed on is no mistake of the list any more; withdraw the hand-overs first."""

    code = "HANDED_ON_SINCE"
    text = Text("之后已有移交记录，请先撤销后面的", "It was handed on since; withdraw that first")


class NotSettled(Refused):
    """A case closes once all its things were returned, sent on or disposed of (3.4)."""

    code = "NOT_SETTLED"
    text = Text("还有财物没有处理：{things}", "Property is not settled: {things}")


class WithdrawnAlready(Refused):
    """A mistake is withdrawn once."""

    code = "WITHDRAWN_ALREADY"
    text = Text("已经撤销", "It was withdrawn already")


def take_over_evidence(row: CaseRecord, lines: Iterable[Received], taken_from: str) -> None:
    """What the receipt lists becomes property of the case, within the write that begins it."""
    for one in lines:
        CaseProperty.objects.create(
            case=row,
            evidence_id=one.pk,
            name=one.name,
            count=one.count,
            unit=one.unit,
            remark=one.remark,
            taken_from=taken_from,
            taken_at=one.taken_at,
        )


def enter_property(
    *,
    case: str,
    name: str,
    count: int,
    unit: str,
    taken_from: str,
    remark: str = "",
    by: Actor,
    at: datetime,
) -> list[PropertyView]:
    """Write down something that was taken now, as the list says that was signed for it."""
    item = CaseProperty(
        name=words.line(name, NAME, longest=80, field="name"),
        count=_count(count),
        unit=words.line(unit, UNIT, longest=10, field="unit"),
        remark=words.line(remark, REMARK, longest=120, needed=False, field="remark"),
        taken_from=words.line(taken_from, TAKEN_FROM, longest=40, field="taken_from"),
        taken_at=at,
    )
    with write():
        item.case = row = hold_property(case, by)
        item.save()
        note_case(events.PROPERTY_TAKEN, row, by, at, count=item.count)
    return property_of(case)


def move_property(
    *,
    case: str,
    item: int,
    count: int,
    from_place: str,
    to_place: str,
    receiver: str,
    proof: str,
    moved_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> list[PropertyView]:
    """Note that so many of a thing went from one place to another, who got them, what proves it.

    `moved_at` is now unless told otherwise.
    """
    given_to = words.line(receiver, RECEIVER, longest=40, field="receiver")
    proved_by = words.line(proof, PROOF, longest=200, field="proof")
    with write():
        row = hold_property(case, by)
        found = hold_item(row, item)
        if found.awaits:
            raise AwaitsDisposal(name=found.name)
        if to_place not in ROUTES.get(from_place, ()):
            raise NoSuchWay(old=_told(from_place), new=_told(to_place))
        check_there(found, from_place, _count(count))
        moved_at = typed_after(moved_at or at, found.taken_at)
        if not found.taken_at <= moved_at <= at:
            raise NotAtThatTime(taken=found.taken_at.isoformat(timespec="minutes"))
        CustodyMove.objects.create(
            item=found,
            count=count,
            from_place=from_place,
            to_place=to_place,
            receiver=given_to,
            proof=proved_by,
            by_id=by.person_id or 0,
            moved_at=moved_at,
            noted_at=at,
        )
        note_case(events.PROPERTY_MOVED, row, by, at, count=count, old=from_place, new=to_place)
    return property_of(case)


def withdraw_move(*, case: str, move: int, why: str, by: Actor, at: datetime) -> list[PropertyView]:
    """A hand-over was noted wrong: it counts no longer, and both stay to be read."""
    reason = words.line(why, WHY, longest=200, field="why")
    with write():
        row = hold_property(case, by)
        found = held(CustodyMove, f"move:{move}", pk=move, item__case=row)
        if found.withdrawn_at is not None:
            raise WithdrawnAlready()
        item = hold_item(row, found.item_id)
        if item.awaits:
            raise AwaitsDisposal(name=item.name)
        found.withdrawn_at, found.withdrawn_why = at, reason
        found.save(update_fields=["withdrawn_at", "withdrawn_why"])
        if any(count < 0 for count in holdings_of(item).values()):
            raise HandedOnSince()
        note_case(events.PROPERTY_CORRECTED, row, by, at, count=found.count)
    return property_of(case)


def withdraw_item(*, case: str, item: int, why: str, by: Actor, at: datetime) -> list[PropertyView]:
    """A thing was entered wrong; it stays to be read, struck out, while nothing was handed on."""
    reason = words.line(why, WHY, longest=200, field="why")
    with write():
        row = hold_property(case, by)
        found = hold_item(row, item)
        if found.awaits:
            raise AwaitsDisposal(name=found.name)
        if found.moves.filter(withdrawn_at__isnull=True).exists():
            raise HandedOnSince()
        found.withdrawn_at, found.withdrawn_why = at, reason
        found.save(update_fields=["withdrawn_at", "withdrawn_why"])
        note_case(events.PROPERTY_CORRECTED, row, by, at, count=found.count)
    return property_of(case)


def hold_property(case: str, by: Actor) -> CaseRecord:
    """The officer's own case, locked, in a state in which things may be handed on."""
    may_work_cases(by).or_refuse()
    row = held_case(case, by)
    may_work_on(by, row.officer_id).or_refuse()
    if row.status not in HOLDS_PROPERTY:
        raise NoPropertyNow(state=STATES[row.status])
    return row


def hold_item(row: CaseRecord, item: int) -> CaseProperty:
    """A thing of the case; what was struck out is not there."""
    return held(CaseProperty, f"property:{item}", pk=item, case=row, withdrawn_at=None)


def check_there(item: CaseProperty, place: str, count: int) -> None:
    """Refuses more than lies there now."""
    there = holdings_of(item).get(place, 0)
    if count > there:
        raise NotThere(place=_told(place), count=there, unit=item.unit, wanted=count)


def check_settled(row: CaseRecord) -> None:
    """Refuses by name what is still in the house."""
    if left := unsettled(row.pk):
        names = "、".join(one.name for one in left[:NAMED])
        raise NotSettled(things=f"{names} …" if len(left) > NAMED else names)


def _count(count: int) -> int:
    if not 1 <= count <= MOST:
        raise CountOutOfRange(most=MOST)
    return count


def _told(place: str) -> Text:
    return PLACES.get(place, Text("未知处", "an unknown place"))
