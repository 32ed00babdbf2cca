"""Where the bytes of stored files rest: a folder beside the database, or an S3-compatible store.

A file is named by the SHA-256 of its bytes, so the same bytes rest once and a name can be checked.
`QUANJU_FILES` alone decides: nothing for `files` in the home, `file:///FOLDER`, or
`s3://KEY:SECRET@HOST/BUCKET` (`s3+http://` for a store on the same machine without TLS).
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from quanju.domains.kernel.types import Refused, Text

KEPT, THUMBS, QUARANTINE = "kept", "thumbs", "quarantine"
"""The three areas: what is served, small pictures of it, and what carries malware."""

PIECE = 1 << 18


class StoreUnusable(Refused):
    """The setting cannot be used, or the store does not answer."""

    code = "FILE_STORE_UNUSABLE"
    text = Text(
        "文件存储现在不能用（{why}），没有保存；请稍后再试",
        "The file store cannot be used now ({why}); nothing was stored. Try again later",
    )
    status = 503


class BytesMissing(Refused):
    """The row is there and its bytes are not: `quanju files verify` names it too."""

    code = "FILE_BYTES_MISSING"
    text = Text(
        "文件内容不在存储中，请告知系统管理员",
        "The bytes of this file are not in the store; tell the system administrator",
    )
    status = 503


class Bytes(Protocol):
    """Bytes on their way out, never whole in memory."""

    def read(self, size: int = -1, /) -> bytes: ...

    def close(self) -> None: ...


class Store(Protocol):
    """`incoming` is the folder where uploads are written before they are put."""

    incoming: Path

    def put(self, area: str, digest: str, file: Path) -> None:
        """Take `file`, which is whole on disk and goes; again is nothing new."""

    def read(self, area: str, digest: str, start: int = 0, length: int | None = None) -> Bytes:
        """From byte `start` on, `length` of them or all; `BytesMissing`."""

    def size(self, area: str, digest: str) -> int | None:
        """How many bytes rest there; None if nothing does."""

    def remove(self, area: str, digest: str) -> None:
        """Take them away; what is gone already is no fault."""

    def all(self, area: str) -> Iterator[tuple[str, datetime]]:
        """Every name of the area, and when it was put there last."""


class Folder:
    """A folder of ours alone: 0700, files 0600, two levels so that no folder grows endless."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self.incoming = _private(top / "incoming")

    def put(self, area: str, digest: str, file: Path) -> None:
        target = self._path(area, digest)
        _private(target.parent)
        os.replace(file, target)
        _sync_folder(target.parent)

    def read(self, area: str, digest: str, start: int = 0, length: int | None = None) -> Bytes:
        try:
            file = self._path(area, digest).open("rb")
        except FileNotFoundError:
            raise BytesMissing from None
        file.seek(start)
        return file if length is None else _Part(file, length)

    def size(self, area: str, digest: str) -> int | None:
        try:
            return self._path(area, digest).stat().st_size
        except FileNotFoundError:
            return None

    def remove(self, area: str, digest: str) -> None:
        path = self._path(area, digest)
        with suppress(FileNotFoundError):
            path.unlink()
            _sync_folder(path.parent)

    def all(self, area: str) -> Iterator[tuple[str, datetime]]:
        for path in sorted((self._top / area).glob("??/*")):
            with suppress(FileNotFoundError):
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, area: str, digest: str) -> Path:
        return self._top / area / digest[:2] / digest


class _Part:
    """The next `left` bytes of a file."""

    def __init__(self, file: IO[bytes], left: int) -> None:
        self._file, self._left = file, left

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        piece = self._file.read(wanted)
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()


class Objects:
    """A bucket of any store that speaks S3; needs the extra `quanju[s3]`."""

    def __init__(self, address: str, incoming: Path) -> None:
        self.incoming = _private(incoming)
        self._prefix, self._bucket = _bucket_of(address)

    def put(self, area: str, digest: str, file: Path) -> None:
        import obstore

        with _told():
            obstore.put(self._bucket, self._name(area, digest), file)
        file.unlink()

    def read(self, area: str, digest: str, start: int = 0, length: int | None = None) -> Bytes:
        import obstore
        from obstore.exceptions import NotFoundError

        wanted: Any = {"offset": start} if length is None else (start, start + length)
        options = {"range": wanted} if start or length is not None else None
        with _told():
            try:
                found = obstore.get(
                    self._bucket,
                    self._name(area, digest),
                    options=options,  # type: ignore[arg-type]
                )
            except (NotFoundError, FileNotFoundError):
                raise BytesMissing from None
        return _Stream(found.stream(min_chunk_size=PIECE))

    def size(self, area: str, digest: str) -> int | None:
        import obstore
        from obstore.exceptions import NotFoundError

        with _told():
            try:
                return obstore.head(self._bucket, self._name(area, digest))["size"]
            except (NotFoundError, FileNotFoundError):
                return None

    def remove(self, area: str, digest: str) -> None:
        import obstore
        from obstore.exceptions import NotFoundError

        with _told(), suppress(NotFoundError, FileNotFoundError):
            obstore.delete(self._bucket, self._name(area, digest))

    def all(self, area: str) -> Iterator[tuple[str, datetime]]:
        import obstore

        with _told():
            for some in obstore.list(self._bucket, prefix=f"{self._prefix}{area}/"):
                for one in some:
                    yield one["path"].rpartition("/")[2], one["last_modified"]

    def _name(self, area: str, digest: str) -> str:
        return f"{self._prefix}{area}/{digest[:2]}/{digest}"


class _Stream:
    """Pieces as they come, handed out in the sizes asked for."""

    def __init__(self, pieces: Any) -> None:
        self._pieces, self._rest = iter(pieces), b""

    def read(self, size: int = -1, /) -> bytes:
        while size < 0 or len(self._rest) < size:
            with _told():
                piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += bytes(piece)
        cut = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:cut], self._rest[cut:]
        return given

    def close(self) -> None:
        self._pieces = iter(())


class _told:
    """What the store says in its own way becomes a sentence of ours; it never names the secret."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if error is not None and type(error).__module__.startswith("obstore"):
            raise StoreUnusable(why=type(error).__name__) from error


def _bucket_of(address: str) -> tuple[str, Any]:
    """The prefix inside the bucket, and the bucket."""
    try:
        from obstore.store import S3Store
    except ImportError:
        raise StoreUnusable(why="pip install quanju[s3]") from None
    parts = urlsplit(address)
    bucket, _, inside = parts.path.strip("/").partition("/")
    if not (parts.hostname and bucket):
        raise StoreUnusable(why="QUANJU_FILES: s3://KEY:SECRET@HOST/BUCKET")
    is_open = parts.scheme == "s3+http"
    host = parts.netloc.rpartition("@")[2]
    store = S3Store(
        bucket,
        endpoint=f"{'http' if is_open else 'https'}://{host}",
        region=parse_qs(parts.query).get("region", ["us-east-1"])[0],
        access_key_id=unquote(parts.username or ""),
        secret_access_key=unquote(parts.password or ""),
        virtual_hosted_style_request=False,
        disable_bulk_delete=True,  # not every store of this kind has it
        client_options={"allow_http": is_open, "timeout": "60s", "connect_timeout": "5s"},
        retry_config={"max_retries": 3, "retry_timeout": _seconds(20)},
    )
    return f"{inside}/" if inside else "", store


def _seconds(count: int) -> Any:
    from datetime import timedelta

    return timedelta(seconds=count)


def _private(folder: Path) -> Path:
    """The folder, made where it is missing, for our own account alone."""
    if not folder.is_dir():
        _private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _sync_folder(folder: Path) -> None:
    """A name is safe on disk once its folder is (POSIX)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def store() -> Store:
    """The store of the setting."""
    return _opened(settings.FILES_AT, settings.HOME)


@cache
def _opened(address: str, home: Path) -> Store:
    scheme = urlsplit(address).scheme
    if not address:
        return Folder(home / "files")
    if scheme == "file":
        return Folder(Path(unquote(urlsplit(address).path)))
    if scheme in ("s3", "s3+http"):
        return Objects(address, home / "files" / "incoming")
    raise StoreUnusable(why="QUANJU_FILES: file:///FOLDER | s3://KEY:SECRET@HOST/BUCKET")
