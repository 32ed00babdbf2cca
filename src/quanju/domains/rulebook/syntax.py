"""What tomllib says of a text that is no TOML, in both languages and with its line."""

import re

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import RuleError

AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")

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


def syntax_error(text: str, words: str) -> RuleError:
    """The refusal of a text; what ends too early is wrong in its last line."""
    found = AT_LINE.search(words)
    line = int(found.group(1)) if found else len(text.splitlines()) or 1
    what = AT_LINE.sub("", words).removesuffix("(at end of document)").strip()
    return RuleError(Text(f"TOML 格式错误：{_in_chinese(what)}", f"Not valid TOML: {what}"), line)
