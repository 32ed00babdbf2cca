"""Moments and spans in the house style: 21:14:08, 11-22 21:14, 1:06, 11 分钟, 2 天 3 小时."""

from datetime import datetime, timedelta

from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Text


def moment_text(at: datetime, now: datetime) -> str:
    """The exact time: of today with seconds, of another day with the day."""
    local, today = local_time(at), local_time(now)
    if local.date() == today.date():
        return f"{local:%H:%M:%S}"
    if local.year == today.year:
        return f"{local:%m-%d %H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"


def seconds_of(value: timedelta | float | int) -> float:
    return value.total_seconds() if isinstance(value, timedelta) else float(value)


DAY_S = 24 * 3600


def clock_text(value: timedelta | float | int) -> str:
    """0:42, 12:05, 1:02:33; from a day on in words, since nobody reads 167:54:46."""
    whole = max(0, int(seconds_of(value)))
    if whole >= DAY_S:
        return str(span_text(whole))
    hours, rest = divmod(whole, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def span_text(value: timedelta | float | int) -> Text:
    """A span in words, in its two largest units."""
    whole = max(0, int(seconds_of(value)))
    if whole < 60:
        return Text(f"{whole} 秒", f"{whole} s")
    if whole < 3600:
        return Text(f"{whole // 60} 分钟", f"{whole // 60} min")
    hours, rest = divmod(whole, 3600)
    if whole < DAY_S:
        minutes = rest // 60
        zh, en = (f" {minutes} 分", f" {minutes} min") if minutes else ("", "")
        return Text(f"{hours} 小时{zh}", f"{hours} h{en}")
    days, left = divmod(hours, 24)
    zh, en = (f" {left} 小时", f" {left} h") if left else ("", "")
    return Text(f"{days} 天{zh}", f"{days} d{en}")


def ago_text(value: timedelta | float | int) -> Text:
    if seconds_of(value) < 1:
        return Text("刚刚", "just now")
    span = span_text(value)
    return Text(f"{span.zh}前", f"{span.en} ago")
