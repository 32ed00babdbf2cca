"""Verbs of follow-ups (REC-15): planned by the table, asked, not reached, settled.

A follow-up is planned in the write of what it follows. Satisfaction is asked once of a report: who
commented on the visit already is asked how it went and gives no score again.
"""

from datetime import datetime, timedelta

from quanju.domains.deadlines.queries import last_day
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text, Verdict
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.report_holding import held_number, note_report
from quanju.domains.reception.models import CaseReport, FollowUp
from quanju.domains.reception.permissions import OTHER_SITE, may_decide_reports, may_take_reports
from quanju.domains.reception.queries.follow_ups import follow_up_rule, is_centre, scored_reports
from quanju.domains.reception.rules import FOLLOW_UP_RULE
from quanju.domains.reception.types.follow_ups import FOLLOW_UP_HOWS
from quanju.domains.reception.types.letters import SCORES
from quanju.domains.reception.workflow import FOLLOW_UP
from quanju.domains.rulebook.queries import in_force

SAID, SETTLED = Text("对方说了什么", "what they said"), Text("怎么处理的", "how it was settled")
LONGEST = 1000


class NotBeforeItsDay(Refused):
    """Somebody who reported yesterday cannot tell yet how it went."""

    code = "NOT_BEFORE_ITS_DAY"
    text = Text("{day} 起回访", "They are asked from {day} on")


class ScoreAskedAlready(Refused):
    """Once."""

    code = "SCORE_ASKED_ALREADY"
    text = Text("满意度只问一次，已经有了", "Satisfaction is asked once and was told already")
    status = 422
    field = "score"


class NotOneOfThese(Refused):
    """A score from 1 to 5, one of the ways."""

    code = "NOT_ONE_OF_THESE"
    text = Text("请选一项", "Please choose one")
    status = 422
    field = "score"


class SettledByAnother(Refused):
    """Who asked does not settle."""

    code = "SETTLED_BY_ANOTHER"
    text = Text("由回访人以外的人处理", "Somebody else than who asked settles it")


def plan_follow_up(row: CaseReport, occasion: str, at: datetime) -> None:
    """Inside the write of what it follows, before its entry: nobody without a contact is asked."""
    found = in_force(FOLLOW_UP_RULE, at=at)
    line = found.content.row_for(occasion, row.kind)
    if line is None or not row.contact or row.is_restricted:
        return
    first = local_day(at) + timedelta(days=line.after_days)
    FollowUp.objects.get_or_create(
        report=row,
        occasion=occasion,
        defaults={
            "by": line.by,
            "rules": found.reference,
            "asks_from": first,
            "due_on": first + timedelta(days=line.within_days),
        },
    )


def plan_follow_up_of(*, report: str, occasion: str, at: datetime) -> None:
    """The same for a room above, inside its own write and before its entry."""
    plan_follow_up(held_number(report), occasion, at)


def drop_follow_ups(row: CaseReport, by: Actor, at: datetime) -> None:
    """Inside the write that restricts the report: nobody rings there any more."""
    for one in FollowUp.objects.filter(report=row, status="due"):
        one.status = FOLLOW_UP.after(one.status, "drop")
        one.save(update_fields=["status"])
        note_report(events.FOLLOW_UP_DROPPED, row, by, at, follow_up=one.pk)


def note_answer(
    *,
    follow_up: int,
    how: str,
    score: int | None,
    said: str,
    is_unhappy: bool,
    by: Actor,
    at: datetime,
) -> None:
    """They were asked. A low score, or what the officer heard, goes to legal supervision."""
    with write():
        row, one = _held(follow_up, by, at)
        rule = follow_up_rule(at)
        if how not in FOLLOW_UP_HOWS:
            raise NotOneOfThese()
        _check_score(row, score)
        unhappy = is_unhappy or (score is not None and score <= rule.unhappy_at_most)
        one.status = FOLLOW_UP.after(one.status, "reach_unhappy" if unhappy else "reach")
        one.said = words.lines(said, SAID, longest=LONGEST, needed=unhappy, field="said")
        one.how, one.score = how, score
        if unhappy:
            one.settle_on = last_day(local_day(at), rule.settle_days, working=True, at=at)
        _tried(one, by, at)
        note_report(events.FOLLOW_UP_ASKED, row, by, at, follow_up=one.pk, outcome=one.status)


def note_not_reached(*, follow_up: int, by: Actor, at: datetime) -> None:
    """Nobody answered; after the table's tries it is given up."""
    with write():
        row, one = _held(follow_up, by, at)
        is_last = one.tries + 1 >= follow_up_rule(at).tries_most
        one.status = FOLLOW_UP.after(one.status, "give_up" if is_last else "miss")
        _tried(one, by, at)
        note_report(events.FOLLOW_UP_ASKED, row, by, at, follow_up=one.pk, outcome=one.status)


def note_declined(*, follow_up: int, by: Actor, at: datetime) -> None:
    """They would rather not be asked; nobody asks again."""
    with write():
        row, one = _held(follow_up, by, at)
        one.status = FOLLOW_UP.after(one.status, "decline")
        _tried(one, by, at)
        note_report(events.FOLLOW_UP_ASKED, row, by, at, follow_up=one.pk, outcome=one.status)


def settle_follow_up(*, follow_up: int, settled: str, by: Actor, at: datetime) -> None:
    """Legal supervision says what was done about an unhappy answer."""
    may_decide_reports(by).or_refuse()
    how = words.lines(settled, SETTLED, longest=LONGEST, field="settled")
    with write():
        one = held(FollowUp, f"follow-up {follow_up}", pk=follow_up)
        one.status = FOLLOW_UP.after(one.status, "settle")
        if one.asked_by_id == by.person_id:
            raise SettledByAnother()
        one.settled, one.settled_by_id, one.settled_at = how, by.person_id, at
        one.save()
        note_report(events.FOLLOW_UP_SETTLED, one.report, by, at, follow_up=one.pk)


def may_ask(actor: Actor, *, asker: str, site: int) -> Verdict:
    """At the centre what the centre asks, else at the site that has the matter."""
    may = may_take_reports(actor)
    if not may:
        return may
    is_here = is_centre(actor) if asker == "centre" else actor.organisation_id == site
    return may if is_here else OTHER_SITE


def _held(pk: int, by: Actor, at: datetime) -> tuple[CaseReport, FollowUp]:
    """Report and follow-up, locked, for who is to ask, on its day or later: two follow-ups of one
    report cannot both take a score."""
    may_take_reports(by).or_refuse()
    row = held(CaseReport, f"follow-up {pk}", follow_ups=pk)
    if row.is_restricted:
        raise NotFound(subject=f"follow-up {pk}")
    one = held(FollowUp, f"follow-up {pk}", pk=pk)
    may_ask(by, asker=one.by, site=row.site_id).or_refuse()
    if local_day(at) < one.asks_from:
        raise NotBeforeItsDay(day=f"{one.asks_from:%m-%d}")
    return row, one


def _check_score(row: CaseReport, score: int | None) -> None:
    if score is None:
        return
    if score not in SCORES:
        raise NotOneOfThese()
    if row.pk in scored_reports([row.pk]):
        raise ScoreAskedAlready()


def _tried(one: FollowUp, by: Actor, at: datetime) -> None:
    one.tries += 1
    one.first_tried_at = one.first_tried_at or at
    one.asked_by_id, one.asked_at = by.person_id, at
    one.save()
