"""Lists with the newest first, a page at a time: what stands after the last row that was shown."""

from datetime import datetime

from django.db.models import Q


def after_row(moment: str, at: datetime, pk: int) -> Q:
    """Rows after the one with that moment and key, by `order_by("-moment", "-pk")`."""
    return Q(**{f"{moment}__lt": at}) | Q(**{moment: at}, pk__lt=pk)
