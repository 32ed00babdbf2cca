"""A public warning: a draft until two people release it, CAP 1.2, acknowledged, ended by two."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from tests.builders.groups import MINUTE, on_duty, the_offices
from tests.builders.people import NOON, an_actor, decide
from tests.domains.coordination.cap_rules import faults_of

from quanju.domains.coordination.actions import plans, warnings
from quanju.domains.coordination.models import PublicWarning
from quanju.domains.coordination.plans.cap import NAMESPACE, cap_message
from quanju.domains.coordination.queries.plans import cap_of, warning_view, warnings_listed
from quanju.domains.coordination.waiting import waiting_for
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound, Refused

pytestmark = pytest.mark.django_db
CAP = {"c": NAMESPACE}


@pytest.fixture
def office():
    return the_offices() | {
        "analyst": on_duty("investigation_analyst"),
        "leader": an_actor("branch_leader"),
        "liaison": an_actor("outside_liaison"),
    }


@pytest.fixture
def number(office):
    view = plans.open_plan(
        plan="flood", what="水大", where_when="桥头", by=office["dispatcher"], at=NOON
    )
    return view.number


def released(number, office, at=NOON):
    warnings.propose_warning(warning=number, by=office["dispatcher"], at=at)
    decide(f"warning:{number}", by=office["leader"], at=at)


def words(**other):
    said = dict.fromkeys(warnings.WRITTEN, "河水上涨，请离开低处")
    return said | other


def test_it_is_a_draft_and_nothing_sends_it(number, office):
    view = warning_view(number, by=office["dispatcher"], at=NOON)
    assert (view.status, view.released_at) == ("draft", None)
    assert not Entry.objects.filter(event="coordination.warning_released").exists()
    with pytest.raises(NotFound):
        cap_of(number, by=office["dispatcher"], at=NOON)
    with pytest.raises(NotFound):
        warning_view(number, by=office["liaison"], at=NOON)


def test_another_person_releases_it_and_it_expires(number, office):
    warnings.propose_warning(warning=number, by=office["dispatcher"], at=NOON)
    with pytest.raises(Denied):
        decide(f"warning:{number}", by=office["dispatcher"], at=NOON)
    decide(f"warning:{number}", by=office["leader"], at=NOON + MINUTE)
    view = warning_view(number, by=office["liaison"], at=NOON + MINUTE)
    hours = timedelta(hours=view.lasts_h)
    assert (view.status, view.expires_at) == ("released", NOON + MINUTE + hours)
    assert "局领导" in view.released_by


def test_a_leader_who_proposed_it_does_not_release_it():
    leader = on_duty("branch_leader")
    the_offices(), on_duty("investigation_analyst")
    view = plans.open_plan(plan="flood", what="水大", where_when="桥头", by=leader, at=NOON)
    warnings.propose_warning(warning=view.number, by=leader, at=NOON)
    with pytest.raises(Denied):
        decide(f"warning:{view.number}", by=leader, at=NOON)


def test_what_waits_for_the_second_person_is_not_written_any_more(number, office):
    common = {"warning": number, "by": office["dispatcher"], "at": NOON}
    warnings.write_warning(said=words(), **common)
    warnings.propose_warning(**common)
    with pytest.raises(warnings.NotADraft):
        warnings.write_warning(said=words(area="别处"), **common)
    decide(f"warning:{number}", "refuse", by=office["leader"], at=NOON)
    warnings.write_warning(said=words(area="别处"), **common)
    assert warning_view(number, by=office["dispatcher"], at=NOON).area == "别处"


def test_it_names_nobody(number, office):
    common = {"warning": number, "by": office["dispatcher"], "at": NOON}
    with pytest.raises(warnings.WarningNamesSomebody) as refused:
        warnings.write_warning(said=words(text_zh="请联系 13812345678"), **common)
    assert refused.value.field == "text_zh"


def test_only_who_leads_the_group_writes_it(number, office):
    for one in ("liaison", "legal"):
        with pytest.raises(Refused):
            warnings.write_warning(warning=number, said=words(), by=office[one], at=NOON)


def test_the_message_is_cap_in_the_order_of_the_standard(number, office):
    PublicWarning.objects.update(lon=119.7, lat=49.2)
    released(number, office)
    alert = ElementTree.fromstring(cap_of(number, by=office["liaison"], at=NOON))
    names = [one.tag.removeprefix(f"{{{NAMESPACE}}}") for one in alert]
    assert names == ["identifier", "sender", "sent", "status", "msgType", "scope", "info", "info"]
    assert alert.findtext("c:status", namespaces=CAP) == "Exercise"
    assert alert.findtext("c:sent", namespaces=CAP) == "2026-11-23T12:00:00+08:00"
    first, second = alert.findall("c:info", CAP)
    assert first.findtext("c:language", namespaces=CAP) == "zh-CN"
    assert second.findtext("c:event", namespaces=CAP) == "Flood"
    assert first.findtext("c:area/c:circle", namespaces=CAP) == "49.20000,119.70000 3"
    assert faults_of(cap_message(PublicWarning.objects.get())) == []


def test_the_end_needs_two_as_well_and_refers_to_what_was_sent(number, office):
    released(number, office)
    warnings.propose_warning_end(
        warning=number, why="水位已退", by=office["dispatcher"], at=NOON + MINUTE
    )
    assert warning_view(number, by=office["leader"], at=NOON).status == "released"
    decide(f"warning:{number}", by=office["leader"], at=NOON + 2 * MINUTE)
    row = PublicWarning.objects.get()
    alert = ElementTree.fromstring(cap_message(row))
    assert alert.findtext("c:msgType", namespaces=CAP) == "Cancel"
    assert number in alert.findtext("c:references", namespaces=CAP)
    assert alert.findtext("c:info/c:responseType", namespaces=CAP) == "AllClear"
    assert faults_of(cap_message(row)) == []


@pytest.mark.parametrize(
    ("ours", "wrong"),
    [
        (b"<scope>Public</scope>", b""),
        (b"<status>Exercise</status>", b"<status>exercise</status>"),
        (b"+08:00</sent>", b"Z</sent>"),
        (b"<msgType>Alert</msgType>", b"<msgType>Cancel</msgType>"),
        (b"<certainty>", b"<onset>2026-11-23T12:00:00+08:00</onset><certainty>"),
        (b"<sender>", b"<sender>a, b "),
        (b"<areaDesc>", b"<areaDesc/><areaDesc>"),
    ],
)
def test_what_is_no_cap_is_named(number, office, ours, wrong):
    released(number, office)
    message = cap_message(PublicWarning.objects.get())
    assert ours in message
    assert faults_of(message.replace(ours, wrong, 1))


def test_a_branch_at_utc_writes_its_moments_as_the_standard_wants(settings, number, office):
    settings.TIME_ZONE = "UTC"
    released(number, office)
    message = cap_message(PublicWarning.objects.get())
    assert b"+00:00" not in message
    assert faults_of(message) == []


def test_an_agency_acknowledges_it_once(number, office):
    asks = {"at": NOON, "until": NOON}
    assert waiting_for(office["liaison"], **asks) == []
    released(number, office)
    (waits,) = waiting_for(office["liaison"], **asks)
    assert waits.verbs[0].name == "coordination.acknowledge_warning"
    common = {"warning": number, "at": NOON}
    view = warnings.acknowledge_warning(by=office["liaison"], **common)
    assert len(view.receipts) == 1
    assert waiting_for(office["liaison"], **asks) == []
    with pytest.raises(warnings.AcknowledgedAlready):
        warnings.acknowledge_warning(by=office["liaison"], **common)
    with pytest.raises(Denied):
        warnings.acknowledge_warning(by=office["dispatcher"], **common)


def test_a_draft_is_dropped_with_the_reason(number, office):
    common = {"warning": number, "by": office["dispatcher"], "at": NOON}
    with pytest.raises(Refused):
        warnings.drop_warning(why=" ", **common)
    view = warnings.drop_warning(why="没有公众受影响", **common)
    assert (view.status, view.end_why) == ("dropped", "没有公众受影响")
    assert warnings_listed(office["liaison"], at=NOON) == []
