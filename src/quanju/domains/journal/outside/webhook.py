"""Another machine that takes JSON: `https://host/path`; any 2xx answer means that it keeps it."""

import base64
import http.client
import json
import urllib.error
import urllib.request
from urllib.parse import unquote

from quanju.domains.journal.outside.letters import WAIT_S, Letter, SealNotSent, Way


class _NowhereElse(urllib.request.HTTPRedirectHandler):
    """A redirection would have the seals kept by somebody that nobody chose."""

    def redirect_request(self, *_: object) -> None:
        return None


def send(letter: Letter, way: Way) -> None:
    """POST `{"branch", "public_key", "seals"}`; name and password of the address as Basic."""
    body = {"branch": letter.branch, "public_key": letter.public_key, "seals": list(letter.seals)}
    headers = {"Content-Type": "application/json"}
    if way.url.username:
        who = unquote(f"{way.url.username}:{way.url.password or ''}").encode()
        headers["Authorization"] = "Basic " + base64.b64encode(who).decode()
    address = way.shown + (f"?{way.url.query}" if way.url.query else "")
    request = urllib.request.Request(address, json.dumps(body).encode(), headers, method="POST")
    try:
        urllib.request.build_opener(_NowhereElse).open(request, timeout=WAIT_S).close()
    except urllib.error.HTTPError as error:
        error.close()
        raise SealNotSent(f"对方答复 {error.code}", f"the answer was {error.code}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = str(getattr(error, "reason", error))[:200]
        raise SealNotSent(f"连不上：{why}", f"it could not be reached: {why}") from error
