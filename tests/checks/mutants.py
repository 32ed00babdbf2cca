"""Would the tests notice? Small wrong changes, drawn by chance, each against its room's own tests.

`python tests/checks/mutants.py --seed 7 --changes 60`: prints each change with the test that failed
first, or "unseen", and at the end the share that was noticed as JSON. The work is done on a copy
below `var/mutants`, so one may go on writing meanwhile. It takes an hour; nobody waits for it.
"""

import argparse
import ast
import compileall
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPY = ROOT / "var" / "mutants"
QUANJU = Path("src") / "quanju"
KINDS = {
    "rules": ("domains/*/rules.py", "domains/*/*_rules.py", "domains/*/permissions.py"),
    "tables": ("domains/*/workflow.py", "domains/*/*/workflow.py", "domains/*/tables/*.toml"),
    "verbs": ("domains/*/actions.py", "domains/*/actions/*.py", "domains/*/actions/*/*.py"),
    "kernels": ("engine/*/*.py", "domains/kernel/*.py", "domains/journal/verification/*.py"),
}
"""Drawn from in equal parts, whatever their sizes."""
BENCHES = {"measure", "ready"}
"""What `quanju bench` asks, and what is compiled ahead: nobody is told anything by it."""
LONGEST_S = 1800
SHARED = {
    "engine": ("tests/test_what_is_fixed.py",),
    "domains": (
        "tests/domains/test_state_tables.py",
        "tests/domains/rulebook/test_limits.py",
        "tests/domains/rulebook/test_defaults.py",
        "tests/domains/rulebook/test_pinned.py",
        "tests/test_what_is_fixed.py",
        "tests/test_rights.py",
        "tests/test_relations.py",
    ),
}
"""What asks every room in one table."""

COMPARED: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
RECKONED: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.BitOr: "&",
    ast.BitAnd: "|",
}


@dataclass(frozen=True)
class Change:
    """`old` at this place of the file becomes `new`."""

    file: Path
    start: int
    end: int
    new: str

    def said(self, text: str) -> str:
        line = text.count("\n", 0, self.start) + 1
        old = " ".join(text[self.start : self.end].split())
        return f"{self.file}:{line}  {old[:70]!r} → {self.new[:70]!r}"


def changes_of(file: Path) -> list[Change]:
    """Every small change that can be made to the file."""
    text = (ROOT / file).read_text("utf-8")
    found = _in_toml(text) if file.suffix == ".toml" else _in_python(text)
    return [Change(file, *one) for one in found]


def _in_toml(text: str) -> Iterator[tuple[int, int, str]]:
    """Another number, yes for no."""
    for match in re.finditer(r"(?<![\w.\"'-])\d+(?![\w.\"'-])|\btrue\b|\bfalse\b", text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if "#" in line or line.count('"') % 2:
            continue
        other = {"true": "false", "false": "true"}.get(match[0])
        yield match.start(), match.end(), other or str(int(match[0]) + 1)


def _in_python(text: str) -> Iterator[tuple[int, int, str]]:
    tree = ast.parse(text)
    lines = [0]
    for line in text.encode().split(b"\n"):
        lines.append(lines[-1] + len(line) + 1)
    data = text.encode()

    def place(line: int, column: int) -> int:
        return len(data[: lines[line - 1] + column].decode())

    def begin(node: ast.AST) -> int:
        return place(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(node: ast.AST) -> int:
        return place(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    for node in _that_act(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            here = end(node.left), begin(node.comparators[0])
            yield from _swapped(text, here, COMPARED.get(type(node.ops[0])))
        elif isinstance(node, ast.BinOp) and not _is_text(node):
            here = end(node.left), begin(node.right)
            yield from _swapped(text, here, RECKONED.get(type(node.op)))
        elif isinstance(node, ast.BoolOp):
            here = end(node.values[0]), begin(node.values[1])
            yield from _swapped(text, here, "or" if isinstance(node.op, ast.And) else "and")
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield begin(node), begin(node.operand), ""
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield begin(node), end(node), str(not node.value)
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield begin(node), end(node), repr(node.value + 1)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield begin(node), end(node), "pass"
        elif isinstance(node, ast.Dict):
            yield from _lost_moves(node, begin, end)


def _lost_moves(node: ast.Dict, begin: object, end: object) -> Iterator[tuple[int, int, str]]:
    """Of a state table: a move is lost, or leads elsewhere."""
    words = [(k, v) for k, v in zip(node.keys, node.values, strict=True) if k is not None]
    if not words or not all(isinstance(x, ast.Constant) for pair in words for x in pair):
        return
    targets = sorted({str(v.value) for _, v in words})  # type: ignore[attr-defined]
    for key, value in words:
        other = next((t for t in targets if t != value.value), None)  # type: ignore[attr-defined]
        if isinstance(value.value, str) and other:  # type: ignore[attr-defined]
            yield begin(value), end(value), json.dumps(other)  # type: ignore[operator]
        yield begin(key), end(key), '"never"'  # type: ignore[operator]


def _swapped(text: str, here: tuple[int, int], other: str | None) -> Iterator[tuple[int, int, str]]:
    """The operator between two operands; brackets around it stay."""
    between = text[slice(*here)]
    match = re.search(r"[^\s()\[\]#]+(?: (?:not|in)\b)?", between)
    if other and match and "#" not in between:
        yield here[0] + match.start(), here[0] + match.end(), other


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and type(one.value) is str)
        for one in ast.walk(node)
    )


def _that_act(tree: ast.Module) -> Iterator[ast.AST]:
    """All nodes but those that only say something: types, decorators, texts, logs."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_comment"):
                continue
            inner = value if isinstance(value, list) else [value]
            waiting += [x for x in inner if isinstance(x, ast.AST) and not _only_says(x)]


def _only_says(node: ast.AST) -> bool:
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    call = node.value if isinstance(node, ast.Expr) else node
    if not isinstance(call, ast.Call):
        return False
    name = ast.unparse(call.func)
    return name.startswith("log.") or name in ("Text", "warnings.warn", "cast")


def draw(seed: int, count: int, kinds: Sequence[str] = tuple(KINDS)) -> list[Change]:
    """So many changes, in equal parts of every kind, a file at most twice."""
    chance, found = random.Random(seed), []
    for number, patterns in enumerate(KINDS[kind] for kind in kinds):
        paths = {path for one in patterns for path in (ROOT / QUANJU).glob(one)}
        files = sorted(path for path in paths if path.stem not in BENCHES)
        known = [changes_of(file.relative_to(ROOT)) for file in files]
        every = [change for changes in known for change in changes]
        chance.shuffle(every)
        share = count // len(kinds) + (number < count % len(kinds))
        wanted, used = share, dict[Path, int]()
        for change in every:
            if wanted and used.get(change.file, 0) < 2:
                used[change.file] = used.get(change.file, 0) + 1
                wanted -= 1
                found.append(change)
    return found


def tests_of(file: Path) -> list[str]:
    """The room's own tests, those that bear the file's name first, and who else imports it."""
    _, _, floor, room, *_ = file.parts
    folder = COPY / "tests" / floor / room
    files = sorted(folder.rglob("test_*.py")) if folder.is_dir() else []
    stem = file.stem.strip("_")
    files.sort(key=lambda one: (stem.rstrip("s") not in one.stem, one.stat().st_size))
    shared = [COPY / one for one in SHARED[floor]]
    name = ".".join(file.with_suffix("").parts[1:]).removesuffix(".__init__")
    others = (one for one in sorted((COPY / "tests").rglob("test_*.py")) if one not in files)
    askers = [one for one in others if name in one.read_text("utf-8") and one not in shared]
    return [str(one.relative_to(COPY)) for one in (*shared, *files, *askers)]


def noticed(change: Change) -> str:
    """The test that fails first with the change made; "" if none does."""
    file = COPY / change.file
    text, stamp = file.read_text("utf-8"), file.stat()
    file.write_text(text[: change.start] + change.new + text[change.end :], "utf-8")
    try:
        return _first_failure(tests_of(change.file))
    finally:
        file.write_text(text, "utf-8")
        os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # what was compiled stays good


def _first_failure(tests: list[str]) -> str:
    known = {**os.environ, "PYTHONPATH": str(COPY / "src")}
    known |= {"PYTHONDONTWRITEBYTECODE": "1"}
    known.pop("QUANJU_HOME", None)
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "--no-header"]
    try:
        done = subprocess.run(
            [*command, "-m", "not browser", "--tb=no", "-rfE", *tests],
            cwd=COPY,
            check=False,
            env=known,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
        )
    except subprocess.TimeoutExpired:
        return "never ends"
    if done.returncode == 0:
        return ""
    last = re.findall(r"^(?:FAILED|ERROR) (.*)$", done.stdout, re.MULTILINE)
    return last[0][:110] if last else f"does not start ({done.returncode})"


def lay_out() -> None:
    """A copy of what is tested, compiled once for all runs."""
    for name in ("src", "tests"):
        shutil.rmtree(COPY / name, ignore_errors=True)
        shutil.copytree(
            ROOT / name, COPY / name, ignore=shutil.ignore_patterns("__pycache__"), symlinks=True
        )
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy2(ROOT / name, COPY / name)
    compileall.compile_dir(COPY / "src", quiet=2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--changes", type=int, default=60)
    parser.add_argument("--kind", choices=KINDS, action="append", help="of these alone")
    parser.add_argument("--list", action="store_true", help="say what would be changed, no more")
    asked = parser.parse_args()
    drawn = draw(asked.seed, asked.changes, asked.kind or tuple(KINDS))
    if not asked.list:
        lay_out()
    seen = []
    for change in drawn:
        said = change.said((ROOT / change.file).read_text("utf-8"))
        told = "" if asked.list else noticed(change)
        seen.append(bool(told))
        print(f"{said}\n    {told or ('' if asked.list else 'UNSEEN')}", flush=True)
    if not asked.list:
        share = round(sum(seen) / len(seen), 3)
        figures = {"seed": asked.seed, "changes": len(seen), "noticed": sum(seen), "share": share}
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
