"""The demo's SMS gateway: a process of its own that takes a key once and never outlives the demo."""

from urllib.parse import urlsplit

import pytest

from quanju.demo import gateway
from quanju.demo.gateway import Telephones
from quanju.domains.kernel.outside import NotTaken
from quanju.domains.kernel.outside.web import get, post


def test_it_takes_messages_over_the_wire_and_ends_with_who_started_it():
    process, port = gateway.start()
    url = urlsplit(gateway.address(port))
    post(url, '{"key": "a", "to": "li", "text": "请签收"}'.encode())
    with pytest.raises(NotTaken) as refused:
        post(url, b"[]")
    assert refused.value.is_final
    (one,) = get(url)
    assert (one["to"], one["text"], one["state"]) == ("li", "请签收", "sent")
    assert get(url._replace(path=url.path + "/a"))["key"] == "a"
    process.stdin.close()
    assert process.wait(10) == 0
    process.stdout.close()


def test_a_key_that_comes_twice_rings_once():
    phones = Telephones()
    phones.take("a", "li", "x")
    phones.take("a", "li", "x")
    (one,) = phones.all()
    assert one["times"] == 2


def test_what_arrived_is_told_a_little_later(monkeypatch):
    phones = Telephones()
    phones.take("a", "li", "x")
    began = phones.told("a")["at"]
    states = []
    for after in (gateway.ARRIVES_AFTER_S - 0.1, gateway.ARRIVES_AFTER_S):
        monkeypatch.setattr(gateway.time, "time", lambda after=after: began + after)
        states.append(phones.told("a")["state"])
    assert states == ["sent", "delivered"]
    assert phones.told("b") is None
