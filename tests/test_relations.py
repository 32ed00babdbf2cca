"""Who may what with whose: every right that asks how somebody stands to a matter, each case of it.

`pins/relations.csv` is the verdicts as they were read last: for each relation the roles that may,
and those that are refused for another reason than their role (tests/pinned.py).
"""

import inspect
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from typing import Any

from tests.pinned import same_as_read_last
from tests.test_rights import ROOMS

from quanju.domains.kernel.roles import ROLES
from quanju.domains.people.types import SERVICE, STRANGER, Actor

ME, SOMEBODY, MINE, THEIRS, BRANCH = 1, 2, 70, 80, 10
PERSON: dict[str, Any] = {"me": ME, "another": SOMEBODY}
CREW: dict[str, Any] = {"with_me": (ME, SOMEBODY), "without_me": (SOMEBODY,), "nobody": ()}
PLACE: dict[str, Any] = {"mine": MINE, "theirs": THEIRS, "branch": BRANCH}
STATION: dict[str, Any] = {"mine": 7, "theirs": 8, "none": None}
YES_OR_NO: dict[str, Any] = {"yes": True, "no": False}
RELATIONS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("officer", "owner", "person_id"), PERSON),
    **dict.fromkeys(("crew", "members", "roster"), CREW),
    **dict.fromkeys(("office", "site"), PLACE),
    **dict.fromkeys(("station", "station_id"), STATION),
    **dict.fromkeys(("is_restricted", "anywhere", "has_password"), YES_OR_NO),
    "station_ids": {"mine": (7, 8), "theirs": (8,), "none": (None,)},
    "first": {"me": "person:1", "another": "person:2"},
    "giver": {"me": "person:1", "another": "person:2"},
    "level": {"1": 1, "2": 2, "3": 3},
    "purpose": {"safety": "safety", "other": "curiosity"},
}
AT = {"station": (MINE, 7), "branch": (BRANCH, None)}
ELSEWHERE = {"proposal", "kind"}
"""Asked by the acts of two people (approvals/test_acts.py) and by the kinds of papers."""


def functions() -> dict[str, Any]:
    """The rights of all rooms that ask for more than a role."""
    found = {}
    for room in ROOMS:
        rights = import_module(f"quanju.domains.{room}.permissions")
        for name, one in vars(rights).items():
            own = inspect.isfunction(one) and one.__module__ == rights.__name__
            if own and not name.startswith("_") and not ELSEWHERE & _asked(one).keys():
                found[f"{room}.{name}"] = one
    return found


def _asked(right: Any) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(right).parameters)


def _actors(at: str) -> Iterator[Actor]:
    office, station = AT[at]
    for role in ROLES:
        yield Actor(
            subject="person:1",
            role=role,
            person_id=ME,
            post_id=1,
            organisation_id=office,
            organisation_ids=frozenset({office, BRANCH}),
            station_id=station,
        )
    if at == "branch":
        yield SERVICE
        yield STRANGER


def _rows() -> Iterator[tuple[str, str, str, str]]:
    for name, right in sorted(functions().items()):
        asked = [one for one in _asked(right) if one != "actor"]
        for at, *told in product(AT, *(RELATIONS[one] for one in asked)):
            values = {a: RELATIONS[a][t] for a, t in zip(asked, told, strict=True)}
            may, refused = _verdicts(right, at, values)
            if may or refused:
                relation = " ".join(f"{a}={t}" for a, t in zip(asked, told, strict=True))
                yield name, f"at={at} {relation}".strip(), may, refused


def _verdicts(right: Any, at: str, values: dict[str, Any]) -> tuple[str, str]:
    may, refused = [], defaultdict[str, list[str]](list)
    for actor in _actors(at):
        who = {"actor": actor} if "actor" in _asked(right) else {}
        verdict = right(**who, **values)
        if verdict:
            may.append(actor.role or actor.subject)
        elif verdict is not False and verdict.code != "DENY_ROLE":
            refused[verdict.code].append(actor.role or actor.subject)
    reasons = (f"{code}: {' '.join(roles)}" for code, roles in sorted(refused.items()))
    return " ".join(may), "; ".join(reasons)


def test_every_relation_is_answered_as_it_was_read_last(pytestconfig):
    rows = [("right", "relation", "may", "refused"), *_rows()]
    assert same_as_read_last("relations.csv", rows, pytestconfig)


def test_there_are_relations_to_ask():
    assert len(functions()) > 30
