"""Every state table of the house once more, typed here by hand.

A table that is tested against itself loses a move unseen. A new state or move is written here too,
and whoever reviews the change reads it twice.
"""

import importlib
from pathlib import Path

import pytest

from quanju.domains import kernel
from quanju.domains.kernel.workflow import Workflow

DOMAINS = Path(kernel.__file__).parents[1]
TABLES = {
    "coordination.GROUP": """
        draft: open > opened, reject > rejected
        opened: begin > active, fall_idle > idle, propose_close > closing_review, merge > merged
        active: fall_idle > idle, propose_close > closing_review, merge > merged
        idle: wake > active, propose_close > closing_review, merge > merged
        closing_review: return > active, accept > closed, merge > merged
        closed: archive > archived
        archived: delete > deleted
        rejected: delete > deleted
        merged: delete > deleted
        deleted:
    """,
    "coordination.ITEM": """
        asked: accept > accepted, decline > declined, hand_on > handed_on
        accepted: finish > done, decline > declined, hand_on > handed_on
        done: confirm > confirmed, redo > accepted
        confirmed:
        declined:
        handed_on:
    """,
    "coordination.MEMBER": """
        invited: join > joined, leave > left, remove > removed, expire > expired
        joined: leave > left, remove > removed, expire > expired
        left:
        removed:
        expired:
    """,
    "coordination.plans.STEP": """
        open: tick > done, skip > skipped
        done: reopen > open
        skipped: reopen > open
    """,
    "coordination.plans.WARNING": """
        draft: propose > proposed, drop > dropped
        proposed: release > released, set_aside > draft
        released: end > ended
        ended:
        dropped:
    """,
    "approvals.PROPOSAL": """
        proposed: approve > approved, refuse > refused, withdraw > withdrawn,
            expire > expired
        approved:
        refused:
        withdrawn:
        expired:
    """,
    "deadlines.CLOCK": """
        running: suspend > suspended, extend > running, find > running, lapse > lapsed,
            satisfy > satisfied, drop > dropped
        suspended: suspend > suspended, extend > suspended, find > suspended,
            resume > running, resume_one > suspended, satisfy > satisfied, drop > dropped
        lapsed: put_right > running, satisfy > satisfied, drop > dropped
        satisfied:
        dropped:
    """,
    "dispatch.CALL": """
        ringing: answer > answered, hang_up > abandoned
        answered: link > incident_linked, hand_over > handed_over,
            inform > information_given, mark_nuisance > nuisance, lose > abandoned
        incident_linked: close > closed
        handed_over: close > closed
        information_given: close > closed
        nuisance: close > closed
        abandoned: call_back > answered, close > closed
        closed:
    """,
    "dispatch.TRANSFER": """
        asked: accept > accepted, take_back > taken_back, lapse > lapsed
        accepted:
        taken_back:
        lapsed:
    """,
    "dispatch.STATION_CALL": """
        sent: sign > signed, take_back > taken_back, lapse > lapsed
        signed: take_back > taken_back, lapse > lapsed
        taken_back:
        lapsed:
    """,
    "dispatch.SCHEDULED": """
        planned: change > planned, come_due > due, begin > begun, withdraw > withdrawn
        due: change > planned, begin > begun, withdraw > withdrawn
        begun:
        withdrawn:
    """,
    "dispatch.LOST_CALL": """
        waiting: call_back > calling, ring_again > waiting, answer_again > rang_again
        calling: enter_incident > incident, find_danger > danger,
            find_nothing > nothing_needed, not_reach > not_reached
        incident:
        danger:
        nothing_needed:
        not_reached:
        rang_again:
    """,
    "dispatch.SERVICE_REQUEST": """
        wanted: ask > asked, call_off > called_off
        asked: take > taken, set_out > coming, arrive > there, refuse > refused,
            call_off > called_off
        taken: set_out > coming, arrive > there, refuse > refused, call_off > called_off
        coming: arrive > there, refuse > refused, call_off > called_off
        there: finish > done
        done:
        refused:
        called_off:
    """,
    "dispatch.HANDOVER": """
        offered: accept > accepted, refuse > refused, withdraw > withdrawn
        accepted:
        refused:
        withdrawn:
    """,
    "dispatch.INCIDENT": """
        new: order > dispatched, merge > merged, cancel > cancelled, arrive > on_scene,
            split > new
        dispatched: order > dispatched, merge > merged, depart > en_route,
            all_units_gone > new, stand_down > feedback_due, split > dispatched
        en_route: order > en_route, depart > en_route, arrive > on_scene, merge > merged,
            all_units_gone > new, stand_down > feedback_due, split > en_route
        on_scene: order > on_scene, depart > on_scene, arrive > on_scene,
            control > controlled, clear > feedback_due, merge > merged,
            all_units_gone > new, split > on_scene
        controlled: order > controlled, depart > controlled, arrive > controlled,
            clear > feedback_due, merge > merged, all_units_gone > new, split > controlled
        feedback_due: order > dispatched, give_feedback > feedback_due,
            return_feedback > feedback_due, accept_feedback > closed, merge > merged,
            split > feedback_due
        closed: reopen > reopened
        cancelled: reopen > reopened
        reopened: order > dispatched, merge > merged, cancel > cancelled,
            arrive > on_scene, give_feedback > feedback_due, split > reopened
        merged: undo_merge > reopened
    """,
    "dispatch.ASSIGNMENT": """
        assigned: acknowledge > acknowledged, refuse > refused, withdraw > withdrawn
        acknowledged: depart > en_route, refuse > refused, withdraw > withdrawn
        en_route: arrive > on_scene, withdraw > withdrawn
        on_scene: control > on_scene, transport > transporting, clear > reporting
        transporting: clear > reporting
        reporting: done > released
        released:
        refused:
        withdrawn:
    """,
    "documents.files.USE": """
        kept: fall_due > due, hold > held
        due: keep_on > kept, hold > held, delete > deleted
        held: release > kept
        deleted:
    """,
    "documents.files.SCAN": """
        unscanned: pass > clean, find > infected
        clean: find > infected
        infected:
    """,
    "documents.PAPER": """
        numbered: typeset > issued, withdraw > withdrawn
        issued: supersede > superseded, withdraw > withdrawn
        superseded:
        withdrawn:
    """,
    "documents.COPY": """
        proposed: release > released, set_aside > set_aside
        released:
        set_aside:
    """,
    "duty.SHIFT": """
        planned: confirm > confirmed, check_in > checked_in, excuse > excused,
            mark_missed > missed, cancel > cancelled, change_members > planned,
            relocate > planned
        confirmed: check_in > checked_in, excuse > excused, mark_missed > missed,
            cancel > cancelled, change_members > planned, relocate > planned
        checked_in: leave_for_call > away_on_call, hand_over > handed_over,
            check_out > checked_out
        away_on_call: return_to_point > checked_in, hand_over > handed_over,
            check_out > checked_out
        handed_over: check_out > checked_out
        missed: check_in > checked_in, excuse > excused
        checked_out:
        excused:
        cancelled:
    """,
    "notices.DELIVERY": """
        queued: send > sent, fail > failed, give_up > given_up
        failed: send > sent, fail > failed, give_up > given_up, try_again > queued
        sent: deliver > delivered, fail > failed, give_up > given_up
        delivered:
        given_up: try_again > queued
    """,
    "patrol.UNIT": """
        off_duty: sign_on > available
        available: set_staging > staging, set_patrolling > patrolling, set_break > break,
            set_out_of_service > out_of_service, panic > emergency, sign_off > off_duty,
            change_crew > available
        staging: set_available > available, set_patrolling > patrolling,
            set_break > break, set_out_of_service > out_of_service, panic > emergency,
            sign_off > off_duty, change_crew > staging
        patrolling: set_available > available, set_staging > staging, set_break > break,
            set_out_of_service > out_of_service, panic > emergency, sign_off > off_duty,
            change_crew > patrolling
        break: set_available > available, set_staging > staging,
            set_patrolling > patrolling, set_out_of_service > out_of_service,
            panic > emergency, sign_off > off_duty, change_crew > break
        out_of_service: set_available > available, set_staging > staging,
            set_patrolling > patrolling, set_break > break, panic > emergency,
            sign_off > off_duty, change_crew > out_of_service
        emergency: end_emergency > available
    """,
    "people.APPOINTMENT": """
        proposed: approve > approved, reject > rejected, withdraw > withdrawn,
            expire > expired
        approved: end > approved, revoke > revoked
        rejected:
        withdrawn:
        expired:
        revoked:
    """,
    "planning.suggestions.SUGGESTION": """
        offered: accept > accepted, reject > rejected, expire > expired,
            supersede > superseded
        accepted:
        rejected:
        expired:
        superseded:
    """,
    "planning.STUDY": """
        queued: start > running, cancel > cancelled
        running: finish > done, fail > failed, cancel > cancelled, queue_again > queued
        done:
        failed:
        cancelled:
    """,
    "planning.PLAN": """
        draft: change > draft, propose > proposed, withdraw > withdrawn
        proposed: approve > approved, reject > rejected, withdraw > withdrawn,
            expire > expired
        approved: start > in_force, withdraw > withdrawn
        in_force: supersede > superseded
        superseded:
        rejected:
        withdrawn:
        expired:
    """,
    "supervision.FINDING": """
        raised: notify > notified
        notified: answer > answered, escalate > escalated
        answered: accept > correcting, send_back > notified, check > checked
        correcting: correct > correcting, check > checked, escalate > escalated
        checked: close > closed, reopen > correcting
        escalated: notify > notified
        closed:
    """,
    "supervision.INSPECTION": """
        planned: draw > running, cancel > cancelled
        running: inspect > running, close > closed, cancel > cancelled
        closed:
        cancelled:
    """,
    "supervision.OPINION": """
        asked: give > given
        given:
    """,
    "supervision.HIT": """
        open: dismiss > dismissed, raise > raised
        dismissed:
        raised:
    """,
    "cases.CASE": """
        reported: send > reported, decline > reported, accept > accepted
        accepted: hand_over > accepted, start_review > under_review, transfer_out > transferred_out
        under_review: hand_over > under_review, note_circumstance > under_review, file > filed,
            extend_review > under_review, not_file > not_filed, transfer_out > transferred_out,
            convert > converted
        filed: assign > investigating
        not_filed: apply > reconsideration, receive_query > prosecutor_query, new_facts > filed
        reconsideration: extend_decision > reconsideration, grant > filed,
            uphold > not_filed_upheld
        not_filed_upheld: apply_above > review_above, receive_query > prosecutor_query,
            new_facts > filed
        review_above: grant_above > filed, uphold_above > review_upheld
        review_upheld: receive_query > prosecutor_query, new_facts > filed
        prosecutor_query: answer_query > prosecutor_query, receive_order > prosecutor_query,
            file_by_order > filed, end_query > query_ended
        query_ended: receive_query > prosecutor_query, new_facts > filed
        transferred_out:
        converted:
        investigating: hand_over > investigating, extend_deciding > investigating,
            suspend > suspended,
            prosecute > sent_to_prosecution, decide > decided_admin, revoke > revoked
        suspended: look_again > suspended, resume > investigating
        sent_to_prosecution: close > closed
        decided_admin: close > closed
        revoked: close > closed
        closed: archive > archived
        archived:
    """,
    "reception.VISIT": """
        booked: arrive > arrived, leave > left
        arrived: sort > sorted, leave > left
        sorted: sort > sorted, queue > waiting, call > called, move > waiting, leave > left
        waiting: sort > sorted, call > called, move > waiting, miss > no_show, leave > left
        called: call > called, serve > served, move > waiting, miss > no_show, leave > left
        served: move > waiting, leave > left
        no_show: return > waiting
        left:
    """,
    "reception.COMPLAINT": """
        registered: take_on > examining
        examining: answer > answered
        answered: accept > accepted, ask_review > review_asked
        accepted:
        review_asked: review > reviewed
        reviewed:
    """,
    "reception.PETITION": """
        registered: hand_over > handed_over
        handed_over:
    """,
    "reception.QUESTION": """
        registered: answer > answered
        answered:
    """,
    "reception.RECORD_REQUEST": """
        asked: take_on > in_hand
        in_hand: answer > answered, refuse > refused
        answered:
        refused:
    """,
    "reception.REPORT": """
        later: enter > taking
        taking: give_receipt > receipted, close > closed
        receipted: close > closed
        closed:
    """,
    "supervision.RECORDING": """
        indexed: confirm > good, contradict > bad, delete > deleted
        good: confirm > good, contradict > bad, delete > deleted
        bad: confirm > good, contradict > bad, delete > deleted
        deleted:
    """,
    "reception.FOLLOW_UP": """
        due: miss > due, give_up > unreached, decline > declined, reach > reached,
            reach_unhappy > unhappy, drop > dropped
        unhappy: settle > settled
        reached:
        declined:
        unreached:
        dropped:
        settled:
    """,
    "reception.HANDOVER": """
        offered: accept > accepted, decline > declined, withdraw > withdrawn
        accepted:
        declined:
        withdrawn:
    """,
    "rounds.ROUND": """
        planned: start > started, cancel > cancelled
        started: pause > paused, complete > completed, cut_short > cut_short
        paused: resume > started, cut_short > cut_short
        completed:
        cut_short:
        cancelled:
    """,
    "rounds.CHECKPOINT": """
        due: visit > visited, skip > skipped
        visited:
        skipped:
    """,
    "rulebook.RULE_TABLE": """
        proposed: approve > approved, reject > rejected, withdraw > withdrawn,
            expire > expired
        approved: supersede > superseded, roll_back > rolled_back
        rejected:
        withdrawn:
        expired:
        superseded:
        rolled_back:
    """,
}


def as_typed(text: str) -> dict[str, dict[str, str]]:
    """`state: verb > next, …`; a line that is indented further goes on with the one above."""
    moves: dict[str, dict[str, str]] = {}
    for line in text.replace("\n            ", " ").split("\n"):
        state, _, row = line.strip().partition(":")
        if state:
            pairs = (one.split(" > ") for one in row.split(",") if one.strip())
            moves[state] = {verb.strip(): after.strip() for verb, after in pairs}
    return moves


def found() -> dict[str, Workflow]:
    """Every state table of every room, by the name of its room and its own."""
    tables = {}
    for file in DOMAINS.rglob("workflow.py"):
        room = ".".join(file.relative_to(DOMAINS).parts[:-1])
        module = importlib.import_module(f"quanju.domains.{room}.workflow")
        named = {n: t for n, t in vars(module).items() if isinstance(t, Workflow)}
        tables |= {f"{room}.{name}": table for name, table in named.items()}
    return tables


def test_every_state_table_is_typed_here():
    assert found().keys() == TABLES.keys()


@pytest.mark.parametrize("name", TABLES)
def test_the_table_is_the_one_typed_here(name: str):
    moves = found()[name].moves
    assert {state: dict(row) for state, row in moves.items()} == as_typed(TABLES[name])
