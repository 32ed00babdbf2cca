"""A real browser and real servers for tests: one browser a run, a server a site."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright
from tests.sites import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A busy machine is slow; what never comes fails all the same.
expect.set_options(timeout=20_000)


def build_pages() -> None:
    """The browser code as it is now."""
    subprocess.run([sys.executable, ROOT / "frontend" / "build.py"], check=True)


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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run: a second driver in the same process would be refused."""
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
    """A fresh window of a desk's size."""
    made = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds serious, once every colour has come to rest."""
    page.add_script_tag(path=AXE)
    come_to_rest(page)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (one["id"], [str(node["target"]) for node in one["nodes"]])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def come_to_rest(page: Page) -> None:
    """Wait until everything that fades or moves has arrived."""
    page.evaluate(COME_TO_REST)


COME_TO_REST = """() => {
  document.body.getBoundingClientRect();
  const endless = (one) => one.effect.getTiming().iterations === Infinity;
  const ending = document.getAnimations().filter((one) => !endless(one));
  return Promise.allSettled(ending.map((one) => one.finished)).then(() => true);
}"""
