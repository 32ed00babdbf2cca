"""ClamAV's daemon by its socket: the bytes go out in pieces (INSTREAM), one line comes back.

`QUANJU_CLAMAV` is `unix:/run/clamav/clamd.ctl` or `tcp:HOST:PORT`; without it no scanner runs, and
the pages say so.
"""

import socket
import struct
from contextlib import closing, suppress

from django.conf import settings

from quanju.domains.documents.outside.store import PIECE, Bytes

PATIENCE_S = 30.0
"""For one answer; a scanner that hangs must not hold an upload longer than a line would."""


class NoScanner(Exception):
    """No scanner is set, it does not answer, or it cannot take this file; the reason in words."""


def has_scanner() -> bool:
    return bool(settings.CLAMAV)


def scanned(file: Bytes) -> str:
    """The name of the malware in these bytes, "" if none was found; `NoScanner`."""
    if not has_scanner():
        raise NoScanner("none is set")
    try:
        with closing(_connected(settings.CLAMAV)) as line:
            return _verdict(_asked(line, file))
    except OSError as error:
        raise NoScanner(type(error).__name__) from error


def _connected(address: str) -> socket.socket:
    kind, _, where = address.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(PATIENCE_S)
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    if kind != "tcp" or not (port.isascii() and port.isdecimal() and len(port) < 6):
        raise NoScanner("QUANJU_CLAMAV: unix:FILE | tcp:HOST:PORT")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_S)


def _asked(line: socket.socket, file: Bytes) -> bytes:
    """Send everything; a scanner that has heard enough closes its ear, its answer is read still."""
    with suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < 4096 and (some := line.recv(1024)):
        answer += some
    return answer.rstrip(b"\0\n")


def _verdict(answer: bytes) -> str:
    words = answer.decode("utf-8", "replace").removeprefix("stream: ").strip()
    if words == "OK":
        return ""
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")[:120]
    raise NoScanner(words[:120] or "no answer")
