"""A matter of another body: offered with what was agreed, ours until the other has accepted."""

from datetime import timedelta

import pytest
from tests.builders.incidents import LATER, a_crew_at, an_incident, an_order, fresh
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.approvals.actions import approve
from quanju.domains.approvals.queries import open_proposals
from quanju.domains.dispatch.actions.handing_over import answer_handover, offer_handover
from quanju.domains.dispatch.actions.take_call import take_call
from quanju.domains.dispatch.jobs import raise_due_alerts
from quanju.domains.dispatch.models import Alert, Incident, IncidentHandover
from quanju.domains.dispatch.queries.handovers import handovers_of, sheet_of
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.dispatch.workflow import HANDOVER
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk():
    return an_actor("dispatcher")


def offered(row, desk, body="traffic", **more):
    sent = {"has_consent": False, "reason": "属交通事故"} | more
    return offer_handover(incident=row.number, body=body, **sent, by=desk, at=NOON)


def test_it_stays_ours_until_the_other_accepts(desk):
    row = an_incident(by=desk)
    made = offered(row, desk)
    assert fresh(row).state == "new"
    done = answer_handover(handover=made.number, verb="accept", reference="J-88", by=desk, at=LATER)
    row = fresh(row)
    assert (done.state, row.state, row.disposition_code) == ("accepted", "cancelled", "handed_over")
    events = [one.event for one in journal.search(subject=row.subject, limit=20)]
    assert "dispatch.handover_offered" in events
    assert "dispatch.handover_ended" in events


def test_grade_one_ends_only_as_a_second_person_confirms_it(desk):
    row = an_incident(by=desk, type_code="robbery")
    assert row.grade == 1
    made = offered(row, desk)
    answer_handover(handover=made.number, verb="accept", by=desk, at=LATER)
    assert fresh(row).state == "new"
    (waits,) = open_proposals(row.subject)
    with pytest.raises(Refused, match="DENY_CONFLICT"):
        approve(proposal=waits.pk, by=desk, at=LATER)
    approve(proposal=waits.pk, by=an_actor("branch_leader"), at=LATER)
    assert (fresh(row).state, fresh(row).disposition_code) == ("cancelled", "handed_over")


def test_refused_it_goes_on_with_their_reason(desk):
    row = an_incident(by=desk)
    made = offered(row, desk)
    with pytest.raises(Refused):
        answer_handover(handover=made.number, verb="refuse", by=desk, at=LATER)
    answer_handover(handover=made.number, verb="refuse", reason="不在辖区", by=desk, at=LATER)
    assert fresh(row).state == "new"
    (view,) = handovers_of(row.number, at=LATER)
    assert (view.state, view.answer) == ("refused", "不在辖区")
    assert offered(row, desk, body="next_county").state == "offered"


def test_where_a_crew_is_at_work_it_ends_by_the_crews_feedback(desk):
    unit, _ = a_crew_at("P3")
    row = an_incident(by=desk)
    an_order(row, unit.pk, by=desk)
    made = offered(row, desk)
    answer_handover(handover=made.number, verb="accept", by=desk, at=LATER)
    assert fresh(row).state == "dispatched"


def test_what_the_agreement_does_not_name_is_not_told(desk, town):
    row = take_call(
        type_code="fight",
        said="两人打架",
        caller_number="13900001111",
        lon=spot(3, 2)[0],
        lat=spot(3, 2)[1],
        by=desk,
        at=NOON,
    )
    view = incident_named(row.number, actor=desk, at=LATER)
    for consent, is_told in ((False, False), (True, True)):
        made = offered(row, desk, has_consent=consent)
        told = dict(sheet_of(view, tuple(made.given)))
        assert ("13900001111" in [str(one) for one in told.values()]) is is_told
        assert "notes" not in made.given
        answer_handover(handover=made.number, verb="withdraw", reason="重来", by=desk, at=LATER)
    with pytest.raises(Refused, match="CONSENT"):
        offered(row, desk, has_consent=None)


def test_a_restricted_matter_goes_only_where_the_agreement_covers_it(desk):
    row = an_incident(by=desk)
    Incident.objects.filter(pk=row.pk).update(is_restricted=True)
    with pytest.raises(Refused, match="KEPT_CLOSE"):
        offered(row, desk, body="hotline")
    assert offered(row, desk, body="supervision").state == "offered"


def test_one_body_at_a_time(desk):
    row = an_incident(by=desk)
    offered(row, desk)
    with pytest.raises(Refused, match="OFFERED_ALREADY"):
        offered(row, desk, body="next_county")


def test_silence_is_told_once(desk):
    row = an_incident(by=desk)
    made = offered(row, desk)
    told = Alert.objects.filter(kind="handover_silent", closed_at=None)
    raise_due_alerts(NOON + 3 * MINUTE - timedelta(seconds=1))
    assert not told.exists()
    raise_due_alerts(NOON + 3 * MINUTE)
    raise_due_alerts(NOON + 4 * MINUTE)
    assert told.count() == 1
    answer_handover(handover=made.number, verb="accept", by=desk, at=NOON + 5 * MINUTE)
    assert not told.exists()


@pytest.mark.parametrize("state", HANDOVER.moves)
@pytest.mark.parametrize("verb", ["accept", "refuse", "withdraw"])
def test_every_cell_of_the_table(desk, state, verb):
    row = an_incident(by=desk)
    made = offered(row, desk)
    moment = None if state == "offered" else LATER
    IncidentHandover.objects.filter(pk=made.pk).update(state=state, answered_at=moment)
    sent = {"handover": made.number, "verb": verb, "reason": "测试", "by": desk, "at": LATER}
    if verb in HANDOVER.verbs(state):
        assert answer_handover(**sent).state == HANDOVER.moves[state][verb]
    else:
        with pytest.raises(Refused):
            answer_handover(**sent)


def test_others_than_the_desk_and_the_station_may_not(desk):
    row = an_incident(by=desk)
    with pytest.raises(Refused, match="DENY"):
        offered(row, an_actor("branch_leader"))
