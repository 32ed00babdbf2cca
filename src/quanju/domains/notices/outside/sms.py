"""An SMS gateway: it takes `{"key", "to", "text"}` and is asked by the key what became of it.

`to` is the account: telephone numbers of our own people are the gateway's. A resident who chose it
for one matter is told at the `number` that stands there instead.
"""

import json
from urllib.parse import urlsplit

from quanju.domains.kernel.outside.web import get, post
from quanju.domains.notices.outside import Message
from quanju.domains.notices.outside.signing import signed

WAIT_S = 10.0


def send(message: Message, target: str) -> bool:
    """POST to the address; what it answers beside 2xx is of no weight."""
    to = {"number": message.address} if message.address else {"to": message.account}
    body = {"key": message.key, **to, "text": message.words}
    content = json.dumps(body, ensure_ascii=False).encode()
    headers = signed(content, key=message.key, at=message.told_at)
    post(urlsplit(target), content, headers=headers, wait_s=WAIT_S)
    return False


def receipt(key: str, target: str) -> str:
    """`delivered`, `failed`, or anything else while nobody knows yet: GET address/KEY."""
    url = urlsplit(target)
    answer = get(url._replace(path=f"{url.path.rstrip('/')}/{key}"), wait_s=WAIT_S)
    return str(answer.get("state", "")) if isinstance(answer, dict) else ""
