"""The verb piece: a form that changes something, its key, its button and the place of its refusal.

{% verb "patrol_board:end_secondment" one.pk may=may_end %}
  {% press "结束" "End" css="button-bad" ask=sure %}
{% endverb %}
"""

import secrets
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from quanju.domains.kernel.types import Text

MAY = "verb_may"
OWN = {"may", "to", "css", "target", "swap", "plain", "refused"}


class Verb(template.Node):
    """The form around what a verb needs to know."""

    def __init__(
        self, where: list[FilterExpression], given: dict[str, FilterExpression], inside: NodeList
    ) -> None:
        self.where, self.given, self.inside = where, given, inside

    def render(self, context: Context) -> SafeString:
        given = {name: value.resolve(context) for name, value in self.given.items()}
        address = given.get("to") or _address(context, [v.resolve(context) for v in self.where])
        with context.push(**{MAY: given.get("may", True)}):
            inside = self.inside.render(context)
        return format_html(
            '<form method="post"{}>{}{}{}<div class="refusal-slot">{}</div></form>',
            _attributes(_form(given, address)),
            _csrf(context),
            idempotency_key(),
            inside,
            _refused(given.get("refused")),
        )


def _address(context: Context, parts: list[Any]) -> str:
    """Of a name and its arguments; of neither the page's own."""
    if not parts:
        return str(context["request"].get_full_path())
    return reverse(parts[0], args=parts[1:])


def _form(given: dict[str, Any], address: str) -> dict[str, Any]:
    attributes: dict[str, Any] = {"action": address, "class": given.get("css", "")}
    if not given.get("plain"):
        # Sent by the browser code; without it the same form is sent as forms are.
        attributes |= {
            "hx-post": address,
            "hx-target": given.get("target", ""),
            "hx-swap": given.get("swap", "" if given.get("target") else "none"),
        }
    return attributes | {k.replace("_", "-"): v for k, v in given.items() if k not in OWN}


def _attributes(named: dict[str, Any]) -> SafeString:
    """Empty ones are left out; True stands without a value."""
    shown = ((k, v) for k, v in named.items() if v not in ("", None, False))
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in shown))


def _attribute(name: str, value: Any) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)


def _csrf(context: Context) -> SafeString:
    token = context.get("csrf_token") or (
        get_token(context["request"]) if "request" in context else ""
    )
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


def idempotency_key() -> SafeString:
    """The hidden key by which a form sent twice is done once."""
    return format_html(
        '<input type="hidden" name="idempotency_key" value="{}">', secrets.token_hex(16)
    )


def _refused(refused: Any) -> SafeString:
    if not refused:
        return mark_safe("")
    from quanju.pages.shared.templatetags.quanju import refusal_context

    return render_to_string("shared/refusal.html", refusal_context(refused, ""))


def verb(parser: Parser, token: Token) -> Verb:
    """{% verb "desk:name" arg … may=verdict css="form" target="#panel" swap="morph" plain=True %}

    `to=address` instead of a name, nothing at all for the page's own; `data_x="…"` and
    other names become attributes of the form; `plain` is for what a page of its own answers.
    """
    words = token.split_contents()[1:]
    where: list[FilterExpression] = []
    while words and "=" not in words[0].split('"')[0]:
        where.append(parser.compile_filter(words.pop(0)))
    given = token_kwargs(words, parser)
    inside = parser.parse(("endverb",))
    parser.delete_first_token()
    return Verb(where, given, inside)


def _flat(context: Context) -> dict[str, Any]:
    return {str(name): value for name, value in context.flatten().items()}


def press(
    context: Context,
    zh: str = "",
    en: str = "",
    *,
    words: Text | str = "",
    css: str = "",
    icon: str = "",
    ask: Any = "",
    part: str = "",
    **more: Any,
) -> dict[str, Any]:
    """The button of the verb around it: off with its reason, or asking again when `ask` is given.

    `part` is a template that draws the inside, where a button says more than its words.

    {% press "撤销" "Cancel it" css="button-bad" ask=sure icon="x" name="answer" value="no" %}
    """
    may: Any = context.get(MAY, True)
    words = words or Text(zh, en)
    return {
        "words": words,
        "inside": render_to_string(part, _flat(context)) if part else words,
        "css": css,
        "icon": icon,
        "ask": ask,
        "yes": Text("确认{words}", "Yes: {words}").filled(words=words),
        "attributes": _attributes({k.replace("_", "-"): v for k, v in more.items()}),
        "is_off": not may,
        "why": getattr(may, "text", "") if not may else "",
    }
