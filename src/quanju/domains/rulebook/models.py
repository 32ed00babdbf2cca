"""Tables of the rulebook."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet
from quanju.domains.kernel.states import known_state
from quanju.domains.rulebook.workflow import RULE_TABLE


class RuleTableQuerySet(ProtectedQuerySet["RuleTable"]):
    def in_force(self, at: datetime) -> "RuleTableQuerySet":
        return self.filter(
            Q(effective_until__isnull=True) | Q(effective_until__gt=at),
            status="approved",
            effective_from__lte=at,
        )


class RuleTable(ProtectedModel):
    """One version of one kind of rule, from proposal to the end of its force.

    Without a proposal it was loaded with the branch.
    """

    kind = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64, editable=False)
    status = models.CharField(
        max_length=20,
        default="proposed",
        choices=[(s, t.zh) for s, t in RULE_TABLE.state_labels.items()],
    )
    source = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    effective_from = models.DateTimeField()
    effective_until = models.DateTimeField(null=True)

    objects = RuleTableQuerySet.as_manager()

    class Meta:
        constraints = [
            known_state(RULE_TABLE, "rules_are_in_a_known_state"),
            models.UniqueConstraint(fields=["kind", "version"], name="one_table_per_version"),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True)
                | Q(effective_until__gte=F("effective_from")),
                name="a_rule_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["kind", "status", "effective_from"], name="rules_in_force")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A version is known by what it says."""
        self.sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        super().save(*args, **kwargs)

    @property
    def subject(self) -> str:
        return f"rule:{self.kind}@{self.version}"
