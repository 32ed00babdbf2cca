"""A branch with other numbers goes through the same doors and keeps its own numbers."""

import shutil
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from tests.conftest import SHARED_DATA

from quanju.branches.folder import FolderNotUsable, read_folder
from quanju.branches.loader import BranchAlreadyLoaded, build_map, load_branch
from quanju.demo.past import load_past
from quanju.demo.script import calls_from
from quanju.domains.dispatch import actions, queries
from quanju.domains.dispatch.models import Incident
from quanju.domains.geo.queries.checks import OutsideBranch
from quanju.domains.patrol import actions as patrol_actions
from quanju.domains.patrol import queries as patrol
from quanju.domains.people.queries import actor_of, branch

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
    for unit in patrol.all_units():
        crew = patrol.roster_of(unit.pk)
        patrol_actions.sign_on(unit=unit.pk, crew=crew, by=desk, at=at)
    return desk


def test_it_is_loaded_whole(loaded):
    assert branch().code == "xikou-demo"
    assert (loaded.zones, loaded.staging_points, loaded.units) == (4, 5, 11)
    assert loaded.people == 31
    assert loaded.road_nodes == 44


def test_it_is_loaded_once(loaded, tmp_path, moment):
    with pytest.raises(BranchAlreadyLoaded):
        load_branch(read_folder(SECOND), home=tmp_path, at=moment)


def an_incident(type_code, at, *, text="", where=MIDDLE_STREET, by=None):
    """A new incident on Middle Street, taken by the desk."""
    lon, lat = where
    return actions.create_incident(
        type_code=type_code, text=text, lon=lon, lat=lat, by=by or actor("desk-1", at), at=at
    )


def test_its_own_words_grades_zones_and_rings_count(loaded, moment):
    incident = an_incident("stealing", moment, text="有人拿刀")
    assert incident.grade == 1
    assert incident.zone in (21, 22, 31, 32)
    assert incident.ring in (1, 2, 4)


def test_its_own_plan_is_proposed(loaded, moment):
    desk = all_on_duty(moment)
    lon, lat = MIDDLE_STREET
    for unit in patrol.all_units():
        patrol_actions.report_position(unit=unit.pk, lon=lon, lat=lat, by=desk, at=moment)
    incident = an_incident("violence", moment, by=desk)
    shown = queries.recommend(incident=incident.number, at=moment)
    forces = {u.pk: u.force_type for u in patrol.all_units()}
    assert sorted(forces[pk] for pk in shown.proposed) == ["case_team", "special_police"]


def test_new_incidents_are_numbered_after_the_drawn_past(loaded, moment):
    assert load_past(SECOND, moment - timedelta(days=3), moment) > 100
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
