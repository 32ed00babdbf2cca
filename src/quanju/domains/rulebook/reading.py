"""The one reader of rule tables: TOML text in, the room's model out, or what is wrong and where."""

import difflib
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook import lines
from quanju.domains.rulebook.syntax import syntax_error
from quanju.domains.rulebook.types import Called, Content, Fault, RuleError, RuleKind
from quanju.engine.files.places import line_in_toml


def read_table(kind: RuleKind[Content], text: str) -> Content:
    """The table of that text; `RuleError` with its line if the text is none of that kind."""
    content = _completed(kind, text)
    try:
        return kind.model.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise _placed(kind.model, text, content, error) from error


def faults_of(kind: RuleKind[Any], text: str, called: Called | None = None) -> list[Fault]:
    """Everything that is wrong with a text that is TOML, each at its line; empty if nothing is."""
    try:
        kind.model.model_validate_json(json.dumps(_completed(kind, text)))
    except ValidationError as error:
        return [_fault(kind.model, one, called) for one in _own_faults(error)]
    return []


def _fault(model: type[BaseModel], one: Any, called: Called | None) -> Fault:
    context = one.get("ctx", {})
    path = (*one["loc"], context["line"]) if context.get("line") else tuple(one["loc"])
    words = called(path) if called else None
    return Fault(path, _reason(model, one, words), one["type"] == "missing")


def _completed(kind: RuleKind[Any], text: str) -> dict[str, Any]:
    """The lines of a text, and those of the room that came after it was written."""
    content = {k: v for k, v in content_of(text).items() if k not in kind.gone}
    later = set(kind.later) - content.keys()
    if later:
        shipped = content_of(shipped_text(kind))
        content = {**content, **{name: shipped[name] for name in later}}
    return content


def content_of(text: str) -> dict[str, Any]:
    """What a TOML text holds, days and moments as their text; `RuleError` if it is no TOML."""
    try:
        return _plain(tomllib.loads(text.replace("\r\n", "\n")))
    except tomllib.TOMLDecodeError as error:
        raise syntax_error(text, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise RuleError(Text(f"不是有效的 TOML：{error}", f"Not valid TOML: {error}")) from error


@lru_cache(maxsize=64)
def shipped_text(kind: RuleKind[Any]) -> str:
    """The table of that kind that comes with its room; empty if none does."""
    source = sys.modules[kind.model.__module__].__file__ or ""
    file = Path(source).parent / "tables" / f"{kind.name.partition('.')[2]}.toml"
    return file.read_text("utf-8") if file.is_file() else ""


@lru_cache(maxsize=64)
def read_shipped(kind: RuleKind[Content]) -> Content:
    """The table of that kind that comes with its room; `RuleError` if none does."""
    return read_table(kind, shipped_text(kind))


def _plain(value: Any) -> Any:
    """Only what JSON holds as well."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value if isinstance(value, str | int | float | bool) else value.isoformat()


def _placed(
    model: type[BaseModel], text: str, content: Mapping[str, Any], error: ValidationError
) -> RuleError:
    """The first fault by its line, and how many more there are; what is missing comes last."""
    faults = []
    for one in _own_faults(error):
        context = one.get("ctx", {})
        path = (*one["loc"], context["line"]) if context.get("line") else one["loc"]
        line = line_in_toml(text, content, path)
        faults.append((one["type"] == "missing", line or 0, _reason(model, one)))
    _, line, reason = min(faults, key=lambda fault: fault[:2])
    if len(faults) > 1:
        more = len(faults) - 1
        reason = Text(f"{reason.zh}（另有 {more} 处）", f"{reason.en} ({more} more)")
    return RuleError(reason, line or None)


def _own_faults(error: ValidationError) -> list[Any]:
    """Without lists that are too short only because a line in them is wrong."""
    faults = error.errors(include_url=False)
    within = {one["loc"][:n] for one in faults for n in range(len(one["loc"]))}
    return [one for one in faults if one["type"] != "too_short" or one["loc"] not in within]


REASONS: dict[str, tuple[str, str]] = {
    "missing": ("缺少“{name}”", "“{name}” is missing"),
    "greater_than_equal": (
        "“{name}”不能小于 {ge}，现为 {input}",
        "“{name}” must be at least {ge}, not {input}",
    ),
    "greater_than": (
        "“{name}”应大于 {gt}，现为 {input}",
        "“{name}” must be above {gt}, not {input}",
    ),
    "less_than_equal": (
        "“{name}”不能大于 {le}，现为 {input}",
        "“{name}” must be at most {le}, not {input}",
    ),
    "less_than": ("“{name}”应小于 {lt}，现为 {input}", "“{name}” must be below {lt}, not {input}"),
    "literal_error": (
        "“{name}”应为其一：{expected}，现为 {input}",
        "“{name}” must be one of {expected}, not {input}",
    ),
    "int_type": ("“{name}”应为整数，现为 {input}", "“{name}” must be a whole number, not {input}"),
    "float_type": ("“{name}”应为数，现为 {input}", "“{name}” must be a number, not {input}"),
    "finite_number": ("“{name}”应为有限的数", "“{name}” must be a finite number"),
    "bool_type": (
        "“{name}”应为 true 或 false，现为 {input}",
        "“{name}” must be true or false, not {input}",
    ),
    "string_type": ("“{name}”应为文字，现为 {input}", "“{name}” must be a text, not {input}"),
    "string_too_short": ("“{name}”不能为空", "“{name}” must not be empty"),
    "string_too_long": (
        "“{name}”最长 {max_length} 个字",
        "“{name}” may have {max_length} characters",
    ),
    "string_pattern_mismatch": (
        "“{name}”的写法不对：{input}",
        "“{name}” is not written rightly: {input}",
    ),
    "too_short": ("“{name}”至少要有 {min_length} 项", "“{name}” needs at least {min_length}"),
    "too_long": ("“{name}”最多 {max_length} 项", "“{name}” may have {max_length} at most"),
    "tuple_type": ("“{name}”应为列表", "“{name}” must be a list"),
    "frozen_set_type": ("“{name}”应为列表", "“{name}” must be a list"),
    "dict_type": ("“{name}”应为表", "“{name}” must be a table"),
    "model_type": ("“{name}”应为表", "“{name}” must be a table"),
}
"""What pydantic finds, in words of ours; whatever else it finds is told in its own."""
SAME = {
    "int_from_float": "int_type",
    "int_parsing": "int_type",
    "list_type": "tuple_type",
    "model_attributes_type": "model_type",
}


def _reason(model: type[BaseModel], fault: Any, called: Text | None = None) -> Text:
    """`called`: what a form calls the line; without it the text of the table is read, where the
    line stands by its name: then both are told."""
    path, kind, context = fault["loc"], fault["type"], fault.get("ctx", {})
    name = str(next((step for step in reversed(path) if isinstance(step, str)), ""))
    words = called or lines.called(model, path, name)
    if kind == "rule":
        start = (f"“{words.zh}”：", f"“{words.en}”: ") if name and not called else ("", "")
        return Text(start[0] + context["zh"], start[1] + context["en"])
    if kind == "extra_forbidden":
        return _unknown(model, path, name)
    shown = json.dumps(fault.get("input"), ensure_ascii=False, default=str)[:60]
    zh, en = REASONS.get(SAME.get(kind, kind), ("“{name}”：{msg}",) * 2)
    limits = {
        k: int(v) if isinstance(v, float) and v.is_integer() else v for k, v in context.items()
    }
    values = {**limits, "name": words, "input": shown, "msg": fault["msg"]}
    if kind == "literal_error":
        values["expected"] = lines.choices(model, path, context["expected"])
    return Text(zh, en).filled(**values)


def _unknown(model: type[BaseModel], path: tuple[Any, ...], name: str) -> Text:
    near = difflib.get_close_matches(name, sorted(set(_names(model))), n=1)
    if not near:
        return Text(f"不认识的项目“{name}”", f"unknown line “{name}”")
    meant = lines.called(model, (*path[:-1], near[0]), near[0])
    return Text(
        f"不认识的项目“{name}”，是不是“{meant.zh}”？",
        f"unknown line “{name}”; is “{meant.en}” meant?",
    )


def _names(model: type[BaseModel]) -> Iterator[str]:
    """Every name of a line that may stand in a table, as its JSON schema tells."""
    schema = model.model_json_schema()
    for one in (schema, *schema.get("$defs", {}).values()):
        yield from one.get("properties", {})
