"""A long group as a browser shows it: opened at any place, and scrolled.

A server of this process's own on the loopback, and a headless browser where one is installed: what
is told is the browser's time with the server's in it. Where there is none, the figures are null
and say why.
"""

import importlib
import os
import shutil
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WINDOW = {"width": 1366, "height": 768}
OPENED = """() => {
  const [page] = performance.getEntriesByType("navigation");
  return {answered: page.responseEnd - page.startTime,
          shown: page.domContentLoadedEventEnd - page.startTime,
          bytes: page.transferSize};
}"""
SCROLLED = """async (ms) => {
  const box = document.getElementById("stream");
  const frames = [];
  const began = performance.now();
  let last = began, way = -1;
  while (last - began < ms) {
    box.scrollTop += way * 90;
    if (box.scrollTop <= 0) way = 1;
    if (box.scrollTop + box.clientHeight >= box.scrollHeight - 2) way = -1;
    const now = await new Promise((drawn) => requestAnimationFrame(drawn));
    frames.push(now - last);
    last = now;
  }
  frames.sort((a, b) => a - b);
  return {fps: (1000 * frames.length) / (last - began),
          p95: frames[Math.floor(frames.length * 0.95)],
          rows: box.querySelectorAll(".group-message").length};
}"""
SCROLLED_MS = 5_000


def browsed(client: Any, number: str, messages: int, times: int) -> dict[str, Any]:
    """Open the group of the signed-in `client` at its newest page, in its middle and at its
    beginning, then scroll it; milliseconds and frames a second."""
    try:
        driver = importlib.import_module("playwright.sync_api")
    except ImportError:
        return _none("no Playwright is installed")
    with _server() as address, driver.sync_playwright() as playwright:
        try:
            path = next(filter(None, map(shutil.which, BROWSERS)), None)
            arguments = ["--no-sandbox", "--disable-gpu"]
            browser = playwright.chromium.launch(executable_path=path, args=arguments)
        except driver.Error as error:
            return _none(f"no browser could be started: {str(error).splitlines()[0][:80]}")
        context = browser.new_context(viewport=WINDOW, base_url=address)
        cookies = [(one.key, one.value) for one in client.cookies.values()]
        context.add_cookies([{"name": n, "value": v, "url": address} for n, v in cookies])
        page = context.new_page()
        home = f"/groups/{number}"
        places = {
            "newest": home,
            "middle": f"{home}?at={messages // 2}#m{messages // 2}",
            "first": f"{home}?before=51",
        }
        opened = {name: _opened(page, where, times) for name, where in places.items()}
        page.goto(home)
        scrolled = page.evaluate(SCROLLED, SCROLLED_MS)
        browser.close()
    return {
        "opened_ms": opened,
        "opened_p95_ms": max(one["shown_p95_ms"] for one in opened.values()),
        "scroll_fps": round(scrolled["fps"], 1),
        "scroll_frame_p95_ms": round(scrolled["p95"], 1),
        "scroll_rows": scrolled["rows"],
    }


def _none(why: str) -> dict[str, Any]:
    names = ("opened_ms", "opened_p95_ms", "scroll_fps")
    return dict.fromkeys(names) | {"scroll_fps_why": why}


def _opened(page: Any, where: str, times: int) -> dict[str, float]:
    """From the press until the page stands whole and its code has run; the first one, which
    fetches styles and code, is not among them. The server's processor time is this process's."""
    from quanju.cli.bench_live import percentile

    page.goto(where)
    took, cpu = [], []
    for _ in range(times):
        page.goto("about:blank")  # an address that differs by its place alone is not fetched anew
        began = time.process_time()
        page.goto(where, wait_until="domcontentloaded")
        cpu.append((time.process_time() - began) * 1e3)
        took.append(page.evaluate(OPENED))
    shown = [one["shown"] for one in took]
    return {
        "shown_p50_ms": round(statistics.median(shown), 1),
        "shown_p95_ms": percentile(shown, 95),
        "answered_p50_ms": round(statistics.median(one["answered"] for one in took), 1),
        "server_cpu_p50_ms": round(statistics.median(cpu), 1),
        "kilobytes": round(took[-1]["bytes"] / 1e3, 1),
    }


@contextmanager
def _server() -> Iterator[str]:
    """The site in a thread of this process, on the database of the measurement."""
    import uvicorn

    from quanju.config.asgi import application
    from quanju.config.sockets import PatientProtocol
    from quanju.pages.live.hub import hub

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    config = uvicorn.Config(
        application, port=port, http=PatientProtocol, lifespan="off", log_config=None,
        log_level="warning", timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    while not server.started and serving.is_alive():
        time.sleep(0.05)
    # Its driver keeps a loop in this thread, and Django would refuse its questions here.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        hub().close()
        server.should_exit = True
        serving.join(timeout=10)
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
