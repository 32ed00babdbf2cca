"""Pages and layers leave compressed: the desk's page is 221 kB of repeated words, 17 kB packed.

What streams is left alone: an event of the live stream must not wait in a packer, and a file of a
list is written as it is fetched. The built browser code lies packed beside itself
(`frontend/build.py`).
"""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PACKED = ("text/", "application/json", "application/geo+json", "application/problem+json")
"""What shrinks; a tile, a photo and a PDF are packed already."""


class CompressedMiddleware(GZipMiddleware):
    """Django's own, which pads each answer against guessing what stands beside a secret."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(PACKED):
            return response
        return super().process_response(request, response)
