"""While a unit is on its way another may come nearer: a proposal that a person takes or not."""

from collections.abc import Iterable
from dataclasses import dataclass

from quanju.domains.dispatch.plans import Need
from quanju.domains.dispatch.types import AssignmentView, Candidate, Recommendation
from quanju.domains.kernel.types import Text

ON_ITS_WAY = ("assigned", "acknowledged", "en_route")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearer:
    """A unit that would be there sooner than one that is on its way."""

    unit_id: int
    call_sign: str
    other_id: int
    other_call_sign: str
    saved_s: float

    @property
    def words(self) -> Text:
        """P7 is 3 min nearer now."""
        minutes = max(1, round(self.saved_s / 60))
        return Text(
            f"{self.other_call_sign} 现在比 {self.call_sign} 近 {minutes} 分钟",
            f"{self.other_call_sign} is {minutes} min nearer now than {self.call_sign}",
        )


def nearer_units(
    shown: Recommendation, jobs: Iterable[AssignmentView], least_s: float
) -> list[Nearer]:
    """For each unit under way the free one that would save the most, if it saves so much.

    It can stand in for it by the plan: a force and crew that some need of both asks for. Each
    stands in for one unit. Nothing where the place is not exact: then seconds are no seconds.
    """
    if shown.inputs.get("area") or not shown.inputs.get("place"):
        return []
    known = {unit["unit_id"]: unit for unit in shown.inputs["units"]}
    needs = [Need(tuple(forces), least) for forces, least in shown.inputs["needs"]]
    found: list[Nearer] = []
    for job in jobs:
        unit = known.get(job.unit_id)
        if job.state not in ON_ITS_WAY or unit is None or not _is_known(unit, shown):
            continue
        used = {one.other_id for one in found}
        free = [c for c in shown.candidates if c.unit_id not in used and c.seconds is not None]
        fit = [c for c in free if _stands_in(c, unit, needs)]
        best = min(fit, key=lambda c: (c.seconds or 0.0, c.call_sign), default=None)
        saved = unit["seconds"] - (best.seconds or 0.0) if best else 0.0
        if best and saved >= least_s:
            found.append(
                Nearer(
                    unit_id=job.unit_id,
                    call_sign=job.call_sign,
                    other_id=best.unit_id,
                    other_call_sign=best.call_sign,
                    saved_s=saved,
                )
            )
    return found


def _is_known(unit: dict[str, object], shown: Recommendation) -> bool:
    """Where the unit under way is now: from an old position nobody is said to be far."""
    age = unit["position_age_s"]
    is_fresh = isinstance(age, float | int) and age <= shown.inputs["stale_s"]
    return is_fresh and unit["seconds"] is not None


def _stands_in(other: Candidate, unit: dict[str, object], needs: list[Need]) -> bool:
    forces = [need for need in needs if unit["force_type"] in need.forces]
    return any(
        other.force_type in need.forces and other.crew_size >= need.least_crew for need in forces
    )
