"""The home folder is its owner's alone, whoever made its files and whenever."""

import os
import sqlite3
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.cli.test_commands import SECOND, in_process
from tests.sites import QUANJU, home_of, migrated_home

from quanju.config.home import close_database, kept_secret, open_home


def open_to_others(folder: Path) -> list[str]:
    """What somebody else could read, write or enter, with its rights."""
    found = [folder, *folder.rglob("*")]
    modes = [(one, stat.S_IMODE(one.lstat().st_mode)) for one in found if not one.is_symlink()]
    return [f"{one.relative_to(folder)} {mode:o}" for one, mode in modes if mode & 0o077]


@pytest.mark.long
def test_what_the_commands_make_is_closed_to_others(tmp_path):
    home = home_of(tmp_path / "home")
    for arguments in (("migrate",), ("branch", "load", SECOND), ("journal", "key")):
        told = in_process(home, *arguments)
        assert told.returncode == 0, told.stderr
    export = tmp_path / "home" / "journal.jsonl"
    assert in_process(home, "journal", "export", "-o", export).returncode == 0
    assert {"secret_key", "keys", "map", "site.sqlite3"} <= {
        one.name for one in (tmp_path / "home").iterdir()
    }
    assert open_to_others(tmp_path / "home") == []


def test_files_that_stood_open_are_closed_at_the_next_start(tmp_path):
    home = migrated_home(tmp_path / "home")
    (tmp_path / "home" / "keys").mkdir(exist_ok=True)
    (tmp_path / "home" / "keys" / "journal-ed25519.pem").touch()
    for one in (tmp_path / "home", *(tmp_path / "home").rglob("*")):
        one.chmod(0o777 if one.is_dir() else 0o666)
    subprocess.run([QUANJU, "migrate"], env=home, check=True, capture_output=True)
    assert open_to_others(tmp_path / "home") == []


def test_what_stands_beside_the_database_is_closed_wherever_it_lies(tmp_path):
    file = tmp_path / "elsewhere.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("pragma journal_mode=wal")
        database.execute("create table a (b)")
        beside = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))]
        for one in beside:
            one.chmod(0o644)
        close_database(file)
        assert [stat.S_IMODE(one.stat().st_mode) for one in beside] == [0o600] * 3
    database.close()


def test_what_is_not_ours_in_a_lent_folder_is_left_alone(tmp_path):
    theirs = tmp_path / "letters"
    theirs.mkdir(mode=0o755)
    theirs.chmod(0o755)
    open_home(tmp_path)
    assert stat.S_IMODE(theirs.stat().st_mode) == 0o755


def test_a_folder_that_all_share_keeps_its_rights(tmp_path):
    tmp_path.chmod(0o1777)
    open_home(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


def test_a_link_out_of_the_home_is_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("somebody's")
    outside.chmod(0o644)
    home = tmp_path / "home"
    (home / "keys").mkdir(parents=True)
    (home / "keys" / "link").symlink_to(outside)
    open_home(home)
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644


def test_processes_that_start_together_keep_one_secret(tmp_path):
    with ThreadPoolExecutor(8) as eight:
        read = list(eight.map(lambda _: kept_secret(tmp_path / "secret_key"), range(8)))
    assert len(set(read)) == 1
    assert len(read[0]) > 60
    assert os.listdir(tmp_path) == ["secret_key"]


def test_an_empty_secret_of_a_killed_process_is_made_anew(tmp_path):
    (tmp_path / "secret_key").touch()
    assert len(kept_secret(tmp_path / "secret_key")) > 60
