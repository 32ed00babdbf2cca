"""A database that cannot be used: every command ends with a sentence and exit code 2."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.cli.test_commands import SECOND, run
from tests.clusters import a_cluster
from tests.servers import free_port
from tests.sites import QUANJU, home_of

from quanju.config.database import DatabaseAddressError, database_from_url

# One call of every command that needs the database; the arguments are good.
CALLS = [
    ("migrate",),
    ("serve", "--port", "0"),
    ("worker",),
    ("branch", "load", str(SECOND)),
    ("admin", "create", "first", "--name", "F", "--password", "long enough 4711"),
    ("journal", "verify"),
    ("journal", "export", "-o", os.devnull),
    ("journal", "seal"),
    ("study", "run", "1"),
]


def told_by(arguments: tuple[str, ...], folder: Path, database: str) -> tuple[int, str]:
    environment = {**home_of(folder), "QUANJU_DATABASE": database}
    done = subprocess.run(
        [QUANJU, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def assert_refused(arguments: tuple[str, ...], folder: Path, database: str, *, says: str) -> None:
    code, said = told_by(arguments, folder, database)
    assert code == 2, (arguments, said)
    assert "数据库" in said
    assert says in said, (arguments, said)
    assert "Traceback" not in said
    assert "sesame" not in said, "a password is nobody's to read"


def test_a_port_where_nothing_listens_is_a_sentence(tmp_path):
    address = f"postgresql://quanju:sesame@127.0.0.1:{free_port()}/quanju"
    assert_refused(("journal", "verify"), tmp_path, address, says="cannot be reached")


def test_a_file_that_is_no_database_is_a_sentence(tmp_path):
    (tmp_path / "site.sqlite3").write_text("these are words " * 100)
    address = f"sqlite:///{tmp_path}/site.sqlite3"
    assert_refused(("worker",), tmp_path, address, says="cannot be reached")


def test_an_exercise_of_an_older_program_says_what_brings_it_up_to_date(tmp_path, monkeypatch):
    monkeypatch.setenv("QUANJU_EXERCISE", "洪水演练")
    address = f"sqlite:///{tmp_path}/new.sqlite3"
    assert_refused(("worker",), tmp_path, address, says="quanju exercise serve")


def test_a_database_without_tables_asks_for_migrate(tmp_path):
    address = f"sqlite:///{tmp_path}/new.sqlite3"
    for call in (("admin", "create", "x", "--name", "X", "--password", "w" * 14), ("serve",)):
        assert_refused(call, tmp_path, address, says="quanju migrate")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://quanju:se/same@127.0.0.1/quanju",
        "postgresql://quanju:sesame@[::1/quanju",
        "postgresql://quanju:sesame@127.0.0.1:99999/quanju",
        "mysql://quanju:sesame@127.0.0.1/quanju",
        "",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_its_password(address):
    with pytest.raises(DatabaseAddressError) as refused:
        database_from_url(address)
    assert "sesame" not in str(refused.value)
    assert "QUANJU_DATABASE" in refused.value.en


def test_a_home_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "home").write_text("a file stands where the folder should")
    environment = {**home_of(tmp_path), "QUANJU_HOME": str(tmp_path / "home" / "inside")}
    done = subprocess.run([QUANJU, "migrate"], env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert "QUANJU_HOME" in done.stderr.decode()


def test_a_command_without_a_database_asks_for_none(tmp_path):
    """An auditor checks an exported file on a machine that has no database."""
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    told = run("journal", "verify", empty, QUANJU_DATABASE="mysql://nowhere")
    assert "QUANJU_DATABASE" not in told.output


@pytest.mark.long
@pytest.mark.once
def test_every_command_tells_a_wrong_password_and_a_wrong_host_port_and_name(tmp_path):
    with a_cluster() as cluster:
        wrong = {
            "password authentication failed": cluster.address.replace("open", "shut"),
            "does not exist": cluster.address.rsplit("/", 1)[0] + "/nobodys",
            "Connection refused": f"postgresql://u:sesame@127.0.0.1:{free_port()}/quanju",
            "nowhere.invalid": "postgresql://u:sesame@nowhere.invalid/quanju",
        }
        with ThreadPoolExecutor(2) as two:
            asked = [
                two.submit(assert_refused, call, tmp_path, address, says=says)
                for says, address in wrong.items()
                for call in (CALLS if says.startswith("password") else CALLS[:2])
            ]
            for one in asked:
                one.result()
