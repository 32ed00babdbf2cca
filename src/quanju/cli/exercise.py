"""`quanju exercise`: serve what people practise on, beside the live desk and apart from it."""

import subprocess
import sys
import time

import click

from quanju.cli.framework import bring_up_to_date, refuse, with_django
from quanju.cli.serve import leave_well

LOOK_S = 2.0
STOP_S = 20.0


@click.group()
def exercise() -> None:
    """Practise beside the live desk: own database, own journal, marked on every page."""


@exercise.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8100, show_default=True)
@click.option("--address", default="", help="how people reach it: https://NAME (default: here)")
@with_django
def serve(host: str, port: int, address: str) -> None:
    """Serve the exercise that is on, and end with it.

    Somebody who answers for the shift has begun it at the live desk (“Exercises”) and ends it
    there. Its home lies below QUANJU_HOME in `exercises` and stays for the debriefing; people,
    posts, rules, map and units are taken over once. Nothing of it reaches the live database, and
    nothing of it leaves by SMS, mail or webhook.
    """
    from quanju import exercises
    from quanju.domains.dispatch.actions.exercises import tell_where
    from quanju.domains.dispatch.queries.exercises import exercise_on
    from quanju.domains.kernel.clock import now
    from quanju.domains.people.types import SERVICE

    if (row := exercise_on()) is None:
        refuse(
            "没有演练在进行：由值班长先在指挥台“演练”页开始",
            "No exercise is on: whoever answers for the shift begins one at the desk, “Exercises”",
        )
    address = address.rstrip("/") or f"http://{host}:{port}"
    home = exercises.home_of(row.pk)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = exercises.environment_of(row.pk, row.title, address)
    if not (home / "stage").exists():
        _say("准备演练环境", "preparing the exercise")
        exercises.copy_map(row.pk)
        lines = "\n".join(exercises.stage_lines(row.pk))
        _run(environment, "take-over", given=lines)
        (home / "stage").touch()
    else:
        _run(environment, "catch-up", given="")
    leave_well()
    command = [sys.executable, "-m", "quanju", "serve", "--host", host, "--port", str(port)]
    command.append("--while-input-open")  # killed, we cannot stop it: our end of its input is gone
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE) as server:
        try:
            tell_where(exercise=row.pk, address=address, by=SERVICE, at=now())
            _say(f"演练：{row.title}  {address}/", "an exercise, not the live desk")
            while server.poll() is None and _is_on(row.pk):
                time.sleep(LOOK_S)
        finally:
            _stop(server)
    _say("演练已结束", "the exercise has ended")


@exercise.command("take-over", hidden=True)
@with_django
def take_over() -> None:
    """In the home of an exercise: make its tables and read the stage from standard input."""
    from django.conf import settings

    from quanju.domains.kernel.clock import now
    from quanju.domains.people.types import SERVICE
    from quanju.exercises import set_stage

    if not settings.EXERCISE:
        refuse("只用于演练环境", "Only in the home of an exercise")
    bring_up_to_date()
    click.echo(set_stage(sys.stdin, by=SERVICE, at=now()))


@exercise.command("catch-up", hidden=True)
@with_django
def catch_up() -> None:
    """In the home of an exercise that an older program began: bring its tables up to date.

    `quanju migrate` reaches the live home alone, and nobody knows this one's environment by heart.
    """
    from django.conf import settings

    if not settings.EXERCISE:
        refuse("只用于演练环境", "Only in the home of an exercise")
    bring_up_to_date()


def _is_on(pk: int) -> bool:
    """Asked anew each time, and without holding a connection while nothing is asked."""
    from django.db import connection

    from quanju.domains.dispatch.queries.exercises import exercise_on

    row = exercise_on()
    connection.close()
    return row is not None and row.pk == pk


def _run(environment: dict[str, str], name: str, *, given: str) -> None:
    command = [sys.executable, "-m", "quanju", "exercise", name]
    done = subprocess.run(command, env=environment, input=given, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.wait(timeout=STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()


def _say(zh: str, en: str) -> None:
    click.echo(f"· {zh} / {en}", err=True)
