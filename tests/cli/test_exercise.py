"""An exercise beside the live site: marked, in a database of its own, and gone when it is ended."""

import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing

import pytest
from tests.servers import free_port, wait_for, wait_until_silent
from tests.sites import QUANJU, ROOT, migrated_home, site_database

pytestmark = [pytest.mark.long, pytest.mark.once]


def asked(database, question):
    with closing(sqlite3.connect(database)) as opened:
        return opened.execute(question).fetchone()[0]


def run(home, word):
    command = [sys.executable, "-m", "tests.cli.practised", word]
    subprocess.run(command, env=home, cwd=ROOT, check=True)


def as_of_before(database, home):
    """The tables of an exercise as an older program left them."""
    command = [sys.executable, "-m", "django", "migrate", "-v0", "notices", "0001_folded"]
    own = {"QUANJU_HOME": str(database.parent), "QUANJU_DATABASE": f"sqlite:///{database}"}
    subprocess.run(command, env=home | own, cwd=ROOT, check=True)


def test_an_exercise_is_served_apart_and_ends_with_the_word_of_the_live_desk(tmp_path):
    folder = tmp_path / "home"
    home = migrated_home(folder)
    own = folder / "exercises" / "1" / "quanju.sqlite3"
    own.parent.mkdir(parents=True)
    shutil.copy(site_database(folder), own)  # all tables and nothing in them, as `migrate` leaves
    run(home, "begin")
    port = free_port()
    command = [QUANJU, "exercise", "serve", "--port", str(port)]
    where = f"http://127.0.0.1:{port}/sign-in"
    killed = subprocess.Popen(command, env=home, cwd=ROOT)
    try:
        wait_for(where, server=killed)
    finally:
        killed.kill()
        killed.wait()
    as_of_before(own, home)  # the program is newer when it goes on: it brings the tables with it
    wait_until_silent(port)  # nothing of it is left behind, and it is begun again at the same place
    served = subprocess.Popen(command, env=home, cwd=ROOT)
    try:
        wait_for(where, server=served)
        with urllib.request.urlopen(where) as answer:
            page = answer.read().decode()
            cookies = " ".join(answer.headers.get_all("Set-Cookie") or [])
        assert "exercise-mark" in page
        assert "洪水演练" in page
        assert "csrftoken" not in cookies
        live, count = site_database(folder), "select count(*) from patrol_unit"
        assert asked(own, count) == asked(live, count) > 0
        assert asked(own, count + " where status != 'off_duty'") == 0
        assert asked(live, count + " where status != 'off_duty'") == 1
        first = "select event from journal_entry where event like 'dispatch.%' order by number"
        assert asked(own, first) == "dispatch.exercise_stage_set"
        run(home, "end")
        assert served.wait(timeout=60) == 0
    finally:
        served.terminate()
        served.wait(timeout=60)
    found = subprocess.run(
        [QUANJU, "journal", "verify"], cwd=ROOT, env=home | {
            "QUANJU_HOME": str(own.parent), "QUANJU_DATABASE": f"sqlite:///{own}"
        }, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout
