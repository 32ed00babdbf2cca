"""The bench's own question: is what was acknowledged still there?"""

import pytest

from quanju.trial.reception import EVIDENCE, RECEIPTED, SAID, Desk

PAGE = "/reports/R20261130-0001"
WHOLE = " ".join((PAGE, SAID["statement"], EVIDENCE["name"], RECEIPTED))


class DeskOf(Desk):
    """A desk whose server answers every page with the same."""

    def __init__(self, status: int, body: str) -> None:
        self.answer = status, body.encode()
        super().__init__(0, "session=x")

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, bytes]:
        self.location = PAGE
        return (302, b"") if method == "POST" else self.answer


@pytest.mark.parametrize(
    ("status", "body", "lost"),
    [
        (200, WHOLE, []),
        (404, WHOLE, [PAGE]),
        (200, WHOLE.replace(SAID["statement"], ""), [PAGE]),
        (200, WHOLE.replace(EVIDENCE["name"], ""), [PAGE]),
        (200, WHOLE.replace(RECEIPTED, "登记中"), [PAGE]),
    ],
)
def test_what_was_acknowledged_and_is_not_there_is_lost(
    status: int, body: str, lost: list[str]
) -> None:
    desk = DeskOf(status, body)
    for step in (2, 4, 6):
        assert desk.step(step, "criminal") == 302
    assert desk.lost() == lost


def test_what_was_refused_is_not_lost() -> None:
    desk = DeskOf(200, "")
    assert desk.step(0, "criminal") == 200
    assert desk.lost() == []
