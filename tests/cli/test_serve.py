"""The service leaves when it is told to, with exit code 0, so that systemd sees no failure."""

import signal
import subprocess
from pathlib import Path

import pytest
from tests.servers import free_port, wait_for
from tests.sites import QUANJU, ROOT, migrated_home


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return migrated_home(tmp_path / "home")


WORDS = [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)]


@pytest.mark.parametrize("word", WORDS)
def test_a_server_told_to_stop_ends_well(home, word):
    port = free_port()
    server = subprocess.Popen(
        [QUANJU, "serve", "--port", str(port)], env=home, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    wait_for(f"http://127.0.0.1:{port}/sign-in", server=server)
    server.send_signal(word)
    assert server.wait(timeout=30) == 0


def test_a_worker_told_to_stop_ends_well(home):
    command = [QUANJU, "worker"]
    with subprocess.Popen(command, env=home, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        assert "worker" in worker.stdout.readline(), "it says that it has begun"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
