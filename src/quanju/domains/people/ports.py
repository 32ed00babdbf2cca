"""What people ask rooms above them before somebody goes."""

from collections.abc import Callable
from datetime import datetime

from quanju.domains.kernel.ports import Port
from quanju.domains.people.types import Actor

Leaving = Callable[[Actor, datetime], None]
"""Refuses while something must be handed over first; else ends what ends with whoever goes."""

leaving: Port[Leaving] = Port("What must be handed over before one signs out or goes off duty?")
