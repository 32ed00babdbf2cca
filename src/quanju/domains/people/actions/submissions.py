"""A form sent twice is carried out once."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

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
    """The same key came with another verb or other words; a key belongs to one form sent once."""

    code = "KEY_USED_FOR_ANOTHER"
    text = Text(
        "没有执行：同一幂等键（{verb}）已发送过另一份内容，那一份已经办了。核对后请再发一次",
        "Not done: this idempotency key ({verb}) came before with other content, which was carried "
        "out. Check, then send this again with a new key",
    )
    status = 409
    field = "idempotency_key"


@dataclass
class Once:
    """Filled `answer`: the form was carried out before, and this came of it. Else fill it."""

    answer: str = ""
    is_repeat: bool = False


@contextmanager
def once(
    *, key: str, by: Author, verb: str, at: datetime, body: Mapping[str, Any] | None = None
) -> Iterator[Once]:
    """Carry a form out once; use it inside `with write():`.

        with write(), once(key=key, by=by, verb="create_incident", at=at, body=sent) as form:
            if form.is_repeat:
                return incident_of(form.answer)
            …
            form.answer = incident.subject

    Two requests at the same instant: the database lets one insert the key, the other waits for it
    and gets its answer. If the first one rolls back, the second carries the form out. An empty key
    promises nothing. `body` is what was sent beside the key. Refuses an unusable key, and one that
    came with another verb or another body: silence would lose the second one's words.
    """
    current()
    if not key:
        yield Once()
        return
    if not KEY.fullmatch(key):
        raise KeyNotUsable()
    digest = _digest(body)
    row, is_new = _claim(key, by.subject, verb, digest, at)
    if (row.verb, row.body_digest) != (verb, digest):
        raise KeyUsedForAnother(verb=row.verb)
    form = Once(answer=row.answer_subject, is_repeat=not is_new)
    yield form
    if is_new and form.answer:
        with connection.cursor() as cursor:
            cursor.execute(_ANSWER, [form.answer, row.pk])


def answer_of(*, key: str, by: Author, verb: str, body: Mapping[str, Any]) -> str:
    """What came of this very form if it was carried out before; "" if it was not.

    For a form whose choices change by being carried out: it could not be read a second time.
    """
    row = Submission.objects.filter(person=by.subject, key=key, verb=verb)
    found = row.filter(body_digest=_digest(body)).values_list("answer_subject", flat=True)
    return str(found.first() or "")


def _digest(body: Mapping[str, Any] | None) -> str:
    """What was sent, so that it can be compared and not read."""
    if body is None:
        return ""
    told = json.dumps(body, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()


def _claim(key: str, person: str, verb: str, digest: str, at: datetime) -> tuple[Submission, bool]:
    """The row of this key: ours now, or of whoever came first."""
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [person, key, verb, digest, moment])
        claimed = cursor.fetchone()
    if claimed is None:
        return Submission.objects.get(person=person, key=key), False
    row = Submission(pk=claimed[0], person=person, key=key, verb=verb, body_digest=digest, at=at)
    return row, True


# Waits for whoever is carrying the same form out, as an insert does, and needs no savepoint.
_CLAIM = f"""
    INSERT INTO {Submission._meta.db_table} (person, key, verb, body_digest, answer_subject, at)
    VALUES (%s, %s, %s, %s, '', %s) ON CONFLICT (person, key) DO NOTHING RETURNING id
"""
_ANSWER = f"UPDATE {Submission._meta.db_table} SET answer_subject = %s WHERE id = %s"
