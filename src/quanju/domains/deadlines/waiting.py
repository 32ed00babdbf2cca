"""What waits in deadlines: clocks of the law that are amber or have run out.

Whose matter a clock runs on, its own room tells; legal supervision watches all of them.
"""

from datetime import datetime

from django.db.models import Q

from quanju.domains.deadlines.models import Clock
from quanju.domains.deadlines.permissions import may_watch_clocks
from quanju.domains.deadlines.queries import tables_in_force, worklist_limits
from quanju.domains.deadlines.types import in_words
from quanju.domains.journal.types import matter_named
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.people.types import Actor

AMBER = Text(
    "法定时限 {title} 自 {since} 起算，{due} 届满，尚未办结。",
    "The time limit {title} runs since {since} and ends at {due}; the matter is not done.",
)


def _kind_of(subject: str) -> Text | str:
    """What the clock runs on, as its room calls it."""
    matter = matter_named(subject.partition(":")[0])
    return matter.label if matter else ""


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Running clocks that are amber or over, the first due first."""
    if not may_watch_clocks(actor):
        return []
    rules = tables_in_force(at=at).book.rules
    rows = Clock.objects.filter(state__in=("running", "lapsed"), due_at__lte=until)
    rows = rows.filter(Q(amber_at__lte=at) | Q(due_at__lte=at)).order_by("due_at", "pk")
    fields = ("pk", "subject", "rule", "started_at", "due_at")
    found = []
    for pk, subject, rule, started_at, due_at in rows.values_list(*fields)[
        : worklist_limits(at).clocks_most
    ]:
        title = in_words(rules[rule].title) if rule in rules else Text(rule, rule)
        found.append(
            Waiting(
                key=f"deadlines.clock:{pk}",
                subject=subject,
                kind="task",
                number=subject.partition(":")[2],
                title=title,
                place=_kind_of(subject),
                from_whom=Text("法定时限", "statutory clock"),
                why=AMBER,
                facts={"title": title},
                since=started_at,
                due_at=due_at,
                toward=title,
                verbs=(
                    WaitingVerb(
                        name="deadlines.open_matter",
                        label=Text("看经过", "See its thread"),
                        address=(subject,),
                        opens=True,
                    ),
                ),
            )
        )
    return found
