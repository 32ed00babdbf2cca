"""Opening a group: in one press from an incident, with the seats that are on duty now."""

from collections.abc import Mapping
from datetime import datetime

from quanju.domains.approvals.actions import propose
from quanju.domains.coordination import events
from quanju.domains.coordination.actions.calling import note_called, seat_people
from quanju.domains.coordination.actions.carrying import carry_open, store_group
from quanju.domains.coordination.actions.holding import (
    check_running,
    check_speaks,
    held_group,
    note_group,
    sign,
)
from quanju.domains.coordination.acts import OPEN_RESTRICTED
from quanju.domains.coordination.models import Group, Member
from quanju.domains.coordination.permissions import may_open_groups
from quanju.domains.coordination.queries.groups import group_rules, told_group
from quanju.domains.coordination.queries.seats import fill_seats
from quanju.domains.coordination.rules import GROUPS, GroupRules, TypeRow
from quanju.domains.coordination.types import (
    CLASSIFICATIONS,
    LONGEST_FACT,
    LONGEST_TITLE,
    GroupView,
)
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.geo.queries.place_notes import what_tells_of_a_person
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.queries.organisations import organisation
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

TITLE = Text("群名", "the title")


class UnknownType(Refused):
    """One of the catalogue: opening a group outside of it is impossible."""

    code = "UNKNOWN_GROUP_TYPE"
    text = Text("请从目录里选群类型", "Choose a type from the catalogue")
    status = 422
    field = "kind"


class TitleNamesSomebody(Refused):
    """A group is about a matter (COL-06)."""

    code = "TITLE_NAMES_SOMEBODY"
    text = Text(
        "群名写事，不写人：请去掉“{found}”",
        "A title tells of a matter, not of a person: leave out “{found}”",
    )
    status = 422
    field = "title"


class FactMissing(Refused):
    """The formula asks for it before the group is opened; an urgent type may follow up."""

    code = "FACT_MISSING"
    text = Text("开群还缺：{fact}", "Missing to open the group: {fact}")
    status = 422

    def __init__(self, *, fact: Text, code: str) -> None:
        super().__init__(fact=fact)
        self.field = f"fact_{code}"


class CheckedByAnother(Refused):
    """Whoever opened it does not check it."""

    code = "CHECKED_BY_ANOTHER"
    text = Text("建群要由另一个人核", "Another person checks the opening")


class NothingToCheck(Refused):
    """It was checked, or its type opens only when complete."""

    code = "NOTHING_TO_CHECK"
    text = Text("这个群不需要核建群，或已经核过", "This opening needs no check, or was checked")


class NotComplete(Refused):
    """The facts or seats of the formula are still missing."""

    code = "OPENING_NOT_COMPLETE"
    text = Text("还缺：{missing}。补齐后再核", "Still missing: {missing}. Complete it first")


def open_group(
    *,
    kind: str,
    title: str,
    facts: Mapping[str, str],
    responsible: int | None = None,
    classification: str = "",
    incident: str = "",
    by: Actor,
    at: datetime,
) -> GroupView:
    """Open a group: its seats are called at once, each to who is on duty now.

    Refuses: a type outside of the catalogue, a title that points to a person, a missing fact or a
    seat nobody can fill (by name; an urgent type opens and is checked within hours), no responsible
    unit. A restricted one waits for the duty command.
    """
    may_open_groups(by).or_refuse()
    rules = group_rules(at)
    asked = rules.types.get(kind)
    if asked is None:
        raise UnknownType()
    if incident:
        incident = incident_named(incident, actor=by, at=at).number
    row = new_group(rules, asked, title, facts, classification or asked.classification, by, at)
    row.incident, row.responsible_id = incident, unit_answering(responsible, by)
    with write():
        if row.classification == "restricted":
            _draft(row, by, at)
        else:
            carry_open(row, rules, asked, by, at)
    return told_group(row.pk, at=at)


def complete_opening(*, group: str, facts: Mapping[str, str], by: Actor, at: datetime) -> GroupView:
    """Write the opening facts that were left out; and call the seats that were empty, if now they
    can be filled."""
    with write():
        row, mine = held_group(group, by, at)
        check_speaks(mine)
        check_running(row)
        rules = group_rules(at)
        preset = rules.presets.get(row.preset, rules.now)
        row.facts = {**row.facts, **_facts(rules, preset.facts, facts)}
        row.last_at = at
        row.save()
        note_group(events.GROUP_COMPLETED, row, by, at)
        _fill_empty(row, rules, by, at)
    return told_group(row.pk, at=at)


def check_opening(*, group: str, by: Actor, at: datetime) -> GroupView:
    """Look at what was opened at once: another person than its opener says that it is complete."""
    with write():
        row, _ = held_group(group, by, at)
        view = told_group(row.pk, at=at)
        if not view.needs_check:
            raise NothingToCheck()
        if by.person_id == row.opener_id:
            raise CheckedByAnother()
        if missing := [*view.missing_facts, *view.empty_seats]:
            raise NotComplete(
                missing=Text("、".join(m.zh for m in missing), ", ".join(m.en for m in missing))
            )
        row.checked_at, row.checked_by_id = at, by.person_id
        row.save(update_fields=["checked_at", "checked_by"])
        sign(row, "opening", by, at)
        note_group(events.GROUP_CHECKED, row, by, at)
    return told_group(row.pk, at=at)


def checked_title(title: str, at: datetime) -> str:
    """One line about a matter; refuses what points to a person by the branch's rules."""
    line = words.line(title, TITLE, longest=LONGEST_TITLE, field="title")
    if told := what_tells_of_a_person(line, at):
        raise TitleNamesSomebody(found=told[0])
    return line


def new_group(
    rules: GroupRules,
    kind: TypeRow,
    title: str,
    facts: Mapping[str, str],
    classification: str,
    by: Actor,
    at: datetime,
) -> Group:
    if classification not in CLASSIFICATIONS:
        raise NotFound(subject=f"classification {classification[:20]!r}")
    said = _facts(rules, rules.now.facts, facts)
    missing = [code for code in rules.now.facts if not said.get(code)]
    if missing and not kind.is_urgent:
        raise FactMissing(fact=rules.facts[missing[0]].name, code=missing[0])
    return Group(
        kind=kind.code,
        title=checked_title(title, at),
        classification=classification,
        status="draft",
        is_urgent=kind.is_urgent,
        facts=said,
        preset=rules.in_force,
        rules=in_force(GROUPS, at=at).reference,
        owner_id=by.person_id or 0,
        opener_id=by.person_id or 0,
        begun_at=at,
        last_at=at,
    )


def _facts(rules: GroupRules, codes: tuple[str, ...], given: Mapping[str, str]) -> dict[str, str]:
    said = {}
    for code in codes:
        name = rules.facts[code].name
        text = given.get(code, "")
        line = words.lines(text, name, longest=LONGEST_FACT, needed=False, field=f"fact_{code}")
        if line:
            said[code] = line
    return said


def unit_answering(chosen: int | None, by: Actor) -> int:
    """The unit that was chosen, else the opener's station, else the opener's own office."""
    unit = chosen or by.station_id or by.organisation_id
    return organisation(unit or 0).pk


def _fill_empty(row: Group, rules: GroupRules, by: Actor, at: datetime) -> None:
    inside = Member.objects.present(at).filter(group=row)
    seats, sitting = set(), set()
    for seat, person in inside.values_list("seat", "person"):
        seats.add(seat)
        sitting.add(person)
    preset = rules.presets.get(row.preset, rules.now)
    empty = [rules.seats[code] for code in preset.seats if code not in seats]
    kind = rules.types.get(row.kind)
    if not empty or kind is None:
        return
    filled = fill_seats(empty, responsible=row.responsible_id, taken=sitting, by=by, at=at)
    note_called(row, seat_people(row, kind, filled, by, at), by, at)


def _draft(row: Group, by: Actor, at: datetime) -> None:
    store_group(row, at)
    member = Member(
        group=row,
        person_id=row.opener_id,
        role="owner",
        status="joined",
        invited_at=at,
        joined_at=at,
        post=str(by.title or "")[:120],
    )
    member.save(force_insert=True)
    note_group(events.GROUP_DRAFTED, row, by, at, kind=row.kind)
    propose(
        OPEN_RESTRICTED,
        subject=row.subject,
        said=Text("建限制协同群 {number}", "Open restricted group {number}").filled(
            number=row.number
        ),
        content={"group": row.pk},
        by=by,
        at=at,
    )
