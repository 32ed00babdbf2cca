"""The clock of documents: papers are set beside the other jobs, which do not wait for them."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from quanju.domains.documents.actions import setting
from quanju.domains.documents.files import terms, upkeep
from quanju.domains.documents.queries.papers import papers_to_set
from quanju.domains.kernel.typesetting import CannotTypeset

AT_ONCE = 4
"""So many wait for the one that is being set; the next look brings more."""

_setter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="papers")
_ordered: dict[int, "Future[bytes]"] = {}


def set_papers(at: datetime) -> int:
    """Store what was set since the last look, and hand over what is to be set.

    The thread only waits for a process of its own; it touches no database. Two workers that set the
    same paper do it twice and store it once.
    """
    stored = 0
    for paper in [paper for paper, order in _ordered.items() if order.done()]:
        stored += _store(paper, _ordered.pop(paper), at)
    for paper in papers_to_set(at=at, most=AT_ONCE):
        if paper not in _ordered and len(_ordered) < AT_ONCE:
            _ordered[paper] = _setter.submit(setting.order_of(paper).made)
    return stored


def _store(paper: int, order: "Future[bytes]", at: datetime) -> int:
    try:
        pdf = order.result()
    except CannotTypeset as fault:
        setting.note_fault(paper=paper, why=fault.text, at=at)
        return 0
    setting.finish_paper(paper=paper, pdf=pdf, at=at)
    return 1


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
