"""Answers leave compressed where that helps, and never where something streams."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from tests.builders.people import an_appointment, sign_in

from quanju.pages.shared.compressed import CompressedMiddleware

ASKED = {"HTTP_ACCEPT_ENCODING": "gzip"}
LONG = "全局" * 500


def through(response):
    request = RequestFactory().get("/", **ASKED)
    return CompressedMiddleware(lambda asked: response)(request)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/geo+json"])
def test_words_are_packed_and_read_the_same(kind):
    answer = through(HttpResponse(LONG, content_type=kind))
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == LONG


@pytest.mark.parametrize(
    "kind", ["image/jpeg", "application/pdf", "application/vnd.mapbox-vector-tile"]
)
def test_what_is_packed_already_is_left_alone(kind):
    assert "Content-Encoding" not in through(HttpResponse(LONG, content_type=kind))


def test_a_stream_is_never_held_back():
    answer = through(StreamingHttpResponse(iter([LONG]), content_type="text/event-stream"))
    assert "Content-Encoding" not in answer


@pytest.mark.django_db
def test_a_page_of_the_product_leaves_packed(client):
    sign_in(client, an_appointment("system_admin"))
    answer = client.get("/administration/rules", **ASKED)
    assert answer["Content-Encoding"] == "gzip"
    assert "规则表" in gzip.decompress(answer.content).decode()
