"""The record of a closed case as the archive keeps it: its stages in numbers, and its digest."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from quanju.domains.cases.models import (
    CaseHelper,
    CaseMoment,
    CaseProperty,
    CaseRecord,
    CustodyMove,
    Party,
    Remedy,
    Service,
)
from quanju.domains.cases.queries.property import property_of
from quanju.domains.cases.types.archive import Sealed, Stage
from quanju.domains.cases.types.cases import OUTCOMES, CaseView
from quanju.domains.cases.workflow import CLOSED
from quanju.domains.documents.queries.papers import fingerprints_on
from quanju.domains.kernel.types import Text
from quanju.domains.reception.queries.reports import told_report

# Which columns the seal is over. Written out, so that a column which comes later leaves the seals
# of before as they are; what archiving itself writes is no part of it.
_SEALED: tuple[tuple[Any, str, str], ...] = (
    (
        CaseRecord,
        "pk",
        "number report_number kind title office_id officer_id signed_by_id circumstance reason"
        " rules registered_at accepted_at review_started_at decided_at closed_at outcome",
    ),
    (Party, "case", "part name contact noted_at"),
    (Service, "case", "paper kind to how proof served_by_id numbered_at served_at"),
    (Remedy, "case", "kind grounds is_by_resident applied_at outcome decided_at"),
    (CaseProperty, "case", "name count unit remark taken_from taken_at withdrawn_at withdrawn_why"),
    (
        CustodyMove,
        "item__case",
        "item_id count from_place to_place receiver proof by_id moved_at noted_at withdrawn_at"
        " withdrawn_why",
    ),
    (CaseHelper, "case", "office_id why since_at until_at ended_why"),
    (CaseMoment, "case", "caught_at source noted_at withdrawn_at withdrawn_why"),
)


def digest_of(case: int) -> str:
    """SHA-256 of the record of the case with that key, its papers by their own digests."""
    found = hashlib.sha256()
    for line in _lines(case):
        found.update(json.dumps(line, ensure_ascii=False, default=str).encode() + b"\n")
    return found.hexdigest()


def _lines(case: int) -> Iterator[list[Any]]:
    for model, whose, columns in _SEALED:
        rows: QuerySet[Any] = model.objects.filter(**{whose: case}).order_by("pk")
        for values in rows.values_list(*columns.split()):
            yield [model._meta.model_name, *values]
    number = CaseRecord.objects.values_list("number", flat=True).get(pk=case)
    for paper, sha256 in fingerprints_on(f"case:{number}"):
        yield ["paper", paper, sha256]


def stages_of(view: CaseView) -> list[Stage]:
    """What the archivist looks through: for who reads headers, too; nothing before it is closed."""
    if view.status not in CLOSED or view.closed_at is None:
        return []
    report = told_report(view.report, at=view.closed_at)
    things = [one for one in property_of(view.number) if one.withdrawn_at is None]
    counts = {
        model: model.objects.filter(case=view.pk).count() for model in (Service, Remedy, CaseHelper)
    }
    papers = len(fingerprints_on(view.subject))
    return [
        Stage(
            name="reception",
            facts=(
                (Text("接报案", "Report"), _same(view.report)),
                (Text("证据", "Pieces of evidence"), _same(len(report.evidence))),
            ),
        ),
        Stage(
            name="filing",
            facts=(
                (Text("文书", "Papers"), _same(papers)),
                (Text("送达", "Served"), _same(counts[Service])),
                (Text("复议、复核、监督", "Objections"), _same(counts[Remedy])),
            ),
        ),
        Stage(
            name="handling",
            facts=(
                (Text("协办单位", "Helping units"), _same(counts[CaseHelper])),
                (Text("涉案财物", "Things"), _same(len(things))),
                (Text("财物交接", "Hand-overs"), _same(sum(len(one.moves) for one in things))),
            ),
        ),
        Stage(
            name="closing",
            facts=((Text("结果", "Outcome"), OUTCOMES.get(view.outcome, Text("—", "—"))),),
        ),
    ]


def sealed(view: CaseView) -> Sealed | None:
    """The seal of an archived case, held against its record as it stands now."""
    if view.status != "archived":
        return None
    row = CaseRecord.objects.select_related("archived_by").get(pk=view.pk)
    if row.archived_at is None or row.archived_by is None:
        return None
    return Sealed(
        at=row.archived_at,
        by=row.archived_by.display_name,
        sha256=row.record_sha256,
        is_unchanged=digest_of(row.pk) == row.record_sha256,
    )


def _same(value: object) -> Text:
    return Text(str(value), str(value))
