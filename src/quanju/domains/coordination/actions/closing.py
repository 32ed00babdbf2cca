"""Ending a group: proposed by its owner, looked at by another, archived; or woken up again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from quanju.domains.coordination import events
from quanju.domains.coordination.actions.holding import check_owns, held_group, note_group, sign
from quanju.domains.coordination.models import Group, Item, Member, Review
from quanju.domains.coordination.queries.groups import told_group
from quanju.domains.coordination.queries.plans import unfinished
from quanju.domains.coordination.queries.review import requirements_of, review_rules
from quanju.domains.coordination.types import LONGEST_REASON, LONGEST_RESULT, GroupView
from quanju.domains.coordination.workflow import GROUP, ITEM_OPEN
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, Refused, Text, Verdict
from quanju.domains.people.types import SERVICE, Actor

OUTCOME = Text("做成了什么", "what the group achieved")
RESULT = Text("警情处置结果", "the result of the incident")
REASON, WORDS = Text("事由", "the reason"), Text("审核意见", "the reviewer's words")
REVIEWERS, KEEPERS = ("observer",), ("observer", "keeper")
ONLY_REVIEWERS = Verdict.no(
    "DENY_RELATION", Text("由监督席位审核", "The seat of supervision reviews it")
)
ONLY_KEEPERS = Verdict.no(
    "DENY_RELATION", Text("由监督或存档席位归档", "A seat of supervision or archive keeps it")
)
NOT_OWN = Verdict.no(
    "DENY_CONFLICT", Text("负责人不能审核自己的群", "The owner does not review the own group")
)


class ItemsOpen(Refused):
    """A group closes when its items are closed (COL-05)."""

    code = "ITEMS_OPEN"
    text = Text("还有事项没有了结：{items}", "Items are still open: {items}")


class PlanNotFinished(Refused):
    """A plan's checklist is gone through, and somebody has decided about its warning."""

    code = "PLAN_NOT_FINISHED"
    text = Text("预案还没有走完：{left}", "The plan is not finished: {left}")


class OpeningNotChecked(Refused):
    """What was opened at once is checked before it ends."""

    code = "OPENING_NOT_CHECKED"
    text = Text("紧急群还没有核建群", "The opening was not checked yet")


class OutcomeMissing(Refused):
    """The clock has opened the review; the owner has said nothing."""

    code = "OUTCOME_MISSING"
    text = Text(
        "负责人没有写做成了什么，请退回给负责人",
        "The owner has not said what was achieved; return it to them",
    )


class NotAnswered(Refused):
    """Six requirements and three mechanisms, each answered."""

    code = "REVIEW_NOT_ANSWERED"
    text = Text("还没有回答：{name}", "Not answered: {name}")
    status = 422

    def __init__(self, *, name: Text, field: str) -> None:
        super().__init__(name=name)
        self.field = field


class RatingNotUsable(Refused):
    """One to five."""

    code = "RATING_NOT_USABLE"
    text = Text("有用程度请给 1 到 5", "Rate the use from 1 to 5")
    status = 422
    field = "rating"


def propose_close(
    *, group: str, outcome: str, result: str, rating: int | None, by: Actor, at: datetime
) -> GroupView:
    """The owner says what was achieved and asks for the review; refuses with what is open."""
    achieved = words.line(outcome, OUTCOME, longest=LONGEST_RESULT, field="outcome")
    if rating is None or not 1 <= rating <= 5:
        raise RatingNotUsable()
    with write():
        row, mine = held_group(group, by, at)
        check_owns(row, mine)
        after = GROUP.after(row.status, "propose_close")
        if row.check_due_at is not None and row.checked_at is None:
            raise OpeningNotChecked()
        _check_items(row)
        if left := unfinished(row.pk):
            raise PlanNotFinished(left=joined(left))
        row.result = words.line(
            result, RESULT, longest=LONGEST_RESULT, needed=row.is_urgent, field="result"
        )
        row.status, row.outcome, row.rating = after, achieved, rating
        row.proposed_at = row.last_at = at
        row.save()
        sign(row, "running", by, at)
        note_group(events.CLOSE_PROPOSED, row, by, at)
    return told_group(row.pk, at=at)


def return_close(*, group: str, why: str, by: Actor, at: datetime) -> GroupView:
    """Give it back to its owner, with the reason."""
    reason = words.line(why, REASON, longest=LONGEST_REASON, field="why")
    with write():
        row, mine = held_group(group, by, at)
        _check_reviews(row, mine)
        row.status = GROUP.after(row.status, "return")
        row.last_at = at
        row.save()
        _reviewed(row, by, at, is_accepted=False, words=reason)
        note_group(events.CLOSE_RETURNED, row, by, at)
    return told_group(row.pk, at=at)


def accept_close(
    *,
    group: str,
    answers: Mapping[str, str],
    mechanisms: Mapping[str, str],
    words_said: str,
    by: Actor,
    at: datetime,
) -> GroupView:
    """Close it: six requirements answered, three mechanisms filled, by another than the owner."""
    rules = review_rules(at)
    asked = requirements_of(group, by=by, at=at)
    said = words.line(words_said, WORDS, longest=LONGEST_RESULT, needed=False, field="words_said")
    yes = {}
    for row in asked:
        if answers.get(row.code) not in ("yes", "no"):
            raise NotAnswered(name=row.name, field=f"answer_{row.code}")
        yes[row.code] = answers[row.code] == "yes"
    filled = {}
    for one in rules.mechanism:
        text = words.line(
            mechanisms.get(one.code, ""),
            one.name,
            longest=LONGEST_REASON,
            needed=False,
            field=f"mechanism_{one.code}",
        )
        if not text:
            raise NotAnswered(name=one.name, field=f"mechanism_{one.code}")
        filled[one.code] = text
    with write():
        group_row, mine = held_group(group, by, at)
        _check_reviews(group_row, mine)
        after = GROUP.after(group_row.status, "accept")
        _check_items(group_row)
        if not group_row.outcome:
            raise OutcomeMissing()
        group_row.status, group_row.closed_at = after, at
        group_row.save()
        _reviewed(group_row, by, at, is_accepted=True, answers=yes, mechanisms=filled, words=said)
        sign(group_row, "closing", by, at)
        note_group(events.GROUP_CLOSED, group_row, by, at, related=_incident(group_row))
    return told_group(group_row.pk, at=at)


def archive_group(*, group: str, by: Actor, at: datetime) -> GroupView:
    """Put a closed group into the archive; from now on it is only read."""
    with write():
        row, mine = held_group(group, by, at)
        if mine.role not in KEEPERS:
            raise Denied(ONLY_KEEPERS)
        row.status = GROUP.after(row.status, "archive")
        row.archived_at = row.seal_due_at = at
        row.save()
        sign(row, "archive", by, at)
        note_group(events.GROUP_ARCHIVED, row, by, at)
    return told_group(row.pk, at=at)


def wake_group(*, group: str, by: Actor, at: datetime) -> GroupView:
    """The owner says that it is still needed."""
    with write():
        row, mine = held_group(group, by, at)
        check_owns(row, mine)
        row.status = GROUP.after(row.status, "wake")
        row.last_at = at
        row.save()
        note_group(events.GROUP_WOKEN, row, by, at)
    return told_group(row.pk, at=at)


def end_silence(at: datetime) -> int:
    """Groups without activity: idle after some days, then the closing review opens (COL-16)."""
    rules = review_rules(at)
    moves = (
        ("fall_idle", ("opened", "active"), rules.idle_days, events.GROUP_IDLE),
        ("propose_close", ("idle",), rules.review_days, events.CLOSE_DUE),
    )
    moved = 0
    for verb, states, days, event in moves:
        since = at - timedelta(days=days)
        due = Group.objects.filter(status__in=states, last_at__lte=since)
        for pk in list(due.values_list("pk", flat=True)):
            with write():
                row = held(Group, f"group {pk}", pk=pk)
                if row.status not in states or row.last_at > since:
                    continue
                row.status = GROUP.after(row.status, verb)
                row.save(update_fields=["status"])
                note_group(event, row, SERVICE, at, related=[f"person:{row.owner_id}"])
                moved += 1
    return moved


def _check_reviews(row: Group, mine: Member) -> None:
    if row.owner_id == mine.person_id:
        raise Denied(NOT_OWN)
    if mine.role not in REVIEWERS:
        raise Denied(ONLY_REVIEWERS)


def _check_items(row: Group) -> None:
    """Refuses with the list of what is open."""
    rows = Item.objects.filter(group=row, status__in=ITEM_OPEN).select_related("owner")
    listed = [
        f"{one.place} {one.title}（{one.owner.display_name}）" for one in rows.order_by("place")
    ]
    if listed:
        raise ItemsOpen(items="；".join(listed))


def joined(parts: Sequence[Text]) -> Text:
    return Text("；".join(one.zh for one in parts), "; ".join(one.en for one in parts))


def _reviewed(row: Group, by: Actor, at: datetime, **said: object) -> None:
    Review.objects.create(
        group=row,
        owner_id=row.owner_id,
        reviewer_id=by.person_id or 0,
        reviewed_at=at,
        **said,
    )


def _incident(row: Group) -> list[str]:
    is_told = row.incident and row.classification != "restricted"
    return [f"incident:{row.incident}"] if is_told else []
