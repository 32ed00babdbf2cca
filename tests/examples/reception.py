"""A visit, a report, a letter and their public pages."""

from tests.builders.hall import greeted, lobby, receptionist
from tests.examples.found import Found

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.transaction import write
from quanju.domains.reception.actions.follow_ups import plan_follow_up
from quanju.domains.reception.actions.letters import send_letter
from quanju.domains.reception.actions.pre_reports import write_pre_report
from quanju.domains.reception.actions.reports import take_report
from quanju.domains.reception.models import CaseReport, FollowUp
from quanju.domains.reception.queries.sites import site_with
from quanju.pages.reception_hall.public_views import key_of_day


def fill(found: Found) -> None:
    visit = greeted(lobby(name="example-lobby"), at=now())
    found.by_name["reception_hall:act_on_visit"] = {"visit": visit.pk, "verb": "take_on"}
    found.by_name["reception_hall:slip"] = {"visit": visit.pk}
    found.by_name["reception_hall:cancel_booking"] = {"booking": 1}
    report = take_report(
        channel="phone",
        kind="dispute",
        said={"title": "示例", "contact": "13800000000"},
        by=receptionist(name="example-receptionist"),
        at=now(),
    )
    _a_follow_up(found, report.number)
    asked = {"number": report.number, "asked": 1, "verb": "take_on"}
    found.by_name["reception_window:act_on_request"] = asked
    found.by_name["reception_window:ask_of_record"] = {"number": report.number}
    for name in ("report", "write_report", "act_on_report"):
        found.by_name[f"reception_window:{name}"] = {"number": report.number, "verb": "withdraw"}
    found.by_name["portal:progress"] = {"number": report.number}
    for name in ("portal:object_to", "portal:choose_telling", "portal:ask_of_record"):
        found.by_name[name] = {"number": report.number}
    found.query["portal:progress"] = {"code": report.code}
    pre = write_pre_report(title="示例", at=now())
    for name in ("portal:pre_report", "portal:take_back_pre_report"):
        found.by_name[name] = {"code": pre.code}
    found.by_name["portal:send_letter"] = {"kind": "question"}
    asked = send_letter(kind="question", said={"text": "示例"}, at=now())
    found.by_name["portal:letter"] = {"number": asked.number}
    found.query["portal:letter"] = {"code": asked.code}
    found.by_name["portal:act_on_own"] = {"number": asked.number, "verb": "accept"}
    found.body["portal:act_on_own"] = {"code": asked.code}
    for name in ("letter", "act_on_letter"):
        here = {"letter": asked.number, "verb": "answer"}
        found.by_name[f"reception_letters:{name}"] = here
    found.by_name["reception_window:day"] = {"day": "2026-11-23"}
    found.by_name["reception_window:say_no_report"] = {"visit": visit.pk}
    found.by_name["reception_window:open_pre_report"] = {"code": pre.code}
    site = site_with(visit.site)
    here = {"site": site.code, "key": key_of_day(site, now())}
    for name in ("board", "board_now", "take_ticket"):
        found.by_name[f"reception_hall:{name}"] = here
    for name in ("ticket", "change_ticket"):
        found.by_name[f"reception_hall:{name}"] = {"code": visit.code, "verb": "give_up"}


def _a_follow_up(found: Found, report: str) -> None:
    row = CaseReport.objects.get(number=report)
    with write():
        plan_follow_up(row, "closed", now())
    pk = FollowUp.objects.get().pk
    found.by_name["reception_window:follow_up"] = {"pk": pk}
    found.by_name["reception_window:act_on_follow_up"] = {"pk": pk, "verb": "miss"}
