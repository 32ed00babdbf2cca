"""A process that has loaded the site, and forks whoever is asked for.

`python -m tests.loaded APPLICATION` reads a line of JSON for each wish and answers with a number:
`{"serve": PORT}` the process that serves there, `{"end": PROCESS}` zero once it has ended,
`{"run": MODULE, "out": FILE}` what the module came to, its words in the file. A process that
starts by itself takes three seconds of a processor to import the house; the tests in a browser
start sixty.
"""

import json
import os
import runpy
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

import uvicorn
from django.urls import get_resolver
from uvicorn.importer import import_from_string

OPTIONS: dict[str, Any] = {"log_level": "error", "timeout_graceful_shutdown": 1}
PATIENCE_S = 10


def _forked(work: Callable[[], object]) -> int:
    """The process that does the work and then is gone, whatever came of it."""
    if process := os.fork():
        return process
    code = 1
    try:
        sys.stdin.close()
        work()
        sys.stdout.flush()
        code = 0
    except Exception:  # noqa: BLE001 - its own process ends here, and says why
        traceback.print_exc()
    finally:
        os._exit(code)


def _run(module: str, out: str) -> None:
    """What `python -m module` does, its words kept in a file."""
    words = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(words, sys.stdout.fileno())
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _ended(process: int) -> int:
    os.kill(process, signal.SIGTERM)
    signal.alarm(PATIENCE_S)  # what does not end by then ends us, and with us the test
    os.waitpid(process, 0)
    signal.alarm(0)
    return 0


def main() -> None:
    application = import_from_string(sys.argv[1])
    assert get_resolver().url_patterns  # the views of every room
    for line in sys.stdin:
        match json.loads(line):
            case {"serve": int(port)}:
                answer = _forked(lambda: uvicorn.run(application, port=port, **OPTIONS))
            case {"end": int(process)}:
                answer = _ended(process)
            case {"run": str(module), "out": str(out)}:
                _, status = os.waitpid(_forked(lambda: _run(module, out)), 0)
                answer = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
