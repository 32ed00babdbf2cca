"""The wall shows numbers by a key: what is open and where by zone, and nothing of anybody."""

import pytest
from django.test import Client
from tests.builders.incidents import an_incident
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.actions.screens import open_screen, withdraw_screen
from quanju.domains.dispatch.models import WallScreen
from quanju.domains.dispatch.queries.wall import MOST, check_screen, wall
from quanju.domains.kernel.types import NotFound, Refused

pytestmark = pytest.mark.django_db


def test_a_key_opens_until_it_is_withdrawn_and_is_kept_as_a_hash(town):
    chief = an_actor("shift_supervisor")
    screen, key = open_screen(name="大厅", by=chief, at=NOON)
    check_screen(key)
    assert key not in str(WallScreen.objects.values().get())
    withdraw_screen(screen=screen.pk, by=chief, at=NOON)
    with pytest.raises(NotFound):
        check_screen(key)
    with pytest.raises(Refused):
        withdraw_screen(screen=screen.pk, by=chief, at=NOON)
    with pytest.raises(Refused):
        open_screen(name="大厅", by=an_actor("dispatcher"), at=NOON)


def test_it_counts_by_grade_and_zone_and_says_how_many_more(town):
    for n in range(MOST + 1):
        an_incident(where=(1 + n % 4, 2), grade=1)
    shown = wall(at=NOON)
    assert shown.by_grade[0] == (1, MOST + 1)
    assert (len(shown.matters), shown.more) == (MOST, 1)
    assert sum(zone.open for zone in shown.zones) == MOST + 1


def test_the_page_tells_no_place_no_number_and_no_word(town):
    row = an_incident(text="张三在滨河路 5 号")
    _, key = open_screen(name="大厅", by=an_actor("shift_supervisor"), at=NOON)
    page = Client().get(f"/dispatch/wall/{key}")
    assert page.status_code == 200
    told = page.content.decode()
    for secret in (row.number, row.number[4:], "张三", row.address):
        assert not secret or secret not in told
    assert Client().get("/dispatch/wall/wrong").status_code == 404
