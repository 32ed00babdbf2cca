"""Paper for the hours without the system: numbered cards, each entered once, moments as written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.feedback import give_feedback
from quanju.domains.dispatch.actions.held import held_incident, next_number, note
from quanju.domains.dispatch.actions.orders import SENDABLE, UnitNotAvailable, UnitTaken
from quanju.domains.dispatch.actions.split import stand_where
from quanju.domains.dispatch.actions.take_call import take_call
from quanju.domains.dispatch.models import Assignment, Incident, Order, PaperCard
from quanju.domains.dispatch.permissions import may_print_cards, may_take_calls
from quanju.domains.dispatch.search import numbers_meant
from quanju.domains.dispatch.workflow import INCIDENT
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.types import Actor
from quanju.domains.rounds.actions.pauses import pause_rounds_of

MOST_CARDS = 200
STEPS = {
    "ordered": Text("派警", "the order"),
    "acknowledged": Text("签收", "sign-off"),
    "departed": Text("出发", "departure"),
    "arrived": Text("到场", "arrival"),
    "cleared": Text("处置完毕", "the end of the work"),
}
STATES = {"cleared": "released", "arrived": "on_scene", "departed": "en_route",
          "acknowledged": "acknowledged", "ordered": "assigned"}  # fmt: skip
"""Where a job stands by the last moment that its card tells."""


class CardCountWrong(Refused):
    """A printing has a few cards at least and no more than one can carry."""

    code = "CARD_COUNT_WRONG"
    text = Text("一次可打印 1 到 {most} 张", "Between 1 and {most} cards are printed at once")
    status = 422
    field = "cards"


class CardUnknown(Refused):
    """No card of that number was printed."""

    code = "CARD_UNKNOWN"
    text = Text(
        "没有打印过编号 {card} 的卡：请按卡右上角的编号填写，如 20261130-0007",
        "No card {card} was printed: copy the number at its top right, such as 20261130-0007",
    )
    status = 422
    field = "card"


class CardEntered(Refused):
    """Each card is one incident, entered once."""

    code = "CARD_ENTERED"
    text = Text(
        "{card} 号卡已由{who}于 {when} 录入，警情 {incident}",
        "Card {card} was entered by {who} at {when}, as incident {incident}",
    )
    field = "card"


class CardVoid(Refused):
    """Two have said that nothing is written on it, or that it was lost."""

    code = "CARD_VOID"
    text = Text("{card} 号卡已于 {when} 作废", "Card {card} was voided at {when}")
    field = "card"


class MomentWrong(Refused):
    """What a card tells happened in order, after it was printed, and has happened."""

    code = "MOMENT_WRONG"
    text = Text(
        "{what}的时刻应在{since}与{until}之间", "{what} must lie between {since} and {until}"
    )
    status = 422
    field = "received_at"


class UnitTwice(Refused):
    """A unit stands on a card once."""

    code = "UNIT_TWICE"
    text = Text("{unit} 在卡上出现两次", "{unit} stands on the card twice")
    status = 422


class OrderMomentMissing(Refused):
    """A unit on a card was sent at some moment; a step follows the order."""

    code = "ORDER_MOMENT_MISSING"
    text = Text("请写明 {unit} 何时派出", "Say when {unit} was sent")
    status = 422


class NotOverYet(Refused):
    """How it ended is said once every unit has left."""

    code = "NOT_OVER_YET"
    text = Text(
        "还有警力在处置，或没有派警：先写明各警力何时处置完毕，再写处置结果",
        "Units are still at work, or none was sent: say when each was done before how it ended",
    )
    status = 422
    field = "disposition"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperJob:
    """A line of a card: a unit, and when it did what, as far as the card tells."""

    unit: int
    ordered: datetime | None
    acknowledged: datetime | None = None
    departed: datetime | None = None
    arrived: datetime | None = None
    cleared: datetime | None = None

    @property
    def state(self) -> str:
        return next(state for name, state in STATES.items() if getattr(self, name))


def print_cards(*, cards: int, by: Actor, at: datetime) -> list[str]:
    """Give out numbers for as many cards, which no other card has or will have."""
    may_print_cards(by).or_refuse()
    if not 1 <= cards <= MOST_CARDS:
        raise CardCountWrong(most=MOST_CARDS)
    with write():
        numbers = [next_number("card", at) for _ in range(cards)]
        PaperCard.objects.bulk_create(PaperCard(number=number, printed_at=at) for number in numbers)
        record(
            events.CARDS_PRINTED,
            subject=f"paper_card:{numbers[0]}",
            by=by,
            at=at,
            facts={"first": numbers[0], "last": numbers[-1], "cards": cards},
        )
    return numbers


def enter_card(
    *,
    card: str,
    received_at: datetime,
    jobs: Sequence[PaperJob] = (),
    disposition: str = "",
    feedback: str = "",
    by: Actor,
    at: datetime,
    **call: Any,
) -> Incident:
    """Enter what a card tells, with its moments; `call` is what `take_call` asks.

    Units that have not cleared are at work on it from now on; how it ended is a feedback that
    another person accepts, as always. Response measures leave it out (`from_paper`).

    Refuses: a number that was not printed or is entered already, moments out of order, a unit at
    work elsewhere, and whatever taking the call refuses; then nothing is stored.
    """
    may_take_calls(by).or_refuse()
    with write():
        paper = held_card(card, at)
        _check_moments(paper, received_at, jobs, at)
        number = take_call(**call, answered_at=received_at, by=by, at=at).number
        row = held_incident(number)
        row.from_paper, row.created_at = True, received_at
        _put_on(row, jobs, by, at)
        paper.incident, paper.entered_at, paper.entered_by_id = row, at, by.person_id
        paper.save(update_fields=["incident", "entered_at", "entered_by"])
        note(
            events.CARD_ENTERED,
            row,
            by,
            at,
            related=[paper.subject],
            card=paper.number,
            units=len(jobs),
        )
        if disposition:
            _end(row, disposition, feedback, call["type_code"], by, at)
    row.refresh_from_db()
    return row


def held_card(words: str, at: datetime) -> PaperCard:
    """The card that somebody names, locked and not entered yet."""
    said = words.strip()
    rows = PaperCard.objects.select_for_update(of=("self",)).filter(
        number__in=[said, *numbers_meant(said, at)]
    )
    found = list(rows.order_by("-number")[:2])
    if len(found) != 1:
        raise CardUnknown(card=said[:20])
    paper = found[0]
    if paper.incident is not None and paper.entered_by is not None and paper.entered_at:
        raise CardEntered(
            card=paper.number,
            who=paper.entered_by.display_name,
            when=f"{local_time(paper.entered_at):%m-%d %H:%M}",
            incident=paper.incident.number,
        )
    if paper.voided_at is not None:
        raise CardVoid(card=paper.number, when=f"{local_time(paper.voided_at):%m-%d %H:%M}")
    return paper


def _check_moments(
    paper: PaperCard, received_at: datetime, jobs: Sequence[PaperJob], at: datetime
) -> None:
    """Each moment lies between the one before it and now; a card tells minutes, not seconds."""
    printed = paper.printed_at.replace(second=0, microsecond=0)
    _between(Text("接警", "The call"), received_at, printed, at, "received_at")
    for line, job in enumerate(jobs, 1):
        if job.ordered is None:
            refused = OrderMomentMissing(unit=hold_units([job.unit])[job.unit].call_sign)
            refused.field = f"ordered_{line}"
            raise refused
        since = received_at
        for name, what in STEPS.items():
            moment = getattr(job, name)
            if moment is not None:
                _between(what, moment, since, at, f"{name}_{line}")
                since = moment


def _between(what: Text, moment: datetime, since: datetime, until: datetime, field: str) -> None:
    if since <= moment <= until:
        return
    refused = MomentWrong(
        what=what,
        since=f"{local_time(since):%m-%d %H:%M}",
        until=f"{local_time(until):%m-%d %H:%M}",
    )
    refused.field = field
    raise refused


def _put_on(row: Incident, jobs: Sequence[PaperJob], by: Actor, at: datetime) -> None:
    """The units as the card tells: those that have cleared were there, the others are at work."""
    held = hold_units([job.unit for job in jobs])
    made: list[Assignment] = []
    for line, job in enumerate(jobs, 1):
        unit = held[job.unit]
        if job.unit in {one.unit_id for one in made}:
            raise _at_unit(UnitTwice(unit=unit.call_sign), line)
        if not job.cleared:
            _check_free(unit, line)
        made.append(_assignment(row, job, is_primary=not made))
    for name in STEPS:
        moments = [moment for job in jobs if (moment := getattr(job, name))]
        of_last = name == "cleared"
        value = (max if of_last else min)(moments, default=None)
        is_known = not of_last or len(moments) == len(jobs)
        setattr(row, f"{name}_at", value if is_known else None)
    stand_where(row, made)
    if row.cleared_at and INCIDENT.allows(row.state, "clear"):
        row.state = INCIDENT.after(row.state, "clear")
    elif row.cleared_at:
        row.state = INCIDENT.after(row.state, "stand_down")
    row.save()
    at_work = [job.unit for job in jobs if not job.cleared]
    pause_rounds_of(at_work, because=row.subject, by=by, at=at)


def _check_free(unit: UnitView, line: int) -> None:
    """Whoever is at work by the card is at work nowhere else."""
    other = Assignment.objects.active().filter(unit=unit.pk).select_related("incident").first()
    if other is not None:
        raise _at_unit(UnitTaken(unit=unit.call_sign, number=other.incident.number), line)
    if unit.status not in SENDABLE:
        raise _at_unit(UnitNotAvailable(unit=unit.call_sign, state=unit.status_label), line)


def _at_unit(refused: Refused, line: int) -> Refused:
    refused.field = f"unit_{line}"
    return refused


def _assignment(row: Incident, job: PaperJob, *, is_primary: bool) -> Assignment:
    assert job.ordered is not None
    moments: Mapping[str, datetime | None] = {
        f"{name}_at": getattr(job, name) for name in STEPS if name != "ordered"
    }
    return Assignment.objects.create(
        order=Order.objects.create(incident=row, sent_at=job.ordered),
        incident=row,
        unit_id=job.unit,
        state=job.state,
        is_primary=is_primary,
        assigned_at=job.ordered,
        **moments,
        released_at=job.cleared,
        last_status_at=max(filter(None, (job.ordered, *moments.values()))),
        release_code="done" if job.cleared else "",
    )


def _end(
    row: Incident, disposition: str, feedback: str, type_code: str, by: Actor, at: datetime
) -> None:
    if not INCIDENT.allows(row.state, "give_feedback"):
        raise NotOverYet
    give_feedback(
        incident=row.number,
        disposition=disposition,
        type_code=type_code,
        text=feedback,
        by=by,
        at=at,
    )
