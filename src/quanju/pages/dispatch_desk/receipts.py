"""What the dispatcher was shown, carried through the form and back, signed."""

from typing import Any

from django.core import signing

from quanju.domains.kernel.types import Refused, Text

SALT = "dispatch_desk.receipt"
LIFE_S = 600


class ReceiptNotUsable(Refused):
    """The list is older than ten minutes, of another incident, or not ours."""

    code = "RECEIPT_NOT_USABLE"
    text = Text(
        "这份建议已超过 10 分钟，请看刷新后的建议再派",
        "This list is older than ten minutes; look at the fresh one and send again",
    )


def sealed(number: str, content: str) -> str:
    """The receipt's content for a hidden field."""
    return signing.dumps({"incident": number, "content": content}, salt=SALT, compress=True)


def opened(number: str, text: str) -> str:
    """The content again; `ReceiptNotUsable` for anything forged, old, or of another incident."""
    try:
        kept: dict[str, Any] = signing.loads(text, salt=SALT, max_age=LIFE_S)
    except signing.BadSignature as error:
        raise ReceiptNotUsable from error
    if kept["incident"] != number:
        raise ReceiptNotUsable
    return str(kept["content"])
