"""Hiding words: in what a paper says, and in looking whether a finished copy still holds one.

Words are compared as a reader would: width, case, blanks and invisible marks make no difference.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

BAR = "████"
"""The same for every word, so that its length is not told."""
BLACK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 368 60" width="368" height="60">'
    '<rect width="368" height="60" fill="#000"/></svg>'
)
"""Stands for a drawing in which a word stood."""
_TAG = re.compile(r"<[^>]*>")


def plain(text: str) -> str:
    """The text as words are compared."""
    return "".join(letter for letter, _ in _letters(text))


def _letters(text: str) -> Iterator[tuple[str, int]]:
    for place, letter in enumerate(text):
        for one in unicodedata.normalize("NFKC", letter).casefold():
            if not one.isspace() and unicodedata.category(one) not in ("Cf", "Cc"):
                yield one, place


def hidden(content: Any, words: Iterable[str]) -> tuple[Any, int]:
    """The content with the words replaced by bars, and how many places that were."""
    wanted = [plain(word) for word in words]
    if isinstance(content, str):
        return _drawing(content, wanted) if content.startswith("<svg") else _line(content, wanted)
    if isinstance(content, dict):
        found = {name: hidden(value, wanted) for name, value in content.items()}
        return {name: one for name, (one, _) in found.items()}, sum(n for _, n in found.values())
    if isinstance(content, list):
        rows = [hidden(value, wanted) for value in content]
        return [one for one, _ in rows], sum(n for _, n in rows)
    told = str(content)
    covered, count = _line(told, wanted)
    return (covered, count) if count else (content, 0)


def _line(text: str, wanted: list[str]) -> tuple[str, int]:
    letters = list(_letters(text))
    seen = "".join(letter for letter, _ in letters)
    covered: set[int] = set()
    for word in wanted:
        start = seen.find(word)
        while word and start >= 0:
            last = letters[start + len(word) - 1][1]
            covered.update(range(letters[start][1], last + 1))
            start = seen.find(word, start + 1)
    parts, count = [], 0
    for place, letter in enumerate(text):
        if place not in covered:
            parts.append(letter)
        elif place - 1 not in covered:
            parts.append(BAR)
            count += 1
    return "".join(parts), count


def _drawing(svg: str, wanted: list[str]) -> tuple[str, int]:
    """A drawing is hidden whole: letters of it may be parts of several pieces."""
    from html import unescape

    told = plain(unescape(_TAG.sub("", svg)) + unescape(svg))
    return (BLACK, 1) if any(word in told for word in wanted) else (svg, 0)


def remaining(told: str, words: Iterable[str]) -> list[str]:
    """The words that still stand in what can be read out of a finished copy."""
    seen = plain(told)
    # A line that ends amid a word may have been given a hyphen.
    unbroken = plain(re.sub(r"[-\u00ad\u2010]\s*\n", "", told))
    return [word for word in words if plain(word) in seen or plain(word) in unbroken]
