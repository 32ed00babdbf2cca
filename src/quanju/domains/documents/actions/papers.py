"""Verbs of papers: issue, take, withdraw.

A paper has its number in the write of the verb that issues it, and its bytes soon after, set by
the worker: setting one takes a third of a second, and no lock waits for it.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from quanju.domains.documents import events
from quanju.domains.documents.models import Paper, PaperBody, PaperCounter
from quanju.domains.documents.permissions import may_withdraw_papers_of
from quanju.domains.documents.queries.papers import paper, view_of
from quanju.domains.documents.types import (
    LANGUAGES,
    Content,
    PaperKind,
    PaperView,
    paper_kind_named,
)
from quanju.domains.documents.workflow import PAPER
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.numbers import count_on
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 O 1 I L: it is read from paper and typed."""
CODE_LENGTH = 8
LONGEST_TITLE, LONGEST_REASON = 200, 500
TITLE, REASON = Text("标题", "a title"), Text("理由", "the reason")


class NoOffice(Refused):
    """A paper is an office's; whoever acts for none issues none."""

    code = "NO_OFFICE"
    text = Text(
        "您现在的岗位不属于任何单位，不能出具文书",
        "Your post belongs to no office, so no paper can be issued",
    )
    status = 403


class NotSetYet(Refused):
    """The paper has its number and no bytes yet."""

    code = "NOT_SET_YET"
    text = Text(
        "{number} 已编号，还没有成文；通常几秒后就好",
        "{number} is numbered and not set yet; that usually takes a few seconds",
    )


class PaperSpoilt(Refused):
    """What is stored is not what was issued: somebody changed it below the house."""

    code = "PAPER_SPOILT"
    text = Text(
        "{number} 的存件与成文时的摘要不符，不予取出；请告知审计员",
        "What is stored of {number} is not what was issued; it is not given out. Tell an auditor",
    )


class MarkTaken(Refused):
    """Two kinds of papers begin their numbers with the same letters."""

    code = "MARK_TAKEN"
    text = Text(
        "编号 {number} 已被另一种文书使用；请在模板中换一个字头",
        "Number {number} is another kind's; choose another mark in the template",
    )


def issue_paper(
    *,
    kind: str,
    subject: str,
    title: str,
    content: Content,
    language: str,
    related: Iterable[str] = (),
    replaces: int | None = None,
    by: Actor,
    at: datetime,
) -> PaperView:
    """Number a paper on a matter; the worker sets it. Joins the write of the verb that calls it.

    The room whose matter it is has asked who may. A kind that is the sole one of its matter gives
    the one in force, if there is one and it is not the one to be replaced.
    """
    definition = _kind(kind)
    if by.organisation_id is None:
        raise NoOffice()
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    text = json.dumps(dict(content), ensure_ascii=False, sort_keys=True)
    row = Paper(
        kind=kind,
        subject=subject,
        title=words.line(title, TITLE, longest=LONGEST_TITLE),
        language=language,
        sole_key=f"{kind}|{subject}|{language}" if definition.is_sole else "",
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        numbered_by_id=by.person_id,
        numbered_at=at,
    )
    with write():
        known = _sole(row)
        if known and known.pk != replaces:
            return view_of(known)
        row.replaces = _ended(replaces, "supersede", "", at) if replaces else None
        try:
            with transaction.atomic():
                _number(row, definition, by.organisation_id, at)
        except IntegrityError as error:
            if known := _sole(row):  # another office's, in the same instant
                return view_of(known)
            raise MarkTaken(number=row.number) from error
        PaperBody.objects.create(paper=row, content=text)
        if row.replaces:
            record_paper(events.PAPER_SUPERSEDED, row.replaces, by, at, related=[row.as_subject])
        record_paper(events.PAPER_NUMBERED, row, by, at, related=related)
    return view_of(row)


def withdraw_paper(*, number: str, reason: str, by: Actor, at: datetime) -> PaperView:
    """Take a paper back: its number stays, with the reason. Refuses one that has ended."""
    kind = _kind(paper(number, by=by, at=at).kind)
    may_withdraw_papers_of(by, kind).or_refuse()
    clean = words.line(reason, REASON, longest=LONGEST_REASON, field="reason")
    with write():
        row = _ended(Paper.objects.only("pk").get(number=number).pk, "withdraw", clean, at)
        record_paper(events.PAPER_WITHDRAWN, row, by, at)
    return view_of(row)


def take_paper(*, number: str, by: Actor, at: datetime, purpose: str) -> bytes:
    """The bytes of a paper, the same ones each time; that they were taken is recorded.

    Refuses a paper that is not set yet, and one whose bytes are not those of its digest.
    """
    view = paper(number, by=by, at=at)
    pdf = PaperBody.objects.values_list("pdf", flat=True).get(paper=view.id)
    if pdf is None:
        raise NotSetYet(number=number)
    kept = bytes(pdf)
    if hashlib.sha256(kept).hexdigest() != view.sha256:
        raise PaperSpoilt(number=number)
    with write():
        record(
            events.PAPER_TAKEN,
            subject=f"paper:{number}",
            by=by,
            at=at,
            purpose=purpose,
            related=[view.subject],
            facts={"sha256": view.sha256},
        )
    return kept


def _kind(name: str) -> PaperKind:
    found = paper_kind_named(name)
    if found is None:
        raise NotFound(subject=f"paper kind {name[:60]}")
    return found


def _sole(row: Paper) -> Paper | None:
    return Paper.objects.filter(sole_key=row.sole_key).first() if row.sole_key else None


def _number(row: Paper, kind: PaperKind, office: int, at: datetime) -> None:
    """Store the paper with the next number. A write that fails takes the number back with it."""
    rules, year = in_force(kind.template, at=at), local_day(at).year
    row.year, row.office_id = year, office
    row.ordinal = count_on(PaperCounter, kind=kind.name, year=year, office=office)
    row.number = f"{rules.content.mark}-{row.office.code}-{year}-{row.ordinal:04}"
    row.template = rules.reference
    row.template_sha256 = hashlib.sha256(rules.content.layout.encode()).hexdigest()
    row.code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    row.save(force_insert=True)


def _ended(pk: int, verb: str, reason: str, at: datetime) -> Paper:
    row = held(Paper, f"paper {pk}", pk=pk)
    row.state = PAPER.after(row.state, verb)
    row.ended_at, row.end_reason, row.sole_key = at, reason, ""
    row.save(update_fields=["state", "ended_at", "end_reason", "sole_key"])
    return row


def record_paper(
    event: Event,
    row: Paper,
    by: Actor,
    at: datetime,
    related: Iterable[str] = (),
    **facts: Any,
) -> None:
    """An entry about a paper, found under its matter as well."""
    record(
        event,
        subject=row.as_subject,
        by=by,
        at=at,
        purpose="administer",
        related=[row.subject, *related],
        facts={"kind": row.kind, "state": row.state, "template": row.template, **facts},
    )
