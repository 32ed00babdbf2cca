"""A shift, a round, an occasion, a secondment, a volunteer."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from tests.builders.crews import a_unit
from tests.builders.people import a_branch, a_station, actor_in, an_appointment
from tests.examples.found import Found

from quanju.domains.duty.actions import feeds, occasions, secondments, volunteers
from quanju.domains.duty.actions import planning as planning_actions
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Text
from quanju.domains.rounds.actions import planning as rounds_planning_actions
from quanju.domains.rounds.types import CheckpointPlan


def fill(found: Found) -> None:
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
        found.by_name[f"patrol_board:{name}"] = {"pk": shift.pk, "step": "confirm"}
    found.by_name |= {
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
