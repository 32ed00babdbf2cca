"""What a person typed, as it is stored: nothing is cut, and nothing a writer can see is lost.

Odd spaces (full-width, no-break, line separators) become plain ones; only control characters and
the marks that turn the direction of writing go. Everything else stays, also what this Python's
Unicode table does not know yet or leaves to private use: rare surnames live there.
"""

import re
import unicodedata

from quanju.domains.kernel.types import Refused, Text

BIDI_MARKS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LINE_ENDS = re.compile(r"\r\n?")
# Half of a character beyond the first plane can be stored nowhere, so it goes with the controls.
_GOES = re.compile(f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff{BIDI_MARKS}]")
# `\s` knows every space of Unicode and the controls that part words, U+0085 among them.
_SPACE = re.compile(r"\s")
_SPACE_BUT_LINES = re.compile(r"[^\S\n\t]")


class TextNotUsable(Refused):
    """A text of a form that cannot be taken; names its field where the caller did."""

    status = 422

    def __init__(self, *, field: str = "", **values: object) -> None:
        super().__init__(**values)
        self.field = field


class TextMissing(TextNotUsable):
    """Words are needed here."""

    code = "TEXT_MISSING"
    text = Text("请写明{what}", "Please write {what}")


class TextTooLong(TextNotUsable):
    """More than is kept here. It is refused, never cut: nobody's sentence loses its end."""

    code = "TEXT_TOO_LONG"
    text = Text(
        "{what}有 {count} 字，最多 {limit} 字",
        "{what} has {count} characters; at most {limit} are kept",
    )


def cleaned(text: str, *, keep_lines: bool = False) -> str:
    """The text as it is stored; `keep_lines` leaves line ends and tabs where they are."""
    spaces = _SPACE_BUT_LINES if keep_lines else _SPACE
    return spaces.sub(" ", _GOES.sub("", _LINE_ENDS.sub("\n", text))).strip()


def line(text: str, what: Text, *, longest: int, needed: bool = True, field: str = "") -> str:
    """One line. `longest` counts characters; refuses more, and nothing where some is needed."""
    return _checked(cleaned(text), what, longest, needed, field)


def lines(text: str, what: Text, *, longest: int, needed: bool = True, field: str = "") -> str:
    """A text of several lines. `longest` counts characters; refuses as `line` does."""
    return _checked(cleaned(text, keep_lines=True), what, longest, needed, field)


def _checked(clean: str, what: Text, longest: int, needed: bool, field: str) -> str:
    if needed and not _is_seen(clean):
        raise TextMissing(what=what, field=field)
    if len(clean) > longest:
        raise TextTooLong(what=what, count=len(clean), limit=longest, field=field)
    return clean


def _is_seen(text: str) -> bool:
    """Something stands there: joiners and soft hyphens alone are seen by nobody."""
    return any(unicodedata.category(c) != "Cf" and not c.isspace() for c in text)
