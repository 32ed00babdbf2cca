"""The browser code: pinned, licensed, built once and not again."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
OUT = ROOT / "src" / "quanju" / "static" / "quanju"
ALLOWED = {"0BSD", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Apache-2.0"}


def build() -> None:
    subprocess.run([sys.executable, FRONTEND / "build.py"], check=True, capture_output=True)


def written() -> dict[Path, int]:
    """When each built file was last written."""
    return {path: path.stat().st_mtime_ns for path in OUT.rglob("*") if path.is_file()}


def test_a_second_build_with_nothing_changed_writes_nothing() -> None:
    build()
    before = written()
    build()
    assert written() == before


def test_the_manifest_names_every_file_by_its_hash() -> None:
    build()
    manifest = json.loads((OUT / "manifest.json").read_text())
    for name, facts in manifest["files"].items():
        assert hashlib.sha256((OUT / name).read_bytes()).hexdigest() == facts["sha256"], name


def test_what_reaches_a_browser_has_a_free_licence_and_a_version() -> None:
    build()
    manifest = json.loads((OUT / "manifest.json").read_text())
    names = {one["name"] for one in manifest["packages"]}
    assert {"ol", "htmx.org", "idiomorph", "@tabler/icons"} <= names
    for one in manifest["packages"]:
        assert one["license"] in ALLOWED, one
        assert re.fullmatch(r"\d+\.\d+\.\d+", one["version"]), one


def test_versions_are_exact_and_no_registry_is_named() -> None:
    package = json.loads((FRONTEND / "package.json").read_text())
    for version in {**package["dependencies"], **package["devDependencies"]}.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert '"resolved"' not in (FRONTEND / "package-lock.json").read_text()


def test_a_page_without_a_map_stays_light() -> None:
    build()
    manifest = json.loads((OUT / "manifest.json").read_text())
    needed = [manifest["assets"]["page.js"], *manifest["imports"]["page.js"]]
    assert sum(manifest["files"][name]["gzip"] for name in needed) < 45 * 1024
    assert manifest["files"][manifest["assets"]["quanju.css"]]["gzip"] < 14 * 1024
