"""The words every room shares: a text in two languages, a verdict, a refusal."""

from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or label in Chinese and English; `str()` gives the reader's language."""

    zh: str
    en: str

    def in_language(self, code: str | None) -> str:
        return self.en if code and code.startswith("en") else self.zh

    def filled(self, **values: Any) -> "Text":
        """Put values into {placeholders}; a value that is a Text is put in per language."""
        zh = {k: v.zh if isinstance(v, Text) else v for k, v in values.items()}
        en = {k: v.en if isinstance(v, Text) else v for k, v in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))

    def __str__(self) -> str:
        return self.in_language(get_language())


class Refused(Exception):
    """A verb was refused. `status` is what a web answer uses: 403, 404, 409, 422."""

    code: str = "REFUSED"
    text: Text = Text("此操作未执行", "This was not done")
    status: int = 409
    field: str = ""

    def __init__(self, **values: Any) -> None:
        self.text = type(self).text.filled(**values) if values else type(self).text
        self.values = values
        super().__init__(f"{self.code}: {self.text.en}")


class NotFound(Refused):
    """The thing does not exist for this reader; existence of protected things stays hidden."""

    code = "NOT_FOUND"
    text = Text("没有找到：{subject}", "Not found: {subject}")
    status = 404


class Denied(Refused):
    """A permission said no; code and text come from its verdict."""

    status = 403

    def __init__(self, verdict: "Verdict") -> None:
        super().__init__()
        self.code, self.text = verdict.code, verdict.text
        self.args = (f"{verdict.code}: {verdict.text.en}",)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a permission, with its reason."""

    allowed: bool
    code: str
    text: Text

    @classmethod
    def yes(cls) -> "Verdict":
        return _YES

    @classmethod
    def no(cls, code: str, text: Text) -> Self:
        return cls(False, code, text)

    def __bool__(self) -> bool:
        return self.allowed

    def or_refuse(self) -> None:
        """Raise `Denied` unless allowed."""
        if not self.allowed:
            raise Denied(self)


_YES = Verdict(True, "OK", Text("可以", "Allowed"))
"""One for all: lists ask a permission of thousands of rows."""
