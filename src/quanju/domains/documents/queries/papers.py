"""Questions about papers."""

import hmac
import json
from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from quanju.domains.documents.models import Paper, PaperCopy
from quanju.domains.documents.types import (
    CheckedPaper,
    CopyView,
    PaperKind,
    PaperTemplate,
    PaperView,
    paper_kind_named,
    paper_kinds,
)
from quanju.domains.documents.workflow import COPY, PAPER
from quanju.domains.kernel.rows import ProtectedQuerySet
from quanju.domains.kernel.types import Denied, NotFound, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook import queries as rulebook


def readable(actor: Actor, at: datetime) -> Q:
    """The condition that a paper may be read by this reader: what each kind's room says."""
    found = Q(pk__in=())
    for kind in paper_kinds():
        if kind.may_read(actor):
            found |= Q(kind=kind.name) & kind.visible(actor, at)
    return found


def kinds_readable_by(actor: Actor) -> tuple[PaperKind, ...]:
    return tuple(kind for kind in paper_kinds() if kind.may_read(actor))


def paper(number: str, *, by: Actor, at: datetime) -> PaperView:
    """One paper; `NotFound` for who may not read it, as for a number that is not there."""
    row = _rows().filter(readable(by, at), number=number).first()
    if row is None:
        _refuse_role(number, by)
        raise NotFound(subject=f"paper:{number[:40]}")
    return view_of(row)


def _refuse_role(number: str, by: Actor) -> None:
    """Who reads none of this kind is told so; who reads others of it learns nothing."""
    name = Paper.objects.filter(number=number).values_list("kind", flat=True).first()
    kind = paper_kind_named(name) if name else None
    if kind and not (may := kind.may_read(by)):
        raise Denied(may)


def papers_on(subject: str, *, kind: str = "", by: Actor, at: datetime) -> list[PaperView]:
    """The papers on a matter that this reader may see, the newest first."""
    rows = _rows().filter(readable(by, at), subject=subject)
    if kind:
        rows = rows.filter(kind=kind)
    return [view_of(row) for row in rows.order_by("-pk")]


def papers_about(subjects: Collection[str], *, by: Actor, at: datetime) -> list[PaperView]:
    """The papers on any of these matters that this reader may see, the oldest first."""
    rows = _rows().filter(readable(by, at), subject__in=subjects)
    return [view_of(row) for row in rows.order_by("pk")]


def fingerprints_on(subject: str) -> list[tuple[str, str]]:
    """Number and content's SHA-256 of every paper on a matter; nothing of what they say."""
    rows = Paper.objects.filter(subject=subject).order_by("pk")
    return list(rows.values_list("number", "content_sha256"))


def papers(
    *,
    kind: str = "",
    state: str = "",
    number: str = "",
    before: int | None = None,
    most: int,
    by: Actor,
    at: datetime,
) -> list[PaperView]:
    """Papers this reader may see, the newest first; `before` is the last one of the page before."""
    rows = _rows().filter(readable(by, at))
    asked = {"kind": kind, "state": state, "number__startswith": number, "pk__lt": before}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    return [view_of(row) for row in rows.order_by("-pk")[:most]]


def kind_of(view: PaperView) -> PaperKind:
    """The kind of a paper; `NotFound` if no room issues it any more."""
    found = paper_kind_named(view.kind)
    if found is None:
        raise NotFound(subject=f"paper kind {view.kind}")
    return found


def copies_of(number: str) -> list[CopyView]:
    """The redacted copies of a paper, the newest first, for whoever may read it."""
    rows = PaperCopy.objects.filter(paper__number=number).defer("pdf").order_by("-pk")
    return [copy_view(row) for row in rows]


def copy_view(row: PaperCopy) -> CopyView:
    return CopyView(
        id=row.pk,
        recipient=row.recipient,
        hidden=row.hidden,
        is_whole=row.is_whole,
        state=row.state,
        state_label=COPY.state_labels[row.state],
        made_at=row.made_at,
        sha256=row.sha256,
    )


def papers_to_set(*, at: datetime, most: int) -> list[int]:
    """Papers that have a number and no bytes, those that failed once their time has come."""
    waits = Q(body__next_try_at__isnull=True) | Q(body__next_try_at__lte=at)
    rows = Paper.objects.filter(waits, state="numbered").order_by("body__tries", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def template_of(row: Paper) -> PaperTemplate:
    """The very version of the template that the paper was numbered with."""
    kind = paper_kind_named(row.kind)
    if kind is None:
        raise NotFound(subject=f"paper kind {row.kind}")
    found: PaperTemplate = rulebook.version(kind.template, row.template).content
    return found


def check_paper(number: str, code: str) -> CheckedPaper | None:
    """Is there such a paper, with this code on it? What anybody may learn of it."""
    row = Paper.objects.select_related("office").filter(number=number).first()
    known = row.code if row else ""
    is_right = hmac.compare_digest(known.encode(), code.encode("utf-8", "replace"))
    if row is None or not is_right or row.issued_at is None:
        return None
    return CheckedPaper(
        number=row.number,
        kind_label=_label(row.kind),
        office=row.office.name,
        numbered_at=row.numbered_at,
        state=row.state,
        state_label=PAPER.state_labels[row.state],
    )


def _rows() -> ProtectedQuerySet[Paper]:
    rows: ProtectedQuerySet[Paper] = Paper.objects.select_related(
        "office", "replaces", "replaced_by", "body"
    ).defer("body__content", "body__pdf")
    return rows


def _label(kind: str) -> Text:
    found = paper_kind_named(kind)
    return found.label if found else Text(kind, kind)


def view_of(row: Paper) -> PaperView:
    follower = getattr(row, "replaced_by", None)
    return PaperView(
        id=row.pk,
        number=row.number,
        kind=row.kind,
        kind_label=_label(row.kind),
        subject=row.subject,
        office=row.office.name,
        title=row.title,
        language=row.language,
        template=row.template,
        state=row.state,
        state_label=PAPER.state_labels[row.state],
        verbs=PAPER.verbs(row.state),
        numbered_at=row.numbered_at,
        issued_at=row.issued_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        sha256=row.sha256,
        size=row.size,
        replaces=row.replaces.number if row.replaces else "",
        replaced_by=follower.number if follower else "",
        fault=Text(*json.loads(fault)) if (fault := row.body.fault) else None,
    )
