"""CSV tables: one heading line, one record a row, the true line of each.

A record may run over several lines inside quotation marks, and a cell may hold what Python takes
for the end of a line (VT, FS, U+2028): neither moves the count.
"""

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import IO

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.text import open_text

Words = Mapping[str, tuple[str, str]]
"""What a column holds, in Chinese and in English, by its heading."""
_WKT = re.compile(r"\s*linestring\s*(?:z|m|zm)?\s*\((.+)\)\s*", re.IGNORECASE | re.DOTALL)


def plain_number(text: str) -> float:
    """A finite number in plain digits; `ValueError` for nan, inf, 1_0 and other scripts' digits,
    which Python reads and nobody else does.
    """
    value = float(text)
    if not text.isascii() or "_" in text or not abs(value) < float("inf"):
        raise ValueError(f"no plain number: {text[:40]!r}")
    return value


@dataclass(frozen=True, eq=False)
class Row(Mapping[str, str]):
    """One record: the line it begins on, and its cells by heading, without blanks around them."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def wrong(self, zh: str, en: str) -> FileNotUsable:
        """The refusal that names file and line."""
        return FileNotUsable(self.path, zh, en, line=self.line)

    def number(self, name: str) -> float:
        """A finite number; `FileNotUsable` for a text, nan, inf or an empty cell."""
        text = self.cells[name]
        try:
            return plain_number(text)
        except ValueError as error:
            raise self.wrong(
                f"{name} 不是数：{text[:40]!r}", f"{name} is not a number: {text[:40]!r}"
            ) from error

    def places(self, name: str) -> list[tuple[float, float]]:
        """The corners of a line: `lon lat;lon lat`, or WKT `LINESTRING (lon lat, lon lat)`."""
        text = self.cells[name].partition(";")[2] if self._is_ewkt(name) else self.cells[name]
        found = _WKT.fullmatch(text)
        pairs = (found[1].split(",") if found else text.split(";")) if text else []
        corners = []
        for pair in pairs:
            parts = pair.split()
            if not 2 <= len(parts) <= (4 if found else 2):
                raise self.wrong(
                    f"{name} 应为“lon lat;lon lat”或 LINESTRING (lon lat, lon lat)",
                    f"{name} should read 'lon lat;lon lat' or LINESTRING (lon lat, lon lat)",
                )
            one = Row(self.path, self.line, {"lon": parts[0], "lat": parts[1]})
            corners.append(one.place())
        return corners

    def _is_ewkt(self, name: str) -> bool:
        return self.cells[name].upper().startswith("SRID=4326;")

    def place(self, lon: str = "lon", lat: str = "lat") -> tuple[float, float]:
        """Degrees on Earth, longitude first."""
        return self.on_earth(self.number(lon), self.number(lat))

    def on_earth(self, lon: float, lat: float) -> tuple[float, float]:
        """The same of two numbers."""
        if abs(lon) <= 180 and abs(lat) <= 90:
            return lon, lat
        swapped = abs(lat) <= 180 and abs(lon) <= 90
        zh, en = ("；经纬度像是写反了", "; they look swapped") if swapped else ("", "")
        raise self.wrong(
            f"坐标 {lon}, {lat} 不在地球上{zh}", f"coordinates {lon}, {lat} are not on Earth{en}"
        )


@dataclass
class Table:
    """An open table: its headings, then its rows once."""

    path: Path
    headings: tuple[str, ...]
    _reader: Iterator[list[str]]
    _lines: "_Lines"
    words: Words = field(default_factory=dict)

    def told(self, names: Collection[str]) -> tuple[str, str]:
        """Columns with what they hold, in Chinese and in English, as far as that is known."""
        return (
            ", ".join(f"{n}（{self.words[n][0]}）" if n in self.words else n for n in names),
            ", ".join(f"{n} ({self.words[n][1]})" if n in self.words else n for n in names),
        )

    def need(self, missing: Sequence[str]) -> None:
        """Refuse the table if columns are missing."""
        if missing:
            zh, en = self.told(missing)
            raise FileNotUsable(self.path, f"缺少列 {zh}", f"columns missing: {en}")

    def only(self, known: Collection[str]) -> None:
        """Refuse, by name, a column that nothing reads."""
        if unknown := [name for name in self.headings if name not in known]:
            listed, (zh, en) = ", ".join(unknown), self.told(known)
            raise FileNotUsable(
                self.path,
                f"没有人读列 {listed}；可用：{zh}",
                f"nothing reads the columns {listed}; known: {en}",
                line=1,
            )

    def rows(self, *, is_ragged: bool = False) -> Iterator[Row]:
        """Every row that is not empty; `FileNotUsable` for one with too few or too many cells.

        A ragged table's missing cells are empty, and what stands beyond the headings is nobody's.
        """
        heads = self.headings
        for line, cells in self._records():
            if len(cells) != len(heads) and not is_ragged:
                raise FileNotUsable(
                    self.path,
                    f"有 {len(cells)} 栏，表头有 {len(heads)} 栏",
                    f"{len(cells)} cells under {len(heads)} headings",
                    line=line,
                )
            yield Row(
                self.path,
                line,
                dict(zip_longest(heads, map(str.strip, cells[: len(heads)]), fillvalue="")),
            )

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._lines.read + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise FileNotUsable(
                    self.path, f"不是有效的 CSV：{error}", f"not valid CSV: {error}", line=line
                ) from error
            if cells:
                yield line, cells


class _Lines:
    """Lines of a text, counted; a NUL is refused where it stands."""

    def __init__(self, path: Path, text: IO[str]) -> None:
        self.path, self.text, self.read = path, text, 0

    def __iter__(self) -> Iterator[str]:
        for line in self.text:
            self.read += 1
            if "\0" in line:
                raise FileNotUsable(
                    self.path, "含有 NUL 字符", "it holds a NUL character", line=self.read
                )
            yield line


@contextmanager
def open_table(
    path: Path, needed: Sequence[str] = (), words: Words | None = None
) -> Iterator[Table]:
    """A table with its headings read; `FileNotUsable` if one is missing or stands twice.

    `words` says of each column what it holds, for whoever reads the refusal.
    """
    with open_text(path) as text:
        lines = _Lines(path, text)
        table = Table(path, (), csv.reader(iter(lines), strict=True), lines, words or {})
        first = next(table._records(), None)
        table.headings = tuple(map(str.strip, first[1])) if first else ()
        table.need([name for name in needed if name not in table.headings])
        if twice := sorted({h for h in table.headings if table.headings.count(h) > 1}):
            raise FileNotUsable(path, f"列名重复 {twice}", f"headings used twice: {twice}")
        yield table
