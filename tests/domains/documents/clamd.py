"""A small clamd that speaks INSTREAM: what holds the word EICAR is malware."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > self.server.most:  # type: ignore[attr-defined]
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        if self.server.is_dumb:  # type: ignore[attr-defined]
            return
        self.server.seen.append(content)  # type: ignore[attr-defined]
        found = b"Eicar-Signature FOUND" if b"EICAR" in content else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    most = 10_000_000
    is_dumb = False
    seen: list[bytes]


@contextmanager
def a_clamd(folder: Path, **options: Any) -> Iterator[tuple[str, list[bytes]]]:
    """Its address for QUANJU_CLAMAV, and what it was shown."""
    path = folder / "clamd.sock"
    with _Server(str(path), _Line) as server:
        server.seen = []
        for name, value in options.items():
            setattr(server, name, value)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield f"unix:{path}", server.seen
        server.shutdown()
