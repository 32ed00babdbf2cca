"""What the commands share: starting Django, refusing in two languages, printing figures."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")


def refuse(zh: str, en: str) -> NoReturn:
    """End the command with exit code 2 and a sentence in both languages."""
    click.echo(f"{zh}\n{en}", err=True)
    raise SystemExit(2)


def with_django(command: Callable[P, R]) -> Callable[P, R]:
    """Start Django and reach the database before the command; what it refuses ends in a sentence.

    Settings that cannot be used, a database that cannot be reached or is behind, and a refusal of
    a verb end the command with exit code 2.
    """

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        _start()
        from django.db import Error, connection

        from quanju.domains.kernel.types import Refused

        try:
            connection.ensure_connection()
            return command(*args, **kwargs)
        except Refused as refusal:
            refuse(refusal.text.zh, refusal.text.en)
        except Error as error:
            _refuse_database(error)
            raise

    return wrapped


def _start() -> None:
    """Read the settings and start Django."""
    import django

    from quanju.config.database import DatabaseAddressError

    try:
        django.setup()
    except DatabaseAddressError as error:
        refuse(error.zh, error.en)
    except OSError as error:
        refuse(
            f"不能使用 QUANJU_HOME 目录：{error}",
            f"The folder QUANJU_HOME cannot be used: {error}",
        )


def _refuse_database(error: Exception) -> None:
    """Say what is wrong with the database; return when the fault lies elsewhere."""
    from django.db import Error, InterfaceError, OperationalError, connection

    try:
        connection.close()
        connection.ensure_connection()
        is_behind = is_database_behind()
    except Error as unreachable:
        why = str(unreachable).strip()
        refuse(f"连不上数据库：{why}", f"The database cannot be reached: {why}")
    if is_behind:
        refuse_behind()
    if isinstance(error, OperationalError | InterfaceError):
        why = str(error).strip()
        refuse(f"数据库没有执行：{why}", f"The database did not do it: {why}")


def is_database_behind() -> bool:
    """Does the database wait for `quanju migrate`?"""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    _refuse_in_between()
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _refuse_in_between() -> None:
    """Tables that stand amid what one migration now stands for would be taken for whole ones."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connection).applied_migrations().keys()
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    replaced = (set(one.replaces) for one in loader.disk_migrations.values())
    if any(several & applied and not several <= applied for several in replaced):
        if settings.EXERCISE:
            refuse(
                "这次演练是用更早的程序开始的，接不上了：请在指挥台“演练”页结束它，再开始一次",
                "This exercise was begun with an earlier program and cannot go on: end it at the "
                "desk, “Exercises”, and begin another",
            )
        refuse(
            "这个数据库来自更早的程序：请先用 2026-11-30 的版本运行一次 quanju migrate",
            "This database was made by an earlier program: run quanju migrate once with the "
            "version of 2026-11-30",
        )


def bring_up_to_date() -> None:
    """Migrate; rows that this changes are registered in the journal as they stand after it."""
    from django.core.management import call_command

    from quanju.domains.journal.actions.entries import SERVICE
    from quanju.domains.journal.actions.stock import take_stock
    from quanju.domains.kernel.clock import now

    is_behind = is_database_behind()
    call_command("migrate", verbosity=0)
    if is_behind:
        take_stock(because="migrate", by=SERVICE, at=now())


def refuse_behind() -> NoReturn:
    """End the command: the tables are older than the program."""
    from django.conf import settings

    if settings.EXERCISE:
        refuse(
            "演练的数据库需要升级：在正式环境里运行 quanju exercise serve，它会先升级再继续",
            "The exercise's database is behind: run quanju exercise serve in the live home; it "
            "brings it up to date first",
        )
    refuse("数据库需要升级：先运行 quanju migrate", "The database is behind: run quanju migrate")


def print_figures(figures: Mapping[str, Any], *, as_json: bool) -> None:
    """Print figures as JSON, or as aligned lines."""
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, default=str))
        return
    width = max((len(name) for name in figures), default=0)
    for name, value in figures.items():
        shown = f"{value:,.3f}" if isinstance(value, float) else value
        click.echo(f"{name:<{width}}  {shown}")


@contextmanager
def progress(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """A progress bar on the error stream; yields a function that fills it up to a count."""
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        done = 0

        def up_to(count: int) -> None:
            nonlocal done
            bar.update(count - done)
            done = count

        yield up_to


as_json_option = click.option("--json", "as_json", is_flag=True, help="print figures as JSON")
