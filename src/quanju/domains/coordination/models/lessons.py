"""What closing reviews have taught, and the weekly look at the groups that are open."""

from django.db import models
from django.db.models import Q

from quanju.domains.coordination.models.groups import Group
from quanju.domains.coordination.types import LESSONS
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet


class Lesson(ProtectedModel):
    """A lesson of a group that is ending: about which part of its type, in words for everybody."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="lessons")
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=10, choices=[(k, t.zh) for k, t in LESSONS.items()])
    said = models.CharField(max_length=300)
    noted_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    # The version of the table that it became, put up for a second person; or why it became none.
    rule = models.CharField(max_length=60, blank=True)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_why = models.CharField(max_length=200, blank=True)

    objects = ProtectedQuerySet["Lesson"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(about__in=list(LESSONS)), name="lessons_are_about_a_part_of_a_type"
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True) | ~Q(set_aside_why=""),
                name="a_lesson_set_aside_says_why",
            ),
        ]
        indexes = [models.Index(fields=["kind", "noted_at"], name="lessons_of_a_type")]

    @property
    def subject(self) -> str:
        return f"group:{self.group.number}"


class WeeklyCheck(ProtectedModel):
    """Somebody has gone through the open groups of a week (COL-11), with what stood out then."""

    week_on = models.DateField(unique=True)
    checked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    found = models.JSONField(default=dict)
    words = models.CharField(max_length=300, blank=True)

    objects = ProtectedQuerySet["WeeklyCheck"].as_manager()

    @property
    def subject(self) -> str:
        return f"groups:week-{self.week_on:%Y-%m-%d}"
