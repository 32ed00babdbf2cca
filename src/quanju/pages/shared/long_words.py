"""A sentence too long for a line of a template."""

from django import template
from django.template.base import FilterExpression, Parser, TextNode, Token, token_kwargs
from django.template.context import Context
from django.utils.html import conditional_escape

from quanju.domains.kernel.types import Text


class Words(template.Node):
    def __init__(self, text: Text, values: dict[str, FilterExpression]) -> None:
        self.text, self.values = text, values

    def render(self, context: Context) -> str:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        text = self.text.filled(**values) if values else self.text
        return conditional_escape(str(text))


def long_words(parser: Parser, token: Token) -> Words:
    """A sentence too long for a line: {% words n=3 %}{n} 条…{% en %}{n} entries…{% endwords %}."""
    values = token_kwargs(token.split_contents()[1:], parser)
    zh = _plain(parser, "en")
    return Words(Text(zh, _plain(parser, "endwords")), values)


def _plain(parser: Parser, until: str) -> str:
    nodes = parser.parse((until,))
    parser.delete_first_token()
    texts = [node.s for node in nodes if isinstance(node, TextNode)]
    if len(texts) != len(nodes):
        raise template.TemplateSyntaxError("{% words %} holds text only; values are given by name")
    return " ".join("".join(texts).split())
