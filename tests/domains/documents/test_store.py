"""Both stores do the same: put once, read from anywhere, remove, list."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.domains.documents.buckets import a_bucket

from quanju.domains.documents.outside import store as stores
from quanju.domains.documents.outside.store import KEPT, THUMBS, BytesMissing, Store, StoreUnusable

CONTENT = os.urandom(6_000_000)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def opened(address: str, home: Path) -> Store:
    return stores._opened.__wrapped__(address, home)


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "folder":
        yield opened("", tmp_path)
        return
    with a_bucket() as (address, _):
        yield opened(address, tmp_path)


def put(store: Store, content: bytes = CONTENT, area: str = KEPT) -> str:
    digest = hashlib.sha256(content).hexdigest()
    file = store.incoming / "one.part"
    file.write_bytes(content)
    store.put(area, digest, file)
    assert not file.exists()
    return digest


def read(store: Store, *where: int) -> bytes:
    with closing(store.read(KEPT, DIGEST, *where)) as file:
        pieces = iter(lambda: file.read(70_000), b"")
        return b"".join(pieces)


def test_bytes_are_put_read_listed_and_removed(store: Store) -> None:
    assert store.size(KEPT, DIGEST) is None
    with pytest.raises(BytesMissing):
        read(store)
    put(store)
    put(store)
    put(store, b"small", THUMBS)
    assert store.size(KEPT, DIGEST) == len(CONTENT)
    assert [name for name, _ in store.all(KEPT)] == [DIGEST]
    assert read(store) == CONTENT
    assert read(store, 5_999_990) == CONTENT[-10:]
    assert read(store, 1, 300_000) == CONTENT[1:300_001]
    assert read(store, 5_999_990, 10) == CONTENT[-10:]
    store.remove(KEPT, DIGEST)
    store.remove(KEPT, DIGEST)
    assert store.size(KEPT, DIGEST) is None
    assert list(store.all(KEPT)) == []


def test_a_folder_is_ours_alone(tmp_path: Path) -> None:
    put(opened("", tmp_path))
    made = [path for path in (tmp_path / "files").rglob("*") if path.is_dir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o700}
    assert (tmp_path / "files" / "kept" / DIGEST[:2] / DIGEST).read_bytes() == CONTENT


def test_the_setting_names_the_folder_or_is_refused(tmp_path: Path) -> None:
    put(opened(f"file://{tmp_path}/else where", tmp_path), b"x")
    assert len(list((tmp_path / "else where" / "kept").rglob("*"))) == 2
    for wrong in ("ftp://x", "s3://host", "somewhere"):
        with pytest.raises(StoreUnusable):
            opened(wrong, tmp_path)


def test_a_store_that_is_away_says_so_and_names_no_secret(tmp_path: Path) -> None:
    away = opened("s3+http://us:secret@127.0.0.1:9/evidence", tmp_path)
    away._bucket = type(away._bucket)(  # type: ignore[attr-defined]
        "evidence",
        endpoint="http://127.0.0.1:9",
        access_key_id="us",
        secret_access_key="secret",
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
    with pytest.raises(StoreUnusable) as refused:
        put(away)
    assert refused.value.status == 503
    assert "secret" not in str(refused.value)
