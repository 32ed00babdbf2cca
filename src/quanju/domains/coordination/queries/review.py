"""How a group ended: 436 as it stands, and the score with its parts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from quanju.domains.coordination.models import Group, Item, Member, Review, Signature
from quanju.domains.coordination.plans.rules import PLANS
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.rules import REVIEW, Asked, ReviewRules
from quanju.domains.coordination.scoring import Score, scored
from quanju.domains.coordination.types import STAGES
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class EndView:
    """Four stages, three mechanisms, six requirements; the score once it is archived."""

    stages: tuple[tuple[str, Text, str, datetime | None], ...]
    mechanisms: tuple[tuple[str, Text, str], ...]
    requirements: tuple[tuple[str, Text, bool | None], ...]
    reviewer: str
    words: str
    returned: tuple[tuple[datetime, str, str], ...]
    score: Score | None
    archive_due_at: datetime | None


def review_rules(at: datetime) -> ReviewRules:
    """The branch's table in force."""
    return in_force(REVIEW, at=at).content


def requirements_of(number: str, *, by: Actor, at: datetime) -> tuple[Asked, ...]:
    """What the review of this group asks: the six of 436; of a drill the six of its own."""
    group = Group.objects.visible_to(by, at).filter(number=number).first()
    if group is None:
        raise NotFound(subject=f"group:{number[:20]}")
    return _asked(group, at)


def _asked(group: Group, at: datetime) -> tuple[Asked, ...]:
    if group.is_drill:
        return in_force(PLANS, at=at).content.drill_question
    return review_rules(at).requirement


def end_of(number: str, *, by: Actor, at: datetime) -> EndView:
    """How far a group has come toward its archive, for its members."""
    group = Group.objects.visible_to(by, at).filter(number=number).first()
    if group is None:
        raise NotFound(subject=f"group:{number[:20]}")
    rules = review_rules(at)
    signed = {
        row.stage: row
        for row in Signature.objects.filter(group=group).select_related("signed_by").order_by("pk")
    }
    reviews = list(Review.objects.filter(group=group).select_related("reviewer").order_by("pk"))
    last = next((one for one in reviews if one.is_accepted), None)
    said = last.mechanisms if last else {}
    answers = last.answers if last else {}
    return EndView(
        stages=tuple(
            (
                code,
                name,
                signed[code].signed_by.display_name if code in signed else "",
                signed[code].signed_at if code in signed else None,
            )
            for code, name in STAGES.items()
        ),
        mechanisms=tuple((m.code, m.name, said.get(m.code, "")) for m in rules.mechanism),
        requirements=tuple((r.code, r.name, answers.get(r.code)) for r in _asked(group, at)),
        reviewer=last.reviewer.display_name if last else "",
        words=last.words if last else "",
        returned=tuple(
            (one.reviewed_at, one.reviewer.display_name, one.words)
            for one in reviews
            if not one.is_accepted
        ),
        score=score_of(group, answers, rules, at) if group.archived_at else None,
        archive_due_at=group.closed_at + timedelta(days=rules.archive_days)
        if group.closed_at
        else None,
    )


def score_of(group: Group, answers: dict[str, bool], rules: ReviewRules, at: datetime) -> Score:
    """The parts of 4.4 as the rows say them; what was handed on counts as whom it went to."""
    items = [one for one in Item.objects.filter(group=group) if one.status != "handed_on"]
    due = [one for one in items if one.due_at is not None and one.status != "declined"]
    counts = {
        "closed_loop": (sum(one.status == "confirmed" for one in items), len(items)),
        "timeliness": (
            sum(bool(one.done_at and one.due_at and one.done_at <= one.due_at) for one in due),
            len(due),
        ),
        "participation": _participation(group, at),
        "record": (sum(answers.values()), len(answers)),
        "archive": (_archive(group, rules), 1),
        "usefulness": (group.rating or 0, 5),
    }
    weights = rules.weights.model_dump()
    return scored(counts, weights, items=len(items), least_items=rules.least_items)


def _participation(group: Group, at: datetime) -> tuple[int, int]:
    """Seats that answered within the limit of the type, of those that were called."""
    kind = group_rules(at).types.get(group.kind)
    limit = timedelta(minutes=kind.answer_min) if kind else timedelta.max
    called = Member.objects.filter(group=group).exclude(seat="").exclude(person=group.opener_id)
    moments = list(called.values_list("invited_at", "joined_at"))
    return sum(bool(b and b - a <= limit) for a, b in moments), len(moments)


def _archive(group: Group, rules: ReviewRules) -> float:
    if group.closed_at is None or group.archived_at is None:
        return 0.0
    took = group.archived_at - group.closed_at
    if took <= timedelta(days=rules.archive_days):
        return 1.0
    return 0.5 if took <= timedelta(days=rules.archive_late_days) else 0.0
