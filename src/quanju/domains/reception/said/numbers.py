"""Numbers as people write them in a statement: 三千五百, 1.2万, 两万三, ３，５００."""

import re
import unicodedata
from decimal import Decimal

DIGITS = {
    char: value
    for value, chars in enumerate(
        ("零〇", "一壹", "二两贰俩", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for char in chars
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10**4, "亿": 10**8}
_ARABIC = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
NUMBER = rf"(?:{_ARABIC}|[{''.join(DIGITS)}{''.join(UNITS)}])+"
"""A run that may be a number; whether it is one, `value_of` says."""
_RUN = re.compile(NUMBER)
_TOKEN = re.compile(rf"{_ARABIC}|.")


def plain(text: str) -> str:
    """Full-width digits and points as plain ones; one character stays one, so places keep."""
    return "".join(_narrow(char) for char in text)


def _narrow(char: str) -> str:
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 and narrow.isascii() else char


def value_of(words: str) -> Decimal | None:
    """What a run means; None where it is no single number: 五六百 is two, 千 alone none.

    A last digit after a unit counts the next lower one: 三千五 is 3,500, 三千零五 is 3,005.
    """
    if not _RUN.fullmatch(words):
        return None
    total = section = Decimal(0)
    current: Decimal | None = None
    last, after_zero = 1, False
    for token in _TOKEN.findall(words):
        if token in UNITS:
            unit = UNITS[token]
            if current is None and not section and not (unit == 10 and not total):
                return None
            if unit < 10**4:
                if section and unit >= last:
                    return None
                section += (1 if current is None else current) * unit
            else:
                whole = section + (current or 0)
                total = (total + whole) * unit if unit == 10**8 else total + whole * unit
                section = Decimal(0)
            current, last, after_zero = None, unit, False
        elif DIGITS.get(token) == 0:
            if current is not None:
                return None
            after_zero = True
        else:
            if current is not None:
                return None
            current = Decimal(DIGITS.get(token) or token.replace(",", ""))
    if current is None:
        return total + section if total + section or after_zero else None
    is_short = last > 10 and not after_zero and current < 10
    return total + section + (current * last / 10 if is_short else current)
