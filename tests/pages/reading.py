"""A page as its tests read it: the white space around tags says nothing."""

import re

from django.http import HttpResponse


def flat(html: str) -> str:
    """One line, without space beside or inside the brackets of tags."""
    line = re.sub(r"\s+", " ", html)
    line = re.sub(r"\s*>\s*", ">", line)
    return re.sub(r"\s*<", "<", line)


def page_of(answer: HttpResponse) -> str:
    return flat(answer.content.decode())
