"""The rules of CAP 1.2 that a message of ours must keep: order, needed parts, words, moments.

Written from the standard's own tables (Common Alerting Protocol 1.2, section 3.2), not its schema.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

SPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
ALERT = [
    "identifier",
    "sender",
    "sent",
    "status",
    "msgType",
    "source",
    "scope",
    "restriction",
    "addresses",
    "code",
    "note",
    "references",
    "incidents",
    "info",
]
INFO = [
    "language",
    "category",
    "event",
    "responseType",
    "urgency",
    "severity",
    "certainty",
    "audience",
    "eventCode",
    "effective",
    "onset",
    "expires",
    "senderName",
    "headline",
    "description",
    "instruction",
    "web",
    "contact",
    "parameter",
    "resource",
    "area",
]
AREA = ["areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"]
NEEDED = {
    "alert": "identifier sender sent status msgType scope",
    "info": "category event urgency severity certainty",
    "area": "areaDesc",
}
SEVERAL = {"code", "info", "category", "responseType", "eventCode", "parameter", "resource", "area"}
SEVERAL |= {"polygon", "circle", "geocode"}
ONE_OF = {
    "status": "Actual Exercise System Test Draft",
    "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "responseType": "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None",
    "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown",
}
# With an offset always; UTC is written -00:00, never Z.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
MOMENTS = {"sent", "effective", "onset", "expires"}
PLAIN = re.compile(r"[^\s,<&]+")
CIRCLE = re.compile(r"-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)? \d+(\.\d+)?")


def faults_of(message: bytes) -> list[str]:
    """What of the standard the message breaks."""
    alert = fromstring(message)
    if alert.tag != f"{SPACE}alert":
        return [alert.tag]
    return [*_part(alert, "alert", ALERT), *_references(alert)]


def _part(part: Element, name: str, order: list[str]) -> Iterator[str]:
    tags = [one.tag.removeprefix(SPACE) for one in part]
    places = [order.index(tag) if tag in order else -1 for tag in tags]
    if places != sorted(places) or -1 in places:
        yield f"{name}: {tags}"
    yield from (f"{name} lacks {one}" for one in NEEDED[name].split() if one not in tags)
    yield from (f"{one} twice" for one in set(tags) - SEVERAL if tags.count(one) > 1)
    for one, tag in zip(part, tags, strict=True):
        if tag in ("info", "area"):
            yield from _part(one, tag, INFO if tag == "info" else AREA)
        else:
            yield from _value(tag, one.text or "")


def _value(tag: str, said: str) -> Iterator[str]:
    is_right = bool(said.strip())
    if tag in ONE_OF:
        is_right = said in ONE_OF[tag].split()
    elif tag in MOMENTS:
        is_right = bool(MOMENT.fullmatch(said))
    elif tag in ("identifier", "sender"):
        is_right = bool(PLAIN.fullmatch(said))
    elif tag == "circle":
        is_right = bool(CIRCLE.fullmatch(said))
    if not is_right:
        yield f"{tag}: {said!r}"


def _references(alert: Element) -> Iterator[str]:
    """Update, Cancel, Ack, Error name what they are about: sender,identifier,sent."""
    kind, told = (alert.findtext(f"{SPACE}{name}") for name in ("msgType", "references"))
    if kind != "Alert" and not told:
        yield f"{kind} without references"
    for one in (told or "").split():
        parts = one.split(",")
        if len(parts) != 3 or not MOMENT.fullmatch(parts[2]):
            yield f"references: {one}"
