"""A small store that speaks as much S3 as ours asks for: put, parts, get with a range, list."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


class _Bucket(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_PUT(self) -> None:
        name, asked = self._asked()
        content = self.rfile.read(int(self.headers["Content-Length"]))
        part = asked.get("partNumber")
        (self.server.parts if part else self.server.objects)[name + "".join(part or [])] = content
        self._answer(200, b"", ETag=f'"{len(content)}"')

    def do_POST(self) -> None:
        name, asked = self._asked()
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "uploads" in asked:
            self._xml("InitiateMultipartUploadResult", "<UploadId>1</UploadId>")
            return
        mine = sorted(n for n in self.server.parts if n.startswith(name))
        self.server.objects[name] = b"".join(self.server.parts.pop(n) for n in mine)
        self._xml("CompleteMultipartUploadResult", "<ETag>x</ETag>")

    def do_GET(self) -> None:
        name, asked = self._asked()
        if "list-type" in asked:
            self._list(asked.get("prefix", [""])[0])
            return
        content = self.server.objects.get(name)
        if content is None:
            self._answer(404, b"")
            return
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not wanted:
            self._answer(200, content)
            return
        start, last = int(wanted[1]), int(wanted[2] or len(content) - 1)
        piece = content[start : last + 1]
        place = f"bytes {start}-{start + len(piece) - 1}/{len(content)}"
        self._answer(206, piece, **{"Content-Range": place})

    do_HEAD = do_GET

    def do_DELETE(self) -> None:
        name, _ = self._asked()
        self.server.objects.pop(name, None)
        self._answer(204, b"")

    def _list(self, prefix: str) -> None:
        found = "".join(
            f"<Contents><Key>{name}</Key><LastModified>2026-11-23T04:00:00.000Z</LastModified>"
            f"<Size>{len(content)}</Size><ETag>x</ETag></Contents>"
            for name, content in sorted(self.server.objects.items())
            if name.startswith(prefix)
        )
        self._xml("ListBucketResult", f"<IsTruncated>false</IsTruncated>{found}")

    def _asked(self) -> tuple[str, dict[str, list[str]]]:
        assert "Credential=us/" in self.headers["Authorization"]
        parts = urlsplit(self.path)
        bucket, _, name = parts.path.lstrip("/").partition("/")
        assert bucket == "evidence"
        return name, parse_qs(parts.query, keep_blank_values=True)

    def _xml(self, name: str, text: str) -> None:
        self._answer(200, f"<{name} xmlns='{NAMESPACE}'>{text}</{name}>".encode())

    def _answer(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        headers = {"Last-Modified": "Mon, 23 Nov 2026 04:00:00 GMT", "ETag": '"x"', **headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    objects: dict[str, bytes]
    parts: dict[str, bytes]


@contextmanager
def a_bucket() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Its address for QUANJU_FILES, and what lies in it."""
    with _Server(("127.0.0.1", 0), _Bucket) as server:
        server.objects, server.parts = {}, {}
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield (
            f"s3+http://us:se%2Fcret@127.0.0.1:{server.server_port}/evidence/hailar",
            server.objects,
        )
        server.shutdown()
