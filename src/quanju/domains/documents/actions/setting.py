"""Setting papers: from the number to the bytes, by the worker and outside of every lock."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from quanju.domains.documents import events
from quanju.domains.documents.actions.papers import record_paper
from quanju.domains.documents.layouts import Sheet, set_sheet
from quanju.domains.documents.models import Paper, PaperBody
from quanju.domains.documents.queries.papers import template_of, view_of
from quanju.domains.documents.types import Content, PaperTemplate, PaperView
from quanju.domains.documents.workflow import PAPER
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.typesetting import CannotTypeset
from quanju.domains.people.types import SERVICE

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


@dataclass(frozen=True)
class Order:
    """What is to be set: everything the process needs, nothing of the database."""

    paper: int
    template: PaperTemplate
    sheet: Sheet
    content: Content

    def made(self) -> bytes:
        """The PDF; `CannotTypeset` says why not."""
        return set_sheet(self.template, self.sheet, self.content)


def order_of(paper: int) -> Order:
    """What setting this paper takes."""
    row = Paper.objects.select_related("office", "body").get(pk=paper)
    return Order(paper, template_of(row), sheet_of(row), json.loads(row.body.content))


def sheet_of(row: Paper) -> Sheet:
    return Sheet(
        number=row.number,
        year=row.year,
        ordinal=row.ordinal,
        office=row.office.name,
        title=row.title,
        language=row.language,
        day=local_day(row.numbered_at),
        code=row.code,
    )


def set_paper(*, paper: int, at: datetime) -> PaperView:
    """Set one paper now, whatever its last try said; a fault is kept with it."""
    try:
        made = order_of(paper).made()
    except CannotTypeset as fault:
        return note_fault(paper=paper, why=fault.text, at=at)
    return finish_paper(paper=paper, pdf=made, at=at)


def finish_paper(*, paper: int, pdf: bytes, at: datetime) -> PaperView:
    """Give a numbered paper its bytes; nothing if it has them, or was withdrawn meanwhile."""
    with write():
        row = _held(paper)
        if PAPER.allows(row.state, "typeset"):
            row.state = PAPER.after(row.state, "typeset")
            row.issued_at, row.size = at, len(pdf)
            row.sha256 = hashlib.sha256(pdf).hexdigest()
            row.save(update_fields=["state", "issued_at", "size", "sha256"])
            PaperBody.objects.filter(paper=row).update(pdf=pdf, fault="", next_try_at=None)
            record_paper(events.PAPER_ISSUED, row, SERVICE, at, sha256=row.sha256, size=row.size)
    return view_of(_read(paper))


def note_fault(*, paper: int, why: Text, at: datetime) -> PaperView:
    """Keep why a paper could not be set; it is tried again, each time later."""
    with write():
        body = PaperBody.objects.select_for_update().get(paper=paper)
        wait = min(FIRST_WAIT * 2**body.tries, LONGEST_WAIT)
        PaperBody.objects.filter(pk=body.pk).update(
            tries=body.tries + 1,
            fault=json.dumps([why.zh, why.en], ensure_ascii=False),
            next_try_at=at + wait,
        )
    return view_of(_read(paper))


def _held(paper: int) -> Paper:
    return Paper.objects.select_for_update(of=("self",)).get(pk=paper)


def _read(paper: int) -> Paper:
    return Paper.objects.select_related("office", "replaces", "body").get(pk=paper)
