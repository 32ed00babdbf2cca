"""Reading the values of a TOML or JSON file by kind: every refusal names the line of its key."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from quanju.engine.files.errors import FileNotUsable, InputError
from quanju.engine.files.places import spelled

Kind = TypeVar("Kind")
NAMES = {
    str: ("文字", "a text"),
    int: ("整数", "a whole number"),
    float: ("数", "a number"),
    bool: ("true 或 false", "true or false"),
    list: ("列表", "a list"),
    dict: ("一节", "a section"),
}
Steps = tuple[str | int, ...]


def _no_line(_: Sequence[str | int]) -> int | None:
    """What does not come from a text has no lines."""
    return None


class Keys:
    """One section of a file; `at` is the way to it from the top."""

    def __init__(
        self,
        path: Path,
        content: Mapping[str, Any],
        line_of: Callable[[Sequence[str | int]], int | None] = _no_line,
        at: Steps = (),
    ) -> None:
        self.path, self.content, self.at = path, content, at
        self._line_of = line_of

    def wrong(self, key: str, zh: str, en: str, *, item: int | None = None) -> FileNotUsable:
        """The refusal that names the line of a key, or of an item of its list from 0."""
        steps = (*self.at, key) if item is None else (*self.at, key, item)
        return FileNotUsable(self.path, zh, en, line=self._line_of(steps))

    def lacks(self, key: str) -> FileNotUsable:
        """The refusal of a section without a key."""
        where = f"[{spelled(self.at)}] " if self.at else ""
        line = self._line_of(self.at) if self.at else None
        return FileNotUsable(self.path, f"{where}缺少 {key!r}", f"{where}lacks {key!r}", line=line)

    @contextmanager
    def telling(self, key: str, *, item: int | None = None) -> Iterator[None]:
        """What is found wrong with a value that was read is told with its line."""
        try:
            yield
        except FileNotUsable:
            raise
        except InputError as error:
            raise self.wrong(key, error.zh, error.en, item=item) from error

    def only(self, known: Collection[str]) -> None:
        """Refuse, by name, a key that nothing reads."""
        for key in self.content:
            if key not in known:
                listed = ", ".join(known)
                raise self.wrong(
                    key,
                    f"不认识 {key[:40]!r}；可用：{listed}",
                    f"nothing reads {key[:40]!r}; known: {listed}",
                )

    def get(self, key: str, kind: type[Kind], default: Kind | None = None) -> Kind:
        """The value of a key; `FileNotUsable` if it is missing without default, or another kind."""
        value = self.content.get(key, default)
        if value is None:
            raise self.lacks(key)
        return self._of_kind(value, kind, key)

    def listed(self, key: str, kind: type[Kind], default: Sequence[Kind] = ()) -> list[Kind]:
        """A list whose items are all of one kind."""
        found = self.get(key, list, list(default))
        return [self._of_kind(value, kind, key, item) for item, value in enumerate(found)]

    def section(self, key: str) -> "Keys":
        """A section of this one; an absent one is empty."""
        return Keys(self.path, self.get(key, dict, {}), self._line_of, (*self.at, key))

    def sections(self, key: str) -> list["Keys"]:
        """A list of sections, as `[[unit]]` in TOML; an absent one is empty."""
        return [
            Keys(self.path, content, self._line_of, (*self.at, key, item))
            for item, content in enumerate(self.listed(key, dict))
        ]

    def _of_kind(self, value: Any, kind: type[Kind], key: str, item: int | None = None) -> Kind:
        accepted: Any = (int, float) if kind is float else kind
        is_other = not isinstance(value, accepted) or (isinstance(value, bool) != (kind is bool))
        if is_other or (isinstance(value, float) and not isfinite(value)):
            zh, en = NAMES[kind]
            what = key if item is None else f"{key} {item + 1}"
            raise self.wrong(
                key,
                f"{what} 应为{zh}，现为 {value!r:.40}",
                f"{what} must be {en}, not {value!r:.40}",
                item=item,
            )
        try:
            return kind(value)  # type: ignore[call-arg]
        except OverflowError as error:  # a whole number of 400 digits
            raise self.wrong(key, f"{key} 过大", f"{key} is too large", item=item) from error
