"""Plans as they stand, their runs and drills; the run of one group; public warnings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from quanju.domains.coordination.models import (
    Group,
    Member,
    PlanRun,
    PublicWarning,
    RunStaging,
    RunStep,
    WarningReceipt,
)
from quanju.domains.coordination.permissions import (
    may_open_plans,
    may_release_warnings,
    may_take_part,
)
from quanju.domains.coordination.plans.cap import cap_message
from quanju.domains.coordination.plans.rules import (
    CATEGORIES,
    CERTAINTIES,
    PLANS,
    RESPONSES,
    SEVERITIES,
    STATUSES,
    URGENCIES,
    PlanRow,
    PlanRules,
)
from quanju.domains.coordination.plans.workflow import STEP, WARNING
from quanju.domains.coordination.queries.groups import heads
from quanju.domains.coordination.types import ITEM_STATES, GroupHead
from quanju.domains.geo.shapes import metres_between
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.queries.zones import staging_points
from quanju.domains.patrol.types.standing import FORCE_TYPES, StagingPointView
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force
from quanju.domains.rulebook.types import reference_told

PUBLIC = ("released", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan with how often it was run and drilled; drills are counted apart."""

    row: PlanRow
    runs: int
    drills: int
    last_run_at: datetime | None
    last_drill_at: datetime | None
    drill_due_at: datetime | None
    is_drill_due: bool

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def name(self) -> Text:
        return self.row.name


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step of the checklist and what may be said of it."""

    place: int
    title: Text
    status: str
    due_at: datetime
    moved_at: datetime | None
    moved_by: str
    note: str
    is_late: bool

    @property
    def status_label(self) -> Text:
        return STEP.state_labels[self.status]

    @property
    def verbs(self) -> tuple[str, ...]:
        return STEP.verbs(self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingView:
    """A line of the staging order; whoever has its item leads it."""

    name: Text
    point: int | None
    force: Text
    units: int
    approach: Text
    item: int
    owner: str
    due_at: datetime | None
    status: str

    @property
    def status_label(self) -> Text:
        return ITEM_STATES[self.status]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningView:
    """A public warning, with its words in both languages and who outside has it."""

    number: str
    status: str
    cap_status: str
    category: str
    response: str
    urgency: str
    severity: str
    certainty: str
    event: Text
    headline: Text
    text: Text
    instruction: Text
    area: str
    lon: float | None
    lat: float | None
    radius_km: float
    lasts_h: float
    written_at: datetime
    released_at: datetime | None
    released_by: str
    expires_at: datetime | None
    ended_at: datetime | None
    end_why: str
    is_drill: bool
    receipts: tuple[tuple[str, datetime], ...]
    received_by: frozenset[int]

    @property
    def subject(self) -> str:
        return f"warning:{self.number}"

    @property
    def status_label(self) -> Text:
        return WARNING.state_labels[self.status]

    @property
    def verbs(self) -> tuple[str, ...]:
        return WARNING.verbs(self.status)

    @property
    def facts(self) -> tuple[tuple[Text, Text], ...]:
        """Its codes of CAP, in words."""
        return (
            (Text("状态", "Status"), STATUSES[self.cap_status]),
            (Text("类别", "Category"), CATEGORIES[self.category]),
            (Text("请公众", "The public should"), RESPONSES[self.response]),
            (Text("紧迫程度", "Urgency"), URGENCIES[self.urgency]),
            (Text("严重程度", "Severity"), SEVERITIES[self.severity]),
            (Text("确定程度", "Certainty"), CERTAINTIES[self.certainty]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """What the opening of a plan made, as its group's members see it."""

    plan: str
    name: Text
    rules: str
    opened_at: datetime
    is_drill: bool
    steps: tuple[StepView, ...]
    staging: tuple[StagingView, ...]
    warning: WarningView | None

    @property
    def version(self) -> Text:
        return reference_told(self.rules)

    @property
    def open_steps(self) -> int:
        return sum(one.status == "open" for one in self.steps)


def plan_rules(at: datetime) -> PlanRules:
    """The branch's table in force."""
    return in_force(PLANS, at=at).content


def plans_listed(actor: Actor, *, at: datetime) -> list[PlanView]:
    """Every plan of the table; numbers of its runs, no title of a group."""
    may_take_part(actor).or_refuse()
    rules = plan_rules(at)
    found = PlanRun.objects.order_by().values("plan")
    drill = Q(group__is_drill=True)
    counted = {
        row["plan"]: row
        for row in found.annotate(
            runs=Count("pk", filter=~drill),
            drills=Count("pk", filter=drill),
            last_run_at=Max("opened_at", filter=~drill),
            last_drill_at=Max("opened_at", filter=drill),
        )
    }
    return [_plan(row, counted.get(row.code, {}), rules, at) for row in rules.plan]


def _plan(row: PlanRow, said: dict[str, object], rules: PlanRules, at: datetime) -> PlanView:
    last = said.get("last_drill_at")
    last_at = last if isinstance(last, datetime) else None
    due = last_at + timedelta(days=rules.drill_days) if last_at else None
    run = said.get("last_run_at")
    return PlanView(
        row=row,
        runs=int(str(said.get("runs", 0))),
        drills=int(str(said.get("drills", 0))),
        last_run_at=run if isinstance(run, datetime) else None,
        last_drill_at=last_at,
        drill_due_at=due,
        is_drill_due=due is None or due <= at,
    )


def plan_named(code: str, *, by: Actor, at: datetime) -> PlanView:
    """One plan; `NotFound` if the table in force has none of this code."""
    found = next((one for one in plans_listed(by, at=at) if one.code == code), None)
    if found is None:
        raise NotFound(subject=f"plan {code[:40]!r}")
    return found


def plans_for(*codes: str, at: datetime) -> list[PlanRow]:
    """Plans that name this type or class of incident."""
    return [row for row in plan_rules(at).plan if set(codes) & set(row.classes)]


def runs_of(plan: str, *, by: Actor, at: datetime, most: int = 20) -> list[GroupHead]:
    """Groups that a plan has opened, the newest first: one's own; for openers headers of all."""
    may_take_part(by).or_refuse()
    rows = Group.objects if may_open_plans(by) else Group.objects.visible_to(by, at)
    return heads(rows.filter(run__plan=plan).order_by("-opened_at", "-pk")[:most], at)


def own_among(groups: list[GroupHead], *, by: Actor, at: datetime) -> set[str]:
    """Numbers of those of these groups that the reader is a member of."""
    numbers = [one.number for one in groups]
    rows = Group.objects.visible_to(by, at).filter(number__in=numbers)
    return set(rows.values_list("number", flat=True))


def nearest_points(lon: float | None, lat: float | None, *, at: datetime) -> list[StagingPointView]:
    """The staging points in force, the nearest to a place first; none without a place."""
    if lon is None or lat is None:
        return []
    here = (lon, lat)
    return sorted(
        staging_points(at), key=lambda one: (metres_between(here, (one.lon, one.lat)), one.number)
    )


def run_of(number: str, *, by: Actor, at: datetime) -> RunView | None:
    """What the plan of this group made, for its members; None where no plan opened it."""
    seen = Group.objects.visible_to(by, at).filter(number=number)
    run = PlanRun.objects.filter(group__in=seen).select_related("group").first()
    if run is None:
        return None
    steps = RunStep.objects.filter(run=run).select_related("moved_by").order_by("place")
    lines = RunStaging.objects.filter(run=run).select_related("item__owner").order_by("place")
    return RunView(
        plan=run.plan,
        name=Text(run.name_zh, run.name_en),
        rules=run.rules,
        opened_at=run.opened_at,
        is_drill=run.group.is_drill,
        steps=tuple(_step(one, at) for one in steps),
        staging=tuple(_staging(one) for one in lines),
        warning=_warning(PublicWarning.objects.filter(run=run)),
    )


def _step(one: RunStep, at: datetime) -> StepView:
    return StepView(
        place=one.place,
        title=Text(one.title_zh, one.title_en),
        status=one.status,
        due_at=one.due_at,
        moved_at=one.moved_at,
        moved_by=one.moved_by.display_name if one.moved_by else "",
        note=one.note,
        is_late=one.status == "open" and one.due_at <= at,
    )


def _staging(one: RunStaging) -> StagingView:
    return StagingView(
        name=Text(one.name_zh, one.name_en),
        point=one.point,
        force=FORCE_TYPES[one.force],
        units=one.units,
        approach=Text(one.approach_zh, one.approach_en),
        item=one.item.place,
        owner=one.item.owner.display_name,
        due_at=one.item.due_at,
        status=one.item.status,
    )


def unfinished(group: int) -> list[Text]:
    """Steps nobody has gone through, a warning nobody has decided about: a group ends without."""
    steps = RunStep.objects.filter(run__group=group, status="open").order_by("place")
    left = [Text(one.title_zh, one.title_en) for one in steps]
    waiting = PublicWarning.objects.filter(run__group=group, status__in=("draft", "proposed"))
    if waiting.exists():
        left.append(Text("公众预警发不发", "whether the public is warned"))
    return left


def warnings_listed(actor: Actor, *, at: datetime, most: int = 50) -> list[WarningView]:
    """What was released, for everybody who takes part; drafts for members and who decides."""
    rows = _seen(actor, at).select_related("run__group", "released_by")
    return [_told(one) for one in rows.order_by("-written_at", "-pk")[:most]]


def warning_view(number: str, *, by: Actor, at: datetime) -> WarningView:
    """One warning; `NotFound` as if there were none."""
    found = _warning(_seen(by, at).filter(number=number))
    if found is None:
        raise NotFound(subject=f"warning:{number[:20]}")
    return found


def cap_of(number: str, *, by: Actor, at: datetime) -> bytes:
    """The message as CAP 1.2; there is none of a draft."""
    row = _seen(by, at).filter(number=number, status__in=PUBLIC).first()
    if row is None:
        raise NotFound(subject=f"warning:{number[:20]}")
    return cap_message(row)


def _seen(actor: Actor, at: datetime) -> QuerySet[PublicWarning]:
    may_take_part(actor).or_refuse()
    mine = Member.objects.present(at).filter(person=actor.person_id or 0)
    seen = Q(status__in=PUBLIC) | Q(run__group__in=mine.values("group"))
    if may_release_warnings(actor):
        seen |= Q(status="proposed")
    return PublicWarning.objects.filter(seen)


def _warning(rows: QuerySet[PublicWarning]) -> WarningView | None:
    row = rows.select_related("run__group", "released_by").first()
    return _told(row) if row else None


def _told(row: PublicWarning) -> WarningView:
    receipts = list(WarningReceipt.objects.filter(warning=row).order_by("pk"))
    return WarningView(
        **{name: getattr(row, name) for name in _PLAINLY},
        event=Text(row.event_zh, row.event_en),
        headline=Text(row.headline_zh, row.headline_en),
        text=Text(row.text_zh, row.text_en),
        instruction=Text(row.instruction_zh, row.instruction_en),
        released_by=row.released_by.display_name if row.released_by else "",
        is_drill=row.run.group.is_drill,
        receipts=tuple((one.post, one.at) for one in receipts),
        received_by=frozenset(one.person_id for one in receipts),
    )


_PLAINLY = (
    "number", "status", "cap_status", "category", "response", "urgency", "severity", "certainty",
    "area", "lon", "lat", "radius_km", "lasts_h", "written_at", "released_at", "expires_at",
    "ended_at", "end_why",
)  # fmt: skip
"""Columns that readers see as they are."""
