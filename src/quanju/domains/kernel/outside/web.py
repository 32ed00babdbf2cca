"""Another machine that takes and gives JSON, over HTTP."""

import base64
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, unquote

from quanju.domains.kernel.outside import WAIT_S, NotTaken

COME_AGAIN = frozenset({408, 409, 425, 429})
"""Answers of the 400s that are of the moment."""
LONGEST_ANSWER = 64 * 1024


class _NowhereElse(urllib.request.HTTPRedirectHandler):
    """A redirection would have it kept by somebody that nobody chose."""

    def redirect_request(self, *_: object) -> None:
        return None


def post(
    url: SplitResult,
    body: bytes,
    *,
    headers: Mapping[str, str] | None = None,
    wait_s: float = WAIT_S,
) -> bytes:
    """POST a JSON body; name and password of the address go as Basic. Any 2xx is a yes."""
    return _asked(url, body, headers or {}, wait_s)


def get(url: SplitResult, *, wait_s: float = WAIT_S) -> Any:
    """GET JSON; `NotTaken` if the answer is none."""
    answer = _asked(url, None, {}, wait_s)
    try:
        return json.loads(answer)
    except ValueError as error:
        raise NotTaken("对方的答复不是 JSON", "the answer is no JSON") from error


def address_of(url: SplitResult) -> str:
    """The address without name and password."""
    place = url.netloc.rpartition("@")[2]
    return f"{url.scheme}://{place}{url.path}" + (f"?{url.query}" if url.query else "")


def _asked(
    url: SplitResult, body: bytes | None, headers: Mapping[str, str], wait_s: float
) -> bytes:
    sent = {"Content-Type": "application/json", **headers}
    if url.username:
        who = unquote(f"{url.username}:{url.password or ''}").encode()
        sent["Authorization"] = "Basic " + base64.b64encode(who).decode()
    try:
        request = urllib.request.Request(address_of(url), body, sent)
        with urllib.request.build_opener(_NowhereElse).open(request, timeout=wait_s) as answer:
            return bytes(answer.read(LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        error.close()
        is_final = 400 <= error.code < 500 and error.code not in COME_AGAIN
        raise NotTaken(
            f"对方答复 {error.code}", f"the answer was {error.code}", is_final=is_final
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = str(getattr(error, "reason", error))[:200]
        raise NotTaken(f"连不上：{why}", f"it could not be reached: {why}") from error
