"""Seals as rows for whoever keeps them, and the ways by which they leave."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from quanju.domains.journal.keys import branch_key
from quanju.domains.journal.models import Seal
from quanju.domains.journal.outside.letters import Letter, Way
from quanju.domains.journal.verification.hashes import moment_text

CHAIN = "branch"


def exported_seals(*, after: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every seal above a number as a plain row, oldest first."""
    for seal in Seal.objects.filter(chain=CHAIN, number__gt=after).order_by("number"):
        yield {
            "chain": seal.chain,
            "number": seal.number,
            "sealed_at": moment_text(seal.sealed_at),
            "first_entry": seal.first_entry,
            "last_entry": seal.last_entry,
            "root": seal.root,
            "previous": seal.previous,
            "public_key": seal.public_key,
            "signature": seal.signature,
        }


def letter_after(number: int) -> Letter | None:
    """The seals above a number, to be sent; None if there are none."""
    seals = tuple(exported_seals(after=number))
    if not seals:
        return None
    key = branch_key().public_key().public_bytes_raw().hex()
    return Letter(branch=settings.ALLOWED_HOSTS[0], public_key=key, seals=seals)


def ways() -> list[Way]:
    """The ways that the settings name."""
    return [_way(address) for address in settings.SEALS_TO]


def _way(address: str) -> Way:
    try:
        return Way(urlsplit(address))
    except ValueError:  # such as an unclosed bracket: shown as what it is, refused when used
        return Way(SplitResult("?", "", address, "", ""))


def kept_folders() -> list[Path]:
    """Folders on other mounts that hold seals and can be read now."""
    folders = [Path(way.target) for way in ways() if way.kind == "file"]
    return [folder for folder in folders if any(folder.glob("seal-*.json"))]
