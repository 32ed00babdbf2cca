"""A session holds a few streams, a process as many as it has files for; both say so."""

from contextlib import ExitStack

import pytest
from tests.builders.people import an_appointment, sign_in

from quanju.config.files import RESERVE, streams_within
from quanju.pages.live import views
from quanju.pages.live.seats import NoMoreStreams, Seats, TooManyStreams


def taken(seats, *sessions):
    stack = ExitStack()
    for session in sessions:
        seats.check(session)
        stack.enter_context(seats.take(session))
    return stack


def test_a_session_holds_its_number_and_not_one_more():
    seats = Seats(of_a_session=2, most=10)
    with taken(seats, "a", "a"):
        with pytest.raises(TooManyStreams):
            seats.check("a")
        seats.check("b")


def test_a_process_holds_its_number_and_not_one_more():
    seats = Seats(of_a_session=2, most=3)
    with taken(seats, "a", "a", "b"), pytest.raises(NoMoreStreams):
        seats.check("c")


def test_a_stream_that_ends_gives_its_seat_back():
    seats = Seats(of_a_session=1, most=1)
    with taken(seats, "a"):
        pass

    seats.check("a")
    assert seats.taken == 0


def test_the_limit_of_files_says_how_many_streams_there_are():
    assert streams_within(10_000) == 10_000 - RESERVE
    assert streams_within(100) == 16


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seats", "status", "after", "words"),
    [
        (Seats(of_a_session=0, most=9), 429, "60", "这次登录已开着 0 条实时线路"),
        (Seats(of_a_session=9, most=0), 503, "10", "服务器的实时线路已满"),
    ],
)
def test_one_more_is_told_when_to_come_again(client, monkeypatch, seats, status, after, words):
    sign_in(client, an_appointment("dispatcher"))
    monkeypatch.setattr(views, "seats", lambda: seats)

    answer = client.get("/live/stream", headers={"accept": "text/event-stream"})

    assert answer.status_code == status
    assert answer["Retry-After"] == after
    assert words in answer.json()["title_zh"]
