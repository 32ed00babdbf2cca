"""The second factor of an account: TOTP and recovery codes, kept by allauth, encrypted by us."""

import base64
import hashlib
from functools import lru_cache

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet
from django.conf import settings

from quanju.domains.people.models import Person


@lru_cache(maxsize=4)
def _cipher(secret_key: str) -> Fernet:
    digest = hashlib.sha256(b"quanju second factor\x00" + secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


class EncryptingAdapter(DefaultMFAAdapter):
    """Secrets at rest are encrypted with a key derived from the site's secret key (MFA_ADAPTER)."""

    def encrypt(self, text: str) -> str:
        return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()


def has_second_factor(person: int) -> bool:
    return Authenticator.objects.filter(user_id=person, type=Authenticator.Type.TOTP).exists()


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


def unused_recovery_codes(person: int) -> list[str]:
    row = Authenticator.objects.filter(
        user_id=person, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return row.wrap().get_unused_codes() if row else []
