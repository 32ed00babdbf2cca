"""Questions to people."""

from quanju.domains.people.queries.actors import (
    actor_in,
    actor_of,
    appointments_of,
    people_by_username,
    roles_held,
)
from quanju.domains.people.queries.organisations import (
    below,
    branch,
    organisations_by_code,
    station_of,
)
from quanju.domains.people.queries.sessions import (
    HeldPost,
    posts_to_choose,
    sessions_of,
    sessions_to_end,
    standing,
)

__all__ = [
    "HeldPost",
    "actor_in",
    "actor_of",
    "appointments_of",
    "below",
    "branch",
    "organisations_by_code",
    "people_by_username",
    "posts_to_choose",
    "roles_held",
    "sessions_of",
    "sessions_to_end",
    "standing",
    "station_of",
]
