"""The second factor of an account: TOTP and recovery codes, kept by allauth, encrypted by us."""

import base64
import hashlib
from functools import lru_cache
from typing import Any, ClassVar

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet
from django.conf import settings

from quanju.domains.kernel.types import Text
from quanju.domains.people.models import Person


@lru_cache(maxsize=4)
def _cipher(secret_key: str) -> Fernet:
    digest = hashlib.sha256(b"quanju second factor\x00" + secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def encrypted_for(secret_key: str, text: str) -> str:
    """A secret as a home with this key keeps it at rest."""
    return _cipher(secret_key).encrypt(text.encode()).decode()


class EncryptingAdapter(DefaultMFAAdapter):
    """Secrets at rest are encrypted with a key derived from the site's secret key (MFA_ADAPTER)."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": Text(
            "验证码不对，或刚刚用过。", "The code is wrong or was used a moment ago."
        ),
    }

    def encrypt(self, text: str) -> str:
        return encrypted_for(settings.SECRET_KEY, text)

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()


def step_of(person: int, code: str) -> int | None:
    """The 30-second step that a TOTP code belongs to; None if it is not a code of now."""
    row = Authenticator.objects.filter(user_id=person, type=Authenticator.Type.TOTP).first()
    if row is None:
        return None
    secret = decrypt(row.data["secret"])
    typed = normalize_user_code(code)
    steps = yield_hotp_counters_from_time()
    return next((n for n in steps if format_hotp_value(hotp_value(secret, n)) == typed), None)


def store(person: Person, secret: str) -> None:
    """Keep the TOTP secret and make recovery codes."""
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)


def remove(person: int) -> None:
    """Take TOTP and recovery codes off the account."""
    Authenticator.objects.filter(user_id=person).delete()


def renew_recovery_codes(person: Person) -> list[str]:
    """Make new recovery codes; the old ones stop working."""
    Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    return RecoveryCodes.activate(person).generate_codes()
