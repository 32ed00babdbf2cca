"""A plan, studies and their papers, a suggestion."""

import hashlib
from datetime import timedelta

from django.utils import timezone
from tests.builders.people import actor_in, an_appointment
from tests.examples.found import Found

from quanju.domains.documents.actions.setting import finish_paper
from quanju.domains.documents.models import Paper, PaperCopy
from quanju.domains.kernel.clock import now
from quanju.domains.planning.actions.plans import draft_plan
from quanju.domains.planning.actions.reports import issue_report
from quanju.domains.planning.models import Study, Suggestion

CELL = {"zone": 1, "calls": 5, "days": 1, "mean": 1.0, "low": 0, "high": 3, "units": 1}


BASIS = {"why_zh": "", "why_en": "", "first_on": "2026-01-01", "days": 28, "calls": 40}


def fill(found: Found) -> None:
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
        shift_id=found.by_name["patrol_board:shift"]["pk"],
        zone_from=1,
        zone_to=2,
        duty_from=at,
        duty_until=at + timedelta(hours=1),
        basis={**BASIS, "from": CELL, "to": CELL},
        offered_at=at,
    )
    for name in ("accept_suggestion", "reject_suggestion"):
        found.by_name[f"patrol_board:{name}"] = {"pk": suggested.pk}
    found.by_name["patrol_board:measure"] = {"code": "V-3"}
    for name in ("study", "cancel_study", "repeat_study", "issue_report", "study_layer"):
        found.by_name[f"planning_lab:{name}"] = {"pk": study.pk, "layer": "points"}
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
    found.query["papers:check_number"] = {"code": Paper.objects.get(pk=paper.id).code}
    found.by_name["papers:take_copy"] = {"copy": copy.pk}
    for name in ("paper", "take_paper", "withdraw_paper", "propose_copy", "check_number"):
        found.by_name[f"papers:{name}"] = {"number": paper.number}
    drawing = ("try_step", "draw_plan", "change_zone")
    for name in ("plan", "change_plan", "move_point", "plan_layer", "move_plan", *drawing):
        found.by_name[f"planning_lab:{name}"] = {
            "number": plan.number,
            "layer": "zones",
            "step": "propose",
        }
    found.by_name["planning_lab:ask_study"] = {"kind": "zones"}
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
        found.by_name[f"patrol_board:{name}"] = {"pk": rounds.pk}
    found.body["patrol_board:accept_rounds"] = {"variant": 0}
    part = {"pk": rounds.pk, "variant": 0, "part": "stops"}
    found.by_name["patrol_board:proposal_part"] = part
