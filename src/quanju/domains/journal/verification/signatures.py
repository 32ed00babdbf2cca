"""Ed25519 signatures, with a library or with Python alone."""

import hashlib

_P = 2**255 - 19
_Q = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_Point = tuple[int, int, int, int]


def _added(a: _Point, b: _Point) -> _Point:
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    c, d = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: _Point) -> _Point:
    found: _Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = _added(found, point)
        point, factor = _added(point, point), factor >> 1
    return found


def _point(data: bytes) -> _Point | None:
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if y >= _P or (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


def slowly_signed(key: bytes, message: bytes, mark: bytes) -> bool:
    """Ed25519 as RFC 8032, section 5.1.7, says it; some milliseconds, for a Python alone."""
    base = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    if len(key) != 32 or len(mark) != 64 or base is None:
        return False
    signer, nonce, scale = _point(key), _point(mark[:32]), int.from_bytes(mark[32:], "little")
    if signer is None or nonce is None or scale >= _Q:
        return False
    asked = int.from_bytes(hashlib.sha512(mark[:32] + key + message).digest(), "little") % _Q
    left, right = _times(scale, base), _added(nonce, _times(asked, signer))
    return not (
        (left[0] * right[2] - right[0] * left[2]) % _P
        or (left[1] * right[2] - right[1] * left[2]) % _P
    )


def is_signed(public_key: str, message: bytes, signature: str) -> bool:
    """Does the Ed25519 signature hold? Quick with `cryptography`, by RFC 8032 itself without."""
    try:
        key, mark = bytes.fromhex(public_key), bytes.fromhex(signature)
    except ValueError:
        return False
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return slowly_signed(key, message, mark)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(mark, message)
    except (InvalidSignature, ValueError):
        return False
    return True
