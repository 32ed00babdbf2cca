"""The texts of rule tables: what is wrong with the lines around it, and two compared."""

import difflib
from dataclasses import dataclass

from quanju.domains.kernel.types import Text


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

    @property
    def css(self) -> str:
        return {"+": "diff-more", "-": "diff-less", "@": "diff-place"}.get(self.mark, "")

    @property
    def sign(self) -> str:
        return {"+": "+ ", "-": "− ", "@": ""}.get(self.mark, "  ")


def trouble(text: str, why: Text, line: int | None) -> Trouble:
    """A refusal, and the lines around its place where that is known."""
    if line is None:
        return Trouble(why)
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
