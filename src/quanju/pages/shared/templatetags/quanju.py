"""The pieces of the house for templates; docs/rooms/pages-shared.md shows each in use."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.requests import of_this_request
from quanju.domains.kernel.types import Text
from quanju.pages.shared import assets, desks, times, verb_tag
from quanju.pages.shared.columns import columns
from quanju.pages.shared.long_words import long_words

register = template.Library()
register.tag("words", long_words)
register.tag("verb", verb_tag.verb)
register.simple_tag(verb_tag.idempotency_key, name="idempotency")
register.inclusion_tag("shared/press.html", takes_context=True)(verb_tag.press)
THEMES = ("dark", "light", "auto")
SYNTHETIC = Text("演示数据", "synthetic")
TONES = ("good", "warn", "bad", "accent", "muted", "hollow")


def _now(context: Context) -> datetime:
    request = context.get("request")
    moment: datetime | None = getattr(request, "moment", None)
    return moment or now()


@register.simple_tag
def t(zh: str, en: str, **values: Any) -> str:
    """A text in the reader's language: {% t "在办警情" "Open incidents" %}."""
    text = Text(zh, en)
    return str(text.filled(**values) if values else text)


# --- the frame -------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def frame(context: Context) -> dict[str, Any]:
    """What the base template needs to know about this request."""
    request = context.get("request")
    cookies = getattr(request, "COOKIES", {})
    standing = getattr(request, "standing", None)
    # A browser that was never told looks as the person last wished.
    theme = cookies.get("quanju_theme") or getattr(standing, "theme", "")
    actor = getattr(request, "actor", None)
    return {
        "lang": "en" if (translation.get_language() or "").startswith("en") else "zh-Hans",
        "theme": theme if theme in THEMES else "auto",
        "zone": settings.TIME_ZONE,
        "now": _now(context).isoformat(),
        "actor": actor,
        "is_signed_in": bool(actor and actor.person_id),
        "hears_stream": bool(actor and actor.role),
        "stream_after": getattr(request, "journal_head", None),
        "faults": _faults() if actor and actor.person_id else (),
        "path": request.get_full_path() if request else "/",
        "is_demo": settings.IS_DEMO,
    }


def _faults() -> Any:
    # Imported here: the gallery runs on a site without a journal.
    from quanju.domains.operation import queries as operation

    return operation.known_faults()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file."""
    return assets.address(name)


@register.inclusion_tag("shared/entry.html")
def entry(name: str) -> dict[str, Any]:
    """Script (and style, where it has one) of a desk: {% entry "dispatch_desk" %}."""
    script, style = f"{name}.js", f"{name}.css"
    return {
        "script": assets.address(script),
        "style": assets.address(style) if assets.has(style) else "",
        "chunks": assets.imports_of(script),
    }


@register.inclusion_tag("shared/rail.html", takes_context=True)
def rail(context: Context, current: str = "") -> dict[str, Any]:
    """The desks one may enter."""
    actor = getattr(context.get("request"), "actor", None)
    return {"entries": list(desks.rail_of(actor, current)), "counts": desks.counts_of(actor)}


@register.simple_tag
def icon(name: str, css: str = "icon") -> SafeString:
    """A drawing of the sprite; it never stands without words or an aria-label beside it."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        css,
        assets.address("icons.svg"),
        name,
    )


@register.simple_tag
def request_number() -> str | SafeString:
    """What to tell the administrator, who finds it in the log."""
    ref = of_this_request().ref
    words = Text("请求编号", "Request number")
    return format_html('<p class="small ink-2">{} <code>{}</code></p>', words, ref) if ref else ""


@register.simple_tag
def synthetic_notice() -> str | SafeString:
    """Says on every page and print of the demo that nothing here is real."""
    if not settings.IS_DEMO:
        return ""
    # Both languages always stand there: a print may reach readers of either.
    return format_html('<span class="synthetic">{} / {}</span>', SYNTHETIC.zh, SYNTHETIC.en)


# --- times -----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None) -> str | SafeString:
    """The exact time: 21:14:08 on the day, 11-22 21:14 otherwise."""
    if at is None:
        return "—"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        f"{local_time(at):%Y-%m-%d %H:%M:%S}",
        times.moment_text(at, _now(context)),
    )


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime | None) -> str | SafeString:
    """The exact time and, beside it, how long ago."""
    if at is None:
        return "—"
    words = times.ago_text(_now(context) - at)
    return format_html(
        '{} <q-ago class="ink-label" at="{}">{}</q-ago>',
        moment(context, at),
        at.isoformat(),
        words,
    )


@register.filter
def grouped(value: float | None) -> str:
    """12,345: a count to read at a glance, alike in both languages."""
    return "" if value is None else f"{value:,.0f}"


@register.filter
def duration(value: timedelta | float | None) -> str:
    """1:06 as a running figure."""
    return "—" if value is None else times.clock_text(value)


@register.filter
def span(value: timedelta | float | None) -> str:
    """11 分钟, 2 天 3 小时: a span in words."""
    return "—" if value is None else str(times.span_text(value))


def _level(since: datetime, until: datetime | None, at: datetime, stopped: bool, met: bool) -> str:
    if until is None:
        return "stopped" if stopped else "quiet"
    length = (until - since).total_seconds()
    share = (at - since).total_seconds() / length if length > 0 else 1.0
    if stopped:
        return "done" if met else "red" if share >= 1 else "stopped"
    return "red" if share >= 1 else "amber" if share >= 0.75 else "ok"


@register.inclusion_tag("shared/clock.html", takes_context=True)
def clock(
    context: Context,
    since: datetime,
    until: datetime | None = None,
    toward: Text | str = "",
    *,
    counts: str = "up",
    stopped: datetime | None = None,
    met: bool = True,
) -> dict[str, Any]:
    """A running clock that says toward what: {% clock incident.created_at due toward=words %}."""
    at = stopped or _now(context)
    figure = abs(until - at) if counts == "down" and until else at - since
    return {
        "since": since.isoformat(),
        "until": until.isoformat() if until else "",
        "stopped": stopped.isoformat() if stopped else "",
        "met": "yes" if met else "no",
        "toward": str(toward),
        "counts": counts,
        "figure": times.clock_text(figure),
        "level": _level(since, until, at, stopped is not None, met),
    }


@register.inclusion_tag("shared/clock_bar.html", takes_context=True)
def clock_bar(
    context: Context,
    since: datetime,
    until: datetime,
    *,
    stopped: datetime | None = None,
    met: bool = True,
) -> dict[str, Any]:
    """The 3 px bar that fills toward the limit of the clock above it."""
    at = stopped or _now(context)
    length = (until - since).total_seconds()
    share = (at - since).total_seconds() / length if length > 0 else 1.0
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "stopped": stopped.isoformat() if stopped else "",
        "met": "yes" if met else "no",
        "value": 100 if stopped and met else round(min(1.0, max(0.0, share)) * 100),
        "level": _level(since, until, at, stopped is not None, met),
    }


@register.filter
def outside(word: str, words: str) -> bool:
    """Whether a word is none of these: {% verb … hidden=state|outside:"stop finish" %}."""
    return str(word) not in str(words).split()


# --- words -----------------------------------------------------------------------------------


@register.inclusion_tag("shared/deadline.html", takes_context=True)
def deadline(context: Context, clock: Any) -> dict[str, Any]:
    """A clock of the law with its date and why: {% deadline view %}, a deadlines `ClockView`."""
    at = clock.ended_at or _now(context)
    level = "quiet"
    if clock.due_at:
        is_red, is_amber = at >= clock.due_at, clock.amber_at and at >= clock.amber_at
        level = "red" if is_red else "amber" if is_amber else "ok"
    return {
        "clock": clock,
        "tone": {"red": "bad", "amber": "warn", "ok": "good"}.get(level, "hollow"),
        "is_over": level == "red",
        "distance": abs(clock.due_at - at) if clock.due_at else None,
        "request": context.get("request"),
    }


@register.simple_tag
def chip(words: Text | str, tone: str = "muted") -> SafeString:
    """Dot and words; tones: good, warn, bad, accent, muted, hollow."""
    return format_html(
        '<span class="chip chip-{}">{}</span>', tone if tone in TONES else "muted", words
    )


@register.simple_tag
def tag(words: Text | str, tone: str = "") -> SafeString:
    """A short word in a box, for kinds and versions."""
    return format_html(
        '<span class="tag{}">{}</span>', f" tag-{tone}" if tone in TONES else "", words
    )


@register.simple_tag
def grade(number: int) -> SafeString:
    """The grade of an incident, 1 to 4."""
    words = Text(f"{number} 级", f"Grade {number}")
    return format_html('<span class="grade grade-{}">{}</span>', number, words)


@register.filter
def named(row: Any) -> str:
    """The name of a row that has name_zh and name_en, in the reader's language."""
    is_english = (translation.get_language() or "").startswith("en")
    return str((row.name_en if is_english else row.name_zh) or row.name_zh)


# --- forms -----------------------------------------------------------------------------------


@register.inclusion_tag("shared/field.html")
def field(bound: Any, hint: Text | str = "", key: str = "") -> dict[str, Any]:
    """One field of a form: label above, hint and error below, in words."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    # Several boxes under one name are a group with a label above, as radio buttons are.
    are_boxes = kind == "checkbox" and getattr(widget, "allow_multiple_selected", False)
    return {
        "field": bound,
        "hint": hint or bound.help_text,
        "key": key,
        "is_check": kind == "checkbox" and not are_boxes,
        "is_group": kind == "radio" or are_boxes,
    }


@register.inclusion_tag("shared/refusal.html")
def refusal(refused: Any, what: Text | str = "") -> dict[str, Any]:
    """A refusal next to its control, from a `Refused` or a `Verdict`."""
    return refusal_context(refused, what)


def refusal_context(refused: Any, what: Text | str = "") -> dict[str, Any]:
    return {
        "what": str(what or Text("没有执行", "This was not done")),
        "why": str(refused.text),
        "code": refused.code,
        "instead": [str(one) for one in getattr(refused, "allowed", ())],
        "field": getattr(refused, "field", ""),
    }


# --- figures ---------------------------------------------------------------------------------


@register.inclusion_tag("shared/stat.html")
def stat(
    name: Text | str,
    value: Any,
    *,
    unit: Text | str = "",
    n: int | None = None,
    note: Text | str = "",
    href: str = "",
    least: int = 10,
    tone: str = "",
    verdict: Text | str = "",
) -> dict[str, Any]:
    """A figure that says its n and opens the records it counts; under `least` it says so. With a
    `tone` its `verdict` stands beside it in words."""
    is_enough = value is not None and (n is None or n >= least)
    return {
        "name": name,
        "value": grouped(value) if isinstance(value, int) else value,
        "unit": unit,
        "n": n,
        "note": note,
        "href": href,
        "is_enough": is_enough,
        "tone": tone,
        "verdict": verdict,
    }


@register.inclusion_tag("shared/bars.html")
def bars(rows: Iterable[tuple[Any, ...]], most: float | None = None) -> dict[str, Any]:
    """Rows (words, value, shown, tone, href): each a bar; `most` is the full width."""
    listed = [(*row, *("", "", "")[len(row) - 2 :]) for row in rows]
    top = most or max((float(row[1]) for row in listed), default=1.0) or 1.0
    return {
        "rows": [
            {
                "words": row[0],
                "shown": row[2] or row[1],
                "tone": row[3],
                "href": row[4],
                "width": round(min(1.0, float(row[1]) / top) * 100, 1),
            }
            for row in listed
        ]
    }


register.inclusion_tag("shared/columns.html")(columns)
