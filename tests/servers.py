"""Real server processes for tests, a free port each."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.sites import ROOT


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(url: str, seconds: float = 300, server: subprocess.Popen[bytes] | None = None) -> None:
    """Until the server answers; TimeoutError if it has ended, or never does on a busy machine."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and (server is None or server.poll() is None):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def wait_until_silent(port: int, seconds: float = 120) -> None:
    """Until nobody listens there any more; TimeoutError if somebody stays."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)
    raise TimeoutError(port)


@contextmanager
def a_server(
    environment: Mapping[str, str],
    first_page: str = "/sign-in",
    application: str = "quanju.config.asgi:application",
) -> Iterator[str]:
    """The address of a server process that runs until the block ends."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "uvicorn", "--port", str(port)]
    command += ["--log-level", "error", "--timeout-graceful-shutdown", "1"]
    command += [application]
    server = subprocess.Popen(command, env=dict(environment), cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + first_page, server=server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)
