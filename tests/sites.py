"""Sites in folders of their own, for tests that start real processes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.once import once

ROOT = Path(__file__).parents[1]
QUANJU = Path(sys.executable).with_name("quanju")
SETTINGS = "quanju.config.settings"


def home_of(folder: Path) -> dict[str, str]:
    """The environment of a site that lives in a folder of its own, on SQLite."""
    return {
        **os.environ,
        "QUANJU_HOME": str(folder),
        "QUANJU_DATABASE": f"sqlite:///{folder / 'site.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PYTHONPATH": str(ROOT),
    }


def migrated_home(folder: Path) -> dict[str, str]:
    """`home_of` with all tables in its database and nothing in them."""
    shutil.copytree(once("migrated", _migrate), folder, dirs_exist_ok=True)
    return home_of(folder)


def _migrate(folder: Path) -> None:
    subprocess.run([QUANJU, "migrate"], env=home_of(folder), check=True, capture_output=True)


def fill(environment: Mapping[str, str], module: str) -> dict[str, Any]:
    """Run the module that fills a site; its last line, if it prints any, tells of it as JSON."""
    command = [sys.executable, "-m", module]
    told = subprocess.run(
        command, env=dict(environment), cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return json.loads((told.stdout.splitlines() or [b"{}"])[-1])  # type: ignore[no-any-return]
