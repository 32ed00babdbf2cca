"""Verbs on telephone systems: give one a key, take the key back."""

import secrets
from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts
from quanju.domains.dispatch.models import Bridge
from quanju.domains.dispatch.permissions import may_manage_bridges
from quanju.domains.dispatch.telephone import key_hash
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor


class BridgeKnown(Refused):
    """A telephone system has one key; a new one comes after the old one was withdrawn."""

    code = "BRIDGE_KNOWN"
    text = Text(
        "“{name}”已有密钥；先收回，再发新的",
        "“{name}” has a key; withdraw it before you make another",
    )
    status = 422
    field = "name"


class BridgeWithdrawn(Refused):
    """The key was taken back before."""

    code = "BRIDGE_WITHDRAWN"
    text = Text("这把密钥已经收回", "This key has been withdrawn already")


def add_bridge(*, name: str, by: Actor, at: datetime) -> tuple[Bridge, str]:
    """Let a telephone system tell us of its calls; returns it and its key, which nobody keeps."""
    may_manage_bridges(by).or_refuse()
    told = words.line(name, Text("名称", "the name"), longest=60, field="name")
    key = secrets.token_urlsafe(32)
    with write():
        if Bridge.objects.filter(name=told, withdrawn_at=None).exists():
            raise BridgeKnown(name=told)
        row = Bridge.objects.create(name=told, key_hash=key_hash(key), added_at=at)
        record(events.BRIDGE_ADDED, subject=row.subject, by=by, at=at, purpose="administer")
    return row, key


def withdraw_bridge(*, bridge: int, by: Actor, at: datetime) -> Bridge:
    """Its key opens nothing from now on."""
    may_manage_bridges(by).or_refuse()
    with write():
        row = held(Bridge, f"bridge:{bridge}", pk=bridge)
        if row.withdrawn_at is not None:
            raise BridgeWithdrawn
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        end_alerts(at, "bridge_silent", subject=row.subject)
        record(events.BRIDGE_WITHDRAWN, subject=row.subject, by=by, at=at, purpose="administer")
    return row
