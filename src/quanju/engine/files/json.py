"""JSON files: any content, or the line at which they are none."""

import json
from pathlib import Path
from typing import Any

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.text import read_text


def read_json(path: Path) -> Any:
    """Any JSON; `FileNotUsable` with the line if it is none, or nested too deep to be read."""
    return json_of(path, read_text(path))


def json_of(path: Path, text: str) -> Any:
    """The same of a text that was read already; `path` is what a refusal calls it."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise FileNotUsable(
            path, f"不是有效的 JSON：{error.msg}", f"not valid JSON: {error.msg}", line=error.lineno
        ) from error
    except ValueError as error:
        raise FileNotUsable(
            path, "有的数过长，读不出", "a number is too long to be read"
        ) from error
    except RecursionError as error:
        raise FileNotUsable(path, "嵌套过深", "nested too deep", line=1) from error
