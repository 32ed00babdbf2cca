"""Verbs of the journal."""

from quanju.domains.journal.actions.entries import (
    CHAIN,
    SERVICE,
    consult,
    deny,
    record,
    record_export,
    register_rows,
)
from quanju.domains.journal.actions.seals import seal
from quanju.domains.journal.actions.sending import send_seals
from quanju.domains.journal.actions.stock import take_stock

__all__ = [
    "CHAIN",
    "SERVICE",
    "consult",
    "deny",
    "record",
    "record_export",
    "register_rows",
    "seal",
    "send_seals",
    "take_stock",
]
