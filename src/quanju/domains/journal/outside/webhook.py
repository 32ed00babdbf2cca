"""Another machine that takes JSON: `https://host/path`; any 2xx answer means that it keeps it."""

import json

from quanju.domains.journal.outside.letters import Letter, Way
from quanju.domains.kernel.outside.web import post


def send(letter: Letter, way: Way) -> None:
    """POST `{"branch", "public_key", "seals"}`; name and password of the address as Basic."""
    body = {"branch": letter.branch, "public_key": letter.public_key, "seals": list(letter.seals)}
    post(way.url, json.dumps(body).encode())
