"""Rule tables as TOML text: written, read with the line of an error, compared."""

import difflib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quanju.domains.kernel.types import Text

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
WIDEST = 88


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a text, and the lines around the place where that is known."""

    text: Text
    line: int | None = None
    around: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class DiffLine:
    """A line of a comparison; `mark` is `+`, `-`, `@` or empty."""

    mark: str
    text: str


def written(content: Mapping[str, Any]) -> str:
    """The content as TOML; reading it gives the same content again."""
    return "\n".join(_table(content, ())).strip("\n") + "\n"


def _table(content: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    below = {k: v for k, v in content.items() if _is_table(v) or _is_list_of_tables(v)}
    for key, value in content.items():
        if key not in below:
            yield from _pair(key, value)
    for key, value in below.items():
        here = (*path, key)
        name = ".".join(map(_key, here))
        for one in [value] if _is_table(value) else value:
            yield ""
            yield f"[{name}]" if _is_table(value) else f"[[{name}]]"
            yield from _table(one, here)


def _pair(key: str, value: Any) -> Iterator[str]:
    line = f"{_key(key)} = {_value(value)}"
    if len(line) <= WIDEST or not isinstance(value, list):
        yield line
        return
    yield f"{_key(key)} = ["
    for one in value:
        yield f"    {_value(one)},"
    yield "]"


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value)


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_table(one) for one in value)


def _key(key: str) -> str:
    return key if BARE_KEY.fullmatch(key) else _string(key)


def _string(text: str) -> str:
    """JSON's escapes are TOML's, but for DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, float):
        shown = repr(value)
        return shown if any(c in shown for c in ".en") else f"{shown}.0"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + "}"
    return str(value)


def read(text: str) -> Mapping[str, Any] | Trouble:
    """The content of a TOML text, or what is wrong with it and where."""
    try:
        content = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        return _syntax_trouble(text, str(error))
    except (ValueError, RecursionError) as error:
        return Trouble(Text(f"不是有效的 TOML：{error}", f"Not valid TOML: {error}"))
    return _plain(content)


def _plain(value: Any) -> Any:
    """Only what JSON holds as well: days and times become their text."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value if isinstance(value, str | int | float | bool) else value.isoformat()


# What tomllib says, in Chinese; the rest of its sentence (a key, a character) is kept.
SAID = (
    ("Invalid value", "值不对"),
    ("Invalid statement", "这一行不是“名称 = 值”"),
    ("Invalid initial character for a key part", "名称的第一个字符不对"),
    ("Expected '=' after a key", "名称后面缺少 ="),
    ("Expected newline or end of document", "一行只能写一项"),
    ("Expected ']' at the end of a table", "表名缺少 ]"),
    ("Expected ']]' at the end of an array", "表名缺少 ]]"),
    ("Unterminated string", "引号没有配对"),
    ("Unclosed array", "方括号没有配对"),
    ("Unclosed inline table", "花括号没有配对"),
    ("Unescaped '\\' in a string", "字符串里的反斜杠要写成两个"),
    ("Cannot overwrite a value", "同一名称写了两次"),
    ("Cannot declare", "同一张表写了两次"),
    ("Cannot mutate immutable namespace", "这张表已经写完，不能再加"),
    ("Duplicate inline table key", "同一名称写了两次"),
    ("Found invalid character", "含有不允许的字符"),
    ("Illegal character", "含有不允许的字符"),
    ("Invalid hex value", "转义的十六进制数不对"),
    ("Invalid date or datetime", "日期或时间不对"),
)


def _in_chinese(words: str) -> str:
    found = next((f"{zh}（{words}）" for en, zh in SAID if words.startswith(en)), None)
    return found or words


def _syntax_trouble(text: str, words: str) -> Trouble:
    found = AT_LINE.search(words)
    line = int(found.group(1)) if found else len(text.splitlines()) or 1
    what = AT_LINE.sub("", words).removesuffix("(at end of document)").strip()
    return _at(text, line, Text(f"TOML 格式错误：{_in_chinese(what)}", f"Not valid TOML: {what}"))


def trouble_with(text: str, why: Text) -> Trouble:
    """A refusal of the content, at the line of the word it quotes, where one is found."""
    for word in re.findall(r"“([^”]+)”|'([^']+)'|\b([a-z]+_[a-z_]+)\b", why.zh):
        name = next(part for part in word if part)
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", line):
                return _at(text, number, why)
    return Trouble(why)


def _at(text: str, line: int, why: Text) -> Trouble:
    lines = text.splitlines()
    first, last = max(1, line - 2), min(len(lines), line + 2)
    around = tuple((n, lines[n - 1]) for n in range(first, last + 1))
    return Trouble(why, line, around)


def compared(before: str, after: str) -> list[DiffLine]:
    """What changed from one text to the other, with three lines around; empty if nothing did."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    found: list[DiffLine] = []
    for line in lines:
        if line.startswith(("---", "+++")) and not found:
            continue
        mark = line[0] if line[:1] in "+-@" else ""
        found.append(DiffLine(mark, line if mark == "@" else line[1:]))
    return found
