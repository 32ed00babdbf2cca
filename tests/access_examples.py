"""An example for every address with a part to fill in, for tests/test_access_table.py.

A new address whose parts are not named below needs a line: by its name, or, for a part that means
the same everywhere, by the name of the part.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests import town
from tests.domains.dispatch.stories import an_incident, an_order
from tests.domains.patrol.crews import a_unit, on_duty
from tests.factories import a_branch, a_station, actor_in, an_appointment

from quanju.domains.dispatch.actions import load_shipped_rules
from quanju.domains.dispatch.models import Alert, PendingAct
from quanju.domains.geo.actions import set_circumstance
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text
from quanju.domains.people.models import Appointment, SecondFactorReset
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook import actions as rulebook
from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.types import RuleKind, kind_named

KIND = "access.example"


class Examples:
    """A small branch with one of everything that has an address of its own."""

    def __init__(self, folder: Path) -> None:
        self._people()
        self._dispatch(folder)

    def _people(self) -> None:
        station, officer = a_station(), an_appointment("case_officer", name="example-officer")
        proposer = an_appointment("system_admin", name="example-proposer").person
        waiting = Appointment.objects.create(
            person=officer.person,
            post=officer.post,
            valid_from=now() + timedelta(days=365),
            granted_by=proposer,
            proposed_at=now(),
        )
        reset = SecondFactorReset.objects.create(
            person=officer.person, asked_by=proposer, asked_at=now()
        )
        rule = self._a_proposed_rule(proposer)
        decide = {"pk": waiting.pk}
        self.by_name: dict[str, dict[str, Any]] = {
            "account:end_own_session": {"ref": "0" * 24},
            "administration:organisation": {"pk": station.pk},
            "administration:add_organisation_under": {"parent": a_branch().pk},
            "administration:add_post": {"organisation": station.pk},
            "administration:post": {"pk": officer.post_id},
            "administration:approve_appointment": decide,
            "administration:reject_appointment": decide,
            "administration:withdraw_appointment": decide,
            "administration:end_appointment": {"pk": officer.pk},
            "administration:decide_reset": {"pk": reset.pk, "verb": "approve"},
            "administration:rule_kind": {"kind": KIND},
            "administration:propose_rule": {"kind": KIND},
            "administration:rule": {"kind": KIND, "version": 1},
            "administration:approve_rule": {"pk": rule.pk},
            "administration:reject_rule": {"pk": rule.pk},
            "administration:withdraw_rule": {"pk": rule.pk},
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
            self.by_name[f"administration:{verb}"] = {"pk": officer.person_id}

    def _dispatch(self, folder: Path) -> None:
        early, at = now() - timedelta(days=1), now()
        town.load_roads(folder, at=early)
        town.load_areas(at=early)
        town.load_zones(at=early)
        town.load_staging_points(at=early)
        load_shipped_rules(by=SERVICE, at=early)
        unit, _ = on_duty(a_unit("特-01"), where=(2, 2), at=at)
        incident = an_incident(at=at)
        order = an_order(incident, unit.pk, at=at)
        desk = an_appointment("dispatcher", name="example-dispatcher")
        other = an_incident(where=(3.2, 2), at=at)
        act = PendingAct.objects.create(
            kind="merge",
            incident=other,
            other=incident,
            proposed_by=desk.person.subject,
            proposed_at=at,
        )
        alert = Alert.objects.create(kind="backup", subject=unit.subject, raised_at=at)
        self.by_part: dict[str, Any] = {
            "number": incident.number,
            "call_sign": unit.call_sign,
            "step": "acknowledge",
            "layer": "zones",
            "name": "zones",
            "z": 13,
            "x": 6821,
            "y": 2816,
            "alert": alert.pk,
            "act": act.pk,
            "answer": "decline",
            "verb": "add_note",
            "receipt": order.receipt_id,
        }
        snow = set_circumstance(name_zh="雪", factor=1.4, by=actor_in(desk), at=at)
        self.by_name["dispatch_desk:lift"] = {"kind": "circumstance", "pk": snow.pk}
        lon, lat = town.spot(3, 2)
        place = {"lon": lon, "lat": lat}
        key = "access-table"
        # What a body must hold so that the right is what decides.
        self.body: dict[str, dict[str, Any]] = {
            "api:create_incident": {"idempotency_key": key, "type_code": "fight", **place},
            "api:send_order": {"idempotency_key": key, "receipt": "x", "call_signs": []},
            "api:take_step": {},
            "api:give_feedback": {"disposition": "mediated", "type_code": "fight"},
            "api:add_note": {"text": "x"},
            "api:report_position": place,
        }
        span = {"from_at": f"{early:%Y-%m-%dT%H:%M:%SZ}", "until_at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
        self.query: dict[str, dict[str, str]] = {
            "api:suggest_places": {"q": "中央"},
            "api:list_measures": span,
        }

    @staticmethod
    def _a_proposed_rule(proposer: Any) -> RuleTable:
        if kind_named(KIND) is None:
            RuleKind(KIND, Text("示例", "Example"), dict)
        rulebook.load_rule(
            kind=KIND, content={"a": 1}, source="", effective_from=now(), by=SERVICE, at=now()
        )
        return RuleTable.objects.create(
            kind=KIND,
            version=2,
            content={"a": 2},
            proposed_by=proposer,
            proposed_at=now(),
            effective_from=now(),
        )

    def parts(self, name: str, wanted: list[str]) -> dict[str, Any]:
        """What to put into the address called `name`; KeyError names the missing part."""
        given = self.by_name.get(name, {})
        return {part: given[part] if part in given else self.by_part[part] for part in wanted}
