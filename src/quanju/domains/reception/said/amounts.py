"""Sums of money in a statement. What is only about a sum (三百多块, 五六百元) is for a person."""

import re
from decimal import Decimal

from quanju.domains.reception.said.numbers import NUMBER, plain, value_of
from quanju.domains.reception.types.sorting import Found

# 块 counts batteries and watches as well: money only where 钱, a fraction or an end follows.
_YUAN = (
    r"元(?![里旦店区素宝月])|圆(?![形桌圈球])|块钱"
    r"|块(?=[\d一二三四五六七八九][毛角]?|现金|$|[\s,，。；;、）)！!？?])"
)
# A bare 万 counts people and kilometres, too.
_NO_MONEY = "人名个公里步米次平条字毫瓦伏吨斤克株棵亩只头台辆件张户份票伍多余几来分"
_AMOUNT = re.compile(
    rf"(?P<number>(?:[¥￥]\s*)?{NUMBER}(?:\s?万)?)\s*(?:(?P<yuan>{_YUAN})(?P<part>[\d一二三四五六七八九])?"
    rf"|(?P<bare>)(?![{_NO_MONEY}]))"
)
MOST = Decimal(10**10)


def amounts_in(text: str) -> tuple[Found, ...]:
    """Each sum once, in the order in which they were said; its value in yuan."""
    found: dict[str, Found] = {}
    for match in _AMOUNT.finditer(plain(text)):
        yuan = _yuan(match)
        if yuan is not None and 0 < yuan < MOST:
            value = f"{yuan.normalize():f}"
            words = text[match.start() : match.end()].strip()
            found.setdefault(value, Found(words=words, value=value, begins=match.start()))
    return tuple(found.values())


def _yuan(match: re.Match[str]) -> Decimal | None:
    number = match["number"]
    is_marked = number[0] in "¥￥"
    number = "".join(number.lstrip("¥￥").split())
    value = value_of(number)
    if value is None:
        return None
    if match["yuan"]:
        part = value_of(match["part"]) if match["part"] else None
        return value + part / 10 if part and match["yuan"] == "块" else value
    return value if is_marked or ("万" in number and value != 10**4 * (number == "万")) else None
