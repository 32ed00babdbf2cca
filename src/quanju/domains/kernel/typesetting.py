"""One way to paper: a layout in typst and plain data in, a PDF/A out.

It is set in a process of its own, which ends after `WAIT_S` at the latest: a layout that runs
forever holds nobody up. Data reach the layout as JSON, so no text of theirs is ever code. The
fonts are ours and embedded; the system's are not looked at, so a paper is the same everywhere.
"""

import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from quanju.domains.kernel.types import Text

WAIT_S = 20.0
STANDARD = "a-2u"
"""PDF/A-2u: kept for long, and every letter of it can be read out again."""
TYPESETTER = Path(__file__).with_name("typesetter.py")
FRAME = Path(__file__).with_name("frame.typ")
EXERCISE_MARK = """\
#set page(foreground: place(top + center, dy: 7mm, text(11pt, fill: rgb("#6d28d9"))[演练 EXERCISE]))
"""
"""Above every page of every paper that an exercise makes."""
CANNOT = 3
FORBIDDEN = re.compile(r"\b(eval|import|include|plugin|read)\b")
"""Words of typst that bring code or files from elsewhere."""
_PLACE = re.compile(r":(\d+):(\d+)\b")


class CannotTypeset(Exception):
    """The layout cannot be set with these data; `.text` says why, `.line` where in the layout."""

    def __init__(self, why: Text, line: int | None = None) -> None:
        self.text, self.line = why, line
        super().__init__(why.en)


def typeset(
    layout: str, content: Mapping[str, Any], *, before: str = "", wait_s: float = WAIT_S
) -> bytes:
    """The paper as PDF/A; `CannotTypeset` for a faulty layout, and for one that takes too long.

    The layout finds the data as `content`; `content.lang` is `zh` or `en`, `content.title` and
    `content.day` (year, month, day) stand in the file's own data. `before` is code of ours that
    the layout may use; lines are counted after it.
    """
    return _set(before, layout, content, {"format": "pdf", "pdf_standards": [STANDARD]}, wait_s)


def check_layout(layout: str) -> None:
    """Refuse words that bring code or files from elsewhere."""
    for number, line in enumerate(layout.splitlines(), 1):
        if found := FORBIDDEN.search(line):
            word = found.group()
            raise CannotTypeset(
                Text(f"版式中不能使用 {word}", f"a layout may not use {word}"), number
            )


def qr_code(words: str, *, scales: bool = False) -> str:
    """A QR code as SVG; a quarter of it may be soiled. One that `scales` fills its place."""
    import segno

    file = io.BytesIO()
    segno.make(words, error="q").save(
        file, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=scales
    )
    return file.getvalue().decode()


def _set(
    before: str, layout: str, content: Mapping[str, Any], output: dict[str, Any], wait_s: float
) -> bytes:
    frame = FRAME.read_text("utf-8") + (EXERCISE_MARK if settings.EXERCISE else "") + before
    with tempfile.TemporaryDirectory(prefix="quanju-paper-") as root:
        asked = {
            "source": frame + layout,
            "content": json.dumps(dict(content), ensure_ascii=False),
            "root": root,
            "fonts": fonts(),
            "output": output,
        }
        try:
            made = subprocess.run(
                [sys.executable, "-I", str(TYPESETTER)],
                input=json.dumps(asked).encode(),
                capture_output=True,
                timeout=wait_s,
                check=False,
                env={"PATH": os.environ.get("PATH", ""), "HOME": root, "TMPDIR": root},
                cwd=root,
            )
        except subprocess.TimeoutExpired as error:
            raise CannotTypeset(
                Text(f"超过 {wait_s:g} 秒没有成文", f"it was not set within {wait_s:g} s")
            ) from error
    if made.returncode:
        raise _fault(made, frame.count("\n"))
    return made.stdout


@cache
def fonts() -> list[str]:
    """Where the fonts lie: the one that comes with us, then the branch's own for rare letters."""
    import noto_cjk_sans_otc

    own = Path(settings.HOME) / "fonts"
    shipped = Path(str(noto_cjk_sans_otc.FONT_PATH)).parent
    return [str(shipped), *([str(own)] if own.is_dir() else [])]


def _fault(made: "subprocess.CompletedProcess[bytes]", lines_before: int) -> CannotTypeset:
    if made.returncode != CANNOT:
        why = f"{made.returncode}"
        return CannotTypeset(
            Text(f"成文的进程中断（{why}）", f"the process that sets it was ended ({why})")
        )
    told = json.loads(made.stdout)
    place = _PLACE.search(told["diagnostic"] or "")
    line = int(place.group(1)) - lines_before if place else None
    why = told["message"]
    return CannotTypeset(
        Text(f"版式不能成文：{why}", f"the layout cannot be set: {why}"),
        line if line and line > 0 else None,
    )
