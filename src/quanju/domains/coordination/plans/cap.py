"""A public warning as CAP 1.2 (specification 5.4): the same words, in the order of the standard.

Times carry the branch's offset; a circle is “latitude,longitude radius in km”, the other way round
than GeoJSON. Ended ones are a `Cancel` that refers to what was sent.
"""

from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from quanju.domains.coordination.plans.models import PublicWarning
from quanju.domains.kernel.days import local_time

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"


def cap_message(row: PublicWarning) -> bytes:
    """The message of a released or ended warning; `ValueError` for what nobody has released."""
    if row.released_at is None or row.expires_at is None:
        raise ValueError(f"warning {row.number} is not released")
    alert = Element("alert", {"xmlns": NAMESPACE})
    sent = row.ended_at or row.released_at
    is_ended = row.ended_at is not None
    for name, said in (
        ("identifier", f"{row.sender}.{row.number}{'.end' if is_ended else ''}"),
        ("sender", row.sender),
        ("sent", _moment(sent)),
        ("status", row.cap_status),
        ("msgType", "Cancel" if is_ended else "Alert"),
        ("scope", "Public"),
        ("note", row.end_why),
        ("references", _before(row) if is_ended else ""),
    ):
        _add(alert, name, said)
    _info(alert, row, "zh-CN")
    _info(alert, row, "en-US")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(alert, encoding="utf-8") + b"\n"


def _info(alert: Element, row: PublicWarning, language: str) -> None:
    zh = language == "zh-CN"
    info = SubElement(alert, "info")
    expires = row.expires_at or row.written_at
    for name, said in (
        ("language", language),
        ("category", row.category),
        ("event", row.event_zh if zh else row.event_en),
        ("responseType", "AllClear" if row.ended_at else row.response),
        ("urgency", "Past" if row.ended_at else row.urgency),
        ("severity", row.severity),
        ("certainty", row.certainty),
        ("effective", _moment(row.released_at or row.written_at)),
        ("expires", _moment(expires)),
        ("headline", row.headline_zh if zh else row.headline_en),
        ("description", row.text_zh if zh else row.text_en),
        ("instruction", row.instruction_zh if zh else row.instruction_en),
    ):
        _add(info, name, said)
    area = SubElement(info, "area")
    _add(area, "areaDesc", row.area)
    if row.lon is not None and row.lat is not None:
        _add(area, "circle", f"{row.lat:.5f},{row.lon:.5f} {row.radius_km:g}")


def _add(parent: Element, name: str, said: str) -> None:
    if said:
        SubElement(parent, name).text = said


def _before(row: PublicWarning) -> str:
    sent = row.released_at or row.written_at
    return f"{row.sender},{row.sender}.{row.number},{_moment(sent)}"


def _moment(at: datetime) -> str:
    """2026-11-30T21:14:08+08:00, as the standard wants it: UTC is -00:00 there."""
    return local_time(at).replace(microsecond=0).isoformat().replace("+00:00", "-00:00")
