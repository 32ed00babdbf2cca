"""Spans of time, and what is left of one."""

from collections.abc import Iterable, Sequence

Stay = tuple[float, float]


def without(span: Stay, holes: Iterable[Stay]) -> list[Stay]:
    """What is left of a span outside the holes."""
    left = [span]
    for begins, ends in holes:
        left = [
            part
            for a, b in left
            for part in ((a, min(b, begins)), (max(a, ends), b))
            if part[0] < part[1]
        ]
    return left


def common(some: Sequence[Stay], others: Sequence[Stay]) -> list[Stay]:
    """The times that lie in both."""
    met = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(a, b) for a, b in met if a < b]
