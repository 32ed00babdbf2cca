"""`quanju serve`, `worker`, `migrate`: run the service."""

import signal
import threading
import time
import warnings
from types import FrameType

import click

from quanju.cli.framework import refuse, with_django

TICK_S = 1.0


@click.command()
@with_django
def migrate() -> None:
    """Bring the database's tables up to date."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    click.echo("ok")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--no-worker", is_flag=True, help="clocks and jobs run elsewhere (quanju worker)")
@with_django
def serve(host: str, port: int, no_worker: bool) -> None:
    """Serve the site. One process is enough for a branch; on PostgreSQL start as many as needed.

    The clocks and jobs run in a thread beside it unless --no-worker is given.
    """
    _refuse_unless_ready()
    click.echo(f"全局 Quanju  http://{host}:{port}/")
    run_service(host, port, with_worker=not no_worker)


def run_service(host: str, port: int, *, with_worker: bool = True) -> None:
    """Serve until told to stop; with the worker in a thread beside it."""
    stop = threading.Event()
    if with_worker:
        threading.Thread(target=_run_jobs, args=(stop,), name="worker", daemon=True).start()
    _run_server(host, port)
    stop.set()


@click.command()
@with_django
def worker() -> None:
    """Run the clocks and jobs alone, beside one or more `quanju serve --no-worker`."""
    _refuse_unless_ready()
    stop = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    _run_jobs(stop)


def _refuse_unless_ready() -> None:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            refuse(
                "数据库需要升级：先运行 quanju migrate",
                "The database is behind: run quanju migrate",
            )
    except DatabaseError as error:
        refuse(f"连不上数据库：{error}", f"The database cannot be reached: {error}")


def _run_server(host: str, port: int) -> None:
    import uvicorn

    from quanju.config.asgi import application
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
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=3,
        proxy_headers=True,
        server_header=False,
    )
    Server(config).run()


def _run_jobs(stop: threading.Event) -> None:
    from quanju.config.jobs import run_due_jobs

    while not stop.is_set():
        started = time.monotonic()
        run_due_jobs()
        stop.wait(max(0.2, TICK_S - (time.monotonic() - started)))
