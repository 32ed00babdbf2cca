"""TOML files, and reading their values by kind: every refusal names the line of its key."""

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.text import read_text

Kind = TypeVar("Kind")
NAMES = {
    str: ("文字", "a text"),
    int: ("整数", "a whole number"),
    float: ("数", "a number"),
    bool: ("true 或 false", "true or false"),
    list: ("列表", "a list"),
    dict: ("一节", "a section"),
}


def read_toml(path: Path) -> "Keys":
    """The content of a file; `FileNotUsable` with the line if it is no TOML."""
    text = read_text(path)
    try:
        content = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise FileNotUsable(
            path,
            f"不是有效的 TOML：{error}",
            f"not valid TOML: {error}",
            line=int(found[1]) if found else None,
        ) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 10,000 brackets
        raise FileNotUsable(
            path, "数字过长或嵌套过深", "a number too long, or nested too deep"
        ) from error
    return Keys(path, text, content)


class Keys:
    """One section of a TOML file."""

    def __init__(self, path: Path, text: str, content: Mapping[str, Any], name: str = "") -> None:
        self.path, self.text, self.content, self.name = path, text, content, name

    def wrong(self, key: str, zh: str, en: str) -> FileNotUsable:
        """The refusal that names the line of a key, or the file where it is not found."""
        return FileNotUsable(self.path, zh, en, line=self._line(key))

    def only(self, known: Collection[str]) -> None:
        """Refuse, by name, a key that nothing reads."""
        for key in self.content:
            if key not in known:
                listed = ", ".join(known)
                raise self.wrong(
                    key,
                    f"不认识 {key[:40]!r}；可用：{listed}",
                    f"nothing reads {key[:40]!r}; known: {listed}",
                )

    def get(self, key: str, kind: type[Kind], default: Kind | None = None) -> Kind:
        """The value of a key; `FileNotUsable` if it is missing without default, or another kind."""
        value = self.content.get(key, default)
        if value is None:
            where_zh, where_en = (f"[{self.name}] ", f"[{self.name}] ") if self.name else ("", "")
            raise FileNotUsable(self.path, f"{where_zh}缺少 {key!r}", f"{where_en}lacks {key!r}")
        accepted: Any = (int, float) if kind is float else kind
        if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
            zh, en = NAMES[kind]
            raise self.wrong(
                key, f"{key} 应为{zh}，现为 {value!r:.40}", f"{key} must be {en}, not {value!r:.40}"
            )
        return kind(value)  # type: ignore[call-arg]

    def section(self, key: str) -> "Keys":
        """A section of this one; an absent one is empty."""
        return Keys(self.path, self.text, self.get(key, dict, {}), key)

    def _line(self, key: str) -> int | None:
        """Where the key is written: in its own section if that has a heading."""
        lines = self.text.split("\n")
        start = 0
        if self.name:
            heading = re.compile(rf"\s*\[+\s*[\"']?{re.escape(self.name)}[\"']?\s*\]")
            start = next((n for n, line in enumerate(lines) if heading.match(line)), 0)
        written = re.compile(rf"\s*(\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*[=\].]")
        found = (n for n in range(start, len(lines)) if written.match(lines[n]))
        number = next(found, None)
        return None if number is None else number + 1
