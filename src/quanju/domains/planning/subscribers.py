"""What planning does upon the news of duty: a suggestion goes when its shift has changed."""

from datetime import datetime

from quanju.domains.duty.events import SHIFT_MOVED, SHIFT_RELOCATED
from quanju.domains.journal.subscribers import reacts_to
from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.types import Text
from quanju.domains.planning.actions.suggestions import drop_outdated_suggestion

DROPS = Text("撤下不再适用的班次建议", "takes back a suggestion that no longer fits")


@reacts_to(SHIFT_RELOCATED, name="planning.shift_relocated", label=DROPS)
def shift_relocated(entry: EntryView, at: datetime) -> None:
    drop_outdated_suggestion(shift=_shift(entry), at=at)


@reacts_to(SHIFT_MOVED, name="planning.shift_moved", label=DROPS)
def shift_moved(entry: EntryView, at: datetime) -> None:
    drop_outdated_suggestion(shift=_shift(entry), at=at)


def _shift(entry: EntryView) -> int:
    return int(entry.subject.removeprefix("planned_shift:"))
