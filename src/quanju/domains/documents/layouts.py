"""A paper on its sheet: what every paper shows beside what its room says, and whether it does."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.typesetting import CannotTypeset, qr_code, typeset
from quanju.domains.rulebook.types import RuleError

if TYPE_CHECKING:
    from pypdf import PdfReader

    from quanju.domains.documents.types import PaperTemplate

PRELUDE = (Path(__file__).parent / "paper.typ").read_text("utf-8")
CHECK_WORDS = Text(
    "扫码或在下列网址核对编号与校验码，可知本文书是否真实有效。",
    "Scan, or enter number and code at this address, to learn whether this paper is genuine.",
)
REDACTED, WHOLE = Text("隐去副本", "redacted copy"), Text("副本", "copy")
TRIED_ON = date(2026, 1, 31)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What stands on a paper that its room does not say."""

    number: str
    year: int
    ordinal: int
    office: Text
    title: str
    language: str
    day: date
    code: str
    copy: Text | None = None
    """What stands across a copy; None on the paper itself."""

    @property
    def address(self) -> str:
        """Where anybody may ask whether this paper is genuine."""
        return f"{settings.ADDRESS}/papers/check/{quote(self.number)}?code={self.code}"


def set_sheet(template: "PaperTemplate", sheet: Sheet, content: Mapping[str, Any]) -> bytes:
    """The paper as PDF/A; `CannotTypeset` says why not."""
    return typeset(template.layout, _composed(template, sheet, content), before=PRELUDE)


def _composed(
    template: "PaperTemplate", sheet: Sheet, content: Mapping[str, Any]
) -> dict[str, Any]:
    told = sheet.language
    day = sheet.day
    serial = template.serial.filled(year=sheet.year, ordinal=sheet.ordinal)
    shown = Text(f"{day.year}年{day.month}月{day.day}日", f"{day:%d %B %Y}".lstrip("0"))
    return dict(content) | {
        "title": sheet.title,
        "lang": "en" if told == "en" else "zh",
        "day": [day.year, day.month, day.day],
        "paper": {
            "number": sheet.number,
            "serial": serial.in_language(told),
            "name": template.name.in_language(told),
            "office": sheet.office.in_language(told),
            "day": shown.in_language(told),
            "seal_place": template.seal_place.in_language(told),
            "code": sheet.code,
            "address": sheet.address,
            "check_words": CHECK_WORDS.in_language(told),
            "copy": sheet.copy.in_language(told) if sheet.copy else "",
            "qr": qr_code(sheet.address),
        },
    }


def text_of(pdf: bytes) -> str:
    """Every word that can be read out of a PDF: pages, names of drawings, the file's own data."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(pdf))
    pages = "\n".join(page.extract_text() for page in reader.pages)
    xmp = reader.xmp_metadata
    data = [xmp.dc_title, xmp.dc_creator, xmp.dc_description, xmp.dc_subject] if xmp else []
    texts = [words for one in _objects(reader) for words in _texts(one)]
    return "\n".join([pages, *map(str, data), *texts])


def has_pictures(pdf: bytes) -> bool:
    """Is there a picture in it, in which words may stand that nobody can look for?"""
    from pypdf import PdfReader

    found = _objects(PdfReader(io.BytesIO(pdf)))
    return any(isinstance(one, dict) and one.get("/Subtype") == "/Image" for one in found)


def _objects(reader: "PdfReader") -> list[Any]:
    from pypdf.generic import IndirectObject

    count = int(str(reader.trailer["/Size"]))
    found = [reader.get_object(IndirectObject(number, 0, reader)) for number in range(1, count)]
    return [one for one in found if one is not None]


def _texts(one: Any) -> Iterator[str]:
    """The texts that stand in an object, but for keys of the file itself."""
    from pypdf.generic import TextStringObject

    if isinstance(one, TextStringObject):
        yield str(one)
    elif isinstance(one, dict):
        for name, value in one.items():
            if name not in ("/ID", "/CreationDate", "/ModDate"):
                yield from _texts(value)
    elif isinstance(one, list):
        for value in one:
            yield from _texts(value)


def try_out(template: "PaperTemplate", sample: Mapping[str, Any]) -> None:
    """Set a paper of this template; `RuleError` if it cannot be, or lacks what each must show."""
    for language in ("zh-hans", "en"):
        sheet = Sheet(
            number=f"{template.mark}-office-2026-0001",
            year=2026,
            ordinal=1,
            office=Text("试排单位", "Office of the trial"),
            title=str(Text("试排", "A trial").in_language(language)),
            language=language,
            day=TRIED_ON,
            code="23456789",
        )
        try:
            found = _joined(text_of(set_sheet(template, sheet, sample)))
        except CannotTypeset as error:
            raise RuleError(_placed(error)) from error
        shown = _composed(template, sheet, sample)["paper"]
        for name, what in MUST_SHOW.items():
            if _joined(shown[name]) not in found:
                raise RuleError(
                    Text(f"版式没有显示{what.zh}", f"the layout does not show {what.en}")
                )


MUST_SHOW = {
    "number": Text("编号", "the number"),
    "office": Text("出具单位", "the office"),
    "day": Text("日期", "the day"),
    "seal_place": Text("盖章处", "the place of the seal"),
    "code": Text("校验码", "the code"),
}
"""Without these no paper of a branch is one."""


def _joined(words: str) -> str:
    return "".join(words.split())


def _placed(error: CannotTypeset) -> Text:
    if error.line is None:
        return error.text
    zh, en = error.text.zh, error.text.en
    return Text(f"layout 第 {error.line} 行：{zh}", f"line {error.line} of layout: {en}")
