"""The documents by which incidents came from other systems."""

from django.db import models

from quanju.domains.dispatch.models.incidents import Incident
from quanju.domains.kernel.rows import ProtectedModel, ProtectedQuerySet


class EidoDocument(ProtectedModel):
    """What another system sent of an incident, without persons: given back with what is ours.

    It goes with its incident. `left_out` names the components that were not kept.
    """

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="eido")
    document_id = models.CharField(max_length=300, unique=True)
    content = models.JSONField()
    left_out = models.JSONField(default=list)
    received_at = models.DateTimeField()

    objects = ProtectedQuerySet["EidoDocument"].as_manager()
