"""Verbs of notices."""

from quanju.domains.notices.actions.proposals import tell_of_proposal
from quanju.domains.notices.actions.reading import read_all_notices, read_notice
from quanju.domains.notices.actions.sending import ask_receipt, retry_delivery, send_next
from quanju.domains.notices.actions.telling import tell

__all__ = [
    "ask_receipt",
    "read_all_notices",
    "read_notice",
    "retry_delivery",
    "send_next",
    "tell",
    "tell_of_proposal",
]
