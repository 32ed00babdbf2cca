"""Measures of a span (specification 4.3): CF-5, SP-1, SP-2, each with its n; targets of all.

Here stands which measures of the reports' side there are, the rooms below included, and what the
branch wants each to be: the home page and its drill-down ask nobody else.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from quanju.domains.cases.queries import measures as cases
from quanju.domains.dispatch.types import Measure
from quanju.domains.reception.queries import measures as reception
from quanju.domains.reception.queries.checked import numbers_begun, report_count
from quanju.domains.reception.queries.measures import share, spans
from quanju.domains.supervision.models import CheckedReport, Finding, InspectedMatter, RuleHit
from quanju.domains.supervision.queries.recordings import complete_between, due_between
from quanju.domains.supervision.rules import MEASURES as NAMES
from quanju.domains.supervision.rules import targets_rule
from quanju.domains.supervision.types.board import Target

Asked = Callable[[datetime, datetime], Measure]


def _should_file(since: datetime, until: datetime) -> Measure:
    """CF-5: flags “should be filed” that a person has confirmed, against reports."""
    rows = RuleHit.objects.filter(check_code="should_file", status="raised")
    hits = rows.filter(report__begun_at__gte=since, report__begun_at__lt=until)
    n = report_count(since=since, until=until)
    return share("CF-5", NAMES["CF-5"], hits.values("report").distinct().count(), n)


def _covered(since: datetime, until: datetime) -> Measure:
    """SP-1: reports of the span that were checked by rule."""
    rows = CheckedReport.objects.filter(report__begun_at__gte=since, report__begun_at__lt=until)
    return share("SP-1", NAMES["SP-1"], rows.count(), report_count(since=since, until=until))


def _seen(since: datetime, until: datetime) -> Measure:
    """SP-1b: reports of the span that a person of supervision has looked at: a flag, a sample."""
    looked = RuleHit.objects.exclude(status="open")
    looked = looked.filter(report__begun_at__gte=since, report__begun_at__lt=until)
    seen = set(looked.values_list("number", flat=True))
    sampled = InspectedMatter.objects.exclude(result="").values_list("number", flat=True)
    begun = set(numbers_begun(since, until, sites=None, kinds=()))
    return share("SP-1b", NAMES["SP-1b"], len(begun & (seen | set(sampled))), len(begun))


def _corrected(since: datetime, until: datetime) -> Measure:
    """SP-2: from the unit being told to its correction, of findings checked in the span."""
    rows = Finding.objects.filter(
        checked_at__gte=since, checked_at__lt=until, corrected_at__isnull=False
    )
    found = rows.values_list("raised_at", "corrected_at")
    taken = [(done - told).total_seconds() for told, done in found if done is not None]
    return spans("SP-2", NAMES["SP-2"], taken, "d")


def _recorded(since: datetime, until: datetime) -> Measure:
    """SP-3: recordings that had to be made and are there, with a hash that was compared."""
    return share("SP-3", NAMES["SP-3"], *complete_between(since, until))


def _deleted(since: datetime, until: datetime) -> Measure:
    """CM-3."""
    return share("CM-3", NAMES["CM-3"], *due_between(since, until))


_OWN: Mapping[str, Asked] = {
    "CF-5": _should_file,
    "SP-1": _covered,
    "SP-1b": _seen,
    "SP-2": _corrected,
    "SP-3": _recorded,
    "CM-3": _deleted,
}
CODES = (
    *("RP-1", "RP-2", "RP-3", "RP-4", "RP-5", "RP-6", "RP-7"),
    *("CF-1", "CF-2", "CF-3", "CF-4", "CF-4b", "CF-5"),
    *("SP-1", "SP-1b", "SP-2", "SP-3", "SV-1", "CM-1", "CM-2", "CM-3"),
)
"""Every measure of the reports' side, in the order of the specification."""


def measure(code: str, *, since: datetime, until: datetime) -> Measure:
    """One of `CODES`."""
    for known, ask in (
        (reception.MEASURES, reception.measure),
        (cases.MEASURES, cases.measure),
    ):
        if code in known:
            return ask(code, since=since, until=until)
    return _OWN[code](since, until)


def targets(at: datetime) -> dict[str, Target]:
    """What the branch wants, by measure."""
    return {
        one.measure: Target(at_least=one.at_least, at_most=one.at_most, told=one.told)
        for one in targets_rule(at).target
    }
