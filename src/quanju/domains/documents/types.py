"""The words of documents: kinds of papers, their templates, papers and files as they are seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from string import Formatter
from typing import Annotated, Any

from django.db.models import Q
from pydantic import AfterValidator, Field

from quanju.domains.documents.files.workflow import PRESENT
from quanju.domains.documents.layouts import try_out
from quanju.domains.documents.workflow import PAPER
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.kernel.typesetting import CannotTypeset, check_layout
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.types import RuleKind, Table, Wording, worded, wrong

LANGUAGES = ("zh-hans", "en")
PAPER_STATES = PAPER.state_labels


def _is_harmless(layout: str) -> str:
    try:
        check_layout(layout)
    except CannotTypeset as error:
        raise wrong(
            f"第 {error.line} 行：{error.text.zh}", f"line {error.line}: {error.text.en}"
        ) from error
    return layout


def _has_places(serial: Text) -> Text:
    """A serial says the year and the count, and nothing else is put in."""
    for words in (serial.zh, serial.en):
        if sorted(field for _, field, *_ in Formatter().parse(words) if field is not None) != [
            "ordinal",
            "year",
        ]:
            raise wrong("须含 {year} 和 {ordinal} 各一次", "needs {year} and {ordinal} once each")
    return serial


class PaperTemplate(Table):
    """How papers of a kind look and are counted: the branch's own, a rule table like any other.

    `layout` is typst; what it may use is told in docs/rooms/documents.md. `mark` begins the
    number; `serial` is how the number is said on the paper, with {year} and {ordinal}.
    """

    name: Wording = worded("文书名称", "Name of the paper")
    mark: Annotated[str, Field(pattern=r"^[A-Z]{1,8}$")] = worded(
        "编号字头", "Letters of the number"
    )
    serial: Annotated[Wording, AfterValidator(_has_places)] = worded(
        "文号写法", "How the number is said"
    )
    seal_place: Wording = worded("盖章处", "Place of the seal")
    layout: Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(_is_harmless)] = (
        worded("版式", "Layout")
    )


@dataclass(frozen=True, eq=False)
class PaperKind:
    """A kind of paper, registered by the room that issues it: `paper_kind` makes one.

    `template.name` is the kind's name. `may_read` answers who reads such papers at all and
    `visible` which of them, as a condition on `subject` and `office`. `is_sole`: a matter has one
    paper of this kind in force in a language; asking again gives that one.
    """

    template: RuleKind[Any]
    may_read: Callable[[Actor], Verdict]
    may_withdraw: Callable[[Actor], Verdict]
    visible: Callable[[Actor, datetime], Q] = field(default=lambda actor, at: Q())
    is_sole: bool = True

    def __post_init__(self) -> None:
        if self.name in _KINDS:
            raise ValueError(f"{self.name} is a kind of paper already")
        _KINDS[self.name] = self

    @property
    def name(self) -> str:
        return self.template.name

    @property
    def label(self) -> Text:
        return self.template.label


def paper_kind(
    name: str,
    label: Text,
    model: type[PaperTemplate],
    *,
    sample: "Content",
    may_read: Callable[[Actor], Verdict],
    may_withdraw: Callable[[Actor], Verdict],
    visible: Callable[[Actor, datetime], Q] = lambda actor, at: Q(),
    is_sole: bool = True,
) -> PaperKind:
    """Register a kind of paper and its template, a rule table of the same name.

    `sample` is what such a paper may say: each proposed template is tried out with it.
    """
    template = RuleKind(name, label, model, try_out=lambda table: try_out(table, sample))
    return PaperKind(template, may_read, may_withdraw, visible, is_sole)


_KINDS: dict[str, PaperKind] = {}


def paper_kind_named(name: str) -> PaperKind | None:
    return _KINDS.get(name)


def paper_kinds() -> tuple[PaperKind, ...]:
    """Every kind of paper the rooms issue, by name."""
    return tuple(_KINDS[name] for name in sorted(_KINDS))


@dataclass(frozen=True, kw_only=True)
class PaperView:
    """A paper as pages and other rooms see it, without what it says."""

    id: int
    number: str
    kind: str
    kind_label: Text
    subject: str
    office: Text
    title: str
    language: str
    template: str
    state: str
    state_label: Text
    verbs: tuple[str, ...]
    numbered_at: datetime
    issued_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    sha256: str
    size: int
    replaces: str
    replaced_by: str
    fault: Text | None

    @property
    def is_issued(self) -> bool:
        """Are there bytes to take?"""
        return self.issued_at is not None


@dataclass(frozen=True, kw_only=True)
class CheckedPaper:
    """What anybody may learn who holds a paper: kind, day, office and state; nothing it says."""

    number: str
    kind_label: Text
    office: Text
    numbered_at: datetime
    state: str
    state_label: Text


@dataclass(frozen=True, kw_only=True)
class CopyView:
    """A copy as pages see it; the words it hides are not told."""

    id: int
    recipient: str
    hidden: int
    is_whole: bool
    state: str
    state_label: Text
    made_at: datetime
    sha256: str


Content = Mapping[str, Any]
"""What a paper says, as plain JSON; its template says where."""

MOST_MB = 64
"""No rule table may allow a larger file: it is what the gate of an upload lets through."""
MOST_MADE_MB = 4096
"""What the service makes itself passes no gate; a package holds all the files of its group."""
MADE_TYPES = ("application/zip",)
"""What the service makes itself and keeps beside uploads; nobody brings any of it."""
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SOUNDS = {
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/amr": ".amr",
}
"""What recorders of telephones write: a voice note is a file like any other."""

PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""Pictures that every browser shows and we can make smaller, by Pillow's names."""

ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    PDF: ".pdf",
    DOCX: ".docx",
    "application/zip": ".zip",
    **SOUNDS,
}
"""A download ends as its content is, whatever its name says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """Where it stands, what it is, what a scanner said, and what may be done with it."""

    id: int
    file_id: int
    subject: str
    kind: str
    kind_label: Text
    name: str
    media_type: str
    size: int
    width: int
    height: int
    sha256: str
    added_by: str
    added_at: datetime
    taken_at: datetime | None
    state: str
    state_label: Text
    due_at: datetime | None
    scan: str
    scan_label: Text
    malware: str
    has_thumbnail: bool
    deleted_at: datetime | None
    deletion_proposed_by: str
    deleted_by: str
    deletion_reason: str
    verbs: tuple[str, ...]
    is_new: bool = False
    """It was kept by this very call, and was not there before."""

    @property
    def is_readable(self) -> bool:
        """The bytes are there, and nothing in them is known to do harm."""
        return self.state in PRESENT and self.scan != "infected"

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES

    @property
    def is_sound(self) -> bool:
        return self.media_type in SOUNDS

    @property
    def is_made(self) -> bool:
        """The service made it itself: its room gives it out, by a verb of its own."""
        return self.media_type in MADE_TYPES

    @property
    def download_name(self) -> str:
        stem = self.name or f"file-{self.id}"
        ending = ENDINGS[self.media_type]
        return stem if stem.lower().endswith(ending) else f"{stem}{ending}"
