"""A small column chart, drawn as SVG by the template `shared/columns.html`."""

from collections.abc import Iterable
from typing import Any

from quanju.domains.kernel.types import Text

MOST_VALUES = 31  # of more columns the axis alone tells how high they are


def columns(
    values: Iterable[float | None],
    label: Text | str,
    marks: Iterable[str] = (),
    top: float | None = None,
    target: float | None = None,
    unit: str = "",
) -> dict[str, Any]:
    """A small column chart, such as calls an hour; `label` says it to those who cannot see it.

    `top` is the full height, `target` a dashed line with its value; None leaves a place empty.
    """
    figures = [float(value or 0) for value in values]
    top = top or _round_above(max(figures, default=0.0))
    step = 600 / (len(figures) or 1)
    shapes = [
        {
            "x": round(i * step + 1, 1),
            "middle": round((i + 0.5) * step, 1),
            "y": round(80 - 64 * v / top, 1),
            "h": round(64 * v / top, 1),
            "value": f"{round(v, 1):g}" if v and len(figures) <= MOST_VALUES else "",
        }
        for i, v in enumerate(figures)
    ]
    words = list(marks)
    gap = 600 / max(1, len(words))
    return {
        "label": label,
        "shapes": shapes,
        "width": round(max(1.0, step - 2), 1),
        "marks": [{"x": round(i * gap, 1), "words": word} for i, word in enumerate(words)],
        "top": f"{top:g}{unit and ' '}{unit}",
        "half": f"{top / 2:g}",
        "target": target,
        "target_y": round(80 - 64 * min(target, top) / top, 1) if target is not None else None,
    }


def _round_above(most: float) -> float:
    """The next number that an axis is read by, twice a whole one: 2, 4, 10, 20, 40, 100 …"""
    step = 1
    while True:
        for times in (2, 4, 6, 8, 10):
            if most <= times * step:
                return float(times * step)
        step *= 10
