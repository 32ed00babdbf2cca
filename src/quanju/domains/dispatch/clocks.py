"""The clocks of dispatch as rules of the engine: one place for what pages show and alarms wait for.

They have no rows: what starts and stops them stands on incidents and assignments, so that sending
an order costs nothing more. Their limits are lines of the branch's tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from quanju.domains.dispatch.rules import DISPATCH_CLOCKS, GRADES, Grade, Limits
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.types import reference_told
from quanju.engine.clocks.deadline import span_of
from quanju.engine.clocks.lengths import Length, Unit, Words
from quanju.engine.clocks.rule import Roll, Rule, Source, Start

# What each runs toward, and what it begins with.
TOWARD = {
    "order": Text("派警", "dispatch"),
    "acknowledge": Text("签收", "sign-off"),
    "re_offer": Text("改派", "another unit"),
    "ring": Text("到场", "arrival"),
    "caller": Text("自接警到场", "arrival since the call"),
    "first_feedback": Text("首次反馈", "first feedback"),
    "silence": Text("班组回话", "a word of the crew"),
    "feedback": Text("反馈", "feedback"),
}
ARRIVAL = ("ring", "caller")
"""Those whose limit is that of the place."""
_BEGINS = {
    "order": Words("立警", "the incident is entered"),
    "acknowledge": Words("派警", "the order is sent"),
    "re_offer": Words("派警", "the order is sent"),
    "ring": Words("派警", "the order is sent"),
    "caller": Words("接到来电", "the call arrives"),
    "first_feedback": Words("首个单位到场", "the first unit arrives"),
    "silence": Words("最后一次回话", "the crew was last heard of"),
    "feedback": Words("处置完毕", "the incident is cleared"),
}


@dataclass(frozen=True, eq=False)
class ClockRules:
    """The tables that an incident's clocks run by, and which versions they are."""

    limits: Limits
    grades: Mapping[int, Grade]
    clocks_table: str = DISPATCH_CLOCKS.name
    grades_table: str = GRADES.name

    @cached_property
    def _of_all(self) -> Mapping[str, Rule]:
        first, feedback = self.limits.first_order_s, self.limits.feedback_min * 60
        table = self.clocks_table
        return {
            "order": _rule("order", first, table),
            "feedback": _rule("feedback", feedback, table),
        }

    @cached_property
    def _of_grades(self) -> Mapping[tuple[str, int], Rule]:
        rules: dict[tuple[str, int], Rule] = {}
        table = self.grades_table
        for number, grade in self.grades.items():
            sign_off, again = grade.sign_off_s, self.limits.re_offer_s
            lines = {
                "acknowledge": (sign_off, table),
                "re_offer": (max(sign_off, again), self.clocks_table),
                "first_feedback": (grade.first_feedback_min * 60, table),
                "silence": (grade.silent_after_min * 60, table),
            }
            rules |= {(name, number): _rule(name, *line) for name, line in lines.items()}
        return rules

    def rule(self, name: str, grade: int) -> Rule | None:
        """The rule of that clock for an incident of that grade; None for a grade now unknown."""
        return self._of_all.get(name) or self._of_grades.get((name, grade))

    def arrival(self, name: str, ring: int | None, zone: int | None, grade: int) -> Rule | None:
        """Arrival within the ring of the place; outside all rings what the grade allows at the
        edge, in a zone, or in the country; None where neither says anything (as agreed).
        """
        if ring:
            return _rule(name, ring * 60, "patrol.ring_model")
        known = self.grades.get(grade)
        if known is None or known.on_scene_min is None:
            return None
        _, edge, country = known.on_scene_min
        minutes = country if zone is None else edge
        return _rule(name, minutes * 60, self.grades_table)

    def span(self, name: str, grade: int = 0) -> timedelta | None:
        """How long that clock runs; None for a grade that the table no longer has."""
        rule = self.rule(name, grade)
        return span_of(rule) if rule else None

    def due(self, name: str, since: datetime, grade: int = 0) -> datetime | None:
        """When that clock, begun then, runs out; None without a limit."""
        span = self.span(name, grade)
        return None if span is None else since + span


@lru_cache(maxsize=256)
def _rule(name: str, seconds: float, table: str) -> Rule:
    """A whole number of minutes is told in minutes; parts of a second are rounded."""
    whole = max(1, round(seconds))
    length = Length(whole // 60, Unit.MINUTE) if whole % 60 == 0 else Length(whole, Unit.SECOND)
    toward, told = TOWARD[name], reference_told(table)
    return Rule(
        number=f"dispatch.{name}",
        family=f"dispatch.{name}",
        title=Words(toward.zh, toward.en),
        trigger=_BEGINS[name],
        length=length,
        start=Start.MOMENT,
        roll=Roll.NEVER,
        sources=(Source(Words(f"本局规则表：{told.zh}", f"the branch's table “{told.en}”")),),
    )


def clock_rules(at: datetime) -> ClockRules:
    """The tables in force at that moment; the pair used last is kept as long as it holds."""
    clocks, grades = in_force(DISPATCH_CLOCKS, at=at), in_force(GRADES, at=at)
    known = _last[0] if _last else None
    if (
        known is None
        or known.limits is not clocks.content
        or known.grades is not grades.content.by_number
    ):
        known = ClockRules(
            clocks.content, grades.content.by_number, clocks.reference, grades.reference
        )
        _last[:] = [known]
    return known


_last: list[ClockRules] = []
