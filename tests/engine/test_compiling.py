"""Compiled code lives in the home folder; without a place for it everything is slower, no more."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from numba.core.caching import IndexDataCacheFile
from tests.builders.town import road_file, spot

import quanju
from quanju.engine.compiling import njit
from quanju.engine.roads import kernels, ready, routes, search
from quanju.engine.roads import network as road_files
from quanju.engine.roads.search import nearest_units, travel_table
from quanju.engine.roads.snapping import snap_many

pytestmark = pytest.mark.long
PACKAGE = Path(quanju.__file__).parent
ASK = """
from quanju.engine.roads import kernels, ready
ready.make_ready()
print(kernels.__file__, kernels.nearest.stats.cache_hits.total())
"""
HANG = """
import numpy as np
from quanju.engine.roads import kernels
heads = np.array([2], np.int32), np.array([-1], np.int32)
two = np.array([0, 0]), np.array([0.5, 0.5])
print(kernels.hang(np.full(3, -1), *two, *heads, np.ones((2, 1)))[1].tolist())
"""


@pytest.fixture(scope="module")
def hardened(tmp_path_factory):
    """The package where nothing can be written beside it: as root, too, a file is no folder."""
    site = tmp_path_factory.mktemp("site")
    code = site / "quanju"
    shutil.copytree(PACKAGE, code, ignore=shutil.ignore_patterns("__pycache__", "static"))
    for folder in [code, *(path for path in code.rglob("*") if path.is_dir())]:
        (folder / "__pycache__").touch()
    return site


def run(site, home, *arguments):
    """Python with that code, that home of the branch, and no home of the user."""
    known = {**os.environ, "PYTHONPATH": str(site), "HOME": "/dev/null/nobody"}
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "QUANJU_DATABASE", "QUANJU_DEMO"):
        known.pop(name, None)
    return subprocess.run(
        [sys.executable, *arguments],
        env=known | {"QUANJU_HOME": str(home)},
        cwd=site,
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )


@pytest.mark.once
def test_a_hardened_server_compiles_into_its_home_at_migrate(hardened, tmp_path):
    migrated = run(hardened, tmp_path, "-m", "quanju", "migrate")
    assert migrated.returncode == 0, migrated.stderr
    assert "路网引擎" in migrated.stderr
    assert list((tmp_path / "compiled").rglob("kernels.nearest*.nbi"))

    asked = run(hardened, tmp_path, "-c", ASK)
    assert asked.stdout.split() == [str(hardened / "quanju/engine/roads/kernels.py"), "1"]


@pytest.mark.once
def test_without_any_place_for_compiled_code_roads_answer_all_the_same(hardened, tmp_path):
    (tmp_path / "compiled").touch()  # neither here

    asked = run(hardened, tmp_path, "-c", ASK)

    assert asked.stderr == ""
    assert asked.stdout.split()[1] == "0"


@pytest.mark.once
@pytest.mark.parametrize("left", [0, 10, 200])
def test_compiled_code_cut_off_by_a_power_loss_is_compiled_anew(hardened, tmp_path, left):
    run(hardened, tmp_path, "-c", HANG)
    files = [path for path in (tmp_path / "compiled").rglob("*.nb?") if "hang" in path.name]
    for file in files:
        os.truncate(file, left)

    again = run(hardened, tmp_path, "-c", HANG)

    assert len(files) == 2
    assert (again.stdout, again.returncode) == ("[-1, 0]\n", 0)


def test_a_full_disk_keeps_nobody_from_an_answer(monkeypatch, caplog):
    def full(self, key, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(IndexDataCacheFile, "save", full)

    @njit()
    def doubled(number):
        return 2 * number

    assert doubled(21) == 42
    assert "No space left on device" in caplog.text


def test_what_is_made_ready_is_what_a_branch_asks(town_folder):
    ready.make_ready()
    network = road_files.load(road_file(town_folder)).drive
    here, there = snap_many(network, [spot(1, 1), spot(5, 5)])
    nearest_units(network, here, [there], 1)
    search.reach(network, [here], 60)  # a whole number is no second kind of limit
    search.reach(network, [here], 60.0, is_toward=True)
    routes.route(network, here, there)
    travel_table(network, [here], [there])

    asked = (kernels.hang, kernels.nearest, kernels.reach, kernels.path, kernels.way_back)
    asked += (kernels.table,)
    assert [len(kernel.signatures) for kernel in asked] == [1] * len(asked)
