"""A form sent twice is carried out once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.journal.types import Author
from quanju.domains.kernel.transaction import current
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.models import Submission

KEY = re.compile(r"[A-Za-z0-9_.:-]{8,80}")


class KeyNotUsable(Refused):
    """An idempotency key is 8 to 80 letters, digits, or one of `_ . : -`."""

    code = "KEY_NOT_USABLE"
    text = Text(
        "幂等键应为 8 至 80 个字母、数字或 _ . : -",
        "An idempotency key is 8 to 80 letters, digits or _ . : -",
    )
    status = 422
    field = "idempotency_key"


class KeyUsedForAnother(Refused):
    """The same key came with another verb; a key belongs to one form sent once."""

    code = "KEY_USED_FOR_ANOTHER"
    text = Text(
        "这个幂等键已用于“{verb}”，请换一个",
        "This idempotency key was used for “{verb}”; use another",
    )
    status = 409


@dataclass
class Once:
    """Filled `answer`: the form was carried out before, and this came of it. Else fill it."""

    answer: str = ""
    is_repeat: bool = False


@contextmanager
def once(*, key: str, by: Author, verb: str, at: datetime) -> Iterator[Once]:
    """Carry a form out once; use it inside `with write():`.

        with write(), once(key=key, by=by, verb="create_incident", at=at) as form:
            if form.is_repeat:
                return incident_of(form.answer)
            …
            form.answer = incident.subject

    Two requests at the same instant: the database lets one insert the key, the other waits for it
    and gets its answer. If the first one rolls back, the second carries the form out. An empty key
    promises nothing. Refuses an unusable key and one that came with another verb.
    """
    current()
    if not key:
        yield Once()
        return
    if not KEY.fullmatch(key):
        raise KeyNotUsable()
    row, is_new = _claim(key, by.subject, verb, at)
    if row.verb != verb:
        raise KeyUsedForAnother(verb=row.verb)
    form = Once(answer=row.answer_subject, is_repeat=not is_new)
    yield form
    if is_new and form.answer:
        Submission.objects.filter(pk=row.pk).update(answer_subject=form.answer)


def _claim(key: str, person: str, verb: str, at: datetime) -> tuple[Submission, bool]:
    try:
        with transaction.atomic():
            return Submission.objects.create(person=person, key=key, verb=verb, at=at), True
    except IntegrityError:
        return Submission.objects.get(person=person, key=key), False
