"""Plans and studies by number."""

from datetime import datetime

from quanju.domains.kernel.found import Found
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.planning.models import Plan, Study
from quanju.domains.planning.permissions import may_read_planning


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """The plan and the study of that number, for who may see planning."""
    text = words.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 9) or not may_read_planning(by):
        return []
    number = int(text)
    plans = Plan.objects.filter(number=number)
    studies = Study.objects.filter(pk=number)
    return [
        *(
            Found(
                kind="paper",
                subject=plan.subject,
                title=Text(f"方案 {plan.number}", f"Plan {plan.number}"),
                detail=plan.view().status_label,
            )
            for plan in plans
        ),
        *(
            Found(
                kind="paper",
                subject=study.subject,
                title=Text(f"研究 {study.pk}", f"Study {study.pk}"),
                detail=study.view().status_label,
            )
            for study in studies
        ),
    ][:most]
