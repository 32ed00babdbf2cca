"""Tokens of a text: each Chinese letter, each pair of neighbours, and words of other scripts.

No dictionary: names of places and things of a county stand in none, and a word of one letter is a
word. Pure: the same on every database, and for the text and the question alike.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

HOME = "\uf8ff"
"""Begins the token of a group: a private letter, followed by digits, as no text gives a token."""
DAY = "\uf8fe"
"""Begins the token of a day: a search begins at the newest."""
LONGEST_WORD = 64
_RUN = re.compile(r"[^\W_]+|[\U0001f000-\U0001faff\u2600-\u27bf]+")
# From the radicals on: Han, kana, hangul and what stands beyond the first plane, emoji too.
_IDEOGRAPHIC = 0x2E80


def folded(text: str) -> str:
    """Full-width, compatibility and capital letters count as the plain ones."""
    return unicodedata.normalize("NFKC", text).casefold()


def home_of(group: int) -> str:
    """The token that says in which group a line stands."""
    return f"{HOME}{group}"


def day_of(at: datetime) -> str:
    """The token of the day, counted in UTC: it only parts the index."""
    return f"{DAY}{at.astimezone(UTC):%Y%m%d}"


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of one kind of writing, and whether it is written without blanks between words."""
    for found in _RUN.finditer(folded(text)):
        run, start = found.group(), 0
        for at in range(1, len(run) + 1):
            if at == len(run) or _is_dense(run[at]) != _is_dense(run[start]):
                yield run[start:at], _is_dense(run[start])
                start = at


def tokens_of(text: str) -> list[str]:
    """What a text is found by, each once, in one order."""
    found: set[str] = set()
    for run, is_dense in runs(text):
        if is_dense:
            found.update(run)
            found.update(run[at : at + 2] for at in range(len(run) - 1))
        else:
            found.add(run[:LONGEST_WORD])
    return sorted(one for one in found if not one.startswith((HOME, DAY)))


def asked_of(words: str) -> list[str]:
    """What a question needs all of: pairs where there are two letters, else the letter."""
    found: list[str] = []
    for run, is_dense in runs(words):
        if is_dense and len(run) > 1:
            found += [run[at : at + 2] for at in range(len(run) - 1)]
        else:
            found.append(run[:LONGEST_WORD])
    return list(dict.fromkeys(one for one in found if not one.startswith((HOME, DAY))))


def _is_dense(letter: str) -> bool:
    return ord(letter) >= _IDEOGRAPHIC
