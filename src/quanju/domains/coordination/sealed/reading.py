"""A package that can be read: one page of HTML without script, one PDF; both open anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from pathlib import Path

from quanju.domains.kernel.typesetting import fonts, typeset

LAYOUT = (Path(__file__).parent / "read.typ").read_text("utf-8")
ROWS_A_PART = 1500
"""Rows of one PDF: typst takes some seconds for so many, and a group may have ten thousand."""
WAIT_S = 120.0
UNSET = "〓"
"""In place of a letter no font of ours has; the HTML beside it has the letter itself."""
STYLE = (
    "body{font:15px/1.6 system-ui,'Noto Sans CJK SC',sans-serif;margin:2rem auto;max-width:70rem;"
    "padding:0 1rem;color:#152131;background:#fff}h1{font-size:1.5rem}h2{font-size:1.1rem;"
    "margin-top:2rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;"
    "vertical-align:top;border-bottom:1px solid #ccd3dc;padding:.3rem .6rem;"
    "overflow-wrap:anywhere;white-space:pre-wrap}th{color:#4a5768;font-weight:600}"
)


@dataclass(frozen=True, slots=True)
class Section:
    """A titled table; without a head its rows are names and values."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def html_of(title: str, sections: Sequence[Section]) -> str:
    """The whole of it on one page. Each text stands alone in its direction: no trick of one turns
    the next around."""
    parts = [
        "<!doctype html>",
        '<html lang="zh-Hans"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">",
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
        f"<h1><bdi>{escape(title)}</bdi></h1>",
    ]
    for one in sections:
        parts.append(f"<h2>{escape(one.title)}</h2><table>")
        if one.head:
            parts.append("<thead><tr>" + "".join(map(_head, one.head)) + "</tr></thead>")
        parts.append("<tbody>")
        parts += ["<tr>" + "".join(map(_cell, row)) + "</tr>" for row in one.rows]
        parts.append("</tbody></table>")
    return "\n".join([*parts, "</body></html>", ""])


def _head(words: str) -> str:
    return f'<th scope="col">{escape(words)}</th>'


def _cell(words: str) -> str:
    return f"<td><bdi>{escape(words)}</bdi></td>"


def pdfs_of(title: str, day: date, sections: Sequence[Section], *, mark: str = "") -> list[bytes]:
    """The same as PDF/A, in parts of so many rows; `mark` stands across every page."""
    parts = list(_parts(sections))
    return [
        typeset(
            LAYOUT,
            {
                "title": _set(title),
                "lang": "zh",
                "day": [day.year, day.month, day.day],
                "mark": _set(mark),
                "part": f"{number} / {len(parts)}" if len(parts) > 1 else "",
                "sections": [
                    {
                        "title": _set(one.title),
                        "head": [_set(words) for words in one.head],
                        "rows": [[_set(words) for words in row] for row in one.rows],
                    }
                    for one in part
                ],
            },
            wait_s=WAIT_S,
        )
        for number, part in enumerate(parts, 1)
    ]


def _parts(sections: Sequence[Section]) -> list[list[Section]]:
    found: list[list[Section]] = [[]]
    left = ROWS_A_PART
    for one in sections:
        rows = list(one.rows)
        while True:
            found[-1].append(Section(one.title, one.head, rows[:left]))
            rows, left = rows[left:], left - len(rows[:left])
            if not rows:
                break
            found.append([])
            left = ROWS_A_PART
    return found


def _set(words: str) -> str:
    known = _letters()
    return "".join(one if one in "\n\t" or ord(one) in known else UNSET for one in words)


@cache
def _letters() -> frozenset[int]:
    """The letters that a paper can show, by the fonts that it is set with."""
    from fontTools.ttLib import TTCollection, TTFont

    found: set[int] = set()
    for folder in fonts():
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix.lower() in (".ttc", ".otc"):
                with TTCollection(path, lazy=True) as several:
                    found |= set(several.fonts[0].getBestCmap())
            elif path.suffix.lower() in (".ttf", ".otf"):
                with TTFont(path, lazy=True) as one:
                    found |= set(one.getBestCmap())
    return frozenset(found)
