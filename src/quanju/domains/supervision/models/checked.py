"""Tables of supervision: how far each report was looked at, what a rule flagged, findings."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.roles import LEADERS, LEGAL, RECEPTION, STATION
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.people.types import Actor
from quanju.domains.supervision.permissions import (
    may_read_findings,
    may_read_hits,
    may_read_inspections,
)
from quanju.domains.supervision.types.checks import CHECKS, LEVELS
from quanju.domains.supervision.types.inspections import INSPECTION_KINDS, METHODS, RESULTS
from quanju.domains.supervision.types.opinions import WHYS
from quanju.domains.supervision.workflow import CLOCKED, FINDING, HIT, INSPECTION, OPINION


class CheckedReport(models.Model):
    """How far a report was looked at: up to which entry of the journal, by which table, and when
    an answer may change although nothing happens."""

    report = models.OneToOneField("reception.CaseReport", models.PROTECT, related_name="+")
    number = models.CharField(max_length=16, unique=True)
    entry = models.PositiveBigIntegerField()
    rules = models.CharField(max_length=60)
    checked_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True, db_index=True)


class HitQuerySet(ProtectedQuerySet["RuleHit"]):
    """Every question about hits starts here."""

    def visible_to(self, actor: Actor) -> "HitQuerySet":
        """They are legal supervision's."""
        return self if may_read_hits(actor) else self.none()


class RuleHit(ProtectedModel):
    """What a check has found in a report; it waits for a person, and stays as it was found."""

    report = models.ForeignKey("reception.CaseReport", models.PROTECT, related_name="+")
    number = models.CharField(max_length=16)
    check_code = models.CharField(max_length=20, choices=[(c, t.zh) for c, t in CHECKS.items()])
    cause = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=[(n, t.zh) for n, t in LEVELS.items()])
    # Whose matter it was when it was found, and that office's station.
    office = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    station = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    said_zh = models.CharField(max_length=200)
    said_en = models.CharField(max_length=200)
    rules = models.CharField(max_length=60)
    since_at = models.DateTimeField()
    hit_at = models.DateTimeField()
    status = models.CharField(
        max_length=10, choices=[(s, t.zh) for s, t in HIT.state_labels.items()], default="open"
    )
    reason = models.CharField(max_length=2000, blank=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = HitQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(HIT, "hits_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["report", "check_code", "cause"], name="a_cause_is_found_once_by_a_check"
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(~Q(status="open"), decided_by__isnull=False, decided_at__isnull=False),
                name="a_person_decided_over_a_hit_that_is_not_open",
            ),
            models.CheckConstraint(
                condition=~Q(status="dismissed") | ~Q(reason=""),
                name="a_hit_is_dismissed_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["status", "-hit_at", "-id"], name="hits_that_wait")]

    @property
    def subject(self) -> str:
        return f"hit:{self.pk}"


class FindingCounter(models.Model):
    """The last finding of a day, over all levels."""

    day = models.DateField(unique=True)
    last = models.PositiveIntegerField()


class FindingQuerySet(ProtectedQuerySet["Finding"]):
    """Every question about findings starts here."""

    def visible_to(self, actor: Actor) -> "FindingQuerySet":
        """Legal supervision and leaders all; the centre levels 2 and 3; a unit its own."""
        if not may_read_findings(actor):
            return self.none()
        if actor.role in LEGAL | LEADERS:
            return self
        own = Q(office=actor.organisation_id or 0)
        if actor.role in STATION:
            own |= Q(station=actor.station_id or 0)
        if actor.role in RECEPTION and actor.station_id is None:
            own |= Q(level__gte=2)
        return self.filter(own)


class Finding(ProtectedModel):
    """Something that is wrong at an office: answered there, corrected there, checked by another."""

    number = models.CharField(max_length=16, unique=True)
    level = models.PositiveSmallIntegerField(choices=[(n, t.zh) for n, t in LEVELS.items()])
    office = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    station = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    report_number = models.CharField(max_length=16, blank=True)
    hit = models.OneToOneField(RuleHit, models.PROTECT, null=True, related_name="finding")
    what = models.CharField(max_length=2000)
    status = models.CharField(
        max_length=12, choices=[(s, t.zh) for s, t in FINDING.state_labels.items()]
    )
    rules = models.CharField(max_length=60)
    raised_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    # The clock that runs now: of the answer, or of the correction.
    since_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    sent_back_why = models.CharField(max_length=2000, blank=True)
    correction = models.CharField(max_length=2000, blank=True)
    corrected_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    checked_note = models.CharField(max_length=2000, blank=True)
    checked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    closing_unit = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    escalations = models.PositiveSmallIntegerField(default=0)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(FINDING, "findings_are_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=3), name="a_finding_is_on_one_of_three_levels"
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOCKED, due_at__isnull=False, since_at__isnull=False)
                | Q(~Q(status__in=CLOCKED), due_at__isnull=True),
                name="a_clock_runs_while_the_unit_is_to_act_and_then_alone",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False, closing_unit__isnull=False)
                | Q(~Q(status="closed"), closed_at__isnull=True, closing_unit__isnull=True),
                name="a_closed_finding_knows_who_closed_it",
            ),
            models.CheckConstraint(
                condition=Q(closing_unit__isnull=True) | ~Q(closing_unit=F("office")),
                name="a_unit_does_not_close_its_own_finding",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | (
                    (Q(answered_by__isnull=True) | ~Q(checked_by=F("answered_by")))
                    & (Q(corrected_by__isnull=True) | ~Q(checked_by=F("corrected_by")))
                ),
                name="who_answered_or_corrected_does_not_check",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("checked", "closed")) | Q(checked_by__isnull=False),
                name="a_finding_is_checked_before_it_is_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "due_at"], name="findings_by_their_clock"),
            models.Index(fields=["-raised_at", "-id"], name="findings_newest_first"),
        ]

    @property
    def subject(self) -> str:
        return f"finding:{self.number}"


class Opinion(ProtectedModel):
    """What legal supervision says of a case before it is filed or refused; one a case."""

    case = models.OneToOneField("cases.CaseRecord", models.PROTECT, related_name="+")
    number = models.CharField(max_length=16, unique=True)
    report_number = models.CharField(max_length=16)
    why = models.CharField(max_length=10, choices=[(c, t.zh) for c, t in WHYS.items()])
    status = models.CharField(
        max_length=10, choices=[(s, t.zh) for s, t in OPINION.state_labels.items()], default="asked"
    )
    rules = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    text = models.CharField(max_length=2000, blank=True)
    given_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)

    objects = ProtectedQuerySet["Opinion"].as_manager()

    class Meta:
        constraints = [
            known_state(OPINION, "opinions_are_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(status="asked", given_by__isnull=True, given_at__isnull=True)
                | (Q(status="given", given_by__isnull=False, given_at__isnull=False) & ~Q(text="")),
                name="a_given_opinion_has_words_and_a_person",
            ),
        ]
        indexes = [models.Index(fields=["status", "asked_at"], name="opinions_that_wait")]


class InspectionCounter(models.Model):
    """The last inspection plan of a day."""

    day = models.DateField(unique=True)
    last = models.PositiveIntegerField()


class InspectionQuerySet(ProtectedQuerySet["Inspection"]):
    """Every question about inspection plans starts here."""

    def visible_to(self, actor: Actor) -> "InspectionQuerySet":
        """Legal supervision and leaders; who is looked at learns of it by a finding."""
        return self if may_read_inspections(actor) else self.none()


class Inspection(ProtectedModel):
    """A plan: from which matters a sample is drawn, by which seed, and how it ended."""

    number = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=10, choices=[(k, t.zh) for k, t in INSPECTION_KINDS.items()])
    aim = models.CharField(max_length=400)
    since_on = models.DateField()
    until_on = models.DateField()
    # Codes of sites and of kinds of reports; empty stands for all of them.
    sites = models.JSONField(default=list)
    report_kinds = models.JSONField(default=list)
    size = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    status = models.CharField(
        max_length=10, choices=[(s, t.zh) for s, t in INSPECTION.state_labels.items()]
    )
    rules = models.CharField(max_length=60)
    # Numbers of reports as they stood when the plan was laid; the sample is drawn from these alone.
    population = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    # The entry of the journal whose hash is the seed: that of the plan itself.
    entry = models.BigIntegerField(null=True)
    seed = models.CharField(max_length=64, blank=True)
    planned_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    drawn_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    conclusion = models.CharField(max_length=2000, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(INSPECTION, "inspections_are_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(since_on__lte=F("until_on")), name="an_inspection_is_of_a_span_of_days"
            ),
            models.CheckConstraint(
                condition=Q(seed="", entry__isnull=True, drawn_at__isnull=True)
                | (~Q(seed="") & Q(entry__isnull=False, drawn_at__isnull=False)),
                name="a_sample_is_drawn_by_the_seed_of_an_entry",
            ),
            models.CheckConstraint(
                condition=~Q(status="running") | ~Q(seed=""),
                name="a_running_inspection_has_its_sample",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("planned", "running"), ended_at__isnull=True)
                | (
                    Q(status__in=("closed", "cancelled"), ended_at__isnull=False)
                    & ~Q(conclusion="")
                ),
                name="an_inspection_ends_with_words",
            ),
        ]
        indexes = [models.Index(fields=["-planned_at", "-id"], name="inspections_newest_first")]

    @property
    def subject(self) -> str:
        return f"inspection:{self.number}"


class InspectedMatter(ProtectedModel):
    """A matter of a sample: how it was looked at and what was found; one that is no person."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="matters")
    number = models.CharField(max_length=16)
    place = models.PositiveSmallIntegerField()
    method = models.CharField(
        max_length=12, blank=True, choices=[(m, t.zh) for m, t in METHODS.items()]
    )
    result = models.CharField(
        max_length=12, blank=True, choices=[(r, t.zh) for r, t in RESULTS.items()]
    )
    remarks = models.CharField(max_length=2000, blank=True)
    looked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)
    finding = models.OneToOneField(
        Finding, models.PROTECT, null=True, related_name="inspected_matter"
    )

    objects = ProtectedQuerySet["InspectedMatter"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "number"], name="a_matter_is_once_in_a_sample"
            ),
            models.CheckConstraint(
                condition=Q(result="", method="", looked_at__isnull=True, looked_by__isnull=True)
                | (
                    ~Q(result="")
                    & ~Q(method="")
                    & Q(looked_at__isnull=False, looked_by__isnull=False)
                ),
                name="a_result_has_a_method_and_a_person",
            ),
            models.CheckConstraint(
                condition=Q(result__in=("", "good")) | ~Q(remarks=""),
                name="what_is_not_good_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(result="bad", finding__isnull=False)
                | (~Q(result="bad") & Q(finding__isnull=True)),
                name="what_is_bad_is_a_finding",
            ),
        ]
