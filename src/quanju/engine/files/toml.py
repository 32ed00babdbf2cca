"""Files of settings: TOML, or JSON where a program wrote them."""

import re
import tomllib
from functools import partial
from pathlib import Path

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.json import json_of
from quanju.engine.files.keys import Keys
from quanju.engine.files.places import line_in_json, line_in_toml
from quanju.engine.files.text import read_text


def read_toml(path: Path) -> Keys:
    """The content of a file; `FileNotUsable` with the line if it is no TOML."""
    return _toml(path, read_text(path))


def read_settings(path: Path) -> Keys:
    """The same of a file that may be JSON as well: its first character tells."""
    text = read_text(path)
    if not text.lstrip().startswith("{"):
        return _toml(path, text)
    content = json_of(path, text)
    return Keys(path, content, partial(line_in_json, text, content))


def _toml(path: Path, text: str) -> Keys:
    try:
        content = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise FileNotUsable(
            path,
            f"不是有效的 TOML：{error}",
            f"not valid TOML: {error}",
            line=int(found[1]) if found else None,
        ) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 10,000 brackets
        raise FileNotUsable(
            path, "数字过长或嵌套过深", "a number too long, or nested too deep"
        ) from error
    return Keys(path, content, partial(line_in_toml, text, content))
