"""Notes on public places: proposed by one, approved by another, over on a day that is named."""

from datetime import date, datetime, timedelta

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.actions import overtake
from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.geo import events
from quanju.domains.geo.models import PlaceNote
from quanju.domains.geo.permissions import may_decide_place_note, may_propose_place_note
from quanju.domains.geo.queries.checks import check_place
from quanju.domains.geo.queries.place_notes import what_tells_of_a_person
from quanju.domains.geo.rules import PLACE_NOTES
from quanju.domains.geo.types import NOTE_ABOUT, NOTE_KINDS
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.days import end_of_day, local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


class NoteKindUnknown(Refused):
    """A note is about a hazard, an entrance or keys, at a public place, a building or a road."""

    code = "NOTE_KIND_UNKNOWN"
    text = Text("请从列表里选择", "Choose from the list")
    status = 422
    field = "kind"


class NoteTellsOfAPerson(Refused):
    """It holds a name, a number or a word that points to a person."""

    code = "NOTE_TELLS_OF_A_PERSON"
    text = Text("“{found}”：{why}", "“{found}”: {why}")
    status = 422
    field = "text"


class NoteEndNotUsable(Refused):
    """It ends on a day after today, and not too far ahead."""

    code = "NOTE_END_NOT_USABLE"
    text = Text(
        "要写到哪天为止：明天以后，最长 {days} 天",
        "It needs its last day: after today, in {days} days",
    )
    status = 422
    field = "until_on"


class NoteIsOver(Refused):
    """It has ended."""

    code = "NOTE_IS_OVER"
    text = Text("这条提示已经结束", "This note is over")


def propose_place_note(
    *,
    kind: str,
    about: str,
    place: str,
    text: str,
    lon: float,
    lat: float,
    until_on: date,
    datum: str = "WGS-84",
    by: Actor,
    at: datetime,
) -> ProposalView:
    """Put a note on a public place, a building or a road up for a second person.

    Refuses: other roles, words that tell of a person by the branch's rules, no last day or one too
    far ahead, a place outside the branch. What no rule finds is for the second person to see.
    """
    may_propose_place_note(by).or_refuse()
    if kind not in NOTE_KINDS or about not in NOTE_ABOUT:
        raise NoteKindUnknown
    rules = in_force(PLACE_NOTES, at=at).content
    today = local_day(at)
    if not today < until_on <= today + timedelta(days=rules.longest_days):
        raise NoteEndNotUsable(days=f"{rules.longest_days:g}")
    name = _told(place, Text("地点", "the place"), 120, "place", at)
    said = _told(text, Text("提示", "the note"), 300, "text", at)
    lon, lat = check_place(lon, lat, datum, at=at)
    with write():
        row = PlaceNote.objects.create(
            kind=kind,
            about=about,
            place=name,
            text=said,
            lon=lon,
            lat=lat,
            proposed_at=at,
            valid_until=end_of_day(until_on),
        )
        return approvals.propose(
            NOTE,
            subject=row.subject,
            said=Text("地点提示：{place}：{text}", "Place note: {place}: {text}").filled(
                place=name, text=said
            ),
            content={"note": row.pk},
            by=by,
            at=at,
        )


def _told(text: str, what: Text, longest: int, field: str, at: datetime) -> str:
    """One line that tells of a place; refuses what a rule finds about a person."""
    line = words.line(text, what, longest=longest, field=field)
    if told := what_tells_of_a_person(line, at):
        refused = NoteTellsOfAPerson(found=told[0], why=told[1])
        refused.field = field
        raise refused
    return line


def end_place_note(*, note: int, by: Actor, at: datetime) -> PlaceNote:
    """End a note before its day: what is wrong goes at once, by one person."""
    may_propose_place_note(by).or_refuse()
    with write():
        row = _held(note)
        if row.ended_at is not None or row.valid_until <= at:
            raise NoteIsOver
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        overtake(subject=row.subject, by=by, at=at)
        record(events.PLACE_NOTE_ENDED, subject=row.subject, by=by, at=at, facts={})
    return row


def _held(note: int) -> PlaceNote:
    return held(PlaceNote, f"place_note:{note}", pk=note)


def _carry_out(proposal: ProposalView, by: Actor, at: datetime) -> None:
    row = _held(proposal.content["note"])
    if row.ended_at is not None or row.valid_until <= at:
        raise NoteIsOver
    row.valid_from = at
    row.save(update_fields=["valid_from"])
    record(
        events.PLACE_NOTE_SET,
        subject=row.subject,
        by=by,
        at=at,
        facts={"kind": row.kind, "until": row.valid_until.isoformat()},
    )


def _set_aside(proposal: ProposalView, by: Actor, at: datetime) -> None:
    PlaceNote.objects.filter(pk=proposal.content["note"], ended_at=None).update(ended_at=at)


NOTE = Act(
    name="geo.set_place_note",
    label=Text("地点提示", "note on a place"),
    may_decide=lambda actor, _: may_decide_place_note(actor),
    roles=may_decide_place_note.roles,
    hold=lambda proposal: _held(proposal.content["note"]),
    carry_out=_carry_out,
    set_aside=_set_aside,
)
