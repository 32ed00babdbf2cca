"""The mark of an exercise: on every page of its home, on a live site nowhere."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from quanju.domains.kernel.types import Text

register = template.Library()
EXERCISE = Text("演练", "EXERCISE")


@register.simple_tag
def exercise_mark() -> str | SafeString:
    """Says on every page of an exercise that it is one, and which; on a live site nothing."""
    if not settings.EXERCISE:
        return ""
    words = Text("不是真实警情，指令不出系统", "not live: nothing leaves it")
    return format_html(
        '<p class="exercise-mark"><b>{}</b> <span>{}</span> <small>{}</small></p>',
        EXERCISE,
        settings.EXERCISE,
        words,
    )


@register.simple_tag
def exercise_title() -> str:
    """Stands first in a window's title."""
    return f"【{EXERCISE}】" if settings.EXERCISE else ""
