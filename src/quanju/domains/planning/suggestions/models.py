"""The table of suggestions for shifts."""

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.planning.suggestions.workflow import SUGGESTION, TOLD
from quanju.domains.planning.types import SuggestionView


class Suggestion(ProtectedModel):
    """A shift of a week might stand elsewhere, by calls of the past; a person decides (ICC-11)."""

    week_on = models.DateField()
    shift = models.ForeignKey("duty.PlannedShift", models.CASCADE, related_name="+")
    zone_from = models.PositiveSmallIntegerField()
    zone_to = models.PositiveSmallIntegerField()
    point_to = models.PositiveSmallIntegerField(null=True)
    duty_from = models.DateTimeField()
    duty_until = models.DateTimeField()
    # Counts, expectations and intervals of both zones, and the calls they stand on; no person.
    basis = models.JSONField()
    status = models.CharField(
        max_length=20,
        default="offered",
        choices=[(s, t.zh) for s, t in SUGGESTION.state_labels.items()],
    )
    offered_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["Suggestion"].as_manager()

    class Meta:
        constraints = [
            known_state(SUGGESTION, "suggestions_are_in_a_known_state"),
            models.UniqueConstraint(
                fields=["week_on", "zone_from", "zone_to", "duty_from"],
                condition=Q(status__in=TOLD),
                name="a_suggestion_is_made_once_a_week",
            ),
            models.UniqueConstraint(
                fields=["shift"],
                condition=Q(status="offered"),
                name="a_shift_has_one_open_suggestion",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("accepted", "rejected")) | Q(decided_by__isnull=False),
                name="people_decide_suggestions",
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(why=""),
                name="a_rejected_suggestion_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(zone_from=F("zone_to")), name="a_suggestion_leads_elsewhere"
            ),
        ]
        indexes = [models.Index(fields=["week_on", "status"], name="suggestions_by_week")]

    @property
    def subject(self) -> str:
        return f"suggestion:{self.pk}"

    def view(self) -> SuggestionView:
        return SuggestionView(
            pk=self.pk,
            week_on=self.week_on,
            shift=self.shift_id,
            force_type=self.shift.force_type,
            call_sign=self.shift.unit.call_sign if self.shift.unit else "",
            zone_from=self.zone_from,
            zone_to=self.zone_to,
            point_to=self.point_to,
            duty_from=self.duty_from,
            duty_until=self.duty_until,
            basis=self.basis,
            status=self.status,
            status_label=SUGGESTION.state_labels[self.status],
            offered_at=self.offered_at,
            decided_by=self.decided_by.display_name if self.decided_by else "",
            decided_at=self.decided_at,
            why=self.why,
        )
