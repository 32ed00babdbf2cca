"""Paper for the hours without the system: the cards that were printed, and the kit as PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from quanju.domains.dispatch.models import PaperCard
from quanju.domains.dispatch.paper_map import drawn
from quanju.domains.dispatch.paper_words import (
    PHONE_HEAD,
    STEPS,
    UNIT_HEAD,
    WORDS,
)
from quanju.domains.dispatch.permissions import may_print_cards, may_take_calls
from quanju.domains.dispatch.phone_book import PHONE_BOOK, PURPOSES
from quanju.domains.dispatch.queries.services import services_at
from quanju.domains.dispatch.rules import DISPOSITIONS
from quanju.domains.dispatch.types import KEPT_CLOSE
from quanju.domains.dispatch.types.paper import LINES, ORDER_HEAD
from quanju.domains.geo.queries.streets import main_streets
from quanju.domains.geo.types import NoMapLoaded
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.typesetting import typeset
from quanju.domains.patrol.queries.units import all_units
from quanju.domains.patrol.queries.zones import staging_points, zone_names, zone_shapes
from quanju.domains.people.queries import organisations
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

LAYOUT = Path(__file__).parent.parent / "paper_kit.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A card that was entered, and by whom."""

    number: str
    incident: str
    title: Text | str
    entered_at: datetime
    entered_by: str


def cards_entered(actor: Actor, *, most: int = 20) -> list[CardView]:
    """The cards entered last, the newest first; for the desk."""
    may_take_calls(actor).or_refuse()
    rows = PaperCard.objects.filter(entered_at__isnull=False).order_by("-entered_at", "-pk")
    fields = (
        "number",
        "incident__number",
        "incident__title",
        "incident__is_restricted",
        "entered_at",
        "entered_by__display_name",
    )
    return [
        CardView(
            number=number,
            incident=incident,
            title=KEPT_CLOSE if is_restricted else title,
            entered_at=at,
            entered_by=name,
        )
        for number, incident, title, is_restricted, at, name in rows.values_list(*fields)[:most]
    ]


def card_of(incident: str) -> str:
    """The number of the paper card that an incident was entered from, or ""."""
    row = PaperCard.objects.filter(incident__number=incident).only("number").first()
    return row.number if row else ""


def printed_with(card: str) -> list[str]:
    """The numbers that were given out together with a card, in their order."""
    moment = PaperCard.objects.filter(number=card).values("printed_at")
    rows = PaperCard.objects.filter(printed_at__in=moment)
    return list(rows.order_by("number").values_list("number", flat=True))


def paper_kit(numbers: Sequence[str], *, language: str, by: Actor, at: datetime) -> bytes:
    """The kit as PDF: how to use it, units, phone book, zones, and a sheet for each card."""
    may_print_cards(by).or_refuse()
    return typeset(LAYOUT.read_text("utf-8"), kit_content(numbers, language=language, at=at))


def kit_content(numbers: Sequence[str], *, language: str, at: datetime) -> dict[str, Any]:
    """What the layout finds; words in one language, no names of persons."""

    def told(words: Text) -> str:
        return words.in_language(language)

    moment = local_time(at)
    endings = in_force(DISPOSITIONS, at=at).content.of("disposition")
    return {
        "lang": "en" if language.startswith("en") else "zh",
        "title": told(WORDS["title"]),
        "day": [moment.year, moment.month, moment.day],
        "branch": told(organisations.branch().name),
        "printed_at": f"{moment:%Y-%m-%d %H:%M}",
        "words": {name: told(words) for name, words in WORDS.items()},
        "steps": [told(one) for one in STEPS],
        "units": [[told(one) for one in UNIT_HEAD], *_units(told)],
        "phones": [[told(one) for one in PHONE_HEAD], *_phones(told, at)],
        "map": _map(told, at),
        "order_head": [told(one) for one in ORDER_HEAD],
        "order_lines": LINES,
        "services": [told(one.name) for one in services_at(at).values()],
        "endings": [told(words) for words in endings.values()],
        "cards": list(numbers),
    }


Told = Callable[[Text], str]


def _units(told: Told) -> list[list[str]]:
    return [
        [
            unit.call_sign,
            told(unit.force),
            told(unit.organisation),
            unit.vehicle,
            f"{unit.home_zone:02}" if unit.home_zone else "",
        ]
        for unit in sorted(all_units(), key=lambda unit: (unit.force_type, unit.pk))
    ]


def _phones(told: Told, at: datetime) -> list[list[str]]:
    return [
        [told(PURPOSES[one.purpose]), told(one.name), " / ".join(one.numbers), told(one.remark)]
        for one in in_force(PHONE_BOOK, at=at).content.in_order
    ]


def _map(told: Told, at: datetime) -> dict[str, Any] | None:
    names = zone_names(at)
    try:
        streets = [(told(one.name), one.rank, one.line) for one in main_streets(at)]
    except NoMapLoaded:
        streets = []
    points = [(told(one.name), one.lon, one.lat) for one in staging_points(at)]
    zones = [(number, told(names[number]), shape) for number, shape in zone_shapes(at)]
    return drawn(zones, streets, points)
