"""Small ready-made things for tests; each says what it is in one sentence."""

from datetime import UTC, datetime, timedelta

from django.test import Client

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.models import Proposal
from quanju.domains.approvals.queries import proposal
from quanju.domains.approvals.types import ProposalView
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.roles import ROLES
from quanju.domains.people.actions import sessions
from quanju.domains.people.models import Appointment, Organisation, Person, Post
from quanju.domains.people.queries.actors import actor_in
from quanju.domains.people.types import Actor

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""12:00 on 23 November 2026 in Hailar."""

_STATION_ROLES = {
    "station_command": "command_room",
    "community_officer": "community_team",
    "case_officer": "case_team",
}


def a_branch(code: str = "hailar") -> Organisation:
    """The branch of the database; the same one when asked again."""
    branch, _ = Organisation.objects.get_or_create(
        kind="branch",
        defaults={"code": code, "name_zh": "演示分局", "name_en": "Demonstration branch"},
    )
    return branch


def a_station(code: str = "jiankang") -> Organisation:
    """A station with its two teams and one room."""
    station, made = Organisation.objects.get_or_create(
        code=code,
        defaults={
            "kind": "station",
            "name_zh": f"{code} 派出所",
            "name_en": f"{code} station",
            "parent": a_branch(),
        },
    )
    if made:
        for kind in _STATION_ROLES.values():
            Organisation.objects.create(
                code=f"{code}-{kind.replace('_', '-')}",
                kind=kind,
                name_zh=f"{code} {kind}",
                name_en=f"{code} {kind}",
                parent=station,
            )
    return station


def an_appointment(
    role: str,
    *,
    name: str = "",
    organisation: Organisation | None = None,
    valid_from: datetime = NOON - timedelta(days=30),
    valid_until: datetime | None = None,
    requires_second_factor: bool = False,
) -> Appointment:
    """A new person in a post of that role."""
    if organisation is None:
        organisation = a_branch()
        if role in _STATION_ROLES:
            organisation = a_station().parts.get(kind=_STATION_ROLES[role])
    number = Person.objects.count() + 1
    person = Person.objects.create(
        username=name or f"{role.replace('_', '-')}-{number}",
        display_name=f"演示-{ROLES[role].zh}{number}",
        badge_no=f"{number:06}",
    )
    post = Post.objects.create(
        code=f"{role.replace('_', '-')}-post-{number}",
        organisation=organisation,
        role=role,
        title_zh=ROLES[role].zh,
        title_en=ROLES[role].en,
        requires_second_factor=requires_second_factor,
    )
    return Appointment.objects.create(
        person=person,
        post=post,
        valid_from=valid_from,
        valid_until=valid_until,
        status="approved",
    )


def an_actor(role: str, **kwargs: object) -> Actor:
    """A new person acting in a post of that role."""
    return actor_in(an_appointment(role, **kwargs))  # type: ignore[arg-type]


def sign_in(client: Client, appointment: Appointment) -> Actor:
    """Sign the client in as that appointment's person, second factor and all, at this moment."""
    session = sessions.sign_in(person=appointment.person_id, at=now(), has_second_factor=True)
    client.force_login(
        appointment.person, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    browser = client.session
    browser["sign_in"] = session.ref
    browser.save()
    return actor_in(appointment, session=session.ref)


def decide(subject: str, verb: str = "approve", *, by: Actor, at: datetime) -> ProposalView:
    """Approve, refuse, withdraw the newest proposal of a matter, or let the clock expire it."""
    pk = Proposal.objects.filter(subject=subject).latest("pk").pk
    if verb == "expire":
        approvals.expire_due(at=at)
        return proposal(pk)
    more = {"why": "不行"} if verb == "refuse" else {}
    done: ProposalView = getattr(approvals, verb)(proposal=pk, by=by, at=at, **more)
    return done
