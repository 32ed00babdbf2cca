"""The log: one line of JSON a happening, on standard error, and no words of a matter in it.

Faults are told by their kind and their place in the code. What an exception says is left out: it
may quote what somebody typed, or a row.
"""

import json
import logging
import os
import traceback
from datetime import UTC, datetime
from typing import Any

OURS = "quanju"


class JsonLines(logging.Formatter):
    """Moment, level, request, actor's number, what, and for a fault its kind and its place."""

    def format(self, record: logging.LogRecord) -> str:
        from quanju.domains.kernel.requests import of_this_request

        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "request": of_this_request().ref,
            "actor": of_this_request().actor,
            "what": _what(record),
        }
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            line["fault"] = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
            line["place"] = [
                f"{os.path.relpath(one.filename)}:{one.lineno} {one.name}"
                for one in traceback.extract_tb(trace)[-12:]
            ]
        return json.dumps({name: value for name, value in line.items() if value}, default=str)


def _what(record: logging.LogRecord) -> str:
    """Our own sentences as they are; of others only their pattern, since they quote what came."""
    is_ours = record.name == OURS or record.name.startswith(f"{OURS}.")
    return record.getMessage() if is_ours else str(record.msg)


def settings_for(*, has_access_log: bool) -> dict[str, Any]:
    """Django's LOGGING: all to one handler; the access log where it is asked for."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "quanju.config.logs.JsonLines"}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": "WARNING"},
        "loggers": {
            "quanju.access": {"level": "INFO" if has_access_log else "ERROR"},
            # Django's own handlers would write each fault a second time, in words.
            "django": {"handlers": [], "level": "WARNING"},
            "django.server": {"handlers": [], "propagate": True},
            # A refused request is no fault: the access log and the journal have it.
            "django.request": {"level": "ERROR"},
        },
    }
