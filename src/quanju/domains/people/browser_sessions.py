"""What a browser's cookie opens (SESSION_ENGINE): Django's table, but it keeps no key.

The cookie holds the key and the table its hash, so whoever steals the database or a backup of it
holds nobody's session. Moments are the service's own: a computer whose clock is set forward signs
nobody out.
"""

import hashlib
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.prepared import Prepared

KEPT = 40  # the length of Django's column; 160 bits of a hash over a random key


def stored(key: str) -> str:
    """What the table holds instead of `key`. The key is random, so that a plain hash is enough."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:KEPT]


_FOUND = Prepared(
    lambda key, at: Session.objects.filter(expire_date__gt=at, session_key=key),
    key=str,
    at=datetime,
)


class SessionStore(db.SessionStore):
    """Django's sessions, looked up by the hash of their key."""

    def _get_session_from_db(self) -> Session | None:
        found = _FOUND(key=stored(self.session_key or ""), at=now())
        if not found:
            self._session_key = None
        return found[0] if found else None

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(stored(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        return Session(
            session_key=stored(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(modification=now()),
        )

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(session_key=stored(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expire_date__lt=now()).delete()

    async def _aget_session_from_db(self) -> Session | None:
        return await sync_to_async(self._get_session_from_db)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def acreate_model_instance(self, data: dict[str, Any]) -> Session:
        return await sync_to_async(self.create_model_instance)(data)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)
