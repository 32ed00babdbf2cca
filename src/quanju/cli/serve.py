"""`quanju serve`, `worker`, `migrate`: run the service."""

import os
import signal
import threading
import time
import warnings
from types import FrameType

import click

from quanju.cli.framework import bring_up_to_date, is_database_behind, refuse_behind, with_django
from quanju.cli.readiness import compile_roads, read_ahead
from quanju.config.heap import settle, share_heaps

TICK_S = 1.0
STREAMS_WANTED = 2000
LAST_JOB_S = 5.0  # a job that has begun may end; longer ones are rolled back


@click.command()
@with_django
def migrate() -> None:
    """Bring the database's tables up to date, and compile the road engine.

    Rows that this changes are registered anew in the journal: whatever stands in the protected
    tables then is believed from here on. Run `quanju journal verify` before an upgrade.
    """
    bring_up_to_date()
    compile_roads()
    click.echo("ok")


trust_clock_option = click.option(
    "--trust-clock",
    is_flag=True,
    help="begin at the computer's time even if entries of the journal lie ahead of it",
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--no-worker", is_flag=True, help="clocks and jobs run elsewhere (quanju worker)")
@click.option("--while-input-open", is_flag=True, hidden=True, help="end with who started it")
@trust_clock_option
@with_django
def serve(host: str, port: int, no_worker: bool, while_input_open: bool, trust_clock: bool) -> None:
    """Serve the site. One process is enough for a branch; on PostgreSQL start as many as needed.

    The clocks and jobs run in a thread beside it unless --no-worker is given.
    """
    if while_input_open:
        threading.Thread(target=_end_with_input, name="input", daemon=True).start()
    _refuse_unless_ready()
    compile_roads()
    read_ahead()
    _set_clock(trust=trust_clock)
    click.echo(f"全局 Quanju  http://{host}:{port}/")
    run_service(host, port, with_worker=not no_worker)


def _end_with_input() -> None:
    """Leave as if told to when the other end of standard input is gone, however it went."""
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def run_service(host: str, port: int, *, with_worker: bool = True) -> None:
    """Serve until told to stop; with the worker in a thread beside it."""
    stop = threading.Event()
    jobs = threading.Thread(target=_run_jobs, args=(stop,), name="worker", daemon=True)
    leave_well()
    settle()
    share_heaps()
    _say_what_it_holds()
    try:
        if with_worker:
            jobs.start()
        _run_server(host, port)
    finally:
        stop.set()
        if jobs.is_alive():
            jobs.join(timeout=LAST_JOB_S)


def _say_what_it_holds() -> None:
    """The limit of open files was raised as far as the system lets us; is that enough?"""
    from django.conf import settings

    if (streams := settings.STREAMS_MOST) < STREAMS_WANTED:
        click.echo(
            f"  注意：系统限制了打开文件数，本进程最多容纳 {streams} 条实时线路（ulimit -n）\n"
            f"  note: the system's limit of open files leaves room for {streams} live pages in "
            "this process (ulimit -n)",
            err=True,
        )


def leave_well() -> None:
    """SIGTERM and Ctrl-C end the service with exit code 0: it was asked to stop, and did.

    uvicorn takes both signals while it serves and gives them back to these handlers at its end;
    before it serves, they end the process at once.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)


@click.command()
@trust_clock_option
@with_django
def worker(trust_clock: bool) -> None:
    """Run the clocks and jobs alone, beside one or more `quanju serve --no-worker`."""
    _refuse_unless_ready()
    _set_clock(trust=trust_clock)
    stop = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    click.echo("全局 Quanju  worker")
    _run_jobs(stop)


def _set_clock(*, trust: bool) -> None:
    """Begin no earlier than the newest entry: an hour set back puts no order in the future."""
    from quanju.domains.journal import queries as journal
    from quanju.domains.kernel.clock import clock

    newest = journal.newest_recorded_at()
    if newest and not trust:
        clock().begin_at(newest)


def _refuse_unless_ready() -> None:
    if is_database_behind():
        refuse_behind()


def _run_server(host: str, port: int) -> None:
    import uvicorn

    from quanju.config.asgi import application
    from quanju.config.sockets import PatientProtocol
    from quanju.pages.live.hub import hub

    # Static files are sync iterators by nature; Django reads them in a thread, and says so.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            # Open streams would keep the server from leaving.
            hub().close()
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        http=PatientProtocol,
        lifespan="off",
        log_config=None,  # its lines go through our own log
        log_level="warning",
        timeout_graceful_shutdown=3,
        proxy_headers=True,
        server_header=False,
    )
    Server(config).run()


def _run_jobs(stop: threading.Event) -> None:
    from quanju.config.heartbeat import beat_beside
    from quanju.config.jobs import end_jobs, run_due_jobs

    beside = (threading.current_thread(), stop)
    heart = threading.Thread(target=beat_beside, args=beside, name="heartbeat", daemon=True)
    heart.start()
    while not stop.is_set():
        started = time.monotonic()
        run_due_jobs()
        stop.wait(max(0.2, TICK_S - (time.monotonic() - started)))
    heart.join(timeout=LAST_JOB_S)  # a beat after the leave would stay for a day
    end_jobs()
