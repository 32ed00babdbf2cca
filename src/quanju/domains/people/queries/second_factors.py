"""Whether an account has a second factor, and what is left of its recovery codes."""

from allauth.mfa.models import Authenticator


def has_second_factor(person: int) -> bool:
    codes = Authenticator.objects.filter(user_id=person, type=Authenticator.Type.TOTP)
    return bool(codes.exists())


def unused_recovery_codes(person: int) -> list[str]:
    row = Authenticator.objects.filter(
        user_id=person, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return row.wrap().get_unused_codes() if row else []
