"""Ways out of the machine that several rooms go: JSON to another one, and an e-mail.

Each returns when the other side has taken what was sent, and raises `NotTaken` otherwise.
"""

from quanju.domains.kernel.types import Text

WAIT_S = 20
"""So long the other side may keep us waiting."""


class NotTaken(Exception):
    """The other side has not taken it; the sentence says why.

    `is_final`: it would not take the same thing later either.
    """

    def __init__(self, zh: str, en: str, *, is_final: bool = False) -> None:
        super().__init__(en)
        self.text = Text(zh, en)
        self.is_final = is_final
