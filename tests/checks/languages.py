"""Every text a person reads stands in both languages. Exit code 1 names each place that fails.

Looks at `Text("…", "…")` in Python, `{% t "…" "…" %}` and `{% words %}` in templates and
`t("…", "…")` in the browser code, and refuses Chinese in a template or
in browser code outside of these.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TEMPLATE_TEXT = re.compile(r'{%\s*(?:t|press)\s+"((?:[^"\\]|\\.)*)"\s+"((?:[^"\\]|\\.)*)"')
TEMPLATE_WORDS = re.compile(r"{%\s*words\b.*?%}(.*?){%\s*en\s*%}(.*?){%\s*endwords\s*%}", re.DOTALL)
TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)
SCRIPT_TEXT = re.compile(r'\bt\(\s*(["`])((?:(?!\1).)*)\1\s*,\s*(["`])((?:(?!\3).)*)\3', re.DOTALL)
SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)
# The names of the languages are written in themselves, for readers of either.
SELF_NAMED = {"简体中文", "中文", "全局"}


def pair_fault(zh: str, en: str) -> str | None:
    if not zh.strip() and not en.strip():
        return None
    if not zh.strip() or not en.strip():
        return f"one language is missing: {zh!r} / {en!r}"
    if CHINESE.search(en):
        return f"the English text holds Chinese: {en!r}"
    return None


def in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Text":
            continue
        parts = [a.value for a in node.args if isinstance(a, ast.Constant)]
        if len(parts) == 2 and (fault := pair_fault(str(parts[0]), str(parts[1]))):
            yield f"{path}:{node.lineno}: {fault}"


def in_template(path: Path) -> Iterator[str]:
    text = TEMPLATE_COMMENT.sub("", path.read_text())
    for zh, en in TEMPLATE_TEXT.findall(text) + TEMPLATE_WORDS.findall(text):
        if fault := pair_fault(zh, en):
            yield f"{path}: {fault}"
    bare = re.sub(r"{%.*?%}", "", TEMPLATE_WORDS.sub("", text))
    for number, line in enumerate(bare.splitlines(), 1):
        if CHINESE.search(line) and not any(name in line for name in SELF_NAMED):
            yield f"{path}:{number}: Chinese outside of {{% t %}}: {line.strip()[:60]}"


def in_script(path: Path) -> Iterator[str]:
    text = SCRIPT_COMMENT.sub("", path.read_text())
    for _, zh, _, en in SCRIPT_TEXT.findall(text):
        if fault := pair_fault(zh, en):
            yield f"{path}: {fault}"
    for line in SCRIPT_TEXT.sub("", text).splitlines():
        if CHINESE.search(line) and not any(name in line for name in SELF_NAMED):
            yield f"{path}: Chinese outside of t(): {line.strip()[:60]}"


def main() -> int:
    source = ROOT / "src" / "quanju"
    faults = [f for p in source.rglob("*.py") if "migrations" not in p.parts for f in in_python(p)]
    faults += [f for p in source.rglob("templates/**/*.html") for f in in_template(p)]
    faults += [f for p in (ROOT / "frontend" / "src").rglob("*.ts") for f in in_script(p)]
    for fault in faults:
        print(fault)
    print(f"languages: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
