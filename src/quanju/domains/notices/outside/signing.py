"""A body that the other side can tell from a stranger's: signed with the branch's key."""

from datetime import datetime

from quanju.domains.journal.keys import branch_key


def signed(body: bytes, *, key: str, at: datetime) -> dict[str, str]:
    """The headers beside a body. Ed25519 over moment, key and body, a point between each.

    The public half is what `quanju journal key` prints: there is no secret to hand out.
    """
    moment = at.isoformat()
    signature = branch_key().sign(b".".join((moment.encode(), key.encode(), body)))
    return {
        "Quanju-Key": key,
        "Quanju-Moment": moment,
        "Quanju-Signature": f"ed25519={signature.hex()}",
    }
