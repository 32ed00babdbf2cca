"""A complaint about police leaves the desk: registered elsewhere, no words and no incident here."""

import pytest
from tests.builders.incidents import an_incident
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.actions.complaining import SUPERVISION, register_complaint
from quanju.domains.dispatch.actions.correcting import reclassify_incident
from quanju.domains.dispatch.models import Call, Incident
from quanju.domains.dispatch.ports import Registered, complaints
from quanju.domains.dispatch.rules import IncidentClasses
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

SAID, PHONE = "出警态度恶劣", "13800000001"


@pytest.fixture
def taken():
    """What the room above was given."""
    given = []

    def take(*, text, contact, by, at):
        given.append((text, contact))
        return Registered("L20261123-0001", "ABCDEFGHJK")

    with complaints.alone():
        complaints.plug("test", take)
        yield given


def registered(by=None, **more):
    facts = {"said": SAID, "has_consent": True, "caller_number": PHONE} | more
    return register_complaint(**facts, by=by or an_actor("dispatcher"), at=NOON)


@pytest.mark.parametrize(("has_consent", "contact"), [(True, PHONE), (False, "")])
def test_words_go_to_supervision_alone_and_the_number_with_the_callers_yes(
    taken, has_consent, contact
):
    made = registered(has_consent=has_consent)
    assert (made.number, made.code) == ("L20261123-0001", "ABCDEFGHJK")
    assert taken == [(SAID, contact)]
    call = Call.objects.get()
    assert (call.state, call.handed_to, call.said) == ("closed", SUPERVISION, "")
    assert not Incident.objects.exists()
    told = journal.search(subject=call.subject, limit=9)
    assert SAID not in "".join(f"{one.facts}{one.justification}" for one in told)


@pytest.mark.parametrize(
    ("wrong", "field"), [({"said": " "}, "said"), ({"has_consent": None}, "has_consent")]
)
def test_what_is_missing_is_told_at_its_field_and_nothing_is_kept(taken, wrong, field):
    with pytest.raises(Refused) as error:
        registered(**wrong)
    assert error.value.field == field
    assert (taken, Call.objects.count()) == ([], 0)


def test_where_no_room_takes_complaints_the_call_goes_on():
    with complaints.alone(), pytest.raises(Refused) as error:
        registered()
    assert error.value.code == "NOBODY_TAKES_COMPLAINTS"
    assert not Call.objects.exists()


def test_a_crew_takes_no_calls(taken):
    with pytest.raises(Refused) as error:
        registered(by=an_actor("patrol_unit"))
    assert error.value.status == 403


@pytest.fixture
def complaint_type(monkeypatch):
    """A branch whose table has the type, as the demo's."""
    kinds = dict(IncidentClasses.types.func(_classes()))
    monkeypatch.setattr(IncidentClasses, "named", lambda self, code: kinds.get(code))


def _classes():
    line = {"name_zh": "类", "name_en": "kind", "common": "X", "grade": 4}
    types = [{**line, "code": "fight"}, {**line, "code": "complaint", "is_complaint": True}]
    one = {"code": "all", "name_zh": "类", "name_en": "class", "type": types}
    return IncidentClasses.model_validate({"class": [one]}, strict=False)


def test_it_is_no_incident_neither_at_once_nor_by_another_type(complaint_type):
    with pytest.raises(Refused) as error:
        an_incident(type_code="complaint")
    assert (error.value.code, error.value.field) == ("COMPLAINT_IS_NO_INCIDENT", "type_code")
    row = an_incident(type_code="fight")
    with pytest.raises(Refused):
        reclassify_incident(
            incident=row.number, type_code="complaint", by=an_actor("dispatcher"), at=NOON
        )
