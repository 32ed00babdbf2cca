"""When two reports speak of the same: the words that are compared."""

import re

_LATIN = re.compile(r"[a-z0-9]{2,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def words_of(text: str) -> frozenset[str]:
    """Latin words and pairs of Chinese characters, for comparing two reports."""
    lower = text.lower()
    pairs = {run[i : i + 2] for run in _CHINESE.findall(lower) for i in range(len(run) - 1)}
    return frozenset(pairs | set(_LATIN.findall(lower)))
