"""The recorder's own list held against the index of recordings (SUP-07)."""

import re
from collections.abc import Mapping
from datetime import datetime

from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.supervision import events
from quanju.domains.supervision.acts import note_recording
from quanju.domains.supervision.models import Recording
from quanju.domains.supervision.permissions import may_check_recordings
from quanju.domains.supervision.types.recordings import Compared
from quanju.domains.supervision.workflow import RECORDING

LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(\S.*)")
MOST_LINES = 2000


class ListNotReadable(Refused):
    """Lines of “hash, blanks, place”, as sha256sum writes them."""

    code = "LIST_NOT_READABLE"
    text = Text(
        "第 {n} 行读不出：应是“哈希 空格 位置”，每行一个",
        "Line {n} cannot be read: a hash, a blank, the place; one a line",
    )
    status = 422
    field = "listed"


class ListTooLong(Refused):
    """In parts, please."""

    code = "LIST_TOO_LONG"
    text = Text("一次最多 {most} 行", "At most {most} lines at a time")
    status = 422
    field = "listed"


def compare_recordings(*, listed: str, by: Actor, at: datetime) -> Compared:
    """Hold the recorder's own list (as `sha256sum` writes it) against the index."""
    may_check_recordings(by).or_refuse()
    found = {"good": 0, "bad": 0, "unknown": 0}
    with write():
        for place, digest in _read(listed).items():
            row = Recording.objects.select_for_update(of=("self",)).filter(recorder=place).first()
            if row is None:
                found["unknown"] += 1
                continue
            is_good = digest == row.sha256
            row.status = RECORDING.after(row.status, "confirm" if is_good else "contradict")
            row.checked_at = at
            row.save(update_fields=["status", "checked_at"])
            found["good" if is_good else "bad"] += 1
            note_recording(events.RECORDING_COMPARED, row, by, at, found=digest)
    return Compared(**found)


def _read(listed: str) -> Mapping[str, str]:
    lines = [line.strip() for line in listed.splitlines() if line.strip()]
    if not lines:
        raise words.TextMissing(what=Text("清单", "the list"), field="listed")
    if len(lines) > MOST_LINES:
        raise ListTooLong(most=MOST_LINES)
    found = {}
    for n, line in enumerate(lines, 1):
        read = LINE.fullmatch(line)
        if read is None:
            raise ListNotReadable(n=n)
        found[read[2].strip()] = read[1].lower()
    return found
