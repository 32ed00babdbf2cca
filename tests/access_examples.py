"""An example for every address with a part to fill in, for tests/test_access_table.py.

A new address whose parts are not named below needs a line: by its name, or, for a part that means
the same everywhere, by the name of the part.
"""

import hashlib
import uuid
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from tests.builders import town
from tests.builders.cases import registered
from tests.builders.crews import a_unit, on_duty
from tests.builders.files import a_photo
from tests.builders.groups import a_group
from tests.builders.hall import greeted, lobby, receptionist
from tests.builders.incidents import an_incident, an_order
from tests.builders.outbox import told
from tests.builders.people import a_branch, a_station, actor_in, an_appointment
from tests.builders.reports import a_room, taken

from quanju.domains.coordination.actions.plans import open_plan
from quanju.domains.dispatch.actions.bridges import add_bridge
from quanju.domains.dispatch.actions.bulletins import make_bulletin
from quanju.domains.dispatch.actions.calls import answer_call
from quanju.domains.dispatch.actions.exercises import start_exercise
from quanju.domains.dispatch.actions.handover import sign_outgoing
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.actions.messages import send_message
from quanju.domains.dispatch.actions.scheduling import Arranged, schedule_incident
from quanju.domains.dispatch.actions.screens import open_screen
from quanju.domains.dispatch.actions.take_call import settle_call
from quanju.domains.dispatch.models import Alert, LostCall, RadioEntry
from quanju.domains.documents.actions.setting import finish_paper
from quanju.domains.documents.models import Paper, PaperCopy
from quanju.domains.duty.actions import feeds, occasions, secondments, volunteers
from quanju.domains.duty.actions import planning as planning_actions
from quanju.domains.geo.actions.closures import set_circumstance
from quanju.domains.geo.actions.place_notes import propose_place_note
from quanju.domains.journal.actions.reacting import begin_reactions
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.domains.notices.models import Delivery, Notice
from quanju.domains.operation import actions as operation
from quanju.domains.operation import queries as operation_queries
from quanju.domains.patrol.actions import emergency
from quanju.domains.people.types import SERVICE, Actor
from quanju.domains.planning.actions.plans import draft_plan
from quanju.domains.planning.actions.reports import issue_report
from quanju.domains.planning.models import Study, Suggestion
from quanju.domains.reception.actions.follow_ups import plan_follow_up
from quanju.domains.reception.actions.letters import send_letter
from quanju.domains.reception.actions.pre_reports import write_pre_report
from quanju.domains.reception.actions.reports import take_report
from quanju.domains.reception.models import CaseReport, FollowUp
from quanju.domains.reception.queries.sites import site_with
from quanju.domains.rounds.actions import planning as rounds_planning_actions
from quanju.domains.rounds.types import CheckpointPlan
from quanju.domains.rulebook import actions as rulebook
from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.types import RuleKind, Table, kind_named
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.actions.findings import raise_finding
from quanju.domains.supervision.actions.inspection_plans import plan_inspection
from quanju.domains.supervision.actions.inspections import draw_sample
from quanju.domains.supervision.actions.recordings import index_recording
from quanju.domains.supervision.models import RuleHit
from quanju.pages.reception_hall.public_views import key_of_day

KIND = "access.example"


def a_lost_call(desk: Actor, at: datetime) -> int:
    """A caller who said nothing and is to be called back."""
    settle_call(ending="lost", caller_number="13900005678", by=desk, at=at)
    return LostCall.objects.get().pk


class ExampleTable(Table):
    a: int


def planned() -> dict[str, object]:
    """What a scheduled incident is told by, but for its moment."""
    lon, lat = town.spot(3, 2)
    return {"type_code": "fight", "text": "x", "address": "x", "lon": lon, "lat": lat}


CELL = {"zone": 1, "calls": 5, "days": 1, "mean": 1.0, "low": 0, "high": 3, "units": 1}
BASIS = {"why_zh": "", "why_en": "", "first_on": "2026-01-01", "days": 28, "calls": 40}


class Examples:
    """A small branch with one of everything that has an address of its own."""

    def __init__(self, folder: Path) -> None:
        operation_queries.forget()
        operation.beat(at=now())  # a branch whose jobs run
        begin_reactions(at=now())
        self._people()
        self._dispatch(folder)
        self._patrol_board()
        self._planning()
        self._hall()
        self._groups()
        self._cases()
        self._supervision()

    def _people(self) -> None:
        station, officer = a_station(), an_appointment("case_officer", name="example-officer")
        self._a_proposed_rule()
        self.by_name: dict[str, dict[str, Any]] = {
            "shared:forget_view": {"pk": 1},
            "account:end_own_session": {"ref": "0" * 24},
            "administration:organisation": {"pk": station.pk},
            "administration:add_organisation_under": {"parent": a_branch().pk},
            "administration:add_post": {"organisation": station.pk},
            "administration:post": {"pk": officer.post_id},
            "administration:end_appointment": {"pk": officer.pk},
            "operation:retry_reaction": {"name": "planning.shift_moved"},
            **self._notices(officer.person),
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
            self.by_name[f"administration:{verb}"] = {"pk": officer.person_id}

    def _dispatch(self, folder: Path) -> None:
        early, at = now() - timedelta(days=1), now()
        town.load_all(folder, at=early)
        unit, _ = on_duty(a_unit("特-01"), where=(2, 2), at=at)
        incident = an_incident(at=at)
        order = an_order(incident, unit.pk, at=at)
        desk = an_appointment("dispatcher", name="example-dispatcher")
        other = an_incident(where=(3.2, 2), at=at)
        merge = {"incident": other.number, "into": incident.number}
        act = propose_merge(**merge, by=actor_in(desk), at=at)
        in_need, _ = on_duty(a_unit("特-02"), where=(3, 3), at=at)
        emergency.panic(unit=in_need.pk, by=actor_in(desk), at=at)
        alert = Alert.objects.create(kind="backup", subject=unit.subject, raised_at=at)
        told = {"does": "break", "entered_by_id": actor_in(desk).person_id, "entered_at": at}
        entry = RadioEntry.objects.create(unit_id=unit.pk, **told)
        self.by_part: dict[str, Any] = {
            "entry": entry.pk,
            "number": incident.number,
            "incident": incident.number,
            "subject": incident.subject,
            "call_sign": unit.call_sign,
            "unit": in_need.pk,
            "step": "acknowledge",
            "layer": "zones",
            "name": "zones",
            "z": 13,
            "x": 6821,
            "y": 2816,
            "alert": alert.pk,
            "proposal": act.pk,
            "verb": "add_note",
            "receipt": order.receipt_id,
        }
        photo = a_photo(incident, by=actor_in(desk), at=at)
        for name in ("file", "download", "picture", "thumbnail"):
            self.by_name[f"files:{name}"] = {"use": photo}
        call = answer_call(caller_number="13900001234", by=actor_in(desk), at=at)
        for name in ("line_form", "see_caller", "recording"):
            self.by_name[f"dispatch_desk:{name}"] = {"number": call.number}
        shift = sign_outgoing(by=actor_in(desk), at=at)
        made = make_bulletin(span="day", day=local_day(at), by=SERVICE, at=at)
        chief = an_appointment("shift_supervisor", name="example-supervisor")
        screen, key = open_screen(name="大厅", by=actor_in(chief), at=at)
        self.by_name["dispatch_desk:withdraw_screen"] = {"pk": screen.pk}
        for name in ("wall", "wall_now"):
            self.by_name[f"dispatch_desk:{name}"] = {"key": key}
        message = send_message(sent_to="all", text="x", by=actor_in(desk), at=at)
        for name in ("tell_message_by_radio", "end_message"):
            self.by_name[f"dispatch_desk:{name}"] = {"message": message.number}
        self.by_name["dispatch_desk:past_handover"] = {"pk": shift.pk}
        for name in ("bulletin", "issue_bulletin"):
            self.by_name[f"dispatch_desk:{name}"] = {"pk": made.pk}
        self.by_name["dispatch_desk:sign_handover"] = {"side": "incoming"}
        later = at + timedelta(days=1)
        kept = schedule_incident(
            what=Arranged(**planned(), begins_at=later), by=actor_in(desk), at=at
        )
        for name in ("change_scheduled", "withdraw_scheduled", "begin_scheduled"):
            self.by_name[f"dispatch_desk:{name}"] = {"number": kept.number}
        practised = start_exercise(title="x", by=actor_in(chief), at=at)
        self.by_name["dispatch_desk:end_exercise"] = {"pk": practised.pk}
        self.by_name["dispatch_desk:take_over_desk"] = {"desk": 1}
        self.by_name["dispatch_desk:call_back"] = {"pk": a_lost_call(actor_in(desk), at)}
        administrator = actor_in(an_appointment("system_admin", name="example-administrator"))
        bridge, _ = add_bridge(name="example", by=administrator, at=at)
        self.by_name["administration:withdraw_bridge"] = {"pk": bridge.pk}
        snow = set_circumstance(name_zh="雪", factor=1.4, by=actor_in(desk), at=at)
        until_on = local_day(at) + timedelta(days=9)
        where = dict(zip(("lon", "lat"), town.spot(3, 2), strict=True))
        note = propose_place_note(
            kind="hazard",
            about="road",
            place="西桥",
            text="限高",
            until_on=until_on,
            by=actor_in(desk),
            at=at,
            **where,
        )
        self.by_name["dispatch_desk:end_place_note"] = {"note": note.content["note"]}
        self.by_name["dispatch_desk:lift"] = {"kind": "circumstance", "pk": snow.pk}
        lon, lat = town.spot(3, 2)
        place = {"lon": lon, "lat": lat}
        key = "access-table"
        # What a body must hold so that the right is what decides.
        self.body: dict[str, dict[str, Any]] = {
            "api:create_incident": {"idempotency_key": key, "type_code": "fight", **place},
            "api:send_order": {"idempotency_key": key, "receipt": "x", "call_signs": []},
            "api:take_step": {"idempotency_key": f"{key}-step"},
            "api:give_feedback": {
                "idempotency_key": f"{key}-feedback",
                "disposition": "mediated",
                "type_code": "fight",
            },
            "api:accept_feedback": {"idempotency_key": f"{key}-accept"},
            "api:add_note": {"idempotency_key": f"{key}-note", "text": "x"},
            "api:move_incident": {"idempotency_key": f"{key}-place", **place},
            "api:report_position": place,
            "api:post_eido": {"idempotency_key": f"{key}-eido", "document": {}},
        }
        span = {"from_at": f"{early:%Y-%m-%dT%H:%M:%SZ}", "until_at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
        self.query: dict[str, dict[str, str]] = {
            "api:suggest_places": {"q": "中央"},
            "api:list_measures": span,
            "api:get_eido": {"body": "traffic"},
        }

    def _patrol_board(self) -> None:
        at, desk = now(), an_appointment("dispatcher", name="example-planner")
        by = actor_in(desk)
        begins, ends = at + timedelta(hours=1), at + timedelta(hours=9)
        unit = a_unit("巡-90").pk
        shift = planning_actions.plan_shift(
            force_type="special_police",
            organisation=a_branch().pk,
            zone=1,
            duty_from=begins,
            duty_until=ends,
            by=by,
            at=at,
        )
        walk = rounds_planning_actions.plan_round(
            mode="car",
            zone=1,
            organisation=a_branch().pk,
            duty_from=begins,
            duty_until=ends,
            checkpoints=[CheckpointPlan(name=Text("桥", "bridge"), due_at=begins)],
            unit=unit,
            by=by,
            at=at,
        )
        occasion = occasions.add_occasion(
            name=Text("夜市", "Night market"),
            staging_point=1,
            force_type="special_police",
            headcount=2,
            weekdays=range(7),
            starts_on=at.date(),
            ends_on=at.date() + timedelta(days=30),
            begins=time(19),
            ends=time(23),
            zone=ZoneInfo("Asia/Shanghai"),
            by=by,
            at=at,
        )
        leader = actor_in(an_appointment("branch_leader", name="example-leader"))
        seconded = secondments.second_person(
            person=desk.person_id,
            home=a_branch().pk,
            host=a_station().pk,
            duty_from=at,
            duty_until=ends,
            by=leader,
            at=at,
        )
        feed, secret = feeds.add_feed(content="own", by=by, at=at)
        volunteer = an_appointment("volunteer", name="example-volunteer").person_id
        volunteers.register_volunteer(person=volunteer, by=leader, at=at)
        for name in ("shift", "change_members", "move_shift", "sign_up", "log_duty"):
            self.by_name[f"patrol_board:{name}"] = {"pk": shift.pk, "step": "confirm"}
        self.by_name |= {
            "patrol_board:thank_volunteer": {"pk": shift.pk, "person": volunteer},
            "patrol_board:round": {"pk": walk.pk},
            "patrol_board:move_round": {"pk": walk.pk, "step": "start"},
            "patrol_board:close_checkpoint": {
                "pk": walk.pk,
                "checkpoint": walk.checkpoints[0].pk,
                "step": "visit",
            },
            "patrol_board:plan_occasion": {"pk": occasion},
            "patrol_board:end_occasion": {"pk": occasion},
            "patrol_board:revoke_feed": {"pk": feed},
            "patrol_board:feed": {"secret": secret},
            "patrol_board:end_secondment": {"pk": seconded},
            "patrol_board:brief_volunteer": {"pk": volunteer},
        }

    def _a_follow_up(self, report: str) -> None:
        row = CaseReport.objects.get(number=report)
        with write():
            plan_follow_up(row, "closed", now())
        pk = FollowUp.objects.get().pk
        self.by_name["reception_window:follow_up"] = {"pk": pk}
        self.by_name["reception_window:act_on_follow_up"] = {"pk": pk, "verb": "miss"}

    def _hall(self) -> None:
        visit = greeted(lobby(name="example-lobby"), at=now())
        self.by_name["reception_hall:act_on_visit"] = {"visit": visit.pk, "verb": "take_on"}
        self.by_name["reception_hall:slip"] = {"visit": visit.pk}
        self.by_name["reception_hall:cancel_booking"] = {"booking": 1}
        report = take_report(
            channel="phone",
            kind="dispute",
            said={"title": "示例", "contact": "13800000000"},
            by=receptionist(name="example-receptionist"),
            at=now(),
        )
        self._a_follow_up(report.number)
        asked = {"number": report.number, "asked": 1, "verb": "take_on"}
        self.by_name["reception_window:act_on_request"] = asked
        self.by_name["reception_window:ask_of_record"] = {"number": report.number}
        for name in ("report", "write_report", "act_on_report"):
            self.by_name[f"reception_window:{name}"] = {"number": report.number, "verb": "withdraw"}
        self.by_name["portal:progress"] = {"number": report.number}
        for name in ("portal:object_to", "portal:choose_telling", "portal:ask_of_record"):
            self.by_name[name] = {"number": report.number}
        self.query["portal:progress"] = {"code": report.code}
        pre = write_pre_report(title="示例", at=now())
        for name in ("portal:pre_report", "portal:take_back_pre_report"):
            self.by_name[name] = {"code": pre.code}
        self.by_name["portal:send_letter"] = {"kind": "question"}
        asked = send_letter(kind="question", said={"text": "示例"}, at=now())
        self.by_name["portal:letter"] = {"number": asked.number}
        self.query["portal:letter"] = {"code": asked.code}
        self.by_name["portal:act_on_own"] = {"number": asked.number, "verb": "accept"}
        self.body["portal:act_on_own"] = {"code": asked.code}
        for name in ("letter", "act_on_letter"):
            here = {"letter": asked.number, "verb": "answer"}
            self.by_name[f"reception_letters:{name}"] = here
        self.by_name["reception_window:day"] = {"day": "2026-11-23"}
        self.by_name["reception_window:say_no_report"] = {"visit": visit.pk}
        self.by_name["reception_window:open_pre_report"] = {"code": pre.code}
        site = site_with(visit.site)
        here = {"site": site.code, "key": key_of_day(site, now())}
        for name in ("board", "board_now", "take_ticket"):
            self.by_name[f"reception_hall:{name}"] = here
        for name in ("ticket", "change_ticket"):
            self.by_name[f"reception_hall:{name}"] = {"code": visit.code, "verb": "give_up"}

    def _groups(self) -> None:
        """A group of whoever stands for each post in the table, so that its right decides."""
        group = a_group(at=now())
        self.by_name["coordination_room:plan"] = {"code": "flood"}
        self.by_name["coordination_room:of_type"] = {"kind": "trip"}
        self.by_name["coordination_room:act_on_lesson"] = {"lesson": 1, "verb": "set_aside"}
        run = open_plan(
            plan="flood",
            what="示例",
            where_when="示例",
            is_drill=True,
            by=actor_in(an_appointment("dispatcher", name="example-commander")),
            at=now(),
        )
        for name in ("warning", "cap_file", "act_on_warning"):
            here = {"number": run.number, "verb": "propose"}
            self.by_name[f"coordination_room:{name}"] = here
        names = (
            "group",
            "side",
            "stream",
            "note_seen",
            "act_on_group",
            "archived",
            "seal_again",
        )
        here = {"number": group.number, "verb": "join", "name": "points"}
        for name in (*names, "propose_taking", "attach", "reach", "group_map", "map_layer"):
            self.by_name[f"coordination_room:{name}"] = here

    def _cases(self) -> None:
        view = registered(at=now())
        for name in ("case", "act_on_case", "serve_paper"):
            self.by_name[f"case_desk:{name}"] = {"number": view.number, "verb": "decline"}
        self.by_name["case_desk:act_on_story"] = {"number": view.number, "verb": "add_helper"}
        self.by_name["case_desk:act_on_property"] = {"number": view.number, "verb": "enter"}
        self.by_name["case_desk:propose_decision"] = {"number": view.number, "decision": "file"}

    def _an_inspection(self, legal: Actor) -> None:
        """A sample of one, drawn from a report of a day that is over."""
        then = now() - timedelta(days=2)
        report = taken(a_room()[1], kind="help", at=then).number
        days = {"since_on": local_day(then), "until_on": local_day(then)}
        view = plan_inspection(kind="online", aim="示例", size=1, **days, by=legal, at=now())
        draw_sample(inspection=view.number, by=legal, at=now())
        for name in ("inspection", "population", "inspect_matter", "act_on_inspection"):
            self.by_name[f"supervision_desk:{name}"] = {
                "number": view.number,
                "matter": report,
                "verb": "close",
            }

    def _a_recording(self, report: str, by: Actor) -> None:
        view = index_recording(
            matter=f"report:{report}",
            kind="statement",
            recorder="rec-1/0001",
            sha256="0" * 64,
            began_at=now() - timedelta(minutes=9),
            ended_at=now() - timedelta(minutes=1),
            keep="ordinary",
            by=by,
            at=now(),
        )
        for name in ("recording", "act_on_recording"):
            self.by_name[f"supervision_desk:{name}"] = {"number": view.number, "verb": "release"}

    def _supervision(self) -> None:
        """A dispute that tells of a theft, and the flag that full supervision sets on it."""
        desk = a_room()[1]
        made = taken(desk, kind="dispute", at=now())
        self._a_recording(made.number, desk)
        check_report(report=made.number, at=now())
        legal = actor_in(an_appointment("legal_supervision", name="example-inspector"))
        found = raise_finding(unit="jiankang", level=3, what="示例", by=legal, at=now())
        for name in ("finding", "act_on_finding"):
            self.by_name[f"supervision_desk:{name}"] = {"number": found.number, "verb": "answer"}
        self._an_inspection(legal)
        for name in ("hit", "act_on_hit"):
            self.by_name[f"supervision_desk:{name}"] = {
                "hit": RuleHit.objects.get().pk,
                "verb": "dismiss",
            }

    def _planning(self) -> None:
        at = now()
        by = actor_in(an_appointment("dispatcher", name="example-draughtsman"))
        plan = draft_plan(title="示例", by=by, at=at)
        calls = {"n": 0, "from": "2026-01-01", "until": "2026-11-23"}
        reach = {"within": {"60": 0.0, "180": 0.0, "300": 0.0}, "p50_s": None, "p90_s": None}
        study = Study.objects.create(
            kind="points",
            title="示例",
            inputs={"options": {"seed": 1}, "map": "", "calls": calls},
            status="done",
            result={
                "points": plan.points,
                "before": None,
                "after": reach,
                "status": {"zh": "已证明最优", "en": "proven"},
            },
            asked_at=at,
        )
        today = timezone.localdate(at)
        monday = today - timedelta(days=today.weekday())
        suggested = Suggestion.objects.create(
            week_on=monday,
            shift_id=self.by_name["patrol_board:shift"]["pk"],
            zone_from=1,
            zone_to=2,
            duty_from=at,
            duty_until=at + timedelta(hours=1),
            basis={**BASIS, "from": CELL, "to": CELL},
            offered_at=at,
        )
        for name in ("accept_suggestion", "reject_suggestion"):
            self.by_name[f"patrol_board:{name}"] = {"pk": suggested.pk}
        self.by_name["patrol_board:measure"] = {"code": "V-3"}
        for name in ("study", "cancel_study", "repeat_study", "issue_report", "study_layer"):
            self.by_name[f"planning_lab:{name}"] = {"pk": study.pk, "layer": "points"}
        paper = issue_report(study=study.pk, content={}, language="en", by=by, at=at)
        finish_paper(paper=paper.id, pdf=b"%PDF", at=at)
        copy = PaperCopy.objects.create(
            paper_id=paper.id,
            words=["x"],
            recipient="x",
            hidden=1,
            sha256=hashlib.sha256(b"%PDF").hexdigest(),
            pdf=b"%PDF",
            made_at=at,
        )
        self.query["papers:check_number"] = {"code": Paper.objects.get(pk=paper.id).code}
        self.by_name["papers:take_copy"] = {"copy": copy.pk}
        for name in ("paper", "take_paper", "withdraw_paper", "propose_copy", "check_number"):
            self.by_name[f"papers:{name}"] = {"number": paper.number}
        drawing = ("try_step", "draw_plan", "change_zone")
        for name in ("plan", "change_plan", "move_point", "plan_layer", "move_plan", *drawing):
            self.by_name[f"planning_lab:{name}"] = {
                "number": plan.number,
                "layer": "zones",
                "step": "propose",
            }
        self.by_name["planning_lab:ask_study"] = {"kind": "zones"}
        evening = {"from_at": f"{at:%Y-%m-%dT12:00:00+00:00}", "crews": [], "added": [], "seed": 1}
        rounds = Study.objects.create(
            kind="rounds",
            title="示例",
            inputs={
                "options": evening | {"until_at": f"{at:%Y-%m-%dT14:00:00+00:00}"},
                "calls": calls | {"days": 0, "cells": 0},
                "places": [],
                "crews": [],
            },
            status="done",
            result={
                "offered": [],
                "variants": [{"rounds": [], "travel_min": 0, "unlike": []}],
                "chosen": 0,
                "left_out": [],
                "unpredictability": 0,
                "nights": [],
            },
            asked_at=at,
        )
        for name in ("proposal", "accept_rounds", "propose_again", "cancel_proposal"):
            self.by_name[f"patrol_board:{name}"] = {"pk": rounds.pk}
        self.body["patrol_board:accept_rounds"] = {"variant": 0}
        part = {"pk": rounds.pk, "variant": 0, "part": "stops"}
        self.by_name["patrol_board:proposal_part"] = part

    @staticmethod
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

    @staticmethod
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

    def parts(self, name: str, wanted: list[str]) -> dict[str, Any]:
        """What to put into the address called `name`; KeyError names the missing part."""
        given = self.by_name.get(name, {})
        return {part: given[part] if part in given else self.by_part[part] for part in wanted}
