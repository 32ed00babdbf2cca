"""The stage of an exercise: what its home takes over from the live one, and what leaves neither.

People with their posts, rules, the map, zones, units: what somebody needs to practise at a desk.
No call, incident, case, message, group, position, shift or entry of the journal. All units begin
off duty. Passwords go as their hashes, second factors encrypted anew for the other home.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import models

from quanju.config.home import kept_secret
from quanju.domains.dispatch.events import EXERCISE_STAGE_SET
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Author
from quanju.domains.kernel.transaction import write
from quanju.domains.people.queries.second_factors import carried_factors

FOLDER = "exercises"
MAP = "map"
STAGE: Mapping[str, Mapping[str, object]] = {
    "people.Organisation": {},
    "people.Person": {},
    "people.Post": {},
    "people.Appointment": {"status": "approved"},
    "people.Duty": {"ended_at": None},
    "rulebook.RuleTable": {"status": "approved"},
    "geo.MapRelease": {},
    "geo.Area": {},
    "geo.Place": {},
    "patrol.PatrolZone": {},
    "patrol.StagingPoint": {},
    "patrol.Unit": {},
    "patrol.RosterEntry": {},
    "dispatch.Exercise": {"place": 1},
}
"""Models in an order in which each finds what it names, and which of their rows."""
OFF_DUTY = {
    "status": "off_duty",
    "status_at": None,
    "status_until_at": None,
    "shift_started_at": None,
}
AT_ONCE = 500
# Of the environment an exercise gets nothing that could lead out of its own home.
KEPT_WORDS = ("QUANJU_HOSTS", "QUANJU_HTTPS", "QUANJU_CLAMAV", "QUANJU_THREADS", "QUANJU_DEMO")


def home_of(exercise: int) -> Path:
    """Where the exercise has its own database, keys and journal."""
    return Path(settings.HOME) / FOLDER / str(exercise)


def environment_of(exercise: int, title: str, address: str) -> dict[str, str]:
    """What its processes may know: their own home, its own database, and that it is an exercise."""
    kept = {k: v for k, v in os.environ.items() if k[:7] != "QUANJU_" or k in KEPT_WORDS}
    own = {"QUANJU_HOME": str(home_of(exercise)), "QUANJU_EXERCISE": title}
    return kept | own | {"QUANJU_ADDRESS": address}


def stage_lines(exercise: int) -> Iterator[str]:
    """The rows of the stage, a line of JSON each; none of a person's sessions or ways of work."""
    # Its own key, whatever the live one is: the environment of the live one does not go with it.
    secret = kept_secret(home_of(exercise) / "secret_key")
    for name, rows in _tables().items():
        told = apps.get_model(name)._base_manager.filter(**rows).order_by("pk")
        for row in told.iterator(AT_ONCE):
            if name == "patrol.Unit":
                for field, value in OFF_DUTY.items():
                    setattr(row, field, value)
            yield serializers.serialize("jsonl", [row], ensure_ascii=False).strip()
    for line in carried_factors(secret):
        yield json.dumps(line)


def copy_map(exercise: int) -> None:
    """Its own copy of the map, so that a new map of the branch moves no exercise."""
    if (source := Path(settings.HOME) / MAP).is_dir():
        shutil.copytree(source, home_of(exercise) / MAP, dirs_exist_ok=True)


def set_stage(lines: Iterable[str], *, by: Author, at: datetime) -> int:
    """In the exercise's home: store the rows in one write, and say so in its own journal."""
    found = serializers.deserialize("jsonl", lines)
    count: dict[str, int] = {}
    with write():
        for model, same in groupby((one.object for one in found), key=_model_of):
            rows: list[models.Model] = list(same)
            model._default_manager.bulk_create(rows, batch_size=AT_ONCE)
            count[model._meta.label] = len(rows)
        facts = {"rows": count}
        record(
            EXERCISE_STAGE_SET, subject="journal:branch", by=by, at=at, facts=facts,
            purpose="administer",
        )  # fmt: skip
    return sum(count.values())


def _model_of(row: models.Model) -> type[models.Model]:
    return type(row)


def _tables() -> dict[str, Mapping[str, object]]:
    return {**STAGE, **({"demo.Entry": {}} if settings.IS_DEMO else {})}
