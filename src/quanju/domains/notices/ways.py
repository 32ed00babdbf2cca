"""Where the ways out lead, as the settings have it."""

from urllib.parse import urlsplit

from django.conf import settings

from quanju.domains.kernel.outside.web import address_of


def target_of(way: str) -> str:
    """The address of a way; empty if it is not set."""
    return str(settings.NOTICES_TO.get(way, ""))


def shown_target(way: str) -> str:
    """The address without name and password."""
    target = target_of(way)
    return address_of(urlsplit(target)) if target.startswith(("http:", "https:")) else target


def host_of(way: str) -> str:
    """What the journal may hold of it."""
    target = target_of(way)
    return (urlsplit(target).hostname or "") if "://" in target else target.rpartition("@")[2]
