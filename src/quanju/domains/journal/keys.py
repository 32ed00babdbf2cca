"""The branch's keys: made once, readable by the service alone.

One signs seals and exports and has a public half. The other is secret altogether: it marks the
head of the chain and the digests of protected rows, so that whoever can write into the database,
but cannot read the home folder, cannot make them.
"""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings


def signing_key_file(home: Path) -> Path:
    return home / "keys" / "journal-ed25519.pem"


def branch_key() -> Ed25519PrivateKey:
    """Load the Ed25519 key from the home folder; make it at the first call."""
    path = signing_key_file(settings.HOME)
    if not path.exists():
        key = Ed25519PrivateKey.generate()
        keep_key(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return _signing_key(path)


def _signing_key(path: Path) -> Ed25519PrivateKey:
    found = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(found, Ed25519PrivateKey):
        raise ValueError(f"{path} 不是 Ed25519 密钥 / does not hold an Ed25519 key")
    return found


def public_key_in(home: Path) -> str:
    """The branch's public key in hex; empty if the home has none. Makes none, needs no Django."""
    path = signing_key_file(home)
    if not path.is_file():
        return ""
    return _signing_key(path).public_key().public_bytes_raw().hex()


def keep_key(path: Path, content: bytes) -> None:
    """Write a key under another name first: two processes that start together use the same."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    mine.touch(mode=0o600)
    mine.write_bytes(content)
    try:
        os.link(mine, path)
    except FileExistsError:
        pass
    finally:
        mine.unlink()


def record_key() -> bytes:
    """The secret of marks and digests, 32 bytes; made at the first call."""
    return _record_key(settings.HOME / "keys" / "journal-record.key")


@lru_cache(maxsize=8)
def _record_key(path: Path) -> bytes:
    if not path.exists():
        keep_key(path, secrets.token_hex(32).encode())
    found = bytes.fromhex(path.read_text("ascii").strip())
    if len(found) != 32:
        raise ValueError(f"{path} 不是 32 字节的密钥 / does not hold a key of 32 bytes")
    return found


def head_mark(chain: str, number: int, found: str) -> str:
    """The service's mark on the head of a chain, which nobody else can make."""
    message = f"head\n{chain}\n{number}\n{found}".encode()
    return hmac.new(record_key(), message, hashlib.sha256).hexdigest()
