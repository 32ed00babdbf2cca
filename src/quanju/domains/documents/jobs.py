"""What runs by the clock for files."""

from datetime import datetime

from quanju.domains.documents.files import terms, upkeep


def make_thumbnails(at: datetime) -> int:
    """Small pictures of what has come."""
    return upkeep.make_some_thumbnails(at)


def scan_files(at: datetime) -> int:
    """What came while no scanner ran."""
    return upkeep.scan_some(at)


def remove_deleted_files(at: datetime) -> int:
    """The bytes of what was deleted."""
    return upkeep.remove_gone_bytes(at)


def sweep_files(at: datetime) -> int:
    """Bytes that no row knows."""
    return upkeep.sweep(at)


def find_due_files(at: datetime) -> int:
    """What is kept longer than its term."""
    return terms.look_at_terms(at)
