"""A worker is killed in the midst of its reactions, again and again: nothing is left out."""

import json
import signal
import subprocess
import sys
import time
from itertools import groupby

import pytest
from tests.run import postgres
from tests.sites import QUANJU, ROOT, home_of, migrated_home

BELLS = 60
ASK = (
    "import django, json; django.setup();"
    "from quanju.domains.journal.models import Entry;"
    "rows = Entry.objects.filter(event='trial.answered').order_by('number');"
    "print(json.dumps(list(rows.values_list('subject', flat=True))))"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request, tmp_path):
    if request.param == "sqlite":
        yield migrated_home(tmp_path)
        return
    with postgres() as address:
        here = {**home_of(tmp_path), "QUANJU_DATABASE": address}
        subprocess.run([QUANJU, "migrate"], env=here, check=True, capture_output=True)
        yield here


def worker(home, told, *more):
    command = [sys.executable, "-m", "tests.domains.journal.a_worker", str(told), *more]
    return subprocess.Popen(command, env=home, cwd=ROOT)


def lines(told):
    return told.read_text().splitlines() if told.exists() else []


@pytest.mark.long
def test_a_worker_that_is_killed_goes_on_where_it_stood(home, tmp_path):
    told = tmp_path / "outside.txt"
    begun = worker(home, told, str(BELLS))
    for kill_after in (10, 25, 45):
        while len(lines(told)) < kill_after:
            assert begun.poll() is None
            time.sleep(0.005)
        begun.send_signal(signal.SIGKILL)
        begun.wait(10)
        begun = worker(home, told)
    assert begun.wait(60) == 0
    wanted = [f"bell:{number:03}" for number in range(BELLS)]
    found = subprocess.run(
        [sys.executable, "-c", ASK], env=home, check=True, capture_output=True
    ).stdout
    assert json.loads(found.splitlines()[-1]) == wanted  # in the database: once
    assert [one for one, _ in groupby(lines(told))] == wanted  # outside: at least once
