"""Story 2 of appendix B: cables cut at four places, one group, guests of the city, 25 days.

The four cases and the chain of suspects are the record's words; no person stands in a title.
"""

from datetime import timedelta

import pytest
from tests.builders.groups import (
    DAY,
    FACTS,
    HOUR,
    a_group,
    joined,
    on_duty,
    the_offices,
)
from tests.builders.people import NOON, an_actor, decide
from tests.domains.coordination.test_closing import FILLED, YES

from quanju.domains.coordination.actions import asking, closing, items, members, messages
from quanju.domains.coordination.queries.archive import Wanted, archived_groups
from quanju.domains.coordination.queries.finding import find_lines
from quanju.domains.coordination.queries.groups import group_view, own_groups
from quanju.domains.coordination.queries.messages import thread_of
from quanju.domains.coordination.queries.review import end_of
from quanju.domains.kernel.types import NotFound

pytestmark = pytest.mark.django_db
PLACES = ("东河村", "西岗村", "南甸子", "北沟屯")
ENDS = NOON + 25 * DAY


def test_four_cases_one_group_two_suspects_then_six_and_the_city_goes_on_its_day():
    office, detective = the_offices(), on_duty("case_officer")
    title = "农田电缆系列盗割"
    view = a_group(detective, kind="case_investigation", title=title, facts=FACTS)
    owner = office["station"]
    joined(view, office["legal"], office["dispatcher"], owner)
    common = {"group": view.number, "by": owner}
    # Four places, each an item of whoever looks there, asked as an answer to its own message.
    for n, place in enumerate(PLACES, 1):
        messages.send_message(text=f"{place}：电缆被割，第 {n} 案", at=NOON + n * HOUR, **common)
        asking.ask_item(
            title=f"{place}现场和沿路监控",
            owner=detective.person_id,
            due_at=NOON + 3 * DAY,
            message=n,
            at=NOON + n * HOUR,
            **common,
        )
    # The city's traffic office for a purpose, by two, until a day.
    city = an_actor("outside_liaison")
    until = (NOON + 10 * DAY).date()
    asked = {"person": city.person_id, "purpose": "查过境货车轨迹", "until_on": until}
    members.propose_guest(at=NOON + DAY, **asked, **common)
    decide(view.subject, by=office["dispatcher"], at=NOON + DAY)
    answer = {"text": "一辆货车四处都到过，车上两人", "answers": 1}
    messages.send_message(group=view.number, by=city, at=NOON + 2 * DAY, **answer)
    more = {"text": "顺收购点又查出四人，共六人", "answers": 5}
    messages.send_message(at=NOON + 9 * DAY, **more, **common)
    chain = thread_of(view.number, 1, by=detective, at=NOON + 9 * DAY)
    assert [one.place for one in chain] == [1, 5, 6]
    assert [one.number for one in own_groups(city, at=NOON + 9 * DAY)] == [view.number]
    with pytest.raises(NotFound):  # out at midnight of the day that was said, and finds nothing
        group_view(view.number, by=city, at=NOON + 11 * DAY)
    assert find_lines("货车", by=city, at=NOON + 11 * DAY) == []
    assert len(find_lines("货车", by=detective, at=NOON + 11 * DAY)) == 1
    # It ends when each place is answered for, after 25 days, with what was achieved.
    with pytest.raises(closing.ItemsOpen):
        closing.propose_close(outcome="破案", result="", rating=5, at=ENDS, **common)
    for n in range(1, 5):
        mine = {"group": view.number, "item": n, "by": detective, "at": NOON + 2 * DAY}
        items.accept_item(**mine)
        items.finish_item(result="轨迹吻合", **mine)
        items.confirm_item(item=n, at=NOON + 3 * DAY, **common)
    outcome = "四案并破，抓获六人，电缆追回"
    closing.propose_close(outcome=outcome, result="", rating=5, at=ENDS, **common)
    reviewed = {"group": view.number, "by": office["legal"], "at": ENDS + HOUR}
    closing.accept_close(answers=YES, mechanisms=FILLED, words_said="外单位按日退出", **reviewed)
    closing.archive_group(**reviewed)
    (kept,) = archived_groups(an_actor("archivist"), Wanted(words="电缆"), at=ENDS + DAY)
    assert (kept.number, kept.outcome) == (view.number, outcome)
    assert kept.closed_at - kept.opened_at >= timedelta(days=25)
    assert end_of(view.number, by=owner, at=ENDS + DAY).score.whole > 0
