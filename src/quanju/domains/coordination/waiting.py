"""What waits in coordination: calls to answer, openings to check."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from quanju.domains.coordination.models import (
    Group,
    Item,
    Member,
    Mention,
    PublicWarning,
    RunStep,
)
from quanju.domains.coordination.permissions import (
    may_acknowledge_warnings,
    may_check_weekly,
    may_take_part,
)
from quanju.domains.coordination.plans.rules import STATUSES
from quanju.domains.coordination.plans.workflow import WARNING
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.queries.review import review_rules
from quanju.domains.coordination.queries.weekly import is_checked, week_of
from quanju.domains.coordination.rules import GroupRules
from quanju.domains.coordination.types import LEADS
from quanju.domains.coordination.workflow import GROUP, ITEM, ITEM_OPEN, MEMBER, RUNNING
from quanju.domains.kernel.days import end_of_day, start_of_day
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.people.types import Actor

TO_JOIN = Text("{since} 叫您入群，请到位。", "You were called in {since}; please join.")
CHECKERS = (*LEADS, "observer")
TO_CHECK = Text(
    "紧急群先建后核：请核事实和席位。", "It was opened at once: check its facts and seats."
)
CHECK = Text("核建群", "the check")


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Of one's own groups; and for base control the weekly look at all that are open."""
    if not may_take_part(actor) or actor.person_id is None:
        return []
    rows = Member.objects.present(at).filter(
        person=actor.person_id, group__status__in=(*RUNNING, "closed")
    )
    warned = list(_unacknowledged(actor, at)) if may_acknowledge_warnings(actor) else []
    warned += _weekly(at) if may_check_weekly(actor) else ()
    seats = list(rows.select_related("group"))
    mine = [one for one in seats if one.group.status in RUNNING]
    closed = [one for one in seats if one.group.status == "closed"]
    if not seats:
        return warned
    rules = group_rules(at)
    asked = [*_items(mine, rules), *_mentions(mine, rules)] if mine else []
    ends = [*_endings(mine, rules), *_archives(closed, rules, at), *_plans(mine, rules)]
    return [*warned, *_calls(mine, rules), *_checks(mine, rules), *asked, *ends]


def _plans(mine: list[Member], rules: GroupRules) -> Iterator[Waiting]:
    """The checklist of a plan and its undecided warning wait for who leads the group."""
    led = {one.group_id: one for one in mine if one.role in LEADS}
    if not led:
        return
    steps = RunStep.objects.filter(run__group__in=led, status="open").order_by()
    counted = steps.values_list("run__group").annotate(n=Count("pk"), due=Min("due_at"))
    for group, n, due in counted:
        row = led[group].group
        yield waits(
            row,
            rules,
            key=f"coordination.steps:{group}",
            why=STEPS_LEFT.filled(n=n),
            since=row.opened_at or row.begun_at,
            due_at=due,
            toward=NEXT_STEP,
            verbs=(opens(row),),
        )
    drafts = PublicWarning.objects.filter(run__group__in=led, status="draft")
    for group, number, at in drafts.values_list("run__group", "number", "written_at"):
        yield waits(
            led[group].group,
            rules,
            key=f"coordination.warning:{number}",
            why=WARNING_LEFT,
            since=at,
            verbs=(_sees(number), opens(led[group].group)),
        )


def _sees(number: str) -> WaitingVerb:
    return WaitingVerb(
        name="coordination.open_warning",
        label=Text("看预警", "The warning"),
        address=(number,),
        opens=True,
    )


def _weekly(at: datetime) -> Iterator[Waiting]:
    """Once a week somebody of them looks at the open groups (COL-11); due at the week's end."""
    if is_checked(at):
        return
    week = week_of(at)
    verb = WaitingVerb(
        name="coordination.open_weekly",
        label=Text("去检查", "Look at them"),
        opens=True,
    )
    yield Waiting(
        subject=f"groups:week-{week:%Y-%m-%d}",
        kind="group",
        key=f"coordination.week:{week:%Y-%m-%d}",
        number=f"{week:%Y-%m-%d}",
        title=Text("每周检查运行中的协同群", "Weekly look at open groups"),
        why=LOOK_WEEKLY,
        since=start_of_day(week),
        due_at=end_of_day(week + timedelta(days=6)),
        toward=Text("检查", "the look"),
        verbs=(verb,),
    )


LOOK_WEEKLY = Text(
    "看停滞、超员、没人负责、到期未出群的，写一句意见。",
    "Idle, oversize, without an owner, people who should be out: look, and say a word.",
)


def _unacknowledged(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """A warning that is out waits for each agency outside to say that it has it."""
    out = PublicWarning.objects.filter(status="released", expires_at__gt=at)
    for row in out.exclude(receipts__person=actor.person_id).order_by("released_at"):
        verb = WaitingVerb(
            name="coordination.acknowledge_warning",
            label=Text("签收", "Acknowledge"),
            address=(row.number, "acknowledge"),
        )
        yield Waiting(
            subject=row.subject,
            kind="group",
            key=f"coordination.receipt:{row.number}",
            number=row.number,
            place=STATUSES[row.cap_status],
            from_whom=WARNING.state_labels[row.status],
            title=Text(row.headline_zh, row.headline_en),
            why=TO_ACKNOWLEDGE,
            since=row.released_at or row.written_at,
            verbs=(verb, _sees(row.number)),
        )


def _calls(mine: list[Member], rules: GroupRules) -> Iterator[Waiting]:
    for row in mine:
        if row.status != "invited":
            continue
        kind = rules.types.get(row.group.kind)
        limit = timedelta(minutes=kind.answer_min) if kind else None
        yield waits(
            row.group,
            rules,
            key=f"coordination.member:{row.pk}",
            why=TO_JOIN,
            since=row.invited_at,
            due_at=row.invited_at + limit if limit else None,
            toward=MEMBER.verb_labels["join"],
            verbs=(
                WaitingVerb(
                    name="coordination.join_group",
                    label=MEMBER.verb_labels["join"],
                    address=(row.group.number, "join"),
                ),
                opens(row.group),
            ),
        )


def _checks(mine: list[Member], rules: GroupRules) -> Iterator[Waiting]:
    for one in mine:
        row = one.group
        is_due = row.check_due_at is not None and row.checked_at is None
        if not is_due or row.opener_id == one.person_id or one.role not in CHECKERS:
            continue
        yield waits(
            row,
            rules,
            key=f"coordination.check:{row.pk}",
            why=TO_CHECK,
            since=row.opened_at or row.begun_at,
            due_at=row.check_due_at,
            toward=CHECK,
            verbs=(
                WaitingVerb(
                    name="coordination.check_opening",
                    label=CHECK_IT,
                    address=(row.number, "check"),
                ),
                opens(row),
            ),
        )


CHECK_IT = Text("核过，齐全", "Checked, complete")


def _items(mine: list[Member], rules: GroupRules) -> Iterator[Waiting]:
    """What is asked of oneself, and what one asked for and is done."""
    me = mine[0].person_id
    inside = {one.group_id for one in mine}
    rows = Item.objects.filter(group__in=inside, status__in=ITEM_OPEN)
    rows = rows.filter(
        Q(owner=me, status__in=("asked", "accepted")) | Q(asked_by=me, status="done")
    )
    for row in rows.exclude(status="done", owner=me).select_related("group"):
        yield waits(
            row.group,
            rules,
            key=f"coordination.item:{row.pk}:{row.status}",
            title=row.named,
            why=ASKED[row.status].filled(number=row.group.number, place=row.place),
            since=row.done_at or row.asked_at,
            due_at=row.due_at if row.status != "done" else None,
            toward=ITEM.verb_labels[FIRST[row.status]],
            verbs=(*_verbs(row), opens(row.group)),
        )


ASKED_OF = {
    "decline_item": ("why", Text("为什么不接", "Why not")),
    "finish_item": ("result", Text("结果", "The result")),
    "redo_item": ("why", Text("哪里没办好", "What is not done")),
}
"""What is typed with a verb: the form's field, and the question."""


def _verbs(row: Item) -> tuple[WaitingVerb, ...]:
    """What may be done about an item as it stands, each with what it must be told."""
    match row.status:
        case "asked":
            accept = _verb(row, name="coordination.accept_item")
            return accept, _verb(row, name="coordination.decline_item")
        case "accepted":
            return (_verb(row, name="coordination.finish_item"),)
        case _:
            confirm = _verb(row, name="coordination.confirm_item")
            return confirm, _verb(row, name="coordination.redo_item")


def _verb(row: Item, *, name: str) -> WaitingVerb:
    act = name.rpartition(".")[2]
    asks_as, asks = ASKED_OF.get(act, ("", None))
    return WaitingVerb(
        name=name,
        label=ITEM.verb_labels[act.removesuffix("_item")],
        address=(row.group.number, act),
        form=(("item", str(row.place)),),
        asks=asks,
        asks_as=asks_as,
    )


def _mentions(mine: list[Member], rules: GroupRules) -> Iterator[Waiting]:
    """Where one was named and has not read so far: the first place a group."""
    groups = {one.group_id: one for one in mine}
    rows = Mention.objects.filter(person=mine[0].person_id, message__group__in=groups)
    found = rows.order_by("message__place").values_list(
        "message__group", "message__place", "message__sent_at"
    )
    seen = set()
    for group, place, sent_at in found:
        one = groups[group]
        if place <= one.read_to or group in seen:
            continue
        seen.add(group)
        yield waits(
            one.group,
            rules,
            key=f"coordination.mention:{group}:{place}",
            why=NAMED.filled(place=place),
            since=sent_at,
            verbs=(opens(one.group),),
        )


def _endings(mine: list[Member], rules: GroupRules) -> Iterator[Waiting]:
    """Idle groups ask their owner; proposed closings wait for the seat of supervision."""
    for one in mine:
        row, is_owner = one.group, one.group.owner_id == one.person_id
        if row.status == "idle" and is_owner:
            yield waits(
                row,
                rules,
                key=f"coordination.idle:{row.pk}",
                why=STILL_NEEDED,
                since=row.last_at,
                verbs=(opens(row),),
            )
        elif row.status == "closing_review" and not is_owner and one.role == "observer":
            yield waits(
                row,
                rules,
                key=f"coordination.review:{row.pk}",
                why=TO_REVIEW,
                since=row.proposed_at or row.last_at,
                verbs=(opens(row),),
            )


def _archives(closed: list[Member], rules: GroupRules, at: datetime) -> Iterator[Waiting]:
    days = review_rules(at).archive_days if closed else 0
    for one in closed:
        row = one.group
        if one.role not in ("observer", "keeper") or row.closed_at is None:
            continue
        verb = WaitingVerb(
            name="coordination.archive_group",
            label=GROUP.verb_labels["archive"],
            address=(row.number, "archive"),
        )
        yield waits(
            row,
            rules,
            key=f"coordination.archive:{row.pk}",
            why=TO_ARCHIVE,
            since=row.closed_at,
            due_at=row.closed_at + timedelta(days=days),
            toward=GROUP.verb_labels["archive"],
            verbs=(verb, opens(row)),
        )


STEPS_LEFT = Text("预案清单还有 {n} 步。", "{n} steps of the plan's checklist are open.")
NEXT_STEP = Text("下一步", "the next step")
WARNING_LEFT = Text(
    "公众预警是草稿：提请发布，或写明不发。",
    "The public warning is a draft: propose it or drop it.",
)
TO_ACKNOWLEDGE = Text("公众预警已发布，请签收。", "A public warning is out; please acknowledge.")
STILL_NEEDED = Text(
    "{since} 起没有动静：还需要吗？不需要就提请结群。",
    "Silent since {since}: is it still needed? If not, propose to close it.",
)
TO_REVIEW = Text("提请结群，等您审核。", "Its closing waits for your review.")
TO_ARCHIVE = Text("已结群，等归档。", "It is closed and waits for the archive.")
ASKED = {
    "asked": Text(
        "协同群 {number} 的 {place} 号事项交给您。",
        "Item {place} of group {number} is asked of you.",
    ),
    "accepted": Text(
        "您接下的 {number} 群 {place} 号事项。", "You have item {place} of group {number}."
    ),
    "done": Text(
        "{number} 群 {place} 号事项已办结，等您确认。",
        "Item {place} of group {number} is done and waits for your look.",
    ),
}
FIRST = {"asked": "accept", "accepted": "finish", "done": "confirm"}
NAMED = Text("第 {place} 条消息提到您。", "Message {place} mentions you.")


def opens(row: Group) -> WaitingVerb:
    """The way to the group."""
    return WaitingVerb(
        name="coordination.open_room",
        label=Text("进群", "Open"),
        address=(row.number,),
        opens=True,
    )


def waits(row: Group, rules: GroupRules, **more: object) -> Waiting:
    """One matter of a group."""
    kind = rules.types.get(row.kind)
    more.setdefault("title", Text(row.title, row.title))
    return Waiting(
        subject=row.subject,
        kind="group",
        number=row.number,
        place=kind.name if kind else row.kind,
        from_whom=GROUP.state_labels[row.status],
        **more,  # type: ignore[arg-type]
    )
