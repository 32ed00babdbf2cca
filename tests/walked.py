"""What a page shows to somebody: codes that only machines read, and links that refuse them."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

UNSEEN = {"script", "style", "template", "code", "pre", "textarea", "svg", "kbd", "head"}
"""A text within these is none of the page's sentences: it is source, a key, or what was typed."""
SAID = ("title", "aria-label", "placeholder")
WITHOUT_END = {"input", "br", "img", "meta", "link", "hr", "source", "col", "wbr", "area", "use"}

NAMES_OF_TESTS = frozenset({"case_team", "command_room", "community_team"})
"""What the tests' own offices are called."""
CODE = re.compile(
    r"\b[a-z]+(?:_[a-z0-9]+)+\b"  # entered_twice, on_scene, dispatch.unit_arrived
    r"|\b[A-Z]{2,}(?:_[A-Z]+)+\b"  # DENY_ROLE
    r"|\b(?:service|person|unit|incident|map|zone|station|organisation|rule|report|call|account"
    r"|visit|paper|journal|order|assignment|round|plan|study):[\w@.-]+"
    r"|\bt[0-6]\b"
    r"|\b[a-z]+\.[a-z_]+@\d+"  # cases.limits@1
)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        if told.get("data-refresh-from"):
            self.links.append(told["data-refresh-from"])
        self.words += [told[name] for name in SAID if told.get(name)]
        if tag not in WITHOUT_END:
            is_unseen = tag in UNSEEN or "data-verbatim" in told
            self.open.append((tag, is_unseen))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not any(is_unseen for _, is_unseen in self.open):
            self.words.append(data.strip())


def read(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    return page


def codes(page: _Page) -> set[str]:
    """Codes among the words that a person reads."""
    found = {found.group() for text in page.words for found in CODE.finditer(text)}
    # The name of a setting is told to whoever sets it.
    return {one for one in found - NAMES_OF_TESTS if not one.startswith("QUANJU_")}


def routes(page: _Page) -> set[str]:
    """The routes that the page's links lead to, as the access table spells them."""
    found = set()
    for link in page.links:
        place = urlsplit(link)
        if place.scheme or place.netloc or not place.path.startswith("/"):
            continue
        try:
            found.add(resolve(place.path).route)
        except Resolver404:
            found.add(f"{place.path} (nothing there)")
    return found
