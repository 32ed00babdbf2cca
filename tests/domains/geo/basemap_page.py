"""A page with the product's own map over tiles of real towns, and pictures taken of it."""

import base64
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page
from tests.browser import build_pages
from tests.sites import ROOT

from quanju.domains.geo.basemap.store import TileStore

STATIC = ROOT / "src" / "quanju" / "static" / "quanju"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
Colour = tuple[int, int, int]


class View(NamedTuple):
    """What a picture shows, and the places whose colour is asked for."""

    store: TileStore
    lon: float
    lat: float
    zoom: float
    places: Mapping[str, tuple[float, float]]


class Picture(NamedTuple):
    png: bytes
    colours: dict[str, Colour]
    """Colour at each place asked for."""

    tones: int
    """How many different colours the picture has; a blank map has a handful."""

    words: str
    """Everything written on the map, in the order of writing, without the blanks."""

    credit: str


PAGE = """<!doctype html>
<html lang="zh-Hans" data-theme="{theme}">
<meta charset="utf-8"><meta name="quanju-now" content="2026-11-23T08:00:00Z">
<meta name="quanju-sprite" content="">
<link rel="stylesheet" href="/static/{css}"><script type="module" src="/static/{script}"></script>
<style>html, body {{ margin: 0; height: 100% }} q-map {{ display: block; position: fixed; inset: 0 }}</style>
<q-map lon="{lon}" lat="{lat}" zoom="{zoom}" no-zoom credit="{credit}"
  tiles="/tiles/{{z}}/{{x}}/{{y}}.mvt"></q-map>
"""  # noqa: E501

READ_COLOURS = """async ([png, places]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const map = document.querySelector("q-map").openLayers;
  const colours = {};
  for (const [name, [lon, lat]] of Object.entries(places)) {
    const half = Math.PI * 6378137;
    const north = Math.log(Math.tan(Math.PI / 4 + lat * Math.PI / 360)) * 6378137;
    const [x, y] = map.getPixelFromCoordinate([lon / 180 * half, north]);
    colours[name] = [...pen.getImageData(Math.round(x), Math.round(y), 1, 1).data.slice(0, 3)];
  }
  const all = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
  return [colours, new Set(all).size];
}"""

NOTE_WORDS = """
window.written = [];
for (const kind of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
  const write = kind.prototype.fillText;
  kind.prototype.fillText = function (words, ...more) {
    window.written.push(words);
    return write.call(this, words, ...more);
  };
}
"""
"""Names along a bend are written letter by letter, so the words are read as one long text."""

TWO_GLYPHS = """() => ["深", "南"].map((glyph) => {
  const canvas = new OffscreenCanvas(64, 64);
  const pen = canvas.getContext("2d");
  pen.font = "48px sans-serif";
  pen.fillText(glyph, 4, 52);
  return [...pen.getImageData(0, 0, 64, 64).data].join();
})"""


def draw_all(
    browser: Browser, views: Mapping[str, View], theme: str = "light"
) -> dict[str, Picture]:
    """One picture a view."""
    build_pages()
    found: dict[str, Picture] = {}
    for name, view in views.items():
        with _served(view, theme) as address:
            page = browser.new_page(viewport={"width": 1200, "height": 900})
            page.add_init_script(NOTE_WORDS)
            page.goto(address)
            found[name] = _take(page, view)
            page.close()
        _keep(name, found[name].png)
    return found


def _take(page: Page, view: View) -> Picture:
    page.wait_for_selector("q-map[data-ready]", timeout=60_000)
    first, second = page.evaluate(TWO_GLYPHS)
    assert first != second, "no Chinese font on this machine: every glyph is the same box"
    png = page.screenshot()
    encoded = base64.b64encode(png).decode()
    colours, tones = page.evaluate(READ_COLOURS, [encoded, dict(view.places)])
    return Picture(
        png,
        {name: (one[0], one[1], one[2]) for name, one in colours.items()},
        tones,
        "".join("".join(page.evaluate("window.written")).split()),
        page.locator(".map-credit").inner_text(),
    )


def _keep(name: str, png: bytes) -> None:
    """Pictures are kept where QUANJU_PICTURES says, for people to look at."""
    if folder := os.environ.get("QUANJU_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"basemap-{name}.png").write_bytes(png)


@contextmanager
def _served(view: View, theme: str) -> Iterator[str]:
    assets = json.loads((STATIC / "manifest.json").read_text())["assets"]
    document = PAGE.format(
        theme=theme,
        css=assets["quanju.css"],
        script=assets["page.js"],
        lon=view.lon,
        lat=view.lat,
        zoom=view.zoom,
        credit=view.store.credit,
    )

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            _, kind, *rest = self.path.split("/")
            if kind == "":
                self._answer(200, "text/html", document.encode())
            elif kind == "tiles":
                z, x, y = (int(part.removesuffix(".mvt")) for part in rest)
                tile = view.store.tile(z, x, y)
                self._answer(200 if tile else 204, "application/vnd.mapbox-vector-tile", tile)
            elif kind == "static" and (STATIC / "/".join(rest)).is_file():
                file = STATIC / "/".join(rest)
                self._answer(200, KINDS.get(file.suffix, "text/plain"), file.read_bytes())
            else:
                self._answer(404, "text/plain", b"")

        def _answer(self, status: int, kind: str, content: bytes | None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if kind == "application/vnd.mapbox-vector-tile" and content:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(content or b"")

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()
