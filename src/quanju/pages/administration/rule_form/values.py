"""What is typed in the fields of one line, and what these show: one the reverse of the other.

A line's fields are named `f:` and its path; what is more than one field adds a part: `.zh` and
`.en` of a text in both languages, `.k` and `.v` of a key and its value.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from quanju.pages.administration.rule_form.shape import Line

GONE = None
"""A line that is not there."""


def field_name(path: Iterable[Any]) -> str:
    return "f:" + ".".join(str(step) for step in path)


def shown(value: Any) -> str:
    """A value as its field shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def both(value: Any) -> tuple[str, str]:
    """The two fields of a text in both languages."""
    if isinstance(value, Mapping):
        return shown(value.get("zh")), shown(value.get("en"))
    if isinstance(value, list) and len(value) == 2:
        return shown(value[0]), shown(value[1])
    return shown(value), ""


def listed(value: Any) -> list[Any]:
    """The items of a list; what is no list is its only item, so that it is seen."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def fields(line: Line, name: str, value: Any) -> dict[str, list[str]]:
    """Every field of a line and what stands in it, as a browser would send it back."""
    if line.kind == "pair":
        zh, en = both(value)
        return {f"{name}.zh": [zh], f"{name}.en": [en]}
    if line.kind == "many" and line.item == "choice":
        return {name: [shown(one) for one in listed(value)]}
    if line.kind == "many" and line.item == "pair":
        pairs = [both(one) for one in listed(value)]
        return {
            f"{name}.zh": [*(zh for zh, _ in pairs), ""],
            f"{name}.en": [*(en for _, en in pairs), ""],
        }
    if line.kind == "many":
        return {name: ["\n".join(shown(one) for one in listed(value))]}
    if line.kind == "keyed":
        keyed = value if isinstance(value, Mapping) else {}
        found = {f"{name}.k": [*keyed, ""]}
        if line.item == "pair":
            pairs = [both(one) for one in keyed.values()]
            found[f"{name}.zh"] = [*(zh for zh, _ in pairs), ""]
            found[f"{name}.en"] = [*(en for _, en in pairs), ""]
        else:
            found[f"{name}.v"] = [*(shown(one) for one in keyed.values()), ""]
        return found
    return {name: [shown(value)]}


def typed(line: Line, name: str, sent: QueryDict, value: Any) -> Any:
    """What a line says after the form; the value itself where nothing was changed or sent."""
    before = fields(line, name, value)
    if not any(field in sent for field in before):
        return value
    after = {field: [_clean(one) for one in sent.getlist(field)] for field in before}
    if line.item == "choice":
        after[name] = [one for one in after[name] if one]
    if {k: _tidy(v) for k, v in before.items()} == {k: _tidy(v) for k, v in after.items()}:
        return value
    return _said(line, name, after)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n")


def _tidy(texts: list[str]) -> list[str]:
    return [one.strip() for one in texts]


def _said(line: Line, name: str, sent: Mapping[str, list[str]]) -> Any:
    first = {field: (texts[0] if texts else "") for field, texts in sent.items()}
    if line.kind == "pair":
        return _pair(first[f"{name}.zh"], first[f"{name}.en"])
    if line.kind == "many" and line.item == "choice":
        return sent[name]
    if line.kind == "many" and line.item == "pair":
        rows = zip(sent[f"{name}.zh"], sent[f"{name}.en"], strict=False)
        return [found for zh, en in rows if (found := _pair(zh, en)) is not None]
    if line.kind == "many":
        return [_value(line, line.item, text) for text in first[name].split("\n") if text.strip()]
    if line.kind == "keyed":
        return _keyed(line, name, sent)
    return _value(line, line.kind, first[name])


def _keyed(line: Line, name: str, sent: Mapping[str, list[str]]) -> dict[str, Any]:
    keys = [key.strip() for key in sent[f"{name}.k"]]
    if line.item == "pair":
        said: list[Any] = [
            _pair(zh, en) for zh, en in zip(sent[f"{name}.zh"], sent[f"{name}.en"], strict=False)
        ]
    else:
        said = [_value(line, line.item, text) for text in sent[f"{name}.v"]]
    pairs = zip(keys, said, strict=False)
    return {key: "" if one is None else one for key, one in pairs if key or one is not None}


def _pair(zh: str, en: str) -> Any:
    return {"zh": zh.strip(), "en": en.strip()} if zh.strip() or en.strip() else GONE


def _value(line: Line, kind: str, text: str) -> Any:
    """One typed value; what is none of its kind stays as it was typed and is told at its field."""
    plain = text if kind == "long" else text.strip()
    if not plain.strip():
        return GONE
    if kind == "yes":
        return plain == "yes"
    if kind == "number":
        return _number(plain, is_whole=line.is_whole)
    if kind in ("day", "moment"):
        return _day(plain, kind)
    return plain


def _number(text: str, *, is_whole: bool) -> Any:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return text
    if is_whole and number.is_integer() and abs(number) < 1e15:
        return int(number)
    return number if math.isfinite(number) else text


def _day(text: str, kind: str) -> Any:
    try:
        return date.fromisoformat(text) if kind == "day" else datetime.fromisoformat(text)
    except ValueError:
        return text
