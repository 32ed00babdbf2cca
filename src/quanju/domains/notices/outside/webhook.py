"""The branch's own system, told as JSON: any 2xx answer means that it has it."""

import json
from urllib.parse import urlsplit

from quanju.domains.kernel.outside.web import post
from quanju.domains.notices.outside import Message
from quanju.domains.notices.outside.signing import signed


def send(message: Message, target: str) -> bool:
    """POST `{"key", "to", "kind", "about", "text", "told_at"}`, signed by the branch's key."""
    body = {
        "key": message.key,
        "to": message.account,
        "kind": message.kind,
        "about": message.about,
        "text": message.words,
        "told_at": message.told_at.isoformat(),
    }
    content = json.dumps(body, ensure_ascii=False).encode()
    headers = signed(content, key=message.key, at=message.told_at)
    post(urlsplit(target), content, headers=headers)
    return True
