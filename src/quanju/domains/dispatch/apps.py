from collections.abc import Collection
from datetime import datetime

from django.apps import AppConfig

from quanju.domains.kernel.types import Text


class DispatchConfig(AppConfig):
    name = "quanju.domains.dispatch"
    label = "dispatch"
    verbose_name = "指挥 / Dispatch"

    def ready(self) -> None:
        from quanju.domains.dispatch import (  # noqa: F401 - kinds
            bodies,
            cards,
            notices,
            papers,
            phone_book,
            plans,
            quiet,
            radio,
            rules,
            sentences,
            services,
            telephone,
        )
        from quanju.domains.dispatch.actions import (  # noqa: F401 - acts
            cancelling,
            handing_over,
            merging,
            voiding,
        )
        from quanju.domains.dispatch.actions.desks import left_with_session
        from quanju.domains.dispatch.files import FilesOfIncidents
        from quanju.domains.documents.ports import files
        from quanju.domains.patrol import ports
        from quanju.domains.people.ports import leaving

        files.plug("incident", FilesOfIncidents())
        leaving.plug("dispatch", left_with_session)
        ports.busy.plug("dispatch", units_on_jobs)
        ports.job_spans.plug("dispatch", spans_on_jobs)


def units_on_jobs(units: Collection[int]) -> dict[int, Text]:
    """Which units are on a job, for patrol: they neither sign off nor count as cover."""
    from quanju.domains.dispatch.models import Assignment

    jobs = Assignment.objects.active().filter(unit__in=units)
    return {
        unit: Text(f"正在处置 {number}", f"on {number}")
        for unit, number in jobs.values_list("unit", "incident__number")
    }


def spans_on_jobs(unit: int, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """When a unit was on jobs within a span, for the minutes of its call response (PAT-09)."""
    from quanju.domains.dispatch.models import Assignment

    jobs = Assignment.objects.filter(unit=unit, assigned_at__lt=until).exclude(
        released_at__lte=since
    )
    ends = jobs.values_list("assigned_at", "cleared_at", "released_at")
    spans = [(begun, cleared or released or until) for begun, cleared, released in ends]
    return [(begun, end) for begun, end in spans if end > since]
