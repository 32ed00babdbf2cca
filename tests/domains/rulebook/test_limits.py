"""Every limit of every rule table, typed here once more: at it, below it, beyond it."""

import copy

import pytest

from quanju.domains.rulebook.queries import read, shipped, written
from quanju.domains.rulebook.reading import content_of
from quanju.domains.rulebook.types import RuleError, kind_named, kinds

GRADE, CLASS, TYPE = ("grade", 0), ("class", 0), ("class", 0, "type", 0)
LIMITS = [
    ("coordination.groups", ("check_h",), 0.25, 24),
    ("coordination.groups", ("guest_days",), 1, 366),
    ("coordination.groups", ("oversize",), 2, 1000),
    ("coordination.groups", ("pack", 0, "item", 0, "due_min"), 1, 43_200),
    ("coordination.groups", ("type", 0, "answer_min"), 1, 1440),
    ("coordination.groups", ("type", 0, "keep_days"), 30, 36_500),
    ("coordination.plans", ("drill_days",), 7, 1096),
    ("coordination.plans", ("plan", 0, "step", 0, "due_min"), 1, 4320),
    ("coordination.plans", ("plan", 0, "item", 0, "due_min"), 1, 4320),
    ("coordination.plans", ("plan", 0, "staging", 0, "due_min"), 1, 720),
    ("coordination.plans", ("plan", 0, "staging", 0, "nearest"), 0, 9),
    ("coordination.plans", ("plan", 0, "staging", 0, "units"), 1, 40),
    ("coordination.plans", ("plan", 0, "warning", 0, "radius_km"), 0.1, 200),
    ("coordination.plans", ("plan", 0, "warning", 0, "lasts_h"), 0.25, 168),
    ("coordination.review", ("idle_days",), 1, 365),
    ("coordination.review", ("review_days",), 2, 730),
    ("coordination.review", ("archive_days",), 1, 90),
    ("coordination.review", ("archive_late_days",), 1, 365),
    ("coordination.review", ("least_items",), 1, 50),
    ("coordination.review", ("records_alone",), 1, 10_000),
    ("coordination.review", ("taking_hours",), 1, 168),
    ("coordination.review", ("weights", "closed_loop"), 0, 1),
    ("coordination.review", ("weights", "timeliness"), 0, 1),
    ("coordination.review", ("weights", "participation"), 0, 1),
    ("coordination.review", ("weights", "record"), 0, 1),
    ("coordination.review", ("weights", "archive"), 0, 1),
    ("coordination.review", ("weights", "usefulness"), 0, 1),
    ("deadlines.statutory_clocks", ("approver", 0, "level"), 1, 100),
    ("deadlines.working_days", ("fixed", 0, "month"), 1, 12),
    ("deadlines.working_days", ("year", 0, "number"), 1990, 2200),
    ("deadlines.worklist", ("at_once_min",), 1, 240),
    ("deadlines.worklist", ("ahead_days",), 1, 400),
    ("deadlines.worklist", ("shown_most",), 5, 500),
    ("deadlines.worklist", ("later_shown",), 0, 100),
    ("deadlines.worklist", ("hand_off_s",), 0, 30),
    ("deadlines.worklist", ("clocks_most",), 1, 5000),
    ("deadlines.worklist", ("put_off_min", 0), 5, 1440),
    ("dispatch.bodies", ("body", 0, "answer_min"), 1, 240),
    ("dispatch.cards", ("card", 0, "question", 0, "answer", 0, "raises_to"), 1, 4),
    ("dispatch.services", ("service", 0, "answer_min"), 1, 120),
    ("dispatch.services", ("service", 0, "arrive_min"), 1, 720),
    ("dispatch.clocks", ("first_order_s",), 1, 3600),
    ("dispatch.clocks", ("re_offer_s",), 1, 3600),
    ("dispatch.clocks", ("feedback_min",), 1, 1440),
    ("dispatch.clocks", ("reservation_min",), 1, 240),
    ("dispatch.clocks", ("nuisance_days",), 1, 365),
    ("dispatch.clocks", ("late_entry_days",), 1, 366),
    ("dispatch.clocks", ("arrival_within_m",), 10, 1000),
    ("dispatch.clocks", ("arrival_after_s",), 1, 600),
    ("dispatch.desk_signs", ("not_shown_s",), 3, 600),
    ("dispatch.desk_signs", ("alert_to_all_s",), 0, 3600),
    ("dispatch.desk_signs", ("handover_before_min",), 0, 240),
    ("dispatch.desk_signs", ("pre_alert_s",), 0, 600),
    ("dispatch.desk_signs", ("scheduled_lead_min",), 0, 1440),
    ("dispatch.desk_signs", ("scheduled_within_days",), 1, 800),
    ("dispatch.sentences", ("longest",), 40, 2000),
    ("dispatch.grades", (*GRADE, "number"), 1, 4),
    ("dispatch.grades", (*GRADE, "sign_off_s"), 1, 3600),
    ("dispatch.grades", (*GRADE, "on_scene_min", 0), 1, 1440),
    ("dispatch.grades", (*GRADE, "first_feedback_min"), 1, 1440),
    ("dispatch.grades", (*GRADE, "silent_after_min"), 1, 1440),
    ("dispatch.incident_classes", (*CLASS, "share_percent"), 0, 100),
    ("dispatch.incident_classes", (*TYPE, "share_percent"), 0, 100),
    ("dispatch.incident_classes", (*TYPE, "grade"), 1, 4),
    ("dispatch.joining", ("within_m",), 1, 5000),
    ("dispatch.joining", ("within_min",), 1, 1440),
    ("dispatch.joining", ("least_common_words",), 0, 10),
    ("dispatch.measures", ("answer_s",), 1, 600),
    ("dispatch.measures", ("sign_off_s",), 1, 3600),
    ("dispatch.measures", ("depart_min",), 1, 240),
    ("dispatch.measures", ("feedback_min",), 1, 1440),
    ("dispatch.measures", ("outside_rings_min",), 1, 240),
    ("dispatch.radio", ("undo_s",), 5, 600),
    ("dispatch.radio", ("most_min",), 1, 720),
    ("dispatch.response_plans", ("preference_s",), 0, 3600),
    ("dispatch.response_plans", ("nearer_by_s",), 10, 3600),
    ("dispatch.response_plans", ("place_within_m",), 10, 1000),
    ("dispatch.response_plans", ("level", 0, "number"), 2, 3),
    ("dispatch.response_plans", ("level", 0, "needs", 0, "least_crew"), 1, 50),
    ("dispatch.response_plans", ("plan", 0, "grade"), 1, 4),
    ("dispatch.response_plans", ("plan", 0, "needs", 0, "least_crew"), 1, 50),
    ("dispatch.safety_words", ("rule", 0, "grade"), 1, 4),
    ("dispatch.telephone", ("skew_s",), 0, 60),
    ("dispatch.telephone", ("oldest_min",), 1, 1440),
    ("dispatch.telephone", ("silent_s",), 5, 3600),
    ("dispatch.telephone", ("number_hours",), 0, 720),
    ("dispatch.telephone", ("call_back_min",), 0.5, 60),
    ("dispatch.telephone", ("join_min",), 1, 120),
    ("documents.files", ("thumbnail_px",), 64, 1024),
    ("documents.files", ("unused_h",), 1, 720),
    ("documents.files", ("quarantine_days",), 1, 365),
    ("documents.files", ("kind", 0, "most_mb"), 1, 64),
    ("documents.files", ("kind", 0, "most_megapixels"), 1, 80),
    ("documents.files", ("kind", 0, "most_per_subject"), 1, 500),
    ("documents.files", ("kind", 0, "keep_days"), 1, 36_500),
    ("geo.place_limits", ("outline_margin_m",), 0, 50_000),
    ("geo.place_limits", ("road_limit_m",), 10, 50_000),
    ("geo.place_limits", ("describe_within_m",), 10, 5_000),
    ("geo.place_limits", ("device_within_m",), 50_000, 2_000_000),
    ("geo.place_limits", ("rough_m",), 10, 20_000),
    ("geo.place_limits", ("rough_least_m",), 1, 20_000),
    ("geo.place_limits", ("rough_most_m",), 10, 50_000),
    ("geo.place_notes", ("shown_within_m",), 10, 1_000),
    ("geo.place_notes", ("longest_days",), 1, 1_100),
    ("geo.place_notes", ("lately_days",), 1, 366),
    ("notices.ways", ("rests_s", 0), 30, 86_400),
    ("notices.ways", ("most_tries",), 1, 100),
    ("notices.ways", ("receipt_min",), 0, 10_080),
    ("notices.ways", ("ask_every_s",), 5, 3600),
    ("notices.ways", ("shown_days",), 1, 366),
    ("patrol.cover", ("alert_after_min",), 0, 1440),
    ("patrol.crew_sizes", ("most",), 1, 50),
    ("patrol.crew_sizes", ("least", "volunteer"), 1, None),
    ("patrol.duty", ("longest_h",), 1, 48),
    ("patrol.duty", ("ahead_days",), 7, 800),
    ("patrol.duty", ("check_in_m",), 10, 2000),
    ("patrol.duty", ("position_max_s",), 10, 3600),
    ("patrol.duty", ("early_min",), 0, 240),
    ("patrol.duty", ("late_min",), 0, 240),
    ("patrol.duty", ("community_share",), 0, 1),
    ("patrol.joint_duty", ("pairs", 0, "room"), 1, None),
    ("patrol.joint_duty", ("pairs", 0, "slot"), 1, None),
    ("patrol.position_ages", ("fresh_s",), 1, 3600),
    ("patrol.position_ages", ("stale_s",), 1, 86_400),
    ("patrol.position_ages", ("future_s",), 0, 3600),
    ("patrol.position_ages", ("coarsest_m",), 10, 100_000),
    ("patrol.position_ages", ("sample_every_s",), 0, 3600),
    ("patrol.position_ages", ("fine_days",), 0, 30),
    ("patrol.position_ages", ("coarse_days",), 0, 366),
    ("patrol.ring_model", ("minutes", 0), 1, 60),
    ("patrol.ring_model", ("speed_kmh",), 1, 120),
    ("patrol.round_places", ("call_days",), 28, 1100),
    ("patrol.round_places", ("call_radius_m",), 0, 1000),
    ("patrol.round_places", ("calls_worth_min",), 0, 240),
    ("patrol.round_places", ("most_cells",), 0, 40),
    ("patrol.round_places", ("cell_stay_min",), 1, 120),
    ("patrol.round_places", ("occasion_worth_min",), 1, 240),
    ("patrol.round_places", ("occasion_stay_min",), 1, 120),
    ("patrol.round_places", ("kinds", 0, "worth_min"), 1, 240),
    ("patrol.round_places", ("kinds", 0, "stay_min"), 1, 120),
    ("planning.suggestions", ("history_days",), 28, 1100),
    ("planning.suggestions", ("least_calls",), 5, 1000),
    ("planning.suggestions", ("least_expected",), 0, 1000),
    ("planning.suggestions", ("least_left",), 0, 20),
    ("planning.suggestions", ("relief",), 1, 100),
    ("planning.suggestions", ("most",), 1, 50),
    ("cases.limits", ("accept_min",), 10, 1440),
    ("cases.limits", ("review_h",), 1, 72),
    ("cases.limits", ("hard_review_h",), 1, 240),
    ("cases.limits", ("decline_most",), 1, 10),
    ("supervision.checks", ("should_file", "level"), 1, 3),
    ("supervision.checks", ("overdue", "level"), 1, 3),
    ("supervision.checks", ("no_receipt", "level"), 1, 3),
    ("supervision.checks", ("lighter_class", "level"), 1, 3),
    ("supervision.checks", ("bounced", "level"), 1, 3),
    ("supervision.checks", ("withdrawn", "level"), 1, 3),
    ("supervision.checks", ("same_officer", "level"), 1, 3),
    ("supervision.targets", ("target", 0, "at_least"), 0, 100),
    ("supervision.targets", ("target", 1, "at_most"), 0, 365),
    ("supervision.review", ("disputed_declines",), 1, 10),
    ("supervision.inspections", ("largest_sample",), 1, 500),
    ("supervision.inspections", ("largest_population",), 10, 50_000),
    ("supervision.inspections", ("finish_days",), 1, 180),
    ("supervision.findings", ("answer_working_days",), 1, 30),
    ("supervision.findings", ("correct_days",), 1, 180),
    ("supervision.checks", ("overdue", "grace_h"), 0, 240),
    ("supervision.checks", ("no_receipt", "after_min"), 1, 10_080),
    ("supervision.checks", ("no_recording", "level"), 1, 3),
    ("supervision.checks", ("no_recording", "after_h"), 1, 720),
    ("supervision.recordings", ("clear_days",), 1, 180),
    ("supervision.recordings", ("keep", 0, "days"), 0, 36_500),
    ("supervision.checks", ("bounced", "times"), 1, 20),
    ("supervision.checks", ("withdrawn", "within_h"), 1, 8760),
    ("cases.limits", ("hand_in_h",), 1, 240),
    ("cases.limits", ("review_days",), 1, 366),
    ("reception.hall", ("sort_min",), 1, 60),
    ("reception.hall", ("owner_min",), 1, 60),
    ("reception.hall", ("wait_min",), 1, 240),
    ("reception.hall", ("no_show_min",), 0, 60),
    ("reception.hall", ("sample_min",), 10, 480),
    ("reception.hall", ("sample_least",), 1, 50),
    ("reception.hall", ("offer_min",), 1, 240),
    ("reception.hall", ("come_back_h",), 0.5, 12),
    ("reception.hall", ("be_early_min",), 0, 60),
    ("reception.hall", ("booking_h",), 0.5, 12),
    ("reception.hall", ("booking_days",), 1, 90),
    ("reception.hall", ("visit_days",), 0, 30),
    ("reception.hall", ("visit_step_min",), 5, 120),
    ("reception.portal", ("pre_report_days",), 1, 30),
    ("reception.portal", ("comment_days",), 1, 90),
    ("reception.portal", ("comments_least",), 5, 100),
    ("reception.portal", ("review_days",), 1, 90),
    ("reception.portal", ("contact_days",), 1, 3650),
    ("reception.portal", ("report_contact_days",), 1, 3650),
    ("reception.portal", ("report_name_days",), 1, 36500),
    ("reception.portal", ("request_days",), 1, 60),
    ("reception.portal", ("letter", 0, "take_on_days"), 0, 60),
    ("reception.portal", ("letter", 0, "answer_days"), 1, 180),
    ("reception.portal", ("letter", 0, "keep_days"), 30, 36500),
    ("reception.hall", ("area", 0, "level"), 1, 2),
    ("reception.hall", ("area", 0, "seats"), 0, 500),
    ("reception.hall", ("place", 0, "level"), 1, 2),
    ("reception.follow_up", ("unhappy_at_most",), 1, 4),
    ("reception.follow_up", ("tries_most",), 1, 10),
    ("reception.follow_up", ("settle_days",), 1, 60),
    ("reception.follow_up", ("follow_up", 0, "after_days"), 0, 365),
    ("reception.follow_up", ("follow_up", 0, "within_days"), 0, 60),
    ("reception.steps", ("bounce_most",), 1, 10),
    ("reception.steps", ("accept_min",), 5, 1440),
    ("rulebook.second_person", ("wait_min",), 5, 525_600),
    ("rulebook.second_person", ("act", 0, "wait_min"), 5, 525_600),
]
WHOLE = {
    "longest",
    "number",
    "grade",
    "least_common_words",
    "least_crew",
    "most",
    "most_min",
    "volunteer",
    "room",
    "slot",
}
WHOLE |= {
    "wait_min",
    "level",
    "month",
    "history_days",
    "least_calls",
    "least_left",
    "most_cells",
    "minutes",
}
WHOLE |= {"thumbnail_px", "quarantine_days", "most_mb", "most_per_subject", "keep_days"}
WHOLE |= {"rests_s", "most_tries", "receipt_min", "ask_every_s", "shown_days"}
WHOLE |= {"at_once_min", "ahead_days", "shown_most", "later_shown", "clocks_most"}
WHOLE |= {"visit_step_min", "pre_report_days", "comment_days", "comments_least", "review_days"}
WHOLE |= {
    "request_days",
    "contact_days",
    "take_on_days",
    "answer_days",
    "report_contact_days",
    "report_name_days",
}
WHOLE |= {
    "put_off_min",
    "sample_least",
    "seats",
    "booking_days",
    "visit_days",
    "bounce_most",
    "decline_most",
    "raises_to",
}
WHOLE |= {"clear_days", "days"}
WHOLE |= {"unhappy_at_most", "tries_most", "settle_days", "after_days", "within_days"}
WHOLE |= {"drill_days", "nearest", "units"}
WHOLE |= {"guest_days", "oversize", "idle_days", "review_days", "archive_days"}
WHOLE |= {
    "archive_late_days",
    "records_alone",
    "taking_hours",
    "least_items",
    "times",
    "level",
    "answer_working_days",
    "disputed_declines",
    "correct_days",
}
WHOLE |= {"largest_sample", "largest_population", "finish_days"}
PAIR = {"room": 1, "slot": 1, "zh": "一", "en": "One"}
MORE = {"patrol.joint_duty": {"pairs": [PAIR]}}
SIDES = [(*one[:3], -1) for one in LIMITS] + [
    (*one[:2], one[3], 1) for one in LIMITS if one[3] is not None
]


def with_value(kind, path, value):
    """The shipped table as text, one number in it another."""
    content = copy.deepcopy({**content_of(shipped(kind_named(kind))), **MORE.get(kind, {})})
    inner = content
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return written(content)


def refusal(kind, path, value):
    """What the reader says to that number itself; empty if it only minds its neighbours."""
    try:
        read(kind, with_value(kind, path, value))
    except RuleError as error:
        return error.text.en if ("must be at" in error.text.en) else ""
    return ""


@pytest.mark.parametrize(("kind", "path", "limit", "side"), SIDES, ids=str)
def test_a_number_may_stand_at_its_limit_and_one_step_within_but_none_beyond(
    kind, path, limit, side
):
    name = next(step for step in reversed(path) if isinstance(step, str))
    step = 1 if name in WHOLE else 0.001
    assert refusal(kind, path, limit) == ""
    assert refusal(kind, path, limit - side * step) == ""
    beyond = refusal(kind, path, limit + side * step)
    assert f"({name})” must be at {'most' if side > 0 else 'least'} {limit}" in beyond


def bounded(schema, definitions, path=()):
    """Paths of every number with a limit in a model's JSON schema."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    for one in schema.get("anyOf", ()):
        yield from bounded(one, definitions, path)
    if {"minimum", "maximum"} & schema.keys():
        yield path
    for name, inner in schema.get("properties", {}).items():
        yield from bounded(inner, definitions, (*path, name))
    for inner in (
        schema.get("items"),
        schema.get("additionalProperties"),
        *schema.get("prefixItems", ()),
    ):
        if isinstance(inner, dict):
            yield from bounded(inner, definitions, path)


def test_no_limit_of_a_table_is_missing_above():
    typed = {(kind, tuple(s for s in path if isinstance(s, str))) for kind, path, *_ in LIMITS}
    typed = {(kind, path[:1] if path[0] == "least" else path) for kind, path in typed}
    found = set()
    for kind in kinds():
        if not kind.name.startswith("test."):
            schema = kind.model.model_json_schema()
            found |= {(kind.name, path) for path in bounded(schema, schema.get("$defs", {}))}
    found -= {(kind, ("version",)) for kind, _ in found}
    assert found == typed
