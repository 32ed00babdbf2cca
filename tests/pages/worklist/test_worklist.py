"""The worklist's pages: who sees what, counts that agree, verbs that are the rooms'."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders.people import an_appointment, sign_in

from quanju.domains.dispatch.events import NOTE_ADDED
from quanju.domains.dispatch.models import Alert, Feedback, Incident
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.transaction import write
from quanju.pages.shared.letters import RESERVED, letter_of
from quanju.pages.worklist.merging import worklist_of
from quanju.pages.worklist.rooms import ROOMS, VERBS

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[3] / "src" / "quanju"
LANDS = {
    "patrol_unit": "/unit/",
    "volunteer": "/unit/",
    "lobby_officer": "/hall/",
    "branch_leader": "/",
    "resident": "/",
    "lawyer": "/",
}


def an_open_incident(n, *, grade=3, minutes=1, state="new"):
    at = now() - timedelta(minutes=minutes)
    return Incident.objects.create(
        number=f"20260101-{n:04}",
        title=f"事 {n}",
        class_code="dispute",
        type_code="fight",
        grade=grade,
        address=f"{n} 号",
        lon=119.7,
        lat=49.2,
        channel="phone",
        state=state,
        received_at=at,
        created_at=at,
    )


@pytest.fixture
def busy():
    """Three incidents to send somebody to, an alert, feedback to accept."""
    rows = [an_open_incident(n, grade=g) for n, g in ((1, 4), (2, 1), (3, 3))]
    Alert.objects.create(
        kind="backup", subject="unit:P1", incident=rows[2], raised_at=now() - timedelta(minutes=2)
    )
    Feedback.objects.create(
        incident=an_open_incident(4, state="feedback_due"),
        given_at=now() - timedelta(hours=1),
        disposition_code="mediated",
        class_code="dispute",
        type_code="fight",
    )
    return rows


@pytest.mark.parametrize("role", list(ROLES))
def test_each_post_begins_at_its_work(client, role):
    sign_in(client, an_appointment(role))
    assert client.get("/start")["Location"] == LANDS.get(role, "/worklist/")


@pytest.mark.parametrize(("role", "status"), [("dispatcher", 200), ("resident", 403)])
def test_the_worklist_is_for_posts_of_the_branch(client, role, status):
    sign_in(client, an_appointment(role))
    for path in ("", "board", "matter", "counts"):
        assert client.get(f"/worklist/{path}").status_code == status


def test_counts_of_filters_groups_and_rail_are_one(client, busy):
    me = sign_in(client, an_appointment("dispatcher"))
    found = worklist_of(me, at=now())
    assert found.by_kind == {"incident": 3, "alert": 1, "approval": 1}
    assert found.total == found.shown_total == sum(found.by_desk.values()) == 5
    alerts = worklist_of(me, at=now(), kind="alert")
    assert (alerts.total, alerts.shown_total) == (5, 1)
    told = client.get("/worklist/counts").json()
    assert told == {"total": 5, "now": 4, "desks": {"dispatch": 5}}
    page = client.get("/worklist/").content.decode()
    assert 'data-total="5"' in page
    assert "全部 <b>5</b>" in page


def test_danger_stands_first_and_its_matter_is_open_beside_the_list(client, busy):
    sign_in(client, an_appointment("dispatcher"))
    page = client.get("/worklist/").content.decode()
    keys = re.findall(r'data-does="([^"]+)"', page)
    assert keys[0] == "dispatch.order:20260101-0002" or keys[0].startswith("dispatch.alert")
    assert re.search(rf'id="matter"\s+data-matter="{re.escape(keys[0])}"', page)


def test_what_is_done_meanwhile_says_so_and_what_is_not_mine_is_not_there(client, busy):
    sign_in(client, an_appointment("reception_officer"))
    answer = client.get("/worklist/matter", {"key": "dispatch.order:20260101-0002"})
    assert "已不在等您了" in answer.content.decode()
    assert "今天没有事在等您" in client.get("/worklist/").content.decode()


def test_a_list_of_many_matters_asks_the_database_as_often_as_one_of_few(
    client, django_assert_max_num_queries
):
    me = sign_in(client, an_appointment("dispatcher"))
    for n in range(40):
        an_open_incident(n)
    with django_assert_max_num_queries(26):
        assert worklist_of(me, at=now()).total == 40
    page = client.get("/worklist/board").content.decode()
    assert page.count("data-item") == 30


def test_a_group_lists_so_many_as_the_table_says_and_links_to_the_rest(client):
    sign_in(client, an_appointment("dispatcher"))
    for n in range(33):
        an_open_incident(n)
    page = client.get("/worklist/board").content.decode()
    assert (page.count("data-item"), "再看 3 件" in page) == (30, True)
    assert client.get("/worklist/board?whole=now").content.decode().count("data-item") == 33


def test_what_is_put_off_stands_aside_counts_nowhere_and_comes_back(client):
    given = Feedback.objects.create(
        incident=an_open_incident(4, state="feedback_due"),
        given_at=now() - timedelta(hours=1),
        disposition_code="mediated",
        class_code="dispute",
        type_code="fight",
    )
    me = sign_in(client, an_appointment("dispatcher"))
    key = f"dispatch.feedback:{given.pk}"
    form = {"key": key, "minutes": 30, "reason": "等回话", "idempotency_key": "a" * 32}
    for _ in range(2):
        assert client.post("/worklist/put_off", form).status_code == 302
    assert client.get("/worklist/counts").json()["total"] == 0
    assert (
        'class="worklist-group worklist-put_off"' in client.get("/worklist/board").content.decode()
    )
    assert "等回话" in client.get("/worklist/matter", {"key": key}).content.decode()
    back = now() + timedelta(minutes=31)
    assert worklist_of(me, at=back).total == 1
    assert client.post("/worklist/take_back", {"key": key}).status_code == 302
    assert client.get("/worklist/counts").json()["total"] == 1


def test_what_is_at_once_is_not_put_off_and_what_does_not_wait_is_not_there(client, busy):
    sign_in(client, an_appointment("dispatcher"))
    key = "dispatch.order:20260101-0002"
    assert 'data-key="z"' not in client.get("/worklist/matter", {"key": key}).content.decode()
    form = {"key": key, "minutes": 30, "reason": "等"}
    answers = [
        client.post("/worklist/put_off", form | more, headers={"HX-Request": "true"}).status_code
        for more in ({}, {"key": "dispatch.order:20260101-0009"})
    ]
    assert answers == [409, 404]


def test_the_last_steps_of_the_matter_stand_beside_it(client, busy):
    me = sign_in(client, an_appointment("dispatcher"))
    with write():
        record(NOTE_ADDED, subject=busy[0].subject, by=me, at=now())
    page = client.get("/worklist/matter", {"key": f"dispatch.order:{busy[0].number}"})
    steps = page.content.decode().partition("worklist-steps")[2]
    assert "记录" in steps
    assert f"/thread/{busy[0].subject}" in steps


def test_a_verb_that_leads_a_page_elsewhere_leaves_the_list_where_it_is(client):
    sign_in(client, an_appointment("system_admin"))
    first, second = (an_appointment("case_officer").person for _ in range(2))
    answer = client.post(
        f"/administration/accounts/{first.pk}/deactivate",
        headers={"HX-Request": "true", "X-Stays": "yes"},
    )
    assert (answer.status_code, answer["HX-Trigger"]) == (204, "quanju:done")
    # The same verb pressed on its own page leads on as before.
    assert client.post(f"/administration/accounts/{second.pk}/deactivate").status_code == 302


def test_one_letter_is_one_verb_in_every_room():
    words = Counter()
    by_letter: dict[str, set[str]] = {}
    for verb in VERBS:
        letter = letter_of(verb)
        assert letter, verb
        assert letter not in RESERVED, verb
        by_letter.setdefault(letter, set()).add(verb.rpartition(".")[2].partition("_")[0])
        words[verb] += 1
    saying_two = {k: v for k, v in by_letter.items() if len(v) > 1}
    # R says no, whatever the room calls that; Q signs for what was sent, whoever it was sent to.
    assert saying_two == {
        "g": {"begin", "start"},
        "q": {"acknowledge", "sign"},
        "r": {"reject", "return", "refuse", "decline", "dismiss"},
    }
    assert max(words.values()) == 1


def test_every_verb_that_a_room_names_has_its_address_here():
    named = set()
    for path in (*SOURCE.glob("domains/*/waiting.py"), *SOURCE.glob("domains/*/waiting/*.py")):
        text = path.read_text()
        named |= set(re.findall(r'name="([a-z_]+\.[a-z_]+)"', text))
        named |= {f"duty.{v}" for v in re.findall(r'_own_shift\(row, "(\w+)"', text)}
    assert named == set(VERBS)


def test_every_room_that_tells_what_waits_is_asked():
    told = {path.parent.name for path in SOURCE.glob("domains/*/waiting*")} - {"kernel"}
    assert told == {room.name for room in ROOMS}
