"""An exercise is begun and ended by a named person; its stage holds nothing of what happened."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.test import Client
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_actor, sign_in
from tests.builders.people import an_appointment as appointed

from quanju.config.home import kept_secret
from quanju.domains.dispatch.actions.calls import answer_call
from quanju.domains.dispatch.actions.exercises import (
    HasEnded,
    OneIsOn,
    WithinAnExercise,
    end_exercise,
    start_exercise,
    tell_where,
)
from quanju.domains.dispatch.queries.exercises import exercise_on
from quanju.domains.dispatch.waiting import waiting_for
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Refused
from quanju.domains.people.second_factor import encrypted_for
from quanju.domains.people.types import SERVICE
from quanju.exercises import STAGE, environment_of, home_of, stage_lines

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def practised_by(row):
    entries = Entry.objects.filter(subject=row.subject).order_by("number")
    return [(one.event, one.author) for one in entries]


def test_one_at_a_time_by_a_supervisor_and_waits_to_be_ended(town):
    chief, other = an_actor("shift_supervisor"), an_actor("shift_supervisor", name="second")
    with pytest.raises(Refused):
        start_exercise(title="反恐桌面推演", by=an_actor("dispatcher"), at=NOON)
    row = start_exercise(title="反恐桌面推演", by=chief, at=NOON)
    with pytest.raises(OneIsOn):
        start_exercise(title="又一场", by=other, at=NOON)
    tell_where(exercise=row.pk, address="http://127.0.0.1:8100", by=SERVICE, at=NOON)
    tell_where(exercise=row.pk, address="http://127.0.0.1:8100", by=SERVICE, at=LATER)
    (waits,) = [one for one in waiting_for(chief, at=NOON, until=LATER) if "exercise" in one.key]
    assert "反恐桌面推演" in waits.title.zh
    end_exercise(exercise=row.pk, by=other, at=LATER)
    with pytest.raises(HasEnded):
        end_exercise(exercise=row.pk, by=chief, at=LATER)
    assert exercise_on() is None
    assert practised_by(row) == [
        ("dispatch.exercise_started", chief.subject),
        ("dispatch.exercise_served", "service:quanju"),
        ("dispatch.exercise_ended", other.subject),
    ]
    assert start_exercise(title="下一场", by=chief, at=LATER).pk != row.pk


def test_the_stage_holds_no_call_no_incident_and_every_unit_off_duty(town, tmp_path, monkeypatch):
    unit, _ = a_crew_at("P3")
    incident = an_incident(text="张三在滨河路 5 号")
    an_order(incident, unit.pk)
    answer_call(caller_number="13900001234", by=an_actor("dispatcher"), at=NOON)
    row = start_exercise(title="演练", by=an_actor("shift_supervisor"), at=NOON)
    monkeypatch.setattr("quanju.exercises.home_of", lambda _: tmp_path)
    lines = list(stage_lines(row.pk))
    told = [json.loads(line) for line in lines]
    assert {one["model"] for one in told} <= {name.lower() for name in STAGE}
    units = [one["fields"] for one in told if one["model"] == "patrol.unit"]
    assert units
    assert {one["status"] for one in units} == {"off_duty"}
    assert not any(one["shift_started_at"] for one in units)
    for secret in ("张三", "13900001234", incident.number):
        assert secret not in "\n".join(lines)


def test_its_processes_know_of_no_way_out(settings, monkeypatch, tmp_path):
    settings.HOME = tmp_path
    for name in ("DATABASE", "NOTICES_SMS", "MAIL", "SEALS_TO", "FILES", "SECRET_KEY", "RECORDER"):
        monkeypatch.setenv(f"QUANJU_{name}", "live")
    environment = environment_of(7, "演练", "http://127.0.0.1:8100")
    assert "live" not in environment.values()
    assert environment["QUANJU_HOME"] == str(tmp_path / "exercises" / "7")
    assert environment["QUANJU_EXERCISE"] == "演练"


def test_a_second_factor_opens_there_with_the_key_of_the_exercise(settings, monkeypatch, tmp_path):
    settings.HOME = tmp_path
    monkeypatch.setenv("QUANJU_SECRET_KEY", "the live desk's own")  # is not handed on
    home_of(7).mkdir(parents=True)
    person = an_actor("dispatcher").person_id
    Authenticator.objects.create(
        user_id=person, type="totp", data={"secret": encrypted_for(settings.SECRET_KEY, "ABCDEF")}
    )
    row = json.loads(list(stage_lines(7))[-1])
    settings.SECRET_KEY = kept_secret(home_of(7) / "secret_key")
    assert decrypt(row["fields"]["data"]["secret"]) == "ABCDEF"


def test_pages_within_it_are_marked_and_cannot_end_it(town, settings):
    client, at = Client(), now()
    chief = appointed("shift_supervisor", valid_from=at - timedelta(days=1))
    by = sign_in(client, chief)
    assert client.post("/dispatch/exercises", {"title": " "}).status_code == 422
    assert client.post("/dispatch/exercises", {"title": "洪水"}).status_code == 302
    assert "exercise-mark" not in client.get("/dispatch/exercises").content.decode()
    row = exercise_on()
    assert row is not None
    settings.EXERCISE = "洪水"
    for address in ("/dispatch/exercises", "/worklist/", "/nowhere"):
        page = client.get(address).content.decode()
        assert "exercise-mark" in page, address
        assert "洪水" in page, address
    assert "exercise-mark" in Client().get("/sign-in").content.decode()
    assert "结束演练" not in client.get("/dispatch/exercises").content.decode()
    with pytest.raises(WithinAnExercise):
        end_exercise(exercise=row.pk, by=by, at=at)
    with pytest.raises(WithinAnExercise):
        start_exercise(title="内", by=by, at=at)
