"""What notices ask the room of a matter: where to tell somebody who has no account."""

from typing import Protocol

from quanju.domains.kernel.ports import Port


class AddressOf(Protocol):
    """The number or address that was chosen for this matter and this way; "" once it is gone."""

    def __call__(self, about: str, way: str) -> str: ...


addresses: Port[AddressOf] = Port("Somebody without an account is told of a matter: where?")
"""Asked when a line leaves, never before: what was deleted meanwhile is told nothing."""
