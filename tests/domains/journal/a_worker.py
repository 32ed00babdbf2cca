"""A process that reacts to bells until nothing is left: `python -m … FILE`, killed by its test."""

import sys
import time
from pathlib import Path

import django

django.setup()

from quanju.config.reactions import react  # noqa: E402
from quanju.domains.journal.actions.entries import SERVICE, record  # noqa: E402
from quanju.domains.journal.subscribers import reacts_to  # noqa: E402
from quanju.domains.journal.types import Event  # noqa: E402
from quanju.domains.kernel.clock import now  # noqa: E402
from quanju.domains.kernel.transaction import write  # noqa: E402
from quanju.domains.kernel.types import Text  # noqa: E402

RUNG = Event("trial.rung", Text("响铃", "rung"))
ANSWERED = Event("trial.answered", Text("应答", "answered"))
OUTSIDE = Path(sys.argv[1])


@reacts_to(RUNG, name="trial.answers", label=Text("应答", "answers"), from_the_beginning=True)
def answer(entry, at):
    """Tells the outside, then records; a kill may fall between any two of its steps."""
    with OUTSIDE.open("a") as file:
        file.write(entry.subject + "\n")
    time.sleep(0.02)
    with write():
        record(ANSWERED, subject=entry.subject, by=SERVICE, at=at)
        time.sleep(0.02)


if __name__ == "__main__":
    if sys.argv[2:]:
        for number in range(int(sys.argv[2])):
            with write():
                record(RUNG, subject=f"bell:{number:03}", by=SERVICE, at=now())
    while react(now()):
        pass
