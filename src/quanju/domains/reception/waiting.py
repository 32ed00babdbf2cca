"""What waits in reception: visitors to sort, without an owner, to call, and offers to answer."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from quanju.domains.deadlines.queries import clocks_on, due_if_begun
from quanju.domains.dispatch.queries.incidents import cases_without_report
from quanju.domains.kernel.days import local_day, start_of_day
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb
from quanju.domains.people.types import Actor
from quanju.domains.reception.actions.reports import ENTER_WITHIN
from quanju.domains.reception.clocks import hall_rule, running
from quanju.domains.reception.models import Handover, Visit
from quanju.domains.reception.permissions import (
    may_decide_reports,
    may_take_over,
    may_take_reports,
)
from quanju.domains.reception.queries.follow_ups import waiting_follow_ups
from quanju.domains.reception.queries.letters import owed_letters
from quanju.domains.reception.queries.portal import dangerous_pre_reports
from quanju.domains.reception.queries.reconciliation import unmatched_tickets
from quanju.domains.reception.queries.reports import RESTRICTED, open_reports, steps_rule
from quanju.domains.reception.queries.requests import open_requests
from quanju.domains.reception.queries.sites import site_of
from quanju.domains.reception.types.follow_ups import FOLLOW_UP_VERBS
from quanju.domains.reception.types.hall import CENTRE, LIMITS, RECEIVERS, SERVICES
from quanju.domains.reception.types.letters import WORKFLOWS
from quanju.domains.reception.types.reports import (
    ReportView,
)
from quanju.domains.reception.workflow import HANDOVER, HERE, RECORD_REQUEST

HALL = Text("大厅", "the hall")
WHY = {
    "sort": Text("{since} 到达，还没有分类。", "Arrived {since} and is not sorted yet."),
    "owner": Text(
        "{since} 自助取号，还没有人接待。", "Took a ticket {since}; nobody met them yet."
    ),
    "wait": Text("{since} 起等候。", "Waits since {since}."),
}
OFFERED = Text(
    "请您接收；您接收之前仍由原责任人负责。",
    "You are asked to take it over; until you accept, the owner stays responsible.",
)
TITLE = Text("{number} 号来访", "Visitor {number}")
TO_ACCEPT = Text("提请本接报案点接收：{reason}", "Your site is asked to take it: {reason}")
TO_DECIDE = Text(
    "多次退回，请指定由哪个接报案点办。", "It was declined too often; say which site has it."
)
TO_ENTER = Text(
    "先处警的接报案，从 {since} 起按时限补登记。", "Dealt with first at {since}; enter it in time."
)
RESIDENT = Text("群众来件", "a letter")
TO_ANSWER = Text("最迟 {day} 办。", "Due on {day} at the latest.")
FROM_HOME = Text("网上预报案", "a pre-report")
IN_DANGER = Text(
    "预报案可能有人有危险：马上看，需要时派警，再登记。",
    "A pre-report may tell of danger: read it now, send units if needed, then enter it.",
)
CASE = Text("{title}：成案，待登记接报案", "{title}: a case, its report is to be entered")
CASE_WHY = Text(
    "警情 {since} 按案件办结，还没有接报案编号。登记后自动关联；{due} 前应登记。",
    "The incident ended as a case at {since} and has no report yet; enter it by {due}.",
)
DESK = Text("指挥台", "the dispatch desk")
TICKET = Text("{number} 号来报案，没有登记", "Ticket {number} was for a report and has none")
TICKET_WHY = Text(
    "{day} 在窗口办过，对账差这一件：补登记，或写明为什么不是报案。",
    "Served on {day} and missing in the reconciliation: enter it, or write why it was none.",
)
TO_ASK = Text(
    "{occasion}回访，{day} 起（已打 {tries} 次）。",
    "Asked {occasion}, from {day} on; tried {tries} times.",
)
TO_SETTLE = Text(
    "回访时报案人不满意，请处理。", "Who reported is unhappy, as told when asked afterwards."
)
ENTERING, DECIDING = Text("补登记", "entering"), Text("指定", "a decision")


def waiting_for(actor: Actor, *, at: datetime, until: datetime) -> list[Waiting]:
    """Visitors of one's own site whose limits run, and what is offered to oneself."""
    if not may_take_over(actor):
        return []
    found = [*_late_soon(actor, at), *_offered(actor, at), *_reports(actor, at)]
    found += [*_in_danger(actor), *_letters(actor), *_follow_ups(actor, at)]
    if not may_take_reports(actor):
        return found
    found += _requests(actor, at)
    return [*found, *_tickets(actor), *_cases(actor, at)]


def _late_soon(actor: Actor, at: datetime) -> Iterator[Waiting]:
    rule = hall_rule(at)
    rows = Visit.objects.visible_to(actor).on(local_day(at))
    rows = rows.filter(status__in=("arrived", "waiting"))
    for row in rows.order_by("arrived_at", "pk"):
        for name, since, due_at in running(row, rule)[:1]:
            yield Waiting(
                key=f"reception.visit:{row.pk}",
                subject=row.subject,
                kind="report",
                number=row.number,
                title=TITLE.filled(number=row.number),
                place=SERVICES.get(row.service, ""),
                from_whom=HALL,
                why=WHY[name],
                since=since,
                due_at=due_at,
                toward=LIMITS[name],
                verbs=(
                    WaitingVerb(
                        name="reception.open_hall",
                        label=Text("到大厅办", "In the hall"),
                        opens=True,
                    ),
                ),
            )


def _offered(actor: Actor, at: datetime) -> Iterator[Waiting]:
    groups = [code for code, (_, roles) in RECEIVERS.items() if actor.role in roles]
    visits = Visit.objects.visible_to(actor).filter(status__in=HERE)
    rows = Handover.objects.filter(status="offered", to__in=groups, visit__in=visits)
    rows = rows.exclude(visit__owner=actor.person_id).select_related("visit")
    limit = timedelta(minutes=hall_rule(at).offer_min)
    for row in rows:
        if row.person_id is not None and row.person_id != actor.person_id:
            continue
        yield Waiting(
            key=f"reception.handover:{row.pk}",
            subject=row.visit.subject,
            kind="report",
            number=row.visit.number,
            title=TITLE.filled(number=row.visit.number),
            place=SERVICES.get(row.visit.service, ""),
            from_whom=HALL,
            why=OFFERED,
            since=row.offered_at,
            due_at=row.offered_at + limit,
            toward=HANDOVER.verb_labels["accept"],
            verbs=(
                WaitingVerb(
                    name="reception.accept_visit",
                    label=HANDOVER.verb_labels["accept"],
                    address=(row.visit_id, "accept"),
                ),
                WaitingVerb(
                    name="reception.decline_visit",
                    label=HANDOVER.verb_labels["decline"],
                    address=(row.visit_id, "decline"),
                    asks=Text("为什么不接收", "Why not"),
                    asks_as="why",
                ),
            ),
        )


def _letters(actor: Actor) -> Iterator[Waiting]:
    """Letters that are owed an answer; a complaint is its examiner's, once there is one."""
    for view in owed_letters(actor):
        if view.status == "review_asked" and view.owner_id == actor.person_id:
            continue  # another officer's
        if view.status == "examining" and view.owner_id != actor.person_id:
            continue
        yield Waiting(
            key=f"reception.letter:{view.number}",
            subject=view.subject,
            kind="report",
            number=view.number,
            title=view.kind_label,
            place=view.status_label,
            from_whom=RESIDENT,
            why=TO_ANSWER.filled(day=f"{view.due_on:%m-%d}"),
            since=view.sent_at,
            due_at=view.due_at,
            toward=WORKFLOWS[view.kind].verb_labels[view.verbs[0]],
            verbs=(
                WaitingVerb(
                    name="reception.open_letter",
                    label=Text("打开", "Open"),
                    address=(view.number,),
                    opens=True,
                ),
            ),
        )


def _requests(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """What who reported asked of the own record, by the branch's own days."""
    for one in open_requests(actor, at=at):
        yield Waiting(
            key=f"reception.request:{one.pk}",
            subject=f"report:{one.report}",
            kind="report",
            number=one.report,
            title=one.kind_label,
            place=one.status_label,
            from_whom=RESIDENT,
            why=TO_ANSWER.filled(day=f"{one.due_on:%m-%d}"),
            since=one.asked_at,
            due_at=one.due_at,
            toward=RECORD_REQUEST.verb_labels["answer"],
            verbs=(
                WaitingVerb(
                    name="reception.open_report",
                    label=Text("打开", "Open"),
                    address=(one.report,),
                    opens=True,
                ),
            ),
        )


def _follow_ups(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Who is to be asked how it went, and answers that somebody must settle (REC-15)."""
    for one in waiting_follow_ups(actor, at=at):
        asking = TO_ASK.filled(
            occasion=one.occasion_label, day=f"{one.asks_from:%m-%d}", tries=one.tries
        )
        yield Waiting(
            key=f"reception.follow_up:{one.pk}",
            subject=f"report:{one.report}",
            kind="report",
            number=one.report,
            title=Text(one.title, one.title),
            place=one.status_label,
            from_whom=one.site,
            why=TO_SETTLE if one.is_unhappy else asking,
            since=one.asked_at if one.is_unhappy and one.asked_at else start_of_day(one.asks_from),
            due_at=one.due_at,
            toward=FOLLOW_UP_VERBS["settle" if one.is_unhappy else "reach"],
            verbs=(
                WaitingVerb(
                    name="reception.open_follow_up",
                    label=Text("打开", "Open"),
                    address=(one.pk,),
                    opens=True,
                ),
            ),
        )


def _in_danger(actor: Actor) -> Iterator[Waiting]:
    """What somebody wrote from home that tells of danger: the centre reads it at once."""
    site = site_of(actor)
    if site is None or site.level != CENTRE or not may_take_reports(actor):
        return
    for view in dangerous_pre_reports():
        yield Waiting(
            key=f"reception.pre_report:{view.pk}",
            subject=f"pre_report:{view.pk}",
            kind="report",
            number="",
            title=RESTRICTED if view.is_restricted else Text(view.title, view.title),
            place="" if view.is_restricted else view.place,
            from_whom=FROM_HOME,
            why=IN_DANGER,
            since=view.written_at,
            due_at=view.written_at,
            toward=DECIDING,
            verbs=(
                WaitingVerb(
                    name="reception.open_pre_report",
                    label=Text("打开", "Open"),
                    address=(view.code,),
                    opens=True,
                ),
            ),
        )


def _reports(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Transfers to answer, disputes to decide, and what is still to be entered."""
    limit = timedelta(minutes=steps_rule(at).accept_min)
    for view in open_reports(actor, at=at):
        offer = view.offer
        if offer is not None and offer.to_site_id == actor.organisation_id:
            why, since = TO_ACCEPT.filled(reason=offer.reason), offer.offered_at
            yield _report(view, why, since, since + limit, HANDOVER.verb_labels["accept"])
        elif view.is_at_legal and may_decide_reports(actor):
            yield _report(view, TO_DECIDE, view.begun_at, None, DECIDING)
        elif view.status == "later" and view.owner_id == actor.person_id:
            due = next((one.due_at for one in clocks_on(view.subject, at=at)), None)
            yield _report(view, TO_ENTER, view.begun_at, due, ENTERING)


def _tickets(actor: Actor) -> Iterator[Waiting]:
    """Tickets for a report that ended without one: the day's difference, until it is 0."""
    rows = unmatched_tickets(Visit.objects.visible_to(actor)).order_by("ended_at", "pk")
    for row in rows:
        yield Waiting(
            key=f"reception.ticket:{row.pk}",
            subject=row.subject,
            kind="report",
            number=row.number,
            title=TICKET.filled(number=row.number),
            from_whom=HALL,
            why=TICKET_WHY.filled(day=f"{row.day:%m-%d}"),
            since=row.ended_at or row.arrived_at,
            toward=ENTERING,
            verbs=(
                WaitingVerb(
                    name="reception.open_day",
                    label=Text("对账", "Reconcile"),
                    address=(row.day.isoformat(),),
                    opens=True,
                ),
            ),
        )


def _cases(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Incidents of one's own station that ended as a case; the law says by when."""
    for view in cases_without_report(actor, at=at):
        since = view.fed_back_at or view.created_at
        yield Waiting(
            key=f"reception.case:{view.number}",
            subject=view.subject,
            kind="report",
            number=view.short_number,
            title=CASE.filled(title=view.title),
            place=view.address,
            from_whom=DESK,
            why=CASE_WHY,
            since=since,
            due_at=due_if_begun(ENTER_WITHIN, since, at=at),
            toward=ENTERING,
            verbs=(
                WaitingVerb(
                    name="reception.open_from_incident",
                    label=Text("登记接报案", "Enter the report"),
                    address=(view.number,),
                    opens=True,
                ),
            ),
            grade=view.grade,
        )


def _report(
    view: ReportView, why: Text, since: datetime, due_at: datetime | None, toward: Text
) -> Waiting:
    return Waiting(
        key=f"reception.report:{view.number}",
        subject=view.subject,
        kind="report",
        number=view.number,
        title=Text(view.title, view.title),
        place=view.place,
        from_whom=view.site.name,
        why=why,
        since=since,
        due_at=due_at,
        toward=toward,
        verbs=(
            WaitingVerb(
                name="reception.open_report",
                label=Text("打开", "Open"),
                address=(view.number,),
                opens=True,
            ),
        ),
    )
