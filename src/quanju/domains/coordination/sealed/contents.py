"""What goes into a package: a group as its rows say, once as data and once to be read."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from quanju.domains.coordination.events import GROUP_ARCHIVED
from quanju.domains.coordination.models import (
    Correction,
    Group,
    Item,
    Message,
    Review,
    Signature,
)
from quanju.domains.coordination.queries.groups import told_group
from quanju.domains.coordination.queries.review import review_rules, score_of
from quanju.domains.coordination.sealed.reading import Section, html_of
from quanju.domains.coordination.sealed.sections import file_name, sections_of
from quanju.domains.dispatch.queries.handling_kept import HandlingKept, handling_kept
from quanju.domains.documents.queries.files import files_kept, pieces_kept
from quanju.domains.documents.types import FileView
from quanju.domains.journal.queries import rows_about
from quanju.domains.journal.verification.hashes import canonical_json, moment_text
from quanju.domains.kernel.types import Text
from quanju.engine.files.bags import Source

PACKAGE_KIND = "group_archive"
KEPT_KINDS = ("alter", "collect", "erase", "combine")
"""What changed the group. Who opened its page stands in the journal alone."""


def name_of(row: Group) -> str:
    """The folder in the package."""
    return f"group-{row.number}"


def told_of(row: Group) -> Mapping[str, Any]:
    """The group and all that belongs to it, as plain data."""
    at = row.archived_at or row.last_at
    view = told_group(row.pk, at=at)
    review = Review.objects.filter(group=row, is_accepted=True).first()
    answers = review.answers if review else {}
    score = score_of(row, answers, review_rules(at), at)
    return {
        "group": {
            **{name: getattr(row, name) for name in _GROUP},
            "kind_name": view.kind_name,
            "responsible": view.responsible,
            "owner": view.owner,
            "incident": row.incident,
        },
        "facts": [{"code": one.code, "name": one.name, "said": one.said} for one in view.facts],
        "members": [
            {"name": one.name, "seat": one.seat_name, **{n: getattr(one, n) for n in _MEMBER}}
            for one in (*view.present, *view.gone)
        ],
        "items": list(_items(row)),
        "stages": [
            {"stage": one.stage, "by": one.signed_by.display_name, "at": one.signed_at}
            for one in Signature.objects.filter(group=row)
            .select_related("signed_by")
            .order_by("pk")
        ],
        "reviews": [
            {"by": one.reviewer.display_name, **{n: getattr(one, n) for n in _REVIEW}}
            for one in Review.objects.filter(group=row).select_related("reviewer").order_by("pk")
        ],
        "score": {
            "whole": score.whole,
            "parts": [
                {"code": p.code, "good": p.good, "of": p.of, "weight": p.weight}
                for p in score.parts
            ],
        },
    }


_GROUP = (
    "number", "kind", "title", "classification", "status", "is_urgent", "preset", "rules",
    "begun_at", "opened_at", "checked_at", "proposed_at", "closed_at", "archived_at", "outcome",
    "result", "rating",
)  # fmt: skip
_MEMBER = (
    "role", "status", "is_guest", "is_duty", "is_next_best", "post", "why", "until", "invited_at",
    "joined_at", "ended_at",
)  # fmt: skip
_REVIEW = ("reviewed_at", "is_accepted", "answers", "mechanisms", "words")
_ITEM = (
    "place", "title", "title_en", "status", "asked_at", "due_at", "accepted_at", "done_at",
    "ended_at", "result", "why", "pack",
)  # fmt: skip
_MESSAGE = (
    "place", "kind", "text", "lon", "lat", "sent_at", "own_at", "corrected_at",
    "struck_at", "struck_why",
)  # fmt: skip


def _items(row: Group) -> Iterator[dict[str, Any]]:
    rows = Item.objects.filter(group=row).select_related("asked_by", "owner", "message")
    for one in rows.order_by("place"):
        yield {
            **{name: getattr(one, name) for name in _ITEM},
            "asked_by": one.asked_by.display_name,
            "owner": one.owner.display_name,
            "message": one.message.place if one.message else None,
        }


def messages_told(row: Group, files: Mapping[int, str]) -> list[dict[str, Any]]:
    """Every message with what it said before, and the name of its file in the package.

    Nothing that was said was ever deleted; of a file that was, by two persons, no name is left.
    """
    before: dict[int, list[dict[str, Any]]] = {}
    for one in Correction.objects.filter(message__group=row).order_by("pk"):
        told = {"said": one.before, "corrected_at": one.corrected_at}
        before.setdefault(one.message_id, []).append(told)
    rows = Message.objects.filter(group=row).select_related("author", "answers").order_by("place")
    return [
        {
            **{name: getattr(one, name) for name in _MESSAGE},
            "author": one.author.display_name,
            **({"answers": one.answers.place} if one.answers else {}),
            "before": before.get(one.pk, []),
            **({"file": files.get(one.file_id, "")} if one.file_id else {}),
        }
        for one in rows.iterator(chunk_size=2000)
    ]


def payload_of(row: Group) -> tuple[dict[str, Source], list[Section]]:
    """The files of the package but for its PDF, and what its readable parts tell."""
    handling = handling_kept(row.incident) if row.incident else None
    files = [one for one in files_kept(row.subject) if one.kind != PACKAGE_KIND]
    told, said = told_of(row), messages_told(row, {one.id: file_name(one) for one in files})
    entries, _ = entries_of(row.subject)
    sections = sections_of(told, said, handling, files, entries)
    payload: dict[str, Source] = {
        "group.json": _json(told),
        "messages.jsonl": b"".join(_json(one) for one in said),
        "journal.jsonl": "".join(f"{canonical_json(one)}\n" for one in entries).encode(),
        "read.html": html_of(f"{row.number} {row.title}", sections).encode(),
    }
    if handling is not None:
        payload["dispatch.json"] = _json(_handling(handling))
    for one in files:
        payload[file_name(one)] = partial(pieces_kept, one.sha256)
    if files:
        payload["files.json"] = _json([_file(one) for one in files])
    return payload, sections


def entries_of(subject: str) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """What changed the group up to its archive; and later, about the package, which differs by when
    that was made and so stands beside it."""
    entries = rows_about(subject, kinds=KEPT_KINDS)
    ends = [n for n, one in enumerate(entries, 1) if one["event"] == GROUP_ARCHIVED.name]
    last = ends[-1] if ends else len(entries)
    return entries[:last], entries[last:]


def _file(one: FileView) -> dict[str, Any]:
    return {
        "file": file_name(one),
        "name": one.name,
        "sha256": one.sha256,
        "size": one.size,
        "added_at": one.added_at,
    }


def _handling(kept: HandlingKept) -> dict[str, Any]:
    return {
        "incident": kept.number,
        "state": kept.state,
        "disposition": kept.disposition,
        "moments": [[words, at] for words, at in kept.moments],
        "units": [
            [call_sign, state, [[w, at] for w, at in steps]]
            for call_sign, state, steps in kept.units
        ],
        "receipts": [[at, sha256] for at, sha256 in kept.receipts],
    }


def _json(value: Any) -> bytes:
    """JSON with one spelling, moments in UTC, words in both languages."""
    return f"{json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)}\n".encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    raise TypeError(type(value).__name__)
