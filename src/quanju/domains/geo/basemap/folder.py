"""What the files of a branch folder have in common: reading them, refusing them, their names."""

from pathlib import Path
from typing import Any

from quanju.domains.geo.basemap.classes import plain_name
from quanju.domains.geo.basemap.types import MapInputError, Traits

YES = frozenset({"1", "true", "yes", "t", "y", "是"})


def wrong(file: Path, zh: str, en: str) -> MapInputError:
    """The refusal that names the file."""
    return MapInputError(f"{file.name}：{zh}", f"{file.name}: {en}")


def text_of(file: Path) -> str:
    """The file's text, with or without a byte order mark."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise wrong(
            file,
            f"不是 UTF-8 文字（第 {error.start} 字节）",
            f"not UTF-8 text (byte {error.start})",
        ) from error
    except OSError as error:
        raise wrong(file, "没有这个文件或不能读取", "missing or unreadable") from error


def traits_of(facts: dict[str, Any]) -> Traits:
    """From columns or properties `class`, `name_zh`, `name_en`, `bridge`, `oneway`."""
    return Traits(
        kind=_word(facts, "class"),
        name=_word(facts, "name_zh") or _word(facts, "name_en"),
        name_en=_word(facts, "name_en"),
        bridge=_word(facts, "bridge").lower() in YES,
        oneway=_word(facts, "oneway").lower() in YES,
    )


def _word(facts: dict[str, Any], key: str) -> str:
    value = facts.get(key)
    return "" if value is None or value is False else plain_name(str(value))
