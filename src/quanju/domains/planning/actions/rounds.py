"""Verbs of proposed rounds: ask for them, accept one with a person's word."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.queries.zones import zone_at, zone_names
from quanju.domains.people.types import Actor
from quanju.domains.planning import events
from quanju.domains.planning.actions.studies import locked_study, queued
from quanju.domains.planning.models import AcceptedRounds, Study
from quanju.domains.planning.permissions import may_study
from quanju.domains.planning.round_options import round_options
from quanju.domains.planning.studies.round_ground import gather_rounds
from quanju.domains.planning.types import AcceptedView, StudyView
from quanju.domains.rounds.actions.planning import plan_round
from quanju.domains.rounds.types import CheckpointPlan

Stops = Mapping[int, Collection[int]]
"""By the number of a crew, which stops of its round are kept."""


class AlreadyAccepted(Refused):
    """Somebody was quicker; a proposal is accepted once."""

    code = "ALREADY_ACCEPTED"
    text = Text(
        "{who} 已采用这份方案（第 {variant} 种走法），巡逻已列入计划",
        "{who} has accepted this proposal already (order {variant}); its rounds are planned",
    )


class NotComputedYet(Refused):
    """There is nothing to accept before there is an answer."""

    code = "NOT_COMPUTED_YET"
    text = Text("方案还没有算好（{state}）", "The proposal is not ready ({state})")


class NothingChosen(Refused):
    """Every round was taken out."""

    code = "NOTHING_CHOSEN"
    text = Text(
        "没有选中任何巡逻。请至少留一个班组和一个巡逻点",
        "No round is chosen. Keep at least one crew and one place",
    )
    status = 422


def propose_rounds(*, title: str, options: Mapping[str, Any], by: Actor, at: datetime) -> StudyView:
    """Ask the engine for rounds of some hours over hot places; it answers beside the server.

    Nothing is planned by it. Refuses other roles, wishes that make no sense, crews that have no
    shift or another round then.
    """
    may_study(by).or_refuse()
    inputs = gather_rounds(round_options(options, at), by, at)
    return queued("rounds", title, inputs, None, by, at)


def accept_rounds(
    *, study: int, variant: int, stops: Stops, by: Actor, at: datetime
) -> AcceptedView:
    """Plan the rounds of one variant, each with the stops that were kept.

    Refuses a second acceptance, and with it everything if one of the rounds cannot be planned.
    """
    may_study(by).or_refuse()
    with write():
        row = locked_study(study)
        result = _answer_of(row)
        if row.kind != "rounds" or not 0 <= variant < len(result["variants"]):
            raise NotFound(subject=f"study:{study} variant {variant}")
        if (taken := AcceptedRounds.objects.filter(study=row).first()) is not None:
            view = taken.view()
            raise AlreadyAccepted(who=view.accepted_by, variant=view.variant + 1)
        planned = [
            _plan(row.inputs, result, tour, stops[tour["crew"]], by, at)
            for tour in result["variants"][variant]["rounds"]
            if stops.get(tour["crew"])
        ]
        if not planned:
            raise NothingChosen()
        accepted = AcceptedRounds.objects.create(
            study=row,
            variant=variant,
            rounds=planned,
            accepted_by_id=by.person_id,
            accepted_at=at,
        )
        record(
            events.ROUNDS_ACCEPTED,
            subject=row.subject,
            by=by,
            at=at,
            facts={"variant": variant + 1, "rounds": len(planned)},
            related=["studies", *(f"round:{pk}" for pk in planned)],
        )
    return accepted.view()


def _answer_of(row: Study) -> dict[str, Any]:
    if row.status != "done" or row.result is None:
        raise NotComputedYet(state=row.view().status_label)
    answer: dict[str, Any] = row.result
    return answer


def _plan(
    inputs: dict[str, Any],
    result: dict[str, Any],
    tour: dict[str, Any],
    kept: Collection[int],
    by: Actor,
    at: datetime,
) -> int:
    crew, start = (
        inputs["crews"][tour["crew"]],
        datetime.fromisoformat(inputs["options"]["from_at"]),
    )

    def moment(minutes: float) -> datetime:
        return start + timedelta(minutes=round(minutes))

    stops = [stop for n, stop in enumerate(tour["stops"]) if n in kept]
    places = [result["offered"][stop["place"]] for stop in stops]
    if not places:
        raise NothingChosen()
    zone = crew["zone"] or zone_at(places[0]["lon"], places[0]["lat"], at)
    view = plan_round(
        mode=crew["mode"],
        zone=zone if zone is not None else min(zone_names(at), default=0),
        organisation=crew["organisation"],
        duty_from=moment(tour["sets_out_min"] - 0.5),
        duty_until=moment(tour["returns_min"] + 0.5),
        checkpoints=[
            CheckpointPlan(
                name=Text(*place["name"]),
                due_at=moment(stop["begins_min"]),
                lon=place["lon"],
                lat=place["lat"],
                stay_min=round(stop["leaves_min"] - stop["begins_min"]),
            )
            for stop, place in zip(stops, places, strict=True)
        ],
        unit=crew["unit"],
        by=by,
        at=at,
    )
    return view.pk
