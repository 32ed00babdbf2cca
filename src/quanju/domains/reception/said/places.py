"""Places in a statement: names of the branch's map that stand in it, with what is said of them."""

import re
from collections.abc import Iterable

from quanju.domains.reception.types.sorting import Found

LEAST = 2
_MORE = re.compile(
    r"(?:\d{1,4}号(?:院|楼)?(?:\d{1,2}单元)?)?(?:[东南西北正后]{1,2}(?:门|口|侧|边|区)|门口|路口|附近|旁边|对面"
    r"|地下车库|停车场|车棚|门前)?"
)


def places_in(text: str, names: Iterable[str]) -> tuple[Found, ...]:
    """The longest names that stand in the text, none inside another, as they were said."""
    taken: list[tuple[int, int]] = []
    found: dict[str, Found] = {}
    for name in sorted({one for one in names if len(one) >= LEAST}, key=lambda n: (-len(n), n)):
        begins = text.find(name)
        while begins >= 0:
            ends = begins + len(name)
            if all(ends <= a or begins >= b for a, b in taken):
                taken.append((begins, ends))
                more = _MORE.match(text, ends)
                words = name + (more.group() if more else "")
                found.setdefault(words, Found(words=words, value=words, begins=begins))
            begins = text.find(name, ends)
    return tuple(sorted(found.values(), key=lambda one: one.begins))
