"""Which acts need two people: specification 2.4, typed by hand, against the registry."""

import pytest
from tests.builders.people import NOON, an_actor

from quanju.domains.approvals.types import ProposalView, acts
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Text

DESK = ("dispatcher", "shift_supervisor")

# act: who may be the second person (of those that are not bound to a station)
TABLE = {
    "coordination.add_guest": {*DESK},
    "coordination.end_warning": {"branch_leader"},
    # The owner of the other group alone, whatever post they hold.
    "coordination.merge_groups": set(),
    "coordination.delete_groups": {"legal_supervision"},
    "coordination.take_archive": {"legal_supervision"},
    # The owner of the group alone, whatever post they hold; a leader for one who holds none.
    "coordination.take_archive_as_owner": set(),
    "coordination.open_restricted": {*DESK},
    "coordination.release_warning": {"branch_leader"},
    "cases.answer_query": {"branch_leader", "approver"},
    "cases.extend_decision": {"branch_leader", "approver"},
    "cases.extend_deciding": {"branch_leader", "approver"},
    "cases.extend_review": {"branch_leader", "approver"},
    "cases.file_by_order": {"branch_leader", "approver"},
    "cases.grant": {"branch_leader", "approver"},
    "cases.grant_above": {"branch_leader", "approver"},
    "cases.uphold": {"branch_leader", "approver"},
    "cases.uphold_above": {"branch_leader", "approver"},
    "cases.convert": {"branch_leader", "approver"},
    "cases.decide": {"branch_leader", "approver"},
    "cases.dispose_property": {"branch_leader", "approver"},
    "cases.file": {"branch_leader", "approver"},
    "cases.new_facts": {"branch_leader", "approver"},
    "cases.not_file": {"branch_leader", "approver"},
    "cases.prosecute": {"branch_leader", "approver"},
    "cases.revoke": {"branch_leader", "approver"},
    "cases.suspend": {"branch_leader", "approver"},
    "cases.transfer_out": {"branch_leader", "approver"},
    "cases.close": {"legal_supervision"},
    "dispatch.cancel_incident": {*DESK, "branch_leader", "approver"},
    "dispatch.end_handed_over": {*DESK, "branch_leader", "approver"},
    "dispatch.void_card": {*DESK},
    "dispatch.merge_incident": {*DESK, "branch_leader", "approver"},
    "geo.set_place_note": {*DESK, "station_command", "branch_leader"},
    "people.appoint": {"branch_leader"},
    "people.reset_second_factor": {"branch_leader"},
    "planning.put_plan_in_force": {"branch_leader"},
    "supervision.delete_recordings": {"legal_supervision"},
    "reception.lower_kind": {"legal_supervision"},
    "reception.skip_step": {"legal_supervision"},
    "rulebook.change_rule": {"branch_leader"},
    "documents.delete_files": {"legal_supervision"},
    "documents.hold_files": {"legal_supervision"},
    "documents.release_files": {"legal_supervision"},
    "documents.release_copy": {
        "branch_leader",
        "legal_supervision",
        "approver",
        *DESK,
        "station_command",
    },
}


def ours():
    return [act for act in acts() if not act.name.startswith("test.")]


def test_the_registry_is_the_table():
    assert {act.name for act in ours()} == set(TABLE)


@pytest.mark.django_db
@pytest.mark.parametrize("act", ours(), ids=lambda act: act.name)
def test_the_second_person_is_who_the_table_says(act):
    proposal = ProposalView(
        pk=1,
        act=act.name,
        subject="thing:1",
        about="",
        related=(),
        content={"role": "case_officer", "station": None},
        said=Text("事", "thing"),
        reason="",
        status="proposed",
        proposed_by="person:0",
        proposed_at=NOON,
        waits_until=None,
        decided_by="",
        decided_at=None,
        why="",
    )
    allowed = {role for role in ROLES if act.may_decide(an_actor(role), proposal)}
    assert allowed == TABLE[act.name]
    assert allowed <= act.roles
