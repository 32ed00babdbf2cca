"""Tables of operation: who runs the jobs, and that it still does."""

from django.db import models


class Heartbeat(models.Model):
    """A process that runs the jobs; `beats` goes up as long as it does."""

    worker = models.CharField(max_length=120, primary_key=True)
    beats = models.BigIntegerField(default=0)
    beat_at = models.DateTimeField(db_index=True)
    # How far the clock of its computer is off its own time; 0 while they agree.
    clock_off_s = models.FloatField(default=0.0)
