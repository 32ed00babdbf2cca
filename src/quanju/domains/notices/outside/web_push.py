"""Web Push: a phone that sleeps is woken by the service of its browser's maker.

RFC 8291 with `aes128gcm`, RFC 8292 (VAPID) with a key of the home. The maker learns that a phone is
woken and when; it can read nothing, and there is nothing to read: the message is one letter.
"""

import base64
import json
import os
import time
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from quanju.domains.journal.keys import keep_key
from quanju.domains.kernel.outside.web import post

MESSAGE = b"1"
"""Something waits. What, the phone asks ourselves."""
TTL_S = 60
"""An order that no phone has shown within a minute goes by radio; the maker forgets it then."""
WAIT_S = 5.0
TOKEN_S = 3600
RECORD = 4096
CURVE = ec.SECP256R1()


def key_file(home: Path) -> Path:
    """Where the home keeps the key that our pushes are signed with."""
    return home / "keys" / "web-push-p256.pem"


def public_key() -> str:
    """What a browser is given to subscribe with."""
    return _text(_point(_own_key()))


def is_point(text: str) -> bool:
    """Whether this is a public key of a browser."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _bytes(text))
    except ValueError:
        return False
    return True


def send(endpoint: str, p256dh: str, auth: str) -> None:
    """Wake one phone; `NotTaken` where its service does not take it."""
    url = urlsplit(endpoint)
    headers = {
        "Authorization": _signed(f"{url.scheme}://{url.netloc}"),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL_S),
        "Urgency": "high",
    }
    post(url, sealed(MESSAGE, _bytes(p256dh), _bytes(auth)), headers=headers, wait_s=WAIT_S)


def sealed(message: bytes, receiver: bytes, auth: bytes) -> bytes:
    """The body that the receiver alone opens: one record after its header (RFC 8188, 8291)."""
    own, salt = ec.generate_private_key(CURVE), os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, receiver)
    point = _point(own)
    info = b"WebPush: info\x00" + receiver + point
    shared = HKDF(SHA256(), 32, auth, info).derive(own.exchange(ec.ECDH(), theirs))
    key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(shared)
    nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(shared)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(point)]) + point
    return head + AESGCM(key).encrypt(nonce, message + b"\x02", None)


def _signed(origin: str) -> str:
    """That it is we who push, for this service and this hour."""
    told = {"aud": origin, "exp": int(time.time()) + TOKEN_S, "sub": settings.ADDRESS}
    parts = [json.dumps(one).encode() for one in ({"typ": "JWT", "alg": "ES256"}, told)]
    signing = ".".join(_text(one) for one in parts)
    r, s = decode_dss_signature(_own_key().sign(signing.encode(), ec.ECDSA(SHA256())))
    token = f"{signing}.{_text(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    return f"vapid t={token}, k={public_key()}"


def _own_key() -> ec.EllipticCurvePrivateKey:
    path = key_file(Path(settings.HOME))
    if not path.exists():
        made = ec.generate_private_key(CURVE)
        keep_key(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return _read(path)


@lru_cache(maxsize=4)
def _read(path: Path) -> ec.EllipticCurvePrivateKey:
    found = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} 不是 P-256 密钥 / does not hold a P-256 key")
    return found


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
