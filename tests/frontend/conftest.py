"""A server with the gallery alone, and a browser to look at it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running gallery."""
    subprocess.run([sys.executable, ROOT / "frontend" / "build.py"], check=True)
    port = _free_port()
    home = tmp_path_factory.mktemp("gallery")
    (home / "static").mkdir()
    environment = {
        **os.environ,
        "QUANJU_HOME": str(home),
        "PYTHONPATH": str(HERE),
        "DJANGO_SETTINGS_MODULE": "gallery_site",
    }
    command = [sys.executable, "-m", "uvicorn", "--port", str(port), "--log-level", "error"]
    command += ["--timeout-graceful-shutdown", "1", "--factory"]
    command += ["django.core.asgi:get_asgi_application"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/gallery/")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait_for(url: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    own = next((p for p in map(shutil.which, ("chromium", "google-chrome")) if p), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=own, args=ARGUMENTS)
        except Error as error:
            pytest.skip(f"no Chromium could be started: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
