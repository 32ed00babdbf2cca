"""Sites in folders of their own, for tests that start real processes."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests import moments
from tests.once import kept

ROOT = Path(__file__).parents[1]
QUANJU = Path(sys.executable).with_name("quanju")
SETTINGS = "quanju.config.settings"
MIGRATIONS = ("*/migrations/*.py", "*/triggers.py", "*/keys.py")
"""What the tables are made from; tests/test_architecture.py holds that migrations ask no more."""


def home_of(folder: Path) -> dict[str, str]:
    """The environment of a site that lives in a folder of its own, on SQLite."""
    return {
        **os.environ,
        "QUANJU_HOME": str(folder),
        "QUANJU_DATABASE": f"sqlite:///{site_database(folder)}",
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PYTHONPATH": moments.path_of(str(ROOT), os.environ.get("PYTHONPATH", "")),
    }


def site_database(folder: Path) -> Path:
    """The SQLite file of the site that lives there."""
    return folder / "site.sqlite3"


def migrated_home(folder: Path) -> dict[str, str]:
    """`home_of` with all tables in its database and nothing in them."""
    shutil.copytree(migrated(), folder, dirs_exist_ok=True)
    return home_of(folder)


@cache
def migrated() -> Path:
    """A home with all tables and nothing in them, made once for all runs: copy it.

    They take ten seconds; it is made anew when one of them, or what they ask, or a
    package has changed.
    """
    asked = sorted(
        path for name in MIGRATIONS for path in (ROOT / "src" / "quanju" / "domains").glob(name)
    )
    sums = hashlib.sha256()
    for file in (*asked, ROOT / "constraints.txt"):
        sums.update(str(file).encode() + file.read_bytes())
    return kept(f"migrated-{sums.hexdigest()[:12]}", migrate)


def migrate(folder: Path, database: str = "") -> None:
    """Bring a site's database up to date, the one in its folder or another."""
    home = home_of(folder) | ({"QUANJU_DATABASE": database} if database else {})
    subprocess.run([QUANJU, "migrate"], env=home, check=True, capture_output=True)


def fill(environment: Mapping[str, str], module: str) -> dict[str, Any]:
    """Run the module that fills a site; its last line, if it prints any, tells of it as JSON."""
    command = [sys.executable, "-m", module]
    told = subprocess.run(
        command, env=dict(environment), cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return last_line(told.stdout)


def last_line(told: bytes) -> dict[str, Any]:
    """What a module that fills a site tells of it, if anything."""
    return json.loads((told.splitlines() or [b"{}"])[-1])  # type: ignore[no-any-return]
