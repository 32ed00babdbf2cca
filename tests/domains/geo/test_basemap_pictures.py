"""Each town drawn by the product's own map: water where water is, names that can be read.

With QUANJU_PICTURES=FOLDER the pictures are kept there, for people: one must recognise the town.
"""

import pytest
from playwright.sync_api import Browser
from tests.domains.geo.basemap_page import Colour, Picture, View, draw_all
from tests.domains.geo.basemap_real import built

from quanju.domains.geo.basemap.types import OSM_CREDIT

pytestmark = [pytest.mark.browser, pytest.mark.long]

VIEWS = {
    "porto": (
        (-8.63, 41.146, 12.7),
        {"sea": (-8.70, 41.14), "mouth": (-8.668, 41.1445), "town": (-8.6003, 41.1649)},
    ),
    "monaco": (
        (7.425, 43.7365, 15),
        {"harbour": (7.4262, 43.7352), "sea": (7.440, 43.730), "land": (7.412, 43.742)},
    ),
    "krems": (
        (15.62, 48.405, 14),
        {"danube": (15.6290, 48.4022), "below": (15.6586, 48.389), "land": (15.60, 48.412)},
    ),
    "futian": ((114.018, 22.533, 15), {"land": (114.003, 22.521)}),
    "helsinki": (
        (24.944, 60.1716, 15.4),
        {"bay": (24.9440, 60.1775), "park": (24.9462, 60.1755), "land": (24.960, 60.171)},
    ),
    "liechtenstein": (
        (9.555, 47.16, 11.6),
        {"forest": (9.56, 47.155), "outside": (9.40, 47.2)},
    ),
}
TOWNS = tuple(VIEWS)


@pytest.fixture(scope="module")
def pictures(chromium: Browser) -> dict[str, Picture]:
    views = {name: View(built(name).store, *view, places) for name, (view, places) in VIEWS.items()}
    return draw_all(chromium, views)


def difference(first: Colour, second: Colour) -> int:
    return sum(abs(a - b) for a, b in zip(first, second, strict=True))


def is_blue(colour: Colour) -> bool:
    red, _, blue = colour
    return blue > red + 15


def unwritten(picture: Picture, *names: str) -> list[str]:
    """Names that are not on the picture; along a street that runs west letters come in turn."""
    bare = {name: "".join(name.split()) for name in names}
    return [
        name
        for name, letters in bare.items()
        if letters not in picture.words and letters[::-1] not in picture.words
    ]


@pytest.mark.parametrize("name", TOWNS)
def test_every_town_is_drawn_and_says_whose_data_it_is(
    pictures: dict[str, Picture], name: str
) -> None:
    assert pictures[name].png.startswith(b"\x89PNG")
    assert pictures[name].tones > 500
    assert OSM_CREDIT in pictures[name].credit


def test_porto_shows_the_mouth_of_its_river(pictures: dict[str, Picture]) -> None:
    colours = pictures["porto"].colours

    assert difference(colours["mouth"], colours["sea"]) == 0
    assert difference(colours["town"], colours["sea"]) > 3
    assert not unwritten(pictures["porto"], "Rua do Ouro", "Via Norte")


def test_monaco_shows_its_harbour_and_the_sea(pictures: dict[str, Picture]) -> None:
    colours = pictures["monaco"].colours

    assert is_blue(colours["harbour"])
    assert difference(colours["harbour"], colours["sea"]) == 0
    assert not is_blue(colours["land"])
    assert not unwritten(pictures["monaco"], "Monte-Carlo", "Fontvieille")


def test_krems_shows_the_danube(pictures: dict[str, Picture]) -> None:
    colours = pictures["krems"].colours

    assert is_blue(colours["danube"])
    assert is_blue(colours["below"])
    assert not is_blue(colours["land"])
    assert not unwritten(pictures["krems"], "Donau")


def test_futian_shows_its_streets_in_chinese(pictures: dict[str, Picture]) -> None:
    assert not unwritten(pictures["futian"], "深南大道", "红荔路", "福强路", "香蜜湖路")


def test_helsinki_shows_the_bay_and_the_park(pictures: dict[str, Picture]) -> None:
    colours = pictures["helsinki"].colours

    assert is_blue(colours["bay"])
    assert not is_blue(colours["park"])
    assert difference(colours["park"], colours["land"]) > 8
    assert not unwritten(pictures["helsinki"], "Mannerheimintie")


def test_liechtenstein_shows_its_forests_and_the_rhine(pictures: dict[str, Picture]) -> None:
    colours = pictures["liechtenstein"].colours

    assert difference(colours["forest"], colours["outside"]) > 8
    assert not unwritten(pictures["liechtenstein"], "沙恩", "巴尔采斯")


def test_the_picture_s_places_are_where_the_tiles_say(chromium: Browser) -> None:
    """In the dark as well: the same places, other colours."""
    view, places = VIEWS["monaco"]

    town = {"monaco-dark": View(built("monaco").store, *view, places)}
    dark = draw_all(chromium, town, theme="dark")

    colours = dark["monaco-dark"].colours
    assert difference(colours["harbour"], colours["sea"]) == 0
    assert difference(colours["harbour"], colours["land"]) > 8
    assert sum(colours["land"]) < 150
