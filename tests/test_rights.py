"""Every line of the rooms' tables of rights against three others: rights_table.csv, the matrix of
specification 2.3, and the addresses of access_table.csv.

rights_table.csv is what each role was answered when the rights were still functions. A new right
fails until its line stands there; from now on it is typed, so that a slip in a room is seen.
"""

import ast
import csv
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from quanju.domains.kernel.roles import ROLES
from quanju.domains.people.rights import Right
from quanju.domains.people.types import SERVICE, STRANGER, Actor

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src" / "quanju"
ROOMS = sorted(path.parent.name for path in (SOURCE / "domains").glob("*/permissions.py"))


@cache
def rights():
    return {
        f"{room}.{name}": line
        for room in ROOMS
        for name, line in vars(import_module(f"quanju.domains.{room}.permissions")).items()
        if isinstance(line, Right)
        if line.what.en and name in _lines(room)
    }


def _lines(room):
    """Names given in the room's own file: what it takes from another room is that one's line."""
    tree = ast.parse((SOURCE / "domains" / room / "permissions.py").read_text())
    named = [node.targets[0] for node in tree.body if isinstance(node, ast.Assign)]
    return {one.id for one in named if isinstance(one, ast.Name)}


def rows(name):
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


TYPED = {row["right"]: row for row in rows("rights_table.csv")}


def test_the_table_typed_by_hand_has_every_right_and_no_other():
    assert sorted(TYPED) == sorted(rights())


@pytest.mark.parametrize("name", sorted(TYPED))
def test_a_right_is_held_by_its_roles_and_by_nobody_else(name):
    right, row = rights()[name], TYPED[name]
    for role in ROLES:
        verdict = right(Actor(subject="person:1", role=role))
        assert bool(verdict) == (row[role] == "yes"), role
        if not verdict:
            assert verdict.code == "DENY_ROLE"
            assert right.what.zh in verdict.text.zh
            assert right.what.en in verdict.text.en
    assert bool(right(SERVICE)) == (row["service"] == "yes")
    assert right(STRANGER).code == "DENY_EXPIRED"


# --- the matrix of specification 2.3 -------------------------------------------------------------

COLUMNS = [
    "resident",
    "lobby_officer",
    "reception_officer",
    "dispatcher",
    "patrol_unit",
    "volunteer",
    "community_officer",
    "grid_member",
    "case_officer",
    "station_command",
    "investigation_analyst",
    "anti_fraud_officer",
    "legal_supervision",
    "base_control_officer",
    "trip_coordinator",
    "lawyer",
    "branch_leader",
    "outside_liaison",
    "auditor",
    "system_admin",
]
MATRIX = {  # x: some letter stands there, -: none does
    "call / incident": "x-xxx-x-xxxxx---xxx-",
    "unit, position, shift": "---xxxx--x--x---xxx-",
    "zone, point, ring, duty_plan": "x-xxxxxx-xx-xx--xxxx",
    "case_record (file)": "x-------xxxxx--xx-x-",
    "case_report": "x-x-----xx-xx---x-x-",
    "visit / ticket": "xxx------x--x---x-x-",
    "group, message, item": "--xxx-x-xxxxxxx-xxx-",
    "complaint": "xx-x--------x--xx-x-",
    "KPI": "xxxxx-xxxxxxxxx-x-x-",
    "access log": "x-----------x-----x-",
    "config": "------------xxx-x-xx",
    "accounts": "x--------x------x-xx",
}
BEYOND = {
    # The matrix has no column of the archivist (actor 22): the seat that keeps the archive.
    ("group, message, item", "coordination.may_take_part"): {"archivist"},
    ("group, message, item", "coordination.may_search_archive"): {"archivist"},
    # A case team on patrol is one of the five forces.
    ("unit, position, shift", "patrol.may_read_units"): {"case_officer"},
    ("unit, position, shift", "patrol.may_read_positions"): {"case_officer"},
    ("zone, point, ring, duty_plan", "patrol.may_read_zones"): {"case_officer"},
    ("zone, point, ring, duty_plan", "geo.may_read_map"): {"case_officer"},
    ("zone, point, ring, duty_plan", "duty.may_read_plan"): {"case_officer"},
    # How the service does is shown in numbers; who signs sees them.
    ("KPI", "dispatch.may_read_measures"): {"system_admin", "approver"},
    # Who signs reads the file that is put up for signature (2.2, actor 21), the archivist headers
    # of what is closed (actor 22).
    ("case_record (file)", "cases.may_read_cases"): {"approver", "archivist"},
    # The desk reads the classes and limits that it works by.
    ("config", "rulebook.may_read_rules"): {"dispatcher", "shift_supervisor"},
}
READS = [
    ("call / incident", "dispatch.may_read_incidents"),
    ("call / incident", "dispatch.may_read_receipts"),
    ("call / incident", "dispatch.may_take_calls"),
    ("unit, position, shift", "patrol.may_read_units"),
    ("unit, position, shift", "patrol.may_read_positions"),
    ("zone, point, ring, duty_plan", "patrol.may_read_zones"),
    ("zone, point, ring, duty_plan", "geo.may_read_map"),
    ("zone, point, ring, duty_plan", "duty.may_read_plan"),
    ("case_record (file)", "cases.may_work_cases"),
    ("case_record (file)", "cases.may_read_cases"),
    ("case_report", "cases.may_send_cases"),
    ("case_report", "reception.may_take_reports"),
    ("case_report", "reception.may_read_reports"),
    ("case_report", "reception.may_decide_reports"),
    ("case_report", "supervision.may_read_hits"),
    ("KPI", "supervision.may_see_board"),
    ("KPI", "supervision.may_read_inspections"),
    ("case_report", "supervision.may_inspect"),
    ("case_report", "supervision.may_index_recordings"),
    ("case_report", "supervision.may_check_recordings"),
    ("visit / ticket", "reception.may_receive"),
    ("visit / ticket", "reception.may_take_over"),
    ("visit / ticket", "reception.may_see_hall_figures"),
    ("group, message, item", "coordination.may_open_groups"),
    ("group, message, item", "coordination.may_take_part"),
    ("group, message, item", "coordination.may_decide_groups"),
    ("group, message, item", "coordination.may_search_archive"),
    ("group, message, item", "coordination.may_open_plans"),
    ("complaint", "reception.may_examine_complaints"),
    ("KPI", "dispatch.may_read_measures"),
    ("access log", "people.may_read_journal"),
    ("config", "rulebook.may_read_rules"),
    ("config", "rulebook.may_propose_rule"),
    ("config", "rulebook.may_approve_rule"),
    ("accounts", "people.may_read_accounts"),
    ("accounts", "people.may_manage_accounts"),
]


@pytest.mark.parametrize(("line", "name"), READS)
def test_nobody_may_what_the_matrix_gives_no_letter_for(line, name):
    given = {role for role, cell in zip(COLUMNS, MATRIX[line], strict=True) if cell == "x"}
    if "dispatcher" in given:
        given.add("shift_supervisor")  # a dispatcher, too: no own column
    assert rights()[name].roles - given == BEYOND.get((line, name), set())


# --- addresses -----------------------------------------------------------------------------------

ADDRESSES = {
    "GET /dispatch/incidents": "dispatch.may_read_incidents",
    "GET /dispatch/": "dispatch.may_see_desk",
    "GET /dispatch/call": "dispatch.may_take_calls",
    "GET /dispatch/desks": "dispatch.may_sit_at_desk",
    "GET /dispatch/incidents/<str:number>/replay": "dispatch.may_replay",
    "GET /dispatch/messages": "dispatch.may_send_messages",
    "GET /dispatch/screens": "dispatch.may_run_shift",
    "GET /dispatch/scheduled/new": "dispatch.may_schedule",
    "POST /dispatch/exercises/<int:pk>/end": "dispatch.may_run_exercise",
    "POST /dispatch/bulletins/<int:pk>/paper": "dispatch.may_release_bulletin",
    "POST /dispatch/desks/<int:desk>/take_over": "dispatch.may_run_shift",
    "GET /administration/bridges": "dispatch.may_manage_bridges",
    "POST /api/v1/incidents": "dispatch.may_create_incident",
    "POST /unit/photo": "dispatch.may_add_photos",
    "GET /patrol/measures": "dispatch.may_read_measures",
    "GET /files/": "documents.may_manage_files",
    "POST /files/propose_hold": "documents.may_propose_file_act",
    "GET /patrol/calendar": "duty.may_read_plan",
    "POST /patrol/secondments": "duty.may_second",
    "GET /patrol/secondments": "duty.may_read_secondments",
    "GET /patrol/volunteers": "duty.may_keep_volunteers",
    "GET /patrol/mine": "duty.may_read_own_shifts",
    "GET /patrol/joint": "duty.may_read_joint_duty",
    "GET /geo/suggest": "geo.may_read_map",
    "POST /dispatch/roads/set_circumstance": "geo.may_set_circumstance",
    "GET /api/v1/units": "patrol.may_read_units",
    "GET /unit/": "patrol.may_carry_phone",
    "GET /journal/": "people.may_read_journal",
    "GET /operation/": "people.may_read_operation",
    "GET /administration/accounts": "people.may_read_accounts",
    "GET /administration/accounts/add": "people.may_manage_accounts",
    "GET /administration/organisations/add": "people.may_manage_organisations",
    "GET /cases/": "cases.may_read_cases",
    "GET /supervision/": "supervision.may_see_board",
    "GET /supervision/hits": "supervision.may_read_hits",
    "GET /supervision/findings": "supervision.may_read_findings",
    "GET /supervision/recordings": "supervision.may_read_recordings",
    "GET /supervision/recordings/add": "supervision.may_index_recordings",
    "GET /supervision/recordings/compare": "supervision.may_check_recordings",
    "GET /supervision/inspections": "supervision.may_read_inspections",
    "GET /supervision/inspections/plan": "supervision.may_inspect",
    "GET /reports/": "reception.may_read_reports",
    "GET /reports/take": "reception.may_take_reports",
    "GET /groups/": "coordination.may_take_part",
    "GET /groups/open": "coordination.may_open_groups",
    "GET /letters/": "reception.may_read_letters",
    "GET /hall/comments": "reception.may_read_comments",
    "GET /hall/": "reception.may_see_hall_figures",
    "GET /planning/": "planning.may_read_planning",
    "GET /administration/rules": "rulebook.may_read_rules",
    "GET /administration/rules/<kind>/propose": "rulebook.may_propose_rule",
}


def test_an_address_is_open_to_those_who_have_its_right():
    open_to = {
        f"{row['method']} {row['route']}": {role for role in ROLES if row[role] == "yes"}
        for row in rows("access_table.csv")
    }
    found = {address: open_to[address] for address in ADDRESSES}
    assert found == {address: rights()[name].roles for address, name in ADDRESSES.items()}


def test_a_role_is_spelled_in_one_file():
    """Rooms and desks name groups; “volunteer” is a force, too, and “approver” a fact of clocks."""
    forces, said_to_outsiders = {"volunteer", "approver"}, {SOURCE / "pages" / "home" / "plain.py"}
    spelled = {
        f"{path.relative_to(SOURCE)}: {node.value}"
        for folder in ("domains", "pages", "api")
        for path in (SOURCE / folder).rglob("*.py")
        if "migrations" not in path.parts
        if path != SOURCE / "domains" / "kernel" / "roles.py"
        if path not in said_to_outsiders
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value in ROLES.keys() - forces
    }
    # The first administrator of a branch is named on the command line.
    assert spelled == {"domains/people/actions/founding.py: system_admin"}
