"""Accounts, posts, rules and notices that have addresses of their own."""

import uuid
from typing import Any

from tests.builders.outbox import told
from tests.builders.people import a_branch, a_station, an_appointment
from tests.examples.found import Found

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text
from quanju.domains.notices.models import Delivery, Notice
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook import actions as rulebook
from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.types import RuleKind, Table, kind_named

KIND = "access.example"


class ExampleTable(Table):
    a: int


def fill(found: Found) -> None:
    station, officer = a_station(), an_appointment("case_officer", name="example-officer")
    _a_proposed_rule()
    found.by_name |= {
        "shared:forget_view": {"pk": 1},
        "account:end_own_session": {"ref": "0" * 24},
        "administration:organisation": {"pk": station.pk},
        "administration:add_organisation_under": {"parent": a_branch().pk},
        "administration:add_post": {"organisation": station.pk},
        "administration:post": {"pk": officer.post_id},
        "administration:end_appointment": {"pk": officer.pk},
        "operation:retry_reaction": {"name": "planning.shift_moved"},
        **_notices(officer.person),
        "administration:rule_kind": {"kind": KIND},
        "administration:propose_rule": {"kind": KIND},
        "administration:rule": {"kind": KIND, "version": 1},
        "journal_reader:entry": {"number": 1},
    }
    for verb in (
        "account",
        "appoint",
        "set_password",
        "deactivate_person",
        "reactivate_person",
        "ask_second_factor_reset",
    ):
        found.by_name[f"administration:{verb}"] = {"pk": officer.person_id}


def _notices(person: Any) -> dict[str, dict[str, Any]]:
    """A notice of somebody's own, and a line of the outbox."""
    told(person, at=now())
    notice = Notice.objects.get()
    line = Delivery.objects.create(
        notice=notice, way="sms", key=uuid.uuid4(), words="x", next_try_at=now()
    )
    return {
        "notices:read_notice": {"pk": notice.pk},
        "operation:retry_delivery": {"pk": line.pk},
    }


def _a_proposed_rule() -> RuleTable:
    if kind_named(KIND) is None:
        RuleKind(KIND, Text("示例", "Example"), ExampleTable)
    rulebook.load_rule(kind=KIND, text="a = 1\n", effective_from=now(), by=SERVICE, at=now())
    return RuleTable.objects.create(
        kind=KIND,
        version=2,
        text="a = 2\n",
        proposed_at=now(),
        effective_from=now(),
    )
