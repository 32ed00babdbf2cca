"""What happens to files on their way: cut, bits flipped, lines lost, words replaced. Seeded."""

import random
import re

NASTY = [
    "", "²", "１２", "-1", "nan", "inf", "1e999", "9" * 30, "9" * 5000, "1_0", "null", "true", "是",
    "../x", "\x0b", "\u2028", '"', "'", "\n", "\r", "\0", "[" * 3000, "{", "<", "&#0;", ",", ";",
    "=", "\ufeff", "\ud7ff", "NaN", "-179.99", "91", "119°42", " ", "\t", "a" * 5000, "0", "-0",
    "[]", "{}", '""', "1e-320", "2147483648", "yes;no", "/etc/passwd", "T", "1,5", "12:00+³⁰",
    "2026-02-30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+23:59", "24:01", "%s", "\\", "*",
]  # fmt: skip
WORD = re.compile(rb"[\w.+-]+")


def spoilt(content: bytes, seed: int) -> bytes:
    """The same file after one to three accidents."""
    chance = random.Random(seed)
    kinds = [_cut, _flipped, _doubled, _without, _token, _token, _word, _word, _swapped, _line]
    for _ in range(chance.randint(1, 3)):
        content = chance.choice(kinds)(content, chance)
    return content


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(min(len(changed), chance.randint(1, 8))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _span(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.randint(1, 60))


def _doubled(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] + content[end:]


def _without(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _token(content: bytes, chance: random.Random) -> bytes:
    """A word or number replaced by what other programs stumble over."""
    start, end = _span(content, chance)
    while start > 0 and bytes([content[start - 1]]).isalnum():
        start -= 1
    end = start
    while end < len(content) and bytes([content[end]]).isalnum():
        end += 1
    return content[:start] + chance.choice(NASTY).encode() + content[end:]


def _word(content: bytes, chance: random.Random) -> bytes:
    """One whole word, number or date replaced; the rest of the file stays good."""
    words = list(WORD.finditer(content))
    if not words:
        return content
    one = chance.choice(words)
    return content[: one.start()] + chance.choice(NASTY).encode() + content[one.end() :]


def _swapped(content: bytes, chance: random.Random) -> bytes:
    """Two words in each other's place."""
    words = list(WORD.finditer(content))
    if len(words) < 2:
        return content
    a, b = sorted(chance.sample(words, 2), key=lambda one: one.start())
    middle = content[a.end() : b.start()]
    return content[: a.start()] + b[0] + middle + a[0] + content[b.end() :]


def _line(content: bytes, chance: random.Random) -> bytes:
    """A line lost, twice, or in another's place."""
    lines = content.splitlines(keepends=True)
    if not lines:
        return content
    one = lines.pop(chance.randrange(len(lines)))
    for _ in range(chance.randrange(3)):
        lines.insert(chance.randrange(len(lines) + 1), one)
    return b"".join(lines)
