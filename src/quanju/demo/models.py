"""Tables of the demo; they exist only where QUANJU_DEMO=1."""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """An account that the sign-in page of the demo lets in with one click."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    post = models.ForeignKey("people.Post", models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    # Spelled out: type checkers see the site without the demo.
    objects: ClassVar[models.Manager["Entry"]] = models.Manager()
    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "post"], name="one_entry_per_post"),
        ]
