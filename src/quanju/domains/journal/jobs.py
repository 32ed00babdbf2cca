"""The journal's clock: a seal twice a day, and every seal out of the machine."""

import logging
import threading
from datetime import datetime

from django.db import DatabaseError, connection

from quanju.domains.journal import queries
from quanju.domains.journal.actions.entries import SERVICE
from quanju.domains.journal.actions.seals import seal
from quanju.domains.journal.actions.sending import send_seals
from quanju.domains.journal.rules import is_seal_due
from quanju.domains.kernel.days import branch_zone

log = logging.getLogger("quanju.jobs")
_POSTMAN = "sends seals"


def seal_what_is_due(at: datetime) -> None:
    """Seal at the first run of each local half day; nothing if it is sealed already."""
    last = queries.latest_seal()
    zone = branch_zone()
    if is_seal_due(last.sealed_at if last else None, queries.oldest_unsealed_at(), at, zone):
        seal(by=SERVICE, at=at)


def send_what_has_not_left(at: datetime) -> None:
    """Send seals by every way that is set and does not rest after a try that failed.

    Beside the other jobs: a machine that does not answer must not hold up an alert.
    """
    if any(thread.name == _POSTMAN for thread in threading.enumerate()):
        return
    threading.Thread(target=_send, args=(at,), name=_POSTMAN, daemon=True).start()


def _send(at: datetime) -> None:
    try:
        send_seals(by=SERVICE, at=at)
    except DatabaseError:
        log.exception("seals could not be sent; it will be tried again")
    finally:
        connection.close()
