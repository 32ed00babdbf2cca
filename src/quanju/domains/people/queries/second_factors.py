"""Whether an account has a second factor, and what is left of its recovery codes."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt

from quanju.domains.people.second_factor import encrypted_for


def has_second_factor(person: int) -> bool:
    codes = Authenticator.objects.filter(user_id=person, type=Authenticator.Type.TOTP)
    return bool(codes.exists())


def unused_recovery_codes(person: int) -> list[str]:
    row = Authenticator.objects.filter(
        user_id=person, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return row.wrap().get_unused_codes() if row else []


def carried_factors(secret_key: str) -> Iterator[dict[str, Any]]:
    """All second factors as rows for another home of the branch, encrypted for its secret key."""
    for row in Authenticator.objects.order_by("pk").iterator():
        data = dict(row.data)
        for name in ("secret", "seed"):
            if name in data:
                data[name] = encrypted_for(secret_key, decrypt(data[name]))
        fields = {"user": row.user_id, "type": row.type, "data": data}
        yield {
            "model": row._meta.label_lower,
            "pk": row.pk,
            "fields": fields | {"created_at": row.created_at.isoformat()},
        }
