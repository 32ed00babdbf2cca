"""Measures of supervision (specification 4.3): SP-1, SP-2; with n, and the branch's own targets."""

from datetime import datetime, timedelta
from math import ceil

from quanju.domains.kernel.types import Text
from quanju.domains.supervision.models import Finding
from quanju.domains.supervision.rules import MEASURES, targets_rule
from quanju.domains.supervision.types.board import Measured
from quanju.domains.supervision.types.checks import Coverage

LEAST = 10
"""Below so many there are not enough data to say anything (specification 4.0)."""
PERCENT, DAYS = "%", Text("天", "days")


def measures(covered: Coverage, *, at: datetime) -> tuple[Measured, ...]:
    """Reports checked by rule, those a person has looked at, and how long correcting takes."""
    targets = {one.measure: one.told for one in targets_rule(at).target}
    spans = sorted(_correcting())
    middle = spans[ceil(len(spans) / 2) - 1] / timedelta(days=1) if len(spans) >= LEAST else None
    found: dict[str, tuple[str | None, Text | str, int]] = {
        "SP-1": (_share(covered.by_rule, covered.reports), PERCENT, covered.reports),
        "SP-1b": (_share(covered.by_person, covered.reports), PERCENT, covered.reports),
        "SP-2": (None if middle is None else f"{middle:.1f}", DAYS, len(spans)),
    }
    return tuple(
        Measured(
            code=code,
            name=MEASURES[code],
            value=value,
            unit=unit,
            n=n,
            target=targets.get(code, ""),
        )
        for code, (value, unit, n) in found.items()
    )


def _share(part: int, whole: int) -> str | None:
    return f"{100 * part / whole:.1f}" if whole >= LEAST else None


def _correcting() -> list[timedelta]:
    """From when the unit was told to its correction; of findings that were checked."""
    rows = Finding.objects.filter(checked_at__isnull=False, corrected_at__isnull=False)
    found = rows.values_list("raised_at", "corrected_at")
    return [done - told for told, done in found if done is not None]
