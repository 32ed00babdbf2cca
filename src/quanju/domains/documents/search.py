"""Papers by their number alone, and only those that one may read."""

from datetime import datetime

from django.db.models import Q

from quanju.domains.documents.models import Paper
from quanju.domains.documents.queries.papers import readable
from quanju.domains.documents.types import paper_kind_named
from quanju.domains.documents.workflow import PAPER
from quanju.domains.kernel.found import Found
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor

LEAST = 4


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """Papers whose number begins or ends so."""
    text = words.strip().upper()
    if len(text) < LEAST or not text.isascii() or not text.replace("-", "").isalnum():
        return []
    asked = Q(number__startswith=text) | Q(number__endswith=text)
    rows = Paper.objects.filter(readable(by, at)).filter(asked).order_by("-pk")
    found = []
    for number, kind, state in rows.values_list("number", "kind", "state")[:most]:
        label = known.label if (known := paper_kind_named(kind)) else Text(kind, kind)
        found.append(
            Found(
                kind="paper",
                subject=f"paper:{number}",
                title=Text(f"{label.zh} {number}", f"{label.en} {number}"),
                detail=PAPER.state_labels[state],
            )
        )
    return found
