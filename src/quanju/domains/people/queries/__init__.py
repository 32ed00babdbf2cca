"""Questions to people."""

from quanju.domains.people.queries.accounts import (
    Account,
    AccountPage,
    account,
    accounts,
    stations_of,
)
from quanju.domains.people.queries.actors import (
    actor_in,
    actor_of,
    appointments_of,
    names_of,
    people_by_username,
    roles_held,
)
from quanju.domains.people.queries.appointments import (
    AppointmentView,
    appointment,
    appointments_for,
    appointments_in,
)
from quanju.domains.people.queries.duties import DutyView, duties_of, on_duty
from quanju.domains.people.queries.organisations import (
    OrganisationLine,
    PostView,
    below,
    branch,
    organisation,
    organisations_by_code,
    post,
    posts,
    posts_by_code,
    station_of,
    tree,
)
from quanju.domains.people.queries.recipients import (
    actors_in,
    holders_of,
    languages_of,
    on_duty_among,
)
from quanju.domains.people.queries.sessions import (
    HeldPost,
    has_entered_from,
    may_remove_second_factor,
    posts_to_choose,
    sessions_of,
    sessions_to_end,
    standing,
)
from quanju.domains.people.second_factor import has_second_factor, unused_recovery_codes

__all__ = [
    "Account",
    "AccountPage",
    "AppointmentView",
    "DutyView",
    "HeldPost",
    "OrganisationLine",
    "PostView",
    "account",
    "accounts",
    "actor_in",
    "actor_of",
    "actors_in",
    "appointment",
    "appointments_for",
    "appointments_in",
    "appointments_of",
    "below",
    "branch",
    "duties_of",
    "has_entered_from",
    "has_second_factor",
    "holders_of",
    "languages_of",
    "may_remove_second_factor",
    "names_of",
    "on_duty",
    "on_duty_among",
    "organisation",
    "organisations_by_code",
    "people_by_username",
    "post",
    "posts",
    "posts_by_code",
    "posts_to_choose",
    "roles_held",
    "sessions_of",
    "sessions_to_end",
    "standing",
    "station_of",
    "stations_of",
    "tree",
    "unused_recovery_codes",
]
