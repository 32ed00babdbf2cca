"""Questions about studies."""

from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import Actor
from quanju.domains.planning.models import Study
from quanju.domains.planning.permissions import may_read_planning
from quanju.domains.planning.types import StudyView, lab_kinds


def studies(
    *, kind: str = "", status: str = "", before: int | None = None, by: Actor, limit: int = 50
) -> list[StudyView]:
    """The newest studies of the planning desk first, without their inputs and results.

    `before` is the last one of the page before.
    """
    may_read_planning(by).or_refuse()
    asked = {"kind": kind, "status": status, "pk__lt": before}
    rows = (
        Study.objects.filter(kind__in=[one.name for one in lab_kinds()])
        .filter(**{name: value for name, value in asked.items() if value})
        .select_related("asked_by")
        .order_by("-pk")
    )
    found = []
    for row in rows.defer("inputs", "result")[:limit]:
        row.inputs, row.result = {}, None
        found.append(row.view())
    return found


def study(pk: int, *, by: Actor) -> StudyView:
    """One study whole; `NotFound` if there is none."""
    may_read_planning(by).or_refuse()
    row = Study.objects.select_related("asked_by").filter(pk=pk).first()
    if row is None:
        raise NotFound(subject=f"study:{pk}")
    return row.view()
