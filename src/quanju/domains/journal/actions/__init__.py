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
from quanju.domains.journal.actions.reacting import (
    begin_reactions,
    due_reactions,
    note_fault,
    react_to_next,
    retry_reaction,
)
from quanju.domains.journal.actions.seals import seal
from quanju.domains.journal.actions.sending import send_seals
from quanju.domains.journal.actions.stock import take_stock

__all__ = [
    "CHAIN",
    "SERVICE",
    "begin_reactions",
    "consult",
    "deny",
    "due_reactions",
    "note_fault",
    "react_to_next",
    "record",
    "record_export",
    "register_rows",
    "retry_reaction",
    "seal",
    "send_seals",
    "take_stock",
]
