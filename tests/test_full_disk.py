"""A small file system runs full under a real server: a sentence, and nothing half stored."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.servers import a_server
from tests.sites import QUANJU, fill, migrated_home

from quanju.trial.clients import Client

pytestmark = [pytest.mark.long, pytest.mark.once]
SIZE_MB = 600
TRIES = 400


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own in memory; only who may mount one can run this."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a file system is mounted by root alone")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def port_of(address: str) -> int:
    return int(address.rsplit(":", 1)[1])


def fill_up(file: Path) -> None:
    """Write until not a byte more goes in."""
    with file.open("wb", buffering=0) as out:
        for piece in (1024 * 1024, 4096, 1):
            try:
                while out.write(b"\0" * piece):
                    pass
            except OSError:
                continue


def test_a_full_file_system_is_a_503_and_what_was_told_before_is_kept(small_disk):
    home = migrated_home(small_disk / "home") | {"QUANJU_DEMO": "1"}
    fill(home, "quanju.trial.branch")
    with a_server(home) as address, closing(Client(port_of(address))) as person:
        told = [person.create("dispute_neighbour") for _ in range(3)]
        assert {status for status, _ in told} == {200}
        filler = small_disk / "filler"
        fill_up(filler)
        status, answer = first_refusal(person)
        assert status == 503, answer
        assert json.loads(answer)["code"] == "DISK_IS_FULL"
        before = person.numbers()
        filler.unlink()
        assert person.create("dispute_neighbour")[0] == 200, "with room again it goes on"
        assert len(person.numbers()) == len(before) + 1, "what was refused was not stored"
    verified = subprocess.run(
        [QUANJU, "journal", "verify"], env=home, check=False, capture_output=True, text=True
    )
    assert verified.returncode == 0, verified.stdout


def first_refusal(person: Client) -> tuple[int, bytes]:
    """Enter incidents until one is refused: the database still has pages of its own."""
    for _ in range(TRIES):
        status, answer = person.create("dispute_neighbour")
        if status != 200:
            return status, answer
    raise AssertionError("a full disk refused nothing")
