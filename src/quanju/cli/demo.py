"""`quanju demo`: the invented branch, from nothing to the address in one command."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from quanju.cli.framework import bring_up_to_date, with_django


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option(
    "--speed", default=1.0, type=click.FloatRange(1, 60), help="the player's day, ×1 to ×60"
)
@click.option("--days", default=365, type=click.IntRange(0, 730), help="days of closed incidents")
@click.option(
    "--home", default=Path("var/demo"), type=click.Path(path_type=Path), show_default=True
)
@click.option("--prepare-only", is_flag=True, help="make everything ready, but do not serve")
def demo(host: str, port: int, speed: float, days: int, home: Path, prepare_only: bool) -> None:
    """Make the invented branch and serve it: roads, people, a year behind it, a day that plays.

    Everything is synthetic and says so. The sign-in page lets you in as each role with one click.
    Nothing of this exists in a site that is not started with QUANJU_DEMO=1.
    """
    os.environ.update(QUANJU_DEMO="1", QUANJU_HOME=str(home), QUANJU_DEMO_SPEED=str(speed))
    os.environ.setdefault("QUANJU_ADDRESS", f"http://{host}:{port}")
    with _telephones():
        if prepare_only or any(home.glob("*")):
            _prepare(home, days)
        else:
            _prepare_apart(home, days)
        if not prepare_only:
            _serve(host, port)


def _prepare_apart(home: Path, days: int) -> None:
    """Make a new branch in a process of its own: what that takes, 350 MB, goes with it."""
    command = [sys.executable, "-m", "quanju", "demo", "--prepare-only"]
    made = subprocess.run([*command, "--home", str(home), "--days", str(days)], check=False)
    if made.returncode:
        sys.exit(made.returncode)


@contextmanager
def _telephones() -> Iterator[None]:
    """A small SMS gateway in a process of its own, unless one is set; it ends with this one."""
    if os.environ.get("QUANJU_NOTICES_SMS"):
        yield
        return
    from quanju.demo.gateway import address, start

    gateway, port = start()
    os.environ["QUANJU_NOTICES_SMS"] = address(port)
    try:
        yield
    finally:
        gateway.terminate()
        gateway.wait()


@with_django
def _prepare(home: Path, days: int) -> None:
    from django.conf import settings

    from quanju.cli.readiness import compile_roads
    from quanju.demo.stage import is_set, set_up

    started = time.monotonic()
    _say("数据库", "database")
    bring_up_to_date()
    compile_roads()
    if not is_set():
        set_up(settings.HOME, days=days, say=_say)
    _say(f"就绪，{time.monotonic() - started:.1f} 秒", "ready")


def _say(zh: str, en: str) -> None:
    click.echo(f"· {zh} / {en}")


@with_django
def _serve(host: str, port: int) -> None:
    from quanju.cli.readiness import compile_roads, read_ahead
    from quanju.cli.serve import run_service

    compile_roads()
    read_ahead()
    with _exchange(host, port):
        _say_where(host, port)
        run_service(host, port)


@contextmanager
def _exchange(host: str, port: int) -> Iterator[None]:
    """The branch's telephone in a process of its own; it ends with this one."""
    from django.conf import settings

    from quanju.demo.exchange import start
    from quanju.demo.jobs import speed
    from quanju.demo.lines import exchange_key
    from quanju.domains.geo.queries.roads import current_map
    from quanju.domains.kernel.clock import now

    here = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    exchange = start(here, exchange_key(settings.HOME), current_map(now()).centre, speed())
    try:
        yield
    finally:
        exchange.terminate()
        exchange.wait()


def _say_where(host: str, port: int) -> None:
    click.echo(f"\n  全局 Quanju  http://{host}:{port}/")
    click.echo("  登录页一键进入各岗位 / one click on the sign-in page enters each role\n")
