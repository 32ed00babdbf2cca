"""Verbs over who works on a case and when somebody was caught (ICC-13, ICC-05)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.cases import events
from quanju.domains.cases.actions.holding import (
    CaseIsOver,
    check_unfinished,
    held_case,
    note_case,
)
from quanju.domains.cases.models import CaseHelper, CaseMoment, CaseRecord
from quanju.domains.cases.permissions import (
    may_accept_cases,
    may_change_officer,
    may_work_cases,
    may_work_on,
)
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.cases.queries.offices import office as office_named
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.cases.workflow import OPEN
from quanju.domains.kernel import words
from quanju.domains.kernel.days import typed_after
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.queries.reports import told_report

WHY, SOURCE = Text("理由", "the reason"), Text("来源", "the source")


class LeadsAlready(Refused):
    """The unit that leads does not help itself."""

    code = "LEADS_ALREADY"
    status = 422
    text = Text("这个单位就是主办单位", "This unit leads the case")
    field = "office"


class HelpsAlready(Refused):
    """Once at a time."""

    code = "HELPS_ALREADY"
    status = 422
    text = Text("这个单位已经在协办", "This unit helps already")
    field = "office"


class EndedAlready(Refused):
    """Its end stays as it was noted."""

    code = "ENDED_ALREADY"
    text = Text("已经结束", "It has ended already")


class NotInItsTime(Refused):
    """Somebody is caught after the report, and not in the future."""

    code = "NOT_IN_ITS_TIME"
    status = 422
    text = Text("抓获时刻应在接报之后、现在之前", "Between the report and now")
    field = "caught_at"


def add_helper(*, case: str, office: str, why: str, by: Actor, at: datetime) -> CaseView:
    """Another unit (its code) helps from now on; the lead stays the one whose the case is."""
    reason = words.line(why, WHY, longest=200, field="why")
    with write():
        row = _led(case, by)
        if row.status not in OPEN:
            raise CaseIsOver()
        chosen = office_named(office)
        if chosen.pk == row.office_id:
            raise LeadsAlready()
        one = CaseHelper(case=row, office_id=chosen.pk, why=reason, since_at=at)
        try:
            with transaction.atomic():
                one.save(force_insert=True)
        except IntegrityError as error:
            raise HelpsAlready() from error
        note_case(events.HELPER_ADDED, row, by, at, helper=chosen.pk)
    return told_case(case)


def end_helper(*, case: str, helper: int, why: str, by: Actor, at: datetime) -> CaseView:
    """It helps no longer; that it did stays to be read."""
    reason = words.line(why, WHY, longest=200, field="why")
    with write():
        row = _led(case, by)
        one = held(CaseHelper, f"helper:{helper}", pk=helper, case=row)
        if one.until_at is not None:
            raise EndedAlready()
        one.until_at, one.ended_why = at, reason
        one.save()
        note_case(events.HELPER_ENDED, row, by, at, helper=one.office_id)
    return told_case(case)


def note_caught(
    *, case: str, caught_at: datetime, source: str, by: Actor, at: datetime
) -> CaseView:
    """Somebody was caught then, as the incident or the paper named in `source` says; not who."""
    told = words.line(source, SOURCE, longest=120, field="source")
    with write():
        row = _worked(case, by)
        check_unfinished(row)
        reported_at = told_report(row.report_number, at=at).begun_at
        moment = typed_after(caught_at, reported_at)
        if not reported_at <= moment <= at:
            raise NotInItsTime()
        CaseMoment.objects.create(case=row, caught_at=moment, source=told, noted_at=at)
        note_case(events.CAUGHT_NOTED, row, by, at, caught_at=moment.isoformat())
    return told_case(case)


def withdraw_caught(*, case: str, moment: int, why: str, by: Actor, at: datetime) -> CaseView:
    """It was noted wrong: it counts no longer, and stays to be read."""
    reason = words.line(why, WHY, longest=200, field="why")
    with write():
        row = _worked(case, by)
        check_unfinished(row)
        one = held(CaseMoment, f"moment:{moment}", pk=moment, case=row)
        if one.withdrawn_at is not None:
            raise EndedAlready()
        one.withdrawn_at, one.withdrawn_why = at, reason
        one.save()
        note_case(events.CAUGHT_WITHDRAWN, row, by, at)
    return told_case(case)


def _led(case: str, by: Actor) -> CaseRecord:
    """For the officer, and the command room of the unit that leads."""
    may_accept_cases(by).or_refuse()
    row = held_case(case, by)
    may_change_officer(by, row.officer_id, row.station_id).or_refuse()
    return row


def _worked(case: str, by: Actor) -> CaseRecord:
    may_work_cases(by).or_refuse()
    row = held_case(case, by)
    may_work_on(by, row.officer_id).or_refuse()
    return row
