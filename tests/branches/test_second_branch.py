"""A branch with other numbers goes through the same doors and keeps its own numbers."""

import shutil
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from tests.builders.files import a_photo, a_picture
from tests.builders.incidents import an_order
from tests.conftest import SHARED_DATA

from quanju.branches.folder import FolderNotUsable, read_folder
from quanju.branches.loader import BranchAlreadyLoaded, build_map, load_branch
from quanju.demo.past import load_past
from quanju.demo.script import calls_from
from quanju.domains.coordination.actions.closing import end_silence
from quanju.domains.coordination.actions.opening import open_group
from quanju.domains.coordination.actions.plans import open_plan
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.queries.plans import plan_rules, run_of
from quanju.domains.coordination.queries.review import review_rules
from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.incidents import asked_of, create_incident, type_named
from quanju.domains.dispatch.actions.placing import RadiusNotUsable
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.queries import measures, recommendation
from quanju.domains.dispatch.queries.coverage import ring_coverage
from quanju.domains.dispatch.queries.incidents import incident_named, open_alerts
from quanju.domains.dispatch.queries.places import Doubt
from quanju.domains.dispatch.queries.tables import arrival_offer, card_of
from quanju.domains.documents.actions.files import TooManyFiles
from quanju.domains.documents.files.content import TooManyPixels, TypeNotAllowed
from quanju.domains.documents.jobs import find_due_files
from quanju.domains.geo.actions.place_notes import (
    NoteEndNotUsable,
    NoteTellsOfAPerson,
    propose_place_note,
)
from quanju.domains.geo.queries.checks import OutsideBranch
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import NotFound
from quanju.domains.notices.models import Notice
from quanju.domains.patrol.actions import crews, positions
from quanju.domains.patrol.queries import units
from quanju.domains.patrol.queries import zones as zones_queries
from quanju.domains.people.queries.actors import actor_of
from quanju.domains.people.queries.organisations import branch
from quanju.domains.planning.queries.figures import compared
from quanju.domains.reception.actions.calling import call_next
from quanju.domains.reception.actions.greeting import greet_visitor, sort_visit
from quanju.domains.reception.actions.pre_reports import write_pre_report
from quanju.domains.reception.jobs import raise_hall_alarms
from quanju.domains.reception.queries.follow_ups import follow_up_rule
from quanju.domains.reception.queries.portal import portal_rule, times_left
from quanju.domains.reception.queries.sites import sites
from quanju.domains.reception.queries.sorting import proposals_for, sorting_rule
from quanju.domains.supervision.actions.steps import correction_due
from quanju.domains.supervision.checks import Matter, found_in
from quanju.domains.supervision.rules import (
    checks_rule,
    findings_rule,
    inspections_rule,
    recordings_rule,
    review_rule,
    targets_rule,
    why_reviewed,
)
from quanju.pages.planning_lab.charts import rings
from quanju.pages.planning_lab.parts import reach_rows

SECOND = Path(__file__).parent / "second_branch"
MIDDLE_STREET = (121.31309, 48.02677)

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment():
    return timezone.now()


@pytest.fixture
def loaded(tmp_path, settings, moment):
    settings.HOME = tmp_path
    return load_branch(read_folder(SECOND), home=tmp_path, at=moment - timedelta(days=40))


def actor(username, at):
    return actor_of(get_user_model().objects.get(username=username), at=at)


def all_on_duty(at):
    desk = actor("desk-1", at)
    for unit in units.all_units():
        crew = units.roster_of(unit.pk)
        crews.sign_on(unit=unit.pk, crew=crew, by=desk, at=at)
    return desk


def test_it_is_loaded_whole(loaded):
    assert branch().code == "xikou-demo"
    assert (loaded.zones, loaded.staging_points, loaded.units) == (4, 5, 11)
    assert loaded.people == 34
    assert loaded.road_nodes == 44


def test_it_is_loaded_once(loaded, tmp_path, moment):
    with pytest.raises(BranchAlreadyLoaded):
        load_branch(read_folder(SECOND), home=tmp_path, at=moment)


def an_incident(type_code, at, *, text="", where=MIDDLE_STREET, by=None):
    """A new incident on Middle Street, taken by the desk."""
    lon, lat = where
    return create_incident(
        type_code=type_code, text=text, lon=lon, lat=lat, by=by or actor("desk-1", at), at=at
    )


def test_its_own_cards_are_asked_and_raise_its_own_grades(loaded, moment):
    card = card_of("violence", moment)
    assert [one.code for one in card.questions] == ["dog"]
    found = asked_of(type_named("violence", moment), "", {"dog": "yes"}, moment)
    assert found.proposal.grade == 1


def test_its_own_words_grades_zones_and_rings_count(loaded, moment):
    incident = an_incident("stealing", moment, text="有人拿刀")
    assert incident.grade == 1
    assert incident.zone in (21, 22, 31, 32)
    assert incident.ring in (1, 2, 4)


def shown(number, at):
    return incident_named(number, actor=actor("desk-1", at), at=at)


def test_its_own_limits_drive_its_clocks_and_alerts(loaded, moment):
    desk = all_on_duty(moment)
    incident = an_incident("violence", moment, by=desk)
    due = {clock.name: clock.due_at for clock in shown(incident.number, moment).clocks}
    assert due["order"] == moment + timedelta(seconds=40)
    unit = next(one.pk for one in units.all_units() if one.force_type == "case_team")
    lon, lat = MIDDLE_STREET
    positions.report_position(unit=unit, lon=lon, lat=lat, by=desk, at=moment)
    an_order(incident, unit, by=desk, at=moment)
    due = {clock.name: clock.due_at for clock in shown(incident.number, moment).clocks}
    assert due["acknowledge"] == moment + timedelta(seconds=20)
    assert raise_due_alerts(moment + timedelta(seconds=19)) == 0
    assert raise_due_alerts(moment + timedelta(seconds=20)) == 1
    assert Notice.objects.first().title_zh.endswith(" 请签收")
    assert raise_due_alerts(moment + timedelta(seconds=44)) == 0
    assert raise_due_alerts(moment + timedelta(seconds=45)) == 1
    job = {"incident": incident.number, "unit": unit}
    crew = actor_in_crew(unit, moment)
    for step in (acknowledge_order, steps.depart):
        step(**job, by=crew, at=moment + timedelta(seconds=50))
    silent = moment + timedelta(seconds=50, minutes=5)
    assert raise_due_alerts(silent - timedelta(seconds=1)) == 0
    assert raise_due_alerts(silent) == 1
    steps.arrive(**job, by=crew, at=silent)
    told_by = silent + timedelta(minutes=10)
    raise_due_alerts(told_by - timedelta(seconds=1))
    assert "first_feedback" not in {one.kind for one in open_alerts()}
    raise_due_alerts(told_by)
    assert "first_feedback" in {one.kind for one in open_alerts()}


def test_its_own_nearness_offers_an_arrival(loaded, moment):
    assert arrival_offer(moment) == (80, 20)


def actor_in_crew(unit, at):
    """Somebody of the unit's crew."""
    return actor_of(get_user_model().objects.get(pk=units.roster_of(unit)[0]), at=at)


def test_its_own_rings_and_limits_are_what_its_measures_count(loaded, moment):
    found = measures.measures(from_at=moment - timedelta(days=1), until_at=moment)
    names = {one.code: one.name.en for one in found}
    rings = [code for code in names if code.startswith("RT-3/")]
    assert rings == ["RT-3/1", "RT-3/2", "RT-3/4", "RT-3/0"]
    assert names["RT-1"] == "Answered within 10 s"
    assert names["RT-2"] == "Grade 1 dispatched within 40 s"
    assert names["RT-5"] == "Signed off within 20 s"
    assert names["RT-6"] == "On the road within 3 min"
    assert names["RT-7"] == "Fed back within 45 min"
    covered = ring_coverage(since=moment - timedelta(days=1), until=moment, at=moment)
    assert [one.code for one in covered] == ["RT-4/1", "RT-4/2", "RT-4/4"]


def test_a_ring_of_a_table_before_is_counted_too(loaded, moment):
    incident = an_incident("violence", moment)
    Incident.objects.filter(pk=incident.pk).update(ring=3)
    found = measures.measures(from_at=moment, until_at=moment + timedelta(seconds=1))
    assert "RT-3/3" in {one.code for one in found}


@pytest.mark.long
def test_its_own_rings_stand_in_its_plans_and_charts(loaded, moment):
    load_past(SECOND, moment - timedelta(days=35), moment)
    zones, points = zones_queries.export_zones(moment), zones_queries.export_staging_points(moment)
    figures = compared(zones["features"], points["features"], moment)
    assert list(figures["after"]["within"]) == ["60", "120", "240"]
    assert [name.en for name, *_ in reach_rows(None, figures["after"])[:3]] == [
        "within 1 min",
        "within 2 min",
        "within 4 min",
    ]
    assert "2–4" in rings(None, figures["after"])


def test_its_own_plan_is_proposed(loaded, moment):
    desk = all_on_duty(moment)
    lon, lat = MIDDLE_STREET
    for unit in units.all_units():
        positions.report_position(unit=unit.pk, lon=lon, lat=lat, by=desk, at=moment)
    incident = an_incident("violence", moment, by=desk)
    shown = recommendation.recommend(incident=incident.number, at=moment)
    forces = {u.pk: u.force_type for u in units.all_units()}
    assert sorted(forces[pk] for pk in shown.proposed) == ["case_team", "special_police"]


def test_new_incidents_are_numbered_after_the_drawn_past(loaded, moment):
    assert len(load_past(SECOND, moment - timedelta(days=3), moment)) > 100
    incident = an_incident("question", moment)
    others = Incident.objects.exclude(pk=incident.pk).values_list("number", flat=True)
    assert incident.number > max(others)


def test_a_place_beyond_its_own_margin_is_refused(loaded, moment):
    with pytest.raises(OutsideBranch):
        an_incident("question", moment, where=(121.60, 48.02))


def test_the_player_draws_its_calls_from_it(loaded, moment):
    first = list(islice(calls_from(SECOND, moment), 30))
    assert {call.type_code for call in first} <= {"violence", "stealing", "crash", "question"}
    assert [call.at for call in first] == sorted(call.at for call in first)
    assert first == list(islice(calls_from(SECOND, moment), 30))


def test_a_missing_file_is_named(tmp_path):
    (tmp_path / "branch.toml").write_text((SECOND / "branch.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(FolderNotUsable, match=r"organisations\.csv"):
        read_folder(tmp_path)


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data are not on this machine")
def test_a_folder_with_an_extract_gets_its_roads_and_its_map_from_it(tmp_path):
    folder = tmp_path / "branch"
    shutil.copytree(SECOND, folder)
    shutil.copy(SHARED_DATA / "roads" / "monaco.osm.pbf", folder / "roads.osm.pbf")
    _, tiles, built = build_map(read_folder(folder), tmp_path, lambda zh, en: None)
    assert built.drive.node_count > 500
    assert tiles.stat().st_size > 50_000


def test_its_own_limits_of_files_hold(loaded, moment):
    incident, desk = an_incident("stealing", moment), actor("desk-1", moment)
    for colour in ("red", "green", "blue"):
        a_photo(incident, by=desk, at=moment, content=a_picture("PNG", colour=colour))
    with pytest.raises(TooManyFiles):
        a_photo(incident, by=desk, at=moment, content=a_picture("PNG", colour="pink"))
    with pytest.raises(TypeNotAllowed):
        a_photo(incident, by=desk, at=moment, content=a_picture("JPEG"))
    with pytest.raises(TooManyPixels):
        a_photo(incident, by=desk, at=moment, content=a_picture("PNG", size=(2001, 1000)))
    Incident.objects.update(state="closed", disposition_code="mediated", ended_at=moment)
    assert find_due_files(moment + timedelta(days=199)) == 0
    assert find_due_files(moment + timedelta(days=200)) == 3


def test_its_own_sites_windows_and_limits_receive(loaded, moment):
    officer = actor("front-1", moment)
    assert [one.level for one in sites()] == [1, 2]
    view = greet_visitor(by=officer, at=moment)
    own = timedelta(minutes=4)
    assert raise_hall_alarms(moment + own - timedelta(seconds=1)) == 0
    assert raise_hall_alarms(moment + own) == 1
    sort_visit(visit=view.pk, service="report", by=officer, at=moment + own)
    with pytest.raises(NotFound):
        call_next(place="W3", by=officer, at=moment + own)
    assert call_next(place="W1", by=officer, at=moment + own).pk == view.pk


def test_its_own_words_propose_and_its_own_queues_are_led_to(loaded, moment):
    rule = sorting_rule(moment)
    assert rule.queue_of("dispute") == "help"
    found = proposals_for(title="两家为地界吵架", statement="", at=moment).sorted_as
    assert (found.code, found.word) == ("dispute", "地界")
    assert proposals_for(title="漏水", statement="", at=moment).sorted_as is None


def test_its_own_days_and_hours_hold_for_what_residents_write_and_book(loaded, moment):
    assert portal_rule(moment).report_contact_days == 30
    asked = follow_up_rule(moment)
    assert (asked.unhappy_at_most, asked.tries_most, asked.settle_days) == (3, 1, 2)
    assert asked.row_for("closed", "dispute") is None
    row = asked.row_for("receipted", "criminal")
    assert row is not None
    assert (row.by, row.after_days, row.within_days) == ("site", 1, 0)
    view = write_pre_report(title="丢了钱包", at=moment)
    assert view.ends_at == moment + timedelta(days=3)
    found = times_left(sites()[0], "report", at=moment)
    ahead = max(one.day for one in found) - local_day(moment)
    assert ahead == timedelta(days=3)
    last = found[-1].times
    assert last[1] - last[0] == timedelta(minutes=20)
    assert (last[-1] - last[0], len(last)) == (timedelta(minutes=160), 9)


def test_its_own_limits_of_a_rough_place_and_of_notes_on_places(loaded, moment):
    desk = actor("desk-1", moment)
    lon, lat = MIDDLE_STREET
    where = {"type_code": "violence", "text": "", "lon": lon, "lat": lat, "by": desk, "at": moment}
    with pytest.raises(RadiusNotUsable):  # ours takes 30 m and more
        create_incident(**where, doubt=Doubt(kind="around", radius_m=99))
    assert create_incident(**where, doubt=Doubt(kind="around", radius_m=9000)).radius_m == 9000
    note = {"kind": "hazard", "about": "road", "place": "桥", "lon": lon, "lat": lat}
    until = local_day(moment) + timedelta(days=31)
    with pytest.raises(NoteEndNotUsable):  # ours takes a year
        propose_place_note(**note, text="限高", until_on=until, by=desk, at=moment)
    until -= timedelta(days=1)
    with pytest.raises(NoteTellsOfAPerson):
        propose_place_note(**note, text="a secret door", until_on=until, by=desk, at=moment)
    assert propose_place_note(**note, text="限高", until_on=until, by=desk, at=moment)


def test_a_group_opens_by_the_second_branchs_reading_and_types(loaded, moment):
    """Preset B: one fact, seats of branch and station; its own tenth type, its own limits."""
    view = open_group(
        kind="flood_watch",
        title="溪水上涨值守",
        facts={"what": "水位过警戒线"},
        by=actor("xinan-duty-1", moment),
        at=moment,
    )
    assert [one.seat for one in view.present] == [
        "initiator",
        "command",
        "supervision",
        "station_command",
        "case_team",
        "community_team",
    ]
    assert view.is_oversize
    rules = group_rules(moment)
    assert (rules.check_h, rules.guest_days) == (1, 3)
    assert rules.types["urgent_incident"].answer_min == 3


def test_groups_fall_idle_by_the_second_branchs_days(loaded, moment):
    view = open_group(
        kind="flood_watch",
        title="溪水上涨值守",
        facts={"what": "水位过警戒线"},
        by=actor("xinan-duty-1", moment),
        at=moment,
    )
    assert end_silence(moment + timedelta(days=5)) == 1
    rules = review_rules(moment)
    assert (rules.review_days, rules.archive_days, rules.archive_late_days) == (9, 2, 3)
    assert (rules.least_items, rules.weights.closed_loop) == (1, 0.5)
    assert (rules.records_alone, rules.taking_hours) == (2, 3)
    assert view.status == "opened"


def test_a_plan_opens_as_the_second_branch_wrote_it(loaded, moment):
    """Another checklist, another force, a real warning; drills every 30 days."""
    by = actor("xinan-duty-1", moment)
    view = open_plan(plan="flood", what="水大", where_when="桥头", by=by, at=moment)
    run = run_of(view.number, by=by, at=moment)
    assert [one.due_at for one in run.steps] == [moment + timedelta(minutes=7)]
    assert (run.staging[0].units, run.staging[0].due_at) == (4, moment + timedelta(minutes=11))
    assert (run.warning.cap_status, run.warning.area) == ("Actual", "桥头")
    assert (run.warning.radius_km, run.warning.lasts_h) == (5.5, 2.5)
    rules = plan_rules(moment)
    assert (rules.drill_days, rules.sender) == (30, "duty@second.example")
    assert rules.plan[0].item[0].due_min == 9


def test_reports_are_checked_by_the_second_branchs_rules(loaded, moment):
    rule = checks_rule(moment)
    assert rule.reference == "supervision.checks@1"
    lost = Matter(
        kind="dispute",
        words="丢羊三只，不是被盗",
        begun_at=moment,
        entered_at=moment,
        receipted_at=moment + timedelta(minutes=31),
        asks_receipt=True,
        has_recording=True,
        declined_at=(moment, moment),
        entered_by="",
        classes=(),
        decisions=(),
        due=(),
    )
    found = found_in(lost, rule.content, {})
    assert [(one.check, one.level) for one in found] == [("should_file", 2), ("no_receipt", 2)]
    assert correction_due(moment) == local_day(moment) + timedelta(days=3)
    assert findings_rule(moment).content.answer_working_days == 1
    kept = recordings_rule(moment).content
    assert (kept.clear_days, [(one.code, one.days) for one in kept.keep]) == (9, [("plain", 200)])
    recorded = rule.content.no_recording
    assert recorded is not None
    assert (recorded.is_on, recorded.level, recorded.after_h) == (False, 1, 5)
    plans = inspections_rule(moment).content
    assert (plans.largest_sample, plans.largest_population, plans.finish_days) == (3, 10, 2)
    review = review_rule(moment).content
    assert why_reviewed("羊毛款不给", 0, review) == "economic"
    assert (why_reviewed("合同诈骗", 1, review), review.decisions) == ("disputed", ("not_file",))
    assert [one.told.zh for one in targets_rule(moment).target] == ["目标 ≤ 3"]
