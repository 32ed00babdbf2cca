"""The index of what was said: made from the rows, and again whenever it is wanted."""

from django.db import models

from quanju.domains.coordination.models.groups import Group
from quanju.domains.coordination.types import LINE_KINDS


class SearchLine(models.Model):
    """A text of a group and the tokens it is found by; of a long file, one part of it."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[(k, t.zh) for k, t in LINE_KINDS.items()])
    # The key of the message, the item or the file in use; which part of it.
    ref = models.BigIntegerField()
    part = models.PositiveIntegerField(default=0)
    body = models.TextField()
    tokens = models.TextField()
    said_at = models.DateTimeField()
    # A file whose words are not read yet: the job does it.
    is_waiting = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "ref", "part"], name="a_text_stands_once_in_the_index"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(is_waiting=True),
                name="lines_that_wait",
            ),
        ]
