"""What waits in supervision: flags that no person has looked at."""

from datetime import datetime

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.people.types import Actor
from quanju.domains.supervision.models import RuleHit
from quanju.domains.supervision.permissions import may_decide_hits
from quanju.domains.supervision.types.checks import CHECKS
from quanju.domains.supervision.workflow import HIT

MOST = 200
TITLE = Text("{check}：接报案 {number}", "{check}: report {number}")
WHY = Text(
    "规则命中：{said}。请看一眼，没有问题写明理由，有问题列为问题。",
    "Flagged by a rule: {said}. Look at it: dismiss it with the reason, or make it a finding.",
)
FROM = Text("全量监督", "full supervision")
LOOK = Text("人工查看", "a person's look")
OPEN = Text("打开", "Open")


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Hits wait for legal supervision."""
    return [*_hits(actor)]


def _hits(actor: Actor) -> list[Waiting]:
    if not may_decide_hits(actor):
        return []
    rows = RuleHit.objects.filter(status="open").select_related("office")
    return [_hit(row) for row in rows.order_by("hit_at", "pk")[:MOST]]


def _hit(row: RuleHit) -> Waiting:
    return Waiting(
        key=f"supervision.hit:{row.pk}",
        subject=row.subject,
        kind="alert",
        number=row.number,
        title=TITLE.filled(check=CHECKS[row.check_code], number=row.number),
        place=row.office.name,
        from_whom=FROM,
        why=WHY,
        facts={"said": Text(row.said_zh, row.said_en)},
        since=row.hit_at,
        toward=LOOK,
        verbs=(
            WaitingVerb(
                name="supervision.dismiss_hit",
                label=HIT.verb_labels["dismiss"],
                address=(row.pk, "dismiss"),
                asks=Text("为什么没有问题", "Why nothing is wrong"),
                asks_as="why",
            ),
            WaitingVerb(name="supervision.open_hit", label=OPEN, address=(row.pk,), opens=True),
        ),
    )
