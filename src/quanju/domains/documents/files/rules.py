"""Which files are taken, how large, how many, and how long they are kept (specification 6.4)."""

from typing import Annotated, Self

from pydantic import model_validator

from quanju.domains.documents.files.content import KNOWN_TYPES
from quanju.domains.documents.types import MOST_MB
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Code, Named, RuleKind, Table, one_of, worded, wrong

MOST_MEGAPIXELS = 80
"""Unpacked in the worker, three bytes a pixel; a telephone of 2026 takes 12 to 50."""


class FileKind(Named):
    """What one kind of file may be, and how many days it is kept after its matter has ended."""

    code: Code = worded("代码", "Code")
    media_types: tuple[Annotated[str, one_of(KNOWN_TYPES)], ...] = worded(
        "可收的格式", "Formats", min_length=1
    )
    most_mb: int = worded("最大", "Largest", ge=1, le=MOST_MB)
    most_megapixels: float = worded("最大像素", "Largest picture", ge=1, le=MOST_MEGAPIXELS)
    most_per_subject: int = worded("每件事最多份数", "Most for one matter", ge=1, le=500)
    keep_days: int = worded("事毕后保存", "Kept after the matter has ended", ge=1, le=36_500)


class FileRules(Table):
    """The kinds, and what holds for all of them."""

    kinds: tuple[FileKind, ...] = worded(
        "文件类别", "Kinds of files", validation_alias="kind", min_length=1
    )
    thumbnail_px: int = worded("缩略图边长", "Side of a thumbnail", ge=64, le=1024)
    unused_h: float = worded("未使用的保留", "Unused ones are kept", ge=1, le=720)
    quarantine_days: int = worded("隔离保留", "Quarantined ones are kept", ge=1, le=365)

    def named(self, code: str) -> FileKind | None:
        return next((kind for kind in self.kinds if kind.code == code), None)

    @model_validator(mode="after")
    def _a_kind_stands_once(self) -> Self:
        codes = [kind.code for kind in self.kinds]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise wrong(f"类别 {twice[0]} 出现两次", f"kind {twice[0]} stands twice", line="kind")
        return self


FILES = RuleKind("documents.files", Text("文件类别与期限", "Files: kinds and terms"), FileRules)
