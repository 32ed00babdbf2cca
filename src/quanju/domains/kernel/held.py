"""A row that a verb is about to change: locked until its write ends, refused where it is not there.

Which rows a verb locks first is its room's matter; that it locks them in this way is everybody's.
"""

from typing import Any, TypeVar

from django.db import models

from quanju.domains.kernel.types import NotFound

Row = TypeVar("Row", bound=models.Model)


def held(
    rows: type[Row] | models.QuerySet[Row],
    subject: str,
    *,
    beside: tuple[str, ...] = (),
    **named: Any,
) -> Row:
    """The one row of that name; `NotFound` says `subject`. Inside a write, or Django refuses.

    Give a query set where more is read in the same question. What it joins is not locked unless
    named in `beside`: a join that may be empty cannot be (PostgreSQL).
    """
    asked = rows if isinstance(rows, models.QuerySet) else rows._default_manager.all()
    row = asked.select_for_update(of=("self", *beside)).filter(**named).first()
    if row is None:
        raise NotFound(subject=subject[:40])
    return row
