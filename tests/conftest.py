"""What all tests share. Run `make test`, or `pytest` for SQLite alone."""

import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tests import moments

moments.move()  # before anything asks what time it is

_HOME = Path(os.environ.get("QUANJU_HOME") or tempfile.mkdtemp(prefix="quanju-tests-"))
os.environ["QUANJU_HOME"] = str(_HOME)
# Compiled once for all runs, and not for each home folder anew.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).parents[1] / "var" / "compiled"))
# Whether this machine has room left is none of the tests' business.
os.environ["QUANJU_DISK_FREE_MIN_MB"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "quanju.config.settings"

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as drawn
from pytest_django.plugin import DjangoDbBlocker
from tests import databases, protection
from tests.once import open_run
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from quanju.config.heap import settle
from quanju.domains.kernel.clock import now
from quanju.domains.rulebook import types as rulebook

# A busy machine is slow; that says nothing about what is drawn.
drawn.register_profile("quanju", deadline=None, suppress_health_check=[HealthCheck.too_slow])
drawn.load_profile("quanju")

LONGEST = frozenset(
    {
        "test_access_table.py",
        "test_bad_input.py",
        "test_basemap_extracts.py",
        "test_basemap_pictures.py",
        "test_branch_folder.py",
        "test_commands.py",
        "test_demo.py",
        "test_drafts.py",
        "test_fuzz.py",
        "test_kill.py",
        "test_life_of_an_incident.py",
        "test_maker.py",
        "test_plan.py",
        "test_rounds.py",
        "test_send_order.py",
        "test_state_table.py",
        "test_studies.py",
        "test_suggestions.py",
    }
)

pytest_plugins = ["tests.browser"]
open_run()

YESTERDAY = now() - timedelta(days=1)
SHARED_DATA = Path(
    os.environ.get("QUANJU_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data")
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--second-database",
        choices=("all", "first", "rest"),
        help="leave out tests that use no database (for PostgreSQL); `first`: of those whose "
        "transactions are rolled back only the first of a file; `rest`: the others, beside --long",
    )
    parser.addoption(
        "--long",
        action="store_true",
        help="run only what is marked long (`make test-long`); without it those are left out",
    )
    parser.addoption(
        "--write-pinned",
        action="store_true",
        help="write pinned tables anew (tests/pinned.py); then read the difference",
    )
    parser.addoption(
        "--write-access-table",
        action="store_true",
        help="write tests/access_table.csv anew; then read the difference: it is the rights",
    )


class ByFile(LoadScopeScheduling):
    """The tests of a file run one after another: what the first has made, the others find.

    (`--dist loadgroup` writes its groups where pytest 9.2 reads them no longer, and says nothing.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        # Two processes that need the same kernels at once would both compile them.
        return file.rpartition("/")[0] if "/engine/" in file else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Files are handed out in this order: a worker must not begin a long one when all else is done,
    # and what the simulation compiles shall be there when others ask for it.
    items.sort(
        key=lambda item: ("simulation" not in item.path.parts, item.path.name not in LONGEST)
    )
    share = config.getoption("--second-database")
    asked = [item for item in items if (_uses_database if share else _is_for_any_database)(item)]
    long = {item for item in asked if item.get_closest_marker("long")}
    if share in ("first", "rest"):
        first = {item.path: item for item in reversed(asked)}
        light = {item for item in first.values() if not item.get_closest_marker("heavy")}
        long |= {item for item in asked if not _commits(item) and item not in light}
    wanted = {item for item in asked if (item in long) == config.getoption("--long")}
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = [item for item in items if item in wanted]


def pytest_collection_finish() -> None:
    settle()  # some ten thousand tests are in memory; nobody need look through them again and again


def _is_for_any_database(item: pytest.Item) -> bool:
    """Not one that asks PostgreSQL alone, because it is long and PostgreSQL refuses more."""
    return item.get_closest_marker("postgresql") is None or connection.vendor == "postgresql"


def _uses_database(item: pytest.Item) -> bool:
    """Does it ask what the second database might decide otherwise?

    Of the pages, those whose commits are real; tests/test_access_table.py opens every page of the
    site on both (on PostgreSQL in `make test-long`).
    """
    if item.get_closest_marker("browser") or item.get_closest_marker("once"):
        return False
    if _commits(item) or "pages" in item.path.parts:
        return _commits(item)
    return item.get_closest_marker("django_db") is not None or "db" in _fixtures(item)


def _commits(item: pytest.Item) -> bool:
    """Does it commit, as two people at once do?"""
    mark = item.get_closest_marker("django_db")
    return "transactional_db" in _fixtures(item) or bool(mark and mark.kwargs.get("transaction"))


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Whatever verbs a test has called: no protected row has changed without its digest."""
    result = yield
    if not item.get_closest_marker("spoils") and protection.uses_database(item):
        assert protection.unregistered() == []
    return result


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Iterator[object]:
    with protection.in_scope(fixturedef.scope):
        return (yield)


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    protection.forget(is_last_of_file=nextitem is None or nextitem.path != item.path)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """The test database, copied instead of migrated, and emptied in one go."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), databases.made():
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: databases.empty())
        django_db_blocker.block()
        try:
            yield
        finally:
            django_db_blocker.restore()


@pytest.fixture
def shared_data() -> Path:
    """The folder of real roads and calls; the test is skipped with a reason without it."""
    if not SHARED_DATA.is_dir():
        pytest.skip("real roads and calls are not beside the project (QUANJU_SHARED_DATA)")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def _first_language() -> None:
    """A request in English leaves its thread in English; the next test begins in Chinese."""
    translation.activate("zh-hans")


@pytest.fixture(autouse=True)
def _no_example_among_the_rules() -> Iterator[None]:
    """The kind of rule that tests/examples/people.py makes up goes with its test."""
    yield
    rulebook._KINDS.pop("access.example", None)


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the invented town's road file lies for the whole run."""
    return tmp_path_factory.mktemp("town")


@pytest.fixture
def town(town_folder: Path) -> None:
    """The invented town with its rules, since yesterday; rooms of a fixed day have their own."""
    from tests.builders import town as towns

    cache.clear()
    towns.load_all(town_folder, at=YESTERDAY)
