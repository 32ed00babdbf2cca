from collections.abc import Collection

from django.apps import AppConfig

from quanju.domains.kernel.types import Text


class DispatchConfig(AppConfig):
    name = "quanju.domains.dispatch"
    label = "dispatch"
    verbose_name = "指挥 / Dispatch"

    def ready(self) -> None:
        from quanju.domains.dispatch import rules  # noqa: F401 - defines the rule kinds
        from quanju.domains.patrol.types import busy_checks

        busy_checks.append(units_on_jobs)


def units_on_jobs(units: Collection[int]) -> dict[int, Text]:
    """Which units are on a job, for patrol: they neither sign off nor count as cover."""
    from quanju.domains.dispatch.models import Assignment

    jobs = Assignment.objects.active().filter(unit__in=units)
    return {
        unit: Text(f"正在处置 {number}", f"on {number}")
        for unit, number in jobs.values_list("unit", "incident__number")
    }
